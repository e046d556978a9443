from renshi_sdk.db import sql_migration

ID = "core_0018"
VERSION = "1.38.0"
DESCRIPTION = "heads of departments counted from an index alone"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        # The wall's column stands at the end (docs/adr/0002): with it the count needs no look at the table, and equal
        # keys fold together, which included columns would not.
        """
CREATE INDEX core_employee_current_heads ON core_employee_current (company_id, department_id, tenant_id)
  WHERE status IN ('probation', 'active');
DROP INDEX core_employee_current_seats;
""",
    ],
)
