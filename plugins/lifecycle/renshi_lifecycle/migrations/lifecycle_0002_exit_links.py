from renshi_sdk.db import sql_migration, tenant_table

ID = "lifecycle_0002"
VERSION = "1.38.0"
DESCRIPTION = "links to the exit interview"

forwards = sql_migration(
    "lifecycle",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "lifecycle_exit_link",
            "case_id uuid NOT NULL REFERENCES lifecycle_case(id) ON DELETE CASCADE",
            "token_hash bytea NOT NULL",
            "expires_at timestamptz NOT NULL",
            "spent_at timestamptz NULL",
            "revoked_at timestamptz NULL",
            "UNIQUE (tenant_id, token_hash)",
        ),
        "CREATE INDEX lifecycle_exit_link_case ON lifecycle_exit_link (case_id)",
    ],
)
