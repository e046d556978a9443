"""Months are sent to people, exceptions are accepted one by one."""

from renshi_sdk.db import sql_migration, tenant_table

ID = "attendance_0005"
VERSION = "1.38.0"
DESCRIPTION = "confirmation by employees and accepted exceptions"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"
EMPLOYEE = "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT"

STATEMENTS = [
    tenant_table(
        "attendance_confirmation",
        "month_id uuid NOT NULL REFERENCES attendance_month(id) ON DELETE RESTRICT",
        COMPANY,
        EMPLOYEE,
        "period text NOT NULL",
        "state text NOT NULL CHECK (state IN ('sent', 'confirmed', 'disputed', 'auto'))",
        "digest text NOT NULL",
        "sent_at timestamptz NOT NULL",
        "due_on date NOT NULL",
        "decided_at timestamptz NULL",
        "comment text NULL",
        "answer text NULL",
        "UNIQUE (tenant_id, month_id, employee_id)",
    ),
    "CREATE INDEX attendance_confirmation_person ON attendance_confirmation (tenant_id, employee_id, period)",
    "CREATE INDEX attendance_confirmation_due ON attendance_confirmation (tenant_id, company_id, due_on)"
    " WHERE state = 'sent'",
    tenant_table(
        "attendance_acceptance",
        COMPANY,
        EMPLOYEE,
        "day date NOT NULL",
        "status text NOT NULL",
        "note text NOT NULL",
        "by_name text NOT NULL",
        "UNIQUE (tenant_id, company_id, employee_id, day, status)",
    ),
    "ALTER TABLE attendance_month ADD COLUMN sent_at timestamptz NULL, ADD COLUMN confirm_due date NULL",
]

forwards = sql_migration("attendance", ID, DESCRIPTION, STATEMENTS)
