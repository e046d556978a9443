from renshi_sdk.db import sql_migration

ID = "core_0010"
VERSION = "1.38.0"
DESCRIPTION = "foreign keys of the core's tables hold the tenant too"

# PostgreSQL checks foreign keys past row-level security, so a row could name another tenant's row by its id. A key of
# (id, tenant_id) closes that for good, whatever the code forgets. id leads: an index that starts with tenant_id would
# be on offer in every query (docs/adr/0002). The function stays: the runner calls it after each app's migrations, for
# the tables that come later and for those of plugins. Constraints keep their names.
forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        """
CREATE FUNCTION renshi_tenant_keys(tables text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  key record;
  made integer := 0;
BEGIN
  FOR key IN
    SELECT c.oid, c.conname, c.conrelid::regclass AS child, c.confrelid::regclass AS parent, a.attname AS name,
      pr.relname AS parent_name, c.confdeltype
    FROM pg_constraint c
    JOIN pg_class ch ON ch.oid = c.conrelid
    JOIN pg_class pr ON pr.oid = c.confrelid
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    JOIN pg_attribute k ON k.attrelid = c.confrelid AND k.attnum = c.confkey[1] AND k.attname = 'id'
    WHERE c.contype = 'f' AND cardinality(c.conkey) = 1 AND ch.relname LIKE tables AND a.attname <> 'tenant_id'
      AND ch.relnamespace = 'public'::regnamespace
      AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.conrelid AND t.attname = 'tenant_id'
        AND NOT t.attisdropped)
      AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.confrelid AND t.attname = 'tenant_id'
        AND NOT t.attisdropped)
    ORDER BY ch.relname, a.attname
  LOOP
    IF NOT EXISTS (SELECT FROM pg_constraint u WHERE u.conrelid = key.parent AND u.contype = 'u'
        AND u.conname = key.parent_name || '_id_tenant') THEN
      EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I UNIQUE (id, tenant_id)', key.parent,
        key.parent_name || '_id_tenant');
    END IF;
    -- The old key goes only once the new one holds for every row there is.
    EXECUTE format('ALTER TABLE %s ADD CONSTRAINT renshi_tenant_key FOREIGN KEY (%I, tenant_id)'
      ' REFERENCES %s (id, tenant_id) ON DELETE %s', key.child, key.name, key.parent,
      CASE key.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL (' || quote_ident(key.name) || ')'
        WHEN 'a' THEN 'NO ACTION' ELSE 'RESTRICT' END);
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', key.child, key.conname);
    EXECUTE format('ALTER TABLE %s RENAME CONSTRAINT renshi_tenant_key TO %I', key.child, key.conname);
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;
SELECT renshi_tenant_keys('core\\_%');
""",
    ],
)
