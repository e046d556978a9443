from renshi_sdk.db import sql_migration, tenant_table

ID = "recruiting_ai_0011"
VERSION = "1.38.0"
DESCRIPTION = "identity check against a photo: how alike, and what a person decided; no feature of a face"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "recruiting_ai",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "recruiting_ai_identity",
            COMPANY,
            "interview_id uuid NOT NULL REFERENCES recruiting_ai_interview(id) ON DELETE CASCADE",
            # The photo goes with the comparison; its hash stays as what was compared.
            "photo_file_id uuid NULL REFERENCES core_file(id) ON DELETE SET NULL",
            "photo_sha256 text NOT NULL",
            "given_by text NOT NULL CHECK (given_by IN ('candidate', 'hr'))",
            "state text NOT NULL CHECK (state IN ('waiting', 'compared', 'not_compared'))",
            "reason text NULL",
            "similarity numeric(5,4) NULL CHECK (similarity BETWEEN -1 AND 1)",
            "threshold numeric(4,3) NOT NULL CHECK (threshold BETWEEN 0 AND 1)",
            "band text NULL CHECK (band IN ('alike', 'unclear', 'unlike'))",
            "frames integer NULL CHECK (frames >= 0)",
            "model text NULL",
            "model_digest text NULL",
            "compared_at timestamptz NULL",
            "decision text NULL CHECK (decision IN ('same', 'other', 'unclear'))",
            "decision_reason text NULL",
            "decided_by uuid NULL",
            "decided_by_name text NULL",
            "decided_at timestamptz NULL",
            "CHECK ((state = 'compared') = (similarity IS NOT NULL))",
        ),
        "CREATE INDEX recruiting_ai_identity_interview ON recruiting_ai_identity (tenant_id, interview_id, created_at)",
    ],
)
