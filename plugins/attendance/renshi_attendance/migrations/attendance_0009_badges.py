"""Numbers by which terminals know people."""

from renshi_sdk.db import sql_migration, tenant_table

ID = "attendance_0009"
VERSION = "1.38.0"
DESCRIPTION = "terminal numbers of employees"

STATEMENTS = [
    tenant_table(
        "attendance_badge",
        "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
        "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
        "number text NOT NULL CHECK (number <> '')",
        # Terminals hand a number to somebody else once its owner has left: the newest owner of the day counts.
        "valid_from date NOT NULL",
        "UNIQUE (tenant_id, company_id, number, valid_from)",
    ),
    "CREATE INDEX attendance_badge_person ON attendance_badge (tenant_id, employee_id)",
]

forwards = sql_migration("attendance", ID, DESCRIPTION, STATEMENTS)
