from renshi_sdk.db import sql_migration, tenant_table

ID = "recruiting_ai_0009"
VERSION = "1.38.0"
DESCRIPTION = "a language model's second opinion: who decided for which, and what was asked"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "recruiting_ai",
    ID,
    DESCRIPTION,
    [
        # One row a decision; the newest holds. Only the sealed key of an earlier row is ever taken out.
        tenant_table(
            "recruiting_ai_model",
            COMPANY,
            "enabled boolean NOT NULL",
            "address text NOT NULL",
            "model text NOT NULL",
            "key_sealed bytea NULL",
            "structured text NOT NULL CHECK (structured IN ('json_schema', 'json_object', 'none'))",
            "seconds integer NOT NULL CHECK (seconds BETWEEN 1 AND 120)",
            "daily_limit integer NOT NULL CHECK (daily_limit BETWEEN 1 AND 100000)",
            "samples integer NOT NULL CHECK (samples BETWEEN 1 AND 5)",
            # Per cent of an answer's score; 0 shows the opinion and moves nothing.
            "weight integer NOT NULL CHECK (weight BETWEEN 0 AND 30)",
            "recipient text NOT NULL",
            "recipient_contact text NOT NULL",
            # PIPL arts. 38, 39: what leaves the mainland is told and agreed to as such.
            "cross_border boolean NOT NULL",
            "country text NULL",
            "purpose text NOT NULL",
            "assessment_id uuid NULL REFERENCES recruiting_ai_assessment(id) ON DELETE RESTRICT",
            "decided_by uuid NULL",
            "decided_by_name text NOT NULL",
            "decided_at timestamptz NOT NULL",
            "CHECK (NOT cross_border OR country IS NOT NULL)",
            "CHECK (NOT enabled OR assessment_id IS NOT NULL)",
        ),
        "CREATE INDEX recruiting_ai_model_now ON recruiting_ai_model (tenant_id, company_id, decided_at)",
        tenant_table(
            "recruiting_ai_model_call",
            COMPANY,
            "model_id uuid NOT NULL REFERENCES recruiting_ai_model(id) ON DELETE RESTRICT",
            # Null for a test of the connection, and once the candidate's data is gone.
            "interview_id uuid NULL REFERENCES recruiting_ai_interview(id) ON DELETE SET NULL",
            "question_key text NULL",
            "prompt_digest text NOT NULL",
            "sample integer NOT NULL CHECK (sample > 0)",
            "outcome text NOT NULL CHECK (outcome IN ('asked', 'answered', 'cached', 'refused', 'timeout', 'limited',"
            " 'failed', 'broken', 'unreachable', 'blocked', 'denied', 'over_limit', 'resting'))",
            "tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0)",
            "reply text NULL",
            "reply_digest text NULL",
            "status integer NULL",
            "milliseconds integer NULL",
            "asked_at timestamptz NOT NULL",
        ),
        "CREATE INDEX recruiting_ai_model_call_prompt ON recruiting_ai_model_call"
        " (tenant_id, company_id, prompt_digest, sample)",
        "CREATE INDEX recruiting_ai_model_call_time ON recruiting_ai_model_call (tenant_id, company_id, asked_at)",
        "CREATE INDEX recruiting_ai_model_call_interview ON recruiting_ai_model_call (tenant_id, interview_id)",
    ],
)
