from renshi_sdk.db import sql_migration

ID = "core_0020"
VERSION = "1.38.0"
DESCRIPTION = "slots of searchable custom fields beside the facts of today"

SLOTS = [f"slot_{n:02d}" for n in range(1, 33)]
# The text of a value as it was when this was written; the one of today is people/custom/texts.py.
TEXT = """CASE
    WHEN f.kind IN ('integer', 'number', 'money', 'percent') THEN
      lpad(trunc((e.custom ->> f.code)::numeric * 1000000 + 10000000000000000000000)::text, 23, '0')
    WHEN f.kind = 'boolean' THEN CASE e.custom ->> f.code WHEN 'true' THEN '1' WHEN 'false' THEN '0' END
    ELSE left(e.custom ->> f.code, 200) END"""
TABLES = ("core_custom_field", "core_custom_value", "core_employee", "core_employee_current")

STATEMENTS = [
    "ALTER TABLE core_custom_field ADD COLUMN slot smallint NULL CHECK (slot BETWEEN 1 AND 32),"
    " ADD UNIQUE (tenant_id, slot)",
    "ALTER TABLE core_employee_current "
    + ", ".join(f'ADD COLUMN {name} text COLLATE "C" NULL' for name in SLOTS),
    # One column and nothing beside it: PostgreSQL joins the bitmaps of several filters only where their indexes
    # share no condition, and the wall's would be shared. Empty slots take no room and no time.
    *(
        f"CREATE INDEX core_employee_current_{name} ON core_employee_current ({name}) WHERE {name} IS NOT NULL"
        for name in SLOTS
    ),
    # Fields that are searchable already, in their order. The wall is forced on the owner of the tables too.
    *(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in TABLES),
    """
UPDATE core_custom_field f SET slot = n.place FROM (
  SELECT id, row_number() OVER (PARTITION BY tenant_id ORDER BY position, code) AS place FROM core_custom_field
  WHERE archived_at IS NULL AND (flags ->> 'searchable')::boolean
    AND NOT coalesce((flags ->> 'sensitive')::boolean, false) AND kind NOT IN ('multi', 'longtext', 'file')) AS n
WHERE n.id = f.id AND n.place <= 32;
""",
    *(
        f"UPDATE core_employee_current c SET {name} = right(f.id::text, 6) || ':' || {TEXT}"
        " FROM core_employee e, core_custom_field f"
        f" WHERE e.id = c.id AND f.tenant_id = c.tenant_id AND f.slot = {n} AND e.custom ->> f.code IS NOT NULL"
        for n, name in enumerate(SLOTS, start=1)
    ),
    "DELETE FROM core_custom_value v USING core_custom_field f"
    " WHERE f.id = v.field_id AND f.slot IS NOT NULL AND NOT v.is_unique",
    *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in TABLES),
]

forwards = sql_migration("core", ID, DESCRIPTION, STATEMENTS)
