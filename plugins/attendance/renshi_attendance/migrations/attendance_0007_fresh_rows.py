"""A computed row says whether it still holds, so that payroll can be told what is there."""

from renshi_sdk.db import sql_migration

ID = "attendance_0007"
VERSION = "1.38.0"
DESCRIPTION = "when a month was begun to be computed, and which of its rows no longer hold"

STATEMENTS = [
    # Months computed before have no beginning: their rows are not told from, and computed as ever.
    "ALTER TABLE attendance_month ADD COLUMN begun_at timestamptz NULL",
    "ALTER TABLE attendance_month_row ADD COLUMN stale boolean NOT NULL DEFAULT false",
]

forwards = sql_migration("attendance", ID, DESCRIPTION, STATEMENTS)
