"""Why a day is an exception, as codes with what fills them, so that it reads in both languages."""

from renshi_sdk.db import sql_migration

ID = "attendance_0008"
VERSION = "1.38.0"
DESCRIPTION = "reasons of exceptions as codes"

STATEMENTS = [
    # Rows made before keep their sentence: those of locked months can't be changed, and must still be read.
    "ALTER TABLE attendance_exception ADD COLUMN reasons jsonb NOT NULL DEFAULT '[]',"
    " ALTER COLUMN reason DROP NOT NULL",
]

forwards = sql_migration("attendance", ID, DESCRIPTION, STATEMENTS)
