"""Where a punch was made and by what clock; files of punches."""

from renshi_sdk.db import sql_migration, tenant_table

ID = "attendance_0003"
VERSION = "1.38.0"
DESCRIPTION = "where punches were made, and files of punches"

STATEMENTS = [
    """
ALTER TABLE attendance_punch
  ADD COLUMN accuracy integer NULL,
  ADD COLUMN bssid text NULL,
  ADD COLUMN site text NULL,
  ADD COLUMN reason text NULL,
  ADD COLUMN device_at timestamptz NULL,
  ADD COLUMN import_id uuid NULL;
""",
    tenant_table(
        "attendance_import",
        "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
        "file_id uuid NOT NULL",
        "name text NOT NULL",
        "digest text NOT NULL",
        "encoding text NOT NULL",
        "state text NOT NULL DEFAULT 'preview' CHECK (state IN ('preview', 'running', 'applied'))",
        "rows integer NOT NULL",
        "fresh integer NOT NULL",
        "known integer NOT NULL",
        "problem_count integer NOT NULL",
        "problems jsonb NOT NULL",
        "unknown_numbers text[] NOT NULL",
        "written integer NOT NULL DEFAULT 0",
        "job_id uuid NULL",
        "applied_at timestamptz NULL",
        "by_name text NOT NULL",
    ),
    "CREATE INDEX attendance_import_company ON attendance_import (tenant_id, company_id, created_at)",
]

forwards = sql_migration("attendance", ID, DESCRIPTION, STATEMENTS)
