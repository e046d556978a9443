from renshi_sdk.db import sql_migration, tenant_table

ID = "reporting_0002"
VERSION = "1.38.0"
DESCRIPTION = "boards of people, and what roles begin with"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "reporting",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "reporting_board",
            COMPANY,
            "owner_id uuid NOT NULL",
            "employee_id uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "tiles jsonb NOT NULL",
            "changed_at timestamptz NOT NULL",
            "UNIQUE (company_id, owner_id)",
        ),
        "CREATE INDEX reporting_board_employee ON reporting_board (employee_id) WHERE employee_id IS NOT NULL",
        tenant_table(
            "reporting_board_template",
            COMPANY,
            "role text NOT NULL",
            "tiles jsonb NOT NULL",
            "changed_by text NOT NULL",
            "changed_at timestamptz NOT NULL",
            "UNIQUE (company_id, role)",
        ),
    ],
)
