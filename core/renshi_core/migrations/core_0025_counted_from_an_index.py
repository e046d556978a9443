from renshi_sdk.db import sql_migration

ID = "core_0025"
VERSION = "1.38.0"
DESCRIPTION = "people of a company, a department or a status counted from one index alone"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        # Everybody, not the employed alone: a list with page numbers counts whom it shows.
        """
CREATE INDEX core_employee_current_counted ON core_employee_current (company_id, department_id, status, tenant_id);
DROP INDEX core_employee_current_heads;
""",
    ],
)
