from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0024"
VERSION = "1.38.0"
DESCRIPTION = "proving again who one is before sensitive data is shown in full"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        # No row: the company doesn't ask.
        tenant_table(
            "core_step_up_policy",
            "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "minutes integer NOT NULL CHECK (minutes BETWEEN 1 AND 240)",
            "changed_by text NOT NULL",
            "changed_at timestamptz NOT NULL",
            "UNIQUE (company_id)",
        ),
        "ALTER TABLE core_session ADD COLUMN proved_at timestamptz NULL,"
        " ADD COLUMN proof_failures integer NOT NULL DEFAULT 0",
    ],
)
