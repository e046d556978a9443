"""Leave types of a company's own, papers, accrual by policy."""

from renshi_sdk.db import sql_migration, tenant_table

ID = "attendance_0004"
VERSION = "1.38.0"
DESCRIPTION = "own leave types, papers and accrual policies"

STATEMENTS = [
    """
ALTER TABLE attendance_leave_type
  ADD COLUMN documents_after_days integer NULL CHECK (documents_after_days >= 0),
  ADD COLUMN notice_days integer NOT NULL DEFAULT 0 CHECK (notice_days BETWEEN 0 AND 366),
  ADD COLUMN own boolean NOT NULL DEFAULT false;
ALTER TABLE attendance_leave
  ADD COLUMN documents uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN replaces uuid NULL REFERENCES attendance_leave(id) ON DELETE RESTRICT;
""",
    tenant_table(
        "attendance_accrual",
        "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
        "leave_code text NOT NULL",
        "every text NOT NULL CHECK (every IN ('year', 'month'))",
        "days numeric(6,3) NOT NULL CHECK (days > 0)",
        "valid_months integer NOT NULL CHECK (valid_months BETWEEN 0 AND 60)",
        "waiting_months integer NOT NULL DEFAULT 0 CHECK (waiting_months BETWEEN 0 AND 120)",
        "prorate boolean NOT NULL DEFAULT true",
        "valid_from date NOT NULL",
        "valid_to date NULL CHECK (valid_to >= valid_from)",
        "note text NOT NULL",
    ),
    "CREATE INDEX attendance_accrual_company ON attendance_accrual (tenant_id, company_id)",
    # What runs out soon is looked for every day.
    "CREATE INDEX attendance_leave_entry_expiry ON attendance_leave_entry (tenant_id, company_id, expires_on)"
    " WHERE kind IN ('grant', 'adjust') AND expires_on IS NOT NULL",
]

forwards = sql_migration("attendance", ID, DESCRIPTION, STATEMENTS)
