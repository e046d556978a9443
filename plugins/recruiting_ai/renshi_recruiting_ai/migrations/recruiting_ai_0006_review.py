from renshi_sdk.db import sql_migration, tenant_table

ID = "recruiting_ai_0006"
VERSION = "1.38.0"
DESCRIPTION = (
    "review by people: overrides, blind marks, who opened a report, report files, appeals with a day"
)

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"
INTERVIEW = "interview_id uuid NOT NULL REFERENCES recruiting_ai_interview(id) ON DELETE CASCADE"
SCORE = "score_id uuid NOT NULL REFERENCES recruiting_ai_score(id) ON DELETE CASCADE"

forwards = sql_migration(
    "recruiting_ai",
    ID,
    DESCRIPTION,
    [
        # What a person put beside a score. The score itself never changes.
        tenant_table(
            "recruiting_ai_override",
            COMPANY,
            INTERVIEW,
            SCORE,
            "dimension text NOT NULL",
            "score_before numeric(3,1) NULL CHECK (score_before BETWEEN 0 AND 10)",
            "score_after numeric(3,1) NOT NULL CHECK (score_after BETWEEN 0 AND 10)",
            "reason text NOT NULL CHECK (reason <> '')",
            "decided_by uuid NOT NULL",
            "decided_by_name text NOT NULL",
            "decided_at timestamptz NOT NULL",
            append_only=True,
        ),
        "CREATE INDEX recruiting_ai_override_score ON recruiting_ai_override (tenant_id, score_id, decided_at)",
        "CREATE INDEX recruiting_ai_override_company ON recruiting_ai_override (tenant_id, company_id, decided_at)",
        # Marks of people on single answers. Blind: given before the person had opened the report.
        tenant_table(
            "recruiting_ai_rating",
            COMPANY,
            INTERVIEW,
            "question_key text NOT NULL",
            "rater_id uuid NOT NULL",
            "rater_name text NOT NULL",
            "mark integer NOT NULL CHECK (mark BETWEEN 0 AND 10)",
            "words text NOT NULL",
            "blind boolean NOT NULL",
            "rated_at timestamptz NOT NULL",
            "UNIQUE (tenant_id, interview_id, question_key, rater_id)",
        ),
        "CREATE INDEX recruiting_ai_rating_company ON recruiting_ai_rating (tenant_id, company_id, question_key)",
        tenant_table(
            "recruiting_ai_opened",
            COMPANY,
            INTERVIEW,
            "reader_id uuid NOT NULL",
            "opened_at timestamptz NOT NULL",
            "UNIQUE (tenant_id, interview_id, reader_id)",
        ),
        tenant_table(
            "recruiting_ai_document",
            COMPANY,
            INTERVIEW,
            "score_id uuid NULL REFERENCES recruiting_ai_score(id) ON DELETE SET NULL",
            "kind text NOT NULL CHECK (kind IN ('review', 'hire'))",
            "file_id uuid NULL REFERENCES core_file(id) ON DELETE SET NULL",
            "sha256 text NOT NULL",
            "made_by_name text NOT NULL",
            "made_at timestamptz NOT NULL",
        ),
        "CREATE INDEX recruiting_ai_document_interview ON recruiting_ai_document (tenant_id, interview_id, made_at)",
        "ALTER TABLE recruiting_ai_appeal ADD COLUMN due_on date NULL",
        "ALTER TABLE recruiting_ai_appeal ADD COLUMN outcome text NULL"
        " CHECK (outcome IN ('upheld', 'partly', 'dismissed', 'arranged'))",
        # Whether the person who answered is the one who had decided: shown, because another pair of eyes is better.
        "ALTER TABLE recruiting_ai_appeal ADD COLUMN same_person boolean NULL",
        "CREATE INDEX recruiting_ai_appeal_due ON recruiting_ai_appeal (tenant_id, company_id, state, due_on)",
    ],
)
