from renshi_sdk.db import sql_migration, tenant_table

ID = "recruiting_ai_0014"
VERSION = "1.38.0"
DESCRIPTION = "a job's interviews scored again together, and what changed"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "recruiting_ai",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "recruiting_ai_rescore",
            COMPANY,
            "requisition_id uuid NOT NULL REFERENCES recruiting_ai_requisition(id) ON DELETE CASCADE",
            "newest_profile boolean NOT NULL",
            "reason text NOT NULL CHECK (reason <> '')",
            "asked_by uuid NULL",
            "asked_by_name text NOT NULL",
            "job_id uuid NULL",
            "finished_at timestamptz NULL",
        ),
        "CREATE UNIQUE INDEX recruiting_ai_rescore_running ON recruiting_ai_rescore (requisition_id)"
        " WHERE finished_at IS NULL",
        "CREATE INDEX recruiting_ai_rescore_requisition ON recruiting_ai_rescore"
        " (company_id, requisition_id, created_at)",
        tenant_table(
            "recruiting_ai_rescore_line",
            COMPANY,
            "rescore_id uuid NOT NULL REFERENCES recruiting_ai_rescore(id) ON DELETE CASCADE",
            "interview_id uuid NOT NULL REFERENCES recruiting_ai_interview(id) ON DELETE CASCADE",
            # With a score goes what was made of it: consent taken back, or a person erased.
            "score_before uuid NULL REFERENCES recruiting_ai_score(id) ON DELETE CASCADE",
            "score_after uuid NULL REFERENCES recruiting_ai_score(id) ON DELETE CASCADE",
            "outcome text NOT NULL DEFAULT 'waiting'"
            " CHECK (outcome IN ('waiting', 'changed', 'same', 'asked', 'refused', 'skipped'))",
            "problem text NULL",
            "problem_en text NULL",
            "match_before integer NULL",
            "match_after integer NULL",
            "changes jsonb NOT NULL DEFAULT '[]'",
            "UNIQUE (rescore_id, interview_id)",
        ),
        "CREATE INDEX recruiting_ai_rescore_line_interview ON recruiting_ai_rescore_line (interview_id)",
        "CREATE INDEX recruiting_ai_rescore_line_before ON recruiting_ai_rescore_line (score_before)",
        "CREATE INDEX recruiting_ai_rescore_line_after ON recruiting_ai_rescore_line (score_after)",
    ],
)
