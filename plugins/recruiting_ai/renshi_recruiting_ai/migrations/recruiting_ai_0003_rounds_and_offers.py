from renshi_sdk.db import sql_migration, tenant_table

ID = "recruiting_ai_0003"
VERSION = "1.38.0"
DESCRIPTION = "interview rounds by people with scorecards, versions of an offer"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "recruiting_ai",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "recruiting_ai_round",
            COMPANY,
            "application_id uuid NOT NULL REFERENCES recruiting_ai_application(id) ON DELETE CASCADE",
            "title text NOT NULL CHECK (title <> '')",
            "competencies text[] NOT NULL",
            "starts_at timestamptz NULL",
            "minutes integer NOT NULL DEFAULT 60 CHECK (minutes BETWEEN 10 AND 480)",
            "place text NULL",
            "link text NULL",
            "note text NULL",
            "state text NOT NULL CHECK (state IN ('planned', 'closed', 'cancelled'))",
            # Goes up with each change, so that a calendar takes the newer one (RFC 5545).
            "sequence integer NOT NULL DEFAULT 0",
            "author_name text NOT NULL",
            "closed_at timestamptz NULL",
        ),
        "CREATE INDEX recruiting_ai_round_application ON recruiting_ai_round (tenant_id, application_id)",
        "CREATE INDEX recruiting_ai_round_state ON recruiting_ai_round (tenant_id, company_id, state, starts_at)",
        tenant_table(
            "recruiting_ai_panelist",
            COMPANY,
            "round_id uuid NOT NULL REFERENCES recruiting_ai_round(id) ON DELETE CASCADE",
            "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "reminded_on date NULL",
            "UNIQUE (tenant_id, round_id, employee_id)",
        ),
        "CREATE INDEX recruiting_ai_panelist_employee ON recruiting_ai_panelist (tenant_id, employee_id)",
        tenant_table(
            "recruiting_ai_scorecard",
            COMPANY,
            "round_id uuid NOT NULL REFERENCES recruiting_ai_round(id) ON DELETE CASCADE",
            "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "author_name text NOT NULL",
            "marks jsonb NOT NULL",
            "recommendation text NOT NULL CHECK (recommendation IN ('strong_yes', 'yes', 'no', 'strong_no'))",
            "words text NOT NULL CHECK (words <> '')",
            "submitted_at timestamptz NOT NULL",
            "UNIQUE (tenant_id, round_id, employee_id)",
        ),
        "ALTER TABLE recruiting_ai_decision ADD COLUMN basis jsonb NULL",
        "ALTER TABLE recruiting_ai_offer ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version > 0),"
        " ADD COLUMN counter_salary numeric(12,2) NULL CHECK (counter_salary > 0),"
        " ADD COLUMN counter_words text NULL, ADD COLUMN counter_at timestamptz NULL,"
        " ADD COLUMN declined_because text NULL, ADD COLUMN wrong_checks integer NOT NULL DEFAULT 0,"
        " ADD COLUMN report_file_id uuid NULL REFERENCES core_file(id) ON DELETE RESTRICT",
        "CREATE INDEX recruiting_ai_offer_application ON recruiting_ai_offer (tenant_id, application_id)",
        "CREATE INDEX recruiting_ai_offer_expiry ON recruiting_ai_offer (tenant_id, company_id, expires_at)"
        " WHERE state = 'sent'",
    ],
)
