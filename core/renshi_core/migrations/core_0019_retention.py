from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0019"
VERSION = "1.38.0"
DESCRIPTION = "times of keeping, what the nights removed, and holds as plugins see them"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        # No rule, no purge: nothing goes before somebody of the company has chosen.
        tenant_table(
            "core_retention_rule",
            COMPANY,
            "data_class text NOT NULL",
            "keep integer NOT NULL CHECK (keep >= 0)",
            "changed_by text NOT NULL",
            "changed_at timestamptz NOT NULL",
            "UNIQUE (company_id, data_class)",
        ),
        tenant_table(
            "core_retention_run",
            COMPANY,
            "data_class text NOT NULL",
            "on_day date NOT NULL",
            "before_day date NOT NULL",
            "rows integer NOT NULL",
            "finished_at timestamptz NOT NULL",
            "UNIQUE (company_id, data_class, on_day)",
        ),
        "CREATE INDEX core_retention_run_company ON core_retention_run (company_id, on_day DESC, id DESC)",
        "CREATE INDEX core_file_change_at ON core_file_change (at)",
        """
CREATE VIEW renshi_legal_hold WITH (security_invoker = true) AS
  SELECT DISTINCT employee_id FROM core_legal_hold
  WHERE lifted_at IS NULL AND (until IS NULL OR until >= (now() AT TIME ZONE 'Asia/Shanghai')::date);
GRANT SELECT ON renshi_legal_hold TO renshi_app;
""",
    ],
)
