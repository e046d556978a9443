from renshi_sdk.db import sql_migration

ID = "core_0016"
VERSION = "1.38.0"
DESCRIPTION = "facts of employment in the view that plugins join"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        # New columns stand at the end: replacing a view keeps those that were there in their places.
        """
CREATE OR REPLACE VIEW renshi_employee WITH (security_invoker = true) AS
  SELECT c.id, c.company_id, c.number, c.name, c.name_pinyin, c.status, c.hired_on, c.left_on, c.spell_id,
    c.department_id, d.name AS department_name, c.position_id, p.title AS position_title, c.manager_id,
    c.grade, c.city, c.work_regime, c.employment_type, c.cost_centre_id, c.job_family, c.workplace
  FROM core_employee_current c
  LEFT JOIN core_department d ON d.id = c.department_id
  LEFT JOIN core_position p ON p.id = c.position_id
""",
    ],
)
