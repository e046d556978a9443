from renshi_sdk.db import sql_migration

ID = "core_0027"
VERSION = "1.38.0"
DESCRIPTION = "a custom field knows the job that fills its index"

# No foreign key: jobs that are done are cleared away, and a field without its job is asked to be marked again.
forwards = sql_migration(
    "core", ID, DESCRIPTION, ["ALTER TABLE core_custom_field ADD COLUMN indexed_by uuid NULL"]
)
