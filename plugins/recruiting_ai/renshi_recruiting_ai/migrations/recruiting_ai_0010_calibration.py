from renshi_sdk.db import sql_migration, tenant_table

ID = "recruiting_ai_0010"
VERSION = "1.38.0"
DESCRIPTION = "calibration by people's double marks, learned judges, weights an old interview is scored by"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"
STATE = "state text NOT NULL CHECK (state IN ('ready', 'active', 'retired', 'refused'))"
DECIDED = (
    "reason text NULL",
    "decided_by uuid NULL",
    "decided_by_name text NULL",
    "decided_at timestamptz NULL",
    "CHECK (state <> 'active' OR (reason <> '' AND decided_by IS NOT NULL))",
)

forwards = sql_migration(
    "recruiting_ai",
    ID,
    DESCRIPTION,
    [
        # A map from the rules' points to people's, for one job family and one version of the rules.
        tenant_table(
            "recruiting_ai_calibration",
            COMPANY,
            "family text NOT NULL",
            "version integer NOT NULL CHECK (version > 0)",
            STATE,
            "scorer text NOT NULL",
            "method text NOT NULL CHECK (method IN ('linear', 'isotonic'))",
            "knots jsonb NOT NULL",
            "band numeric(3,1) NOT NULL CHECK (band BETWEEN 0.1 AND 10)",
            "answers integer NOT NULL",
            "interviews integer NOT NULL",
            "people integer NOT NULL",
            "measured jsonb NOT NULL",
            "digest text NOT NULL",
            "made_by_name text NOT NULL",
            "made_at timestamptz NOT NULL",
            *DECIDED,
            "UNIQUE (tenant_id, company_id, family, version)",
        ),
        "CREATE UNIQUE INDEX recruiting_ai_calibration_active ON recruiting_ai_calibration"
        " (tenant_id, company_id, family) WHERE state = 'active'",
        # A model learned from marks on answers to single questions; the file is pinned by its hash.
        tenant_table(
            "recruiting_ai_judge",
            COMPANY,
            "family text NOT NULL",
            "version integer NOT NULL CHECK (version > 0)",
            STATE,
            "file_id uuid NULL REFERENCES core_file(id) ON DELETE RESTRICT",
            "sha256 text NOT NULL",
            "questions jsonb NOT NULL",
            "answers integer NOT NULL",
            "measured jsonb NOT NULL",
            "made_by_name text NOT NULL",
            "made_at timestamptz NOT NULL",
            *DECIDED,
            "UNIQUE (tenant_id, company_id, family, version)",
        ),
        "CREATE UNIQUE INDEX recruiting_ai_judge_active ON recruiting_ai_judge (tenant_id, company_id, family)"
        " WHERE state = 'active'",
        # Set where a person had an old interview scored by a later version of its profile.
        "ALTER TABLE recruiting_ai_interview ADD COLUMN weights_profile_id uuid NULL"
        " REFERENCES recruiting_ai_profile(id) ON DELETE RESTRICT",
    ],
)
