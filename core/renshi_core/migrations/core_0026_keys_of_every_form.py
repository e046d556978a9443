from renshi_sdk.db import sql_migration

ID = "core_0026"
VERSION = "1.38.0"
DESCRIPTION = "foreign keys of any number of columns hold the tenant, and keep when they are checked"

# The function of core_0010 knew keys of one column to an id and forgot DEFERRABLE (docs/adr/0017). This one takes
# each foreign key between two tenants' tables that doesn't compare tenant with tenant, adds that pair at its end, and
# keeps everything else the key says. A row that already names another tenant's row stops it.
forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        """
CREATE OR REPLACE FUNCTION renshi_tenant_keys(tables text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  key record;
  made integer := 0;
  action CONSTANT jsonb := '{"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}';
BEGIN
  FOR key IN
    SELECT c.conname, c.conrelid::regclass AS child, c.confrelid::regclass AS parent, p.relname AS parent_name,
      c.confdeltype, c.confupdtype, c.condeferrable, c.condeferred, named.child AS columns, named.parent AS refers,
      coalesce(cleared.names, named.child) AS cleared, array_append(c.confkey, theirs.attnum) AS wanted
    FROM pg_constraint c
    JOIN pg_class ch ON ch.oid = c.conrelid
    JOIN pg_class p ON p.oid = c.confrelid
    JOIN pg_attribute ours ON ours.attrelid = c.conrelid AND ours.attname = 'tenant_id' AND NOT ours.attisdropped
    JOIN pg_attribute theirs ON theirs.attrelid = c.confrelid AND theirs.attname = 'tenant_id'
      AND NOT theirs.attisdropped
    CROSS JOIN LATERAL (
      SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.place) AS child,
        string_agg(quote_ident(b.attname), ', ' ORDER BY k.place) AS parent,
        bool_or(a.attnum = ours.attnum AND b.attnum = theirs.attnum) AS held
      FROM unnest(c.conkey, c.confkey) WITH ORDINALITY AS k(child, parent, place)
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.child
      JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = k.parent
    ) named
    CROSS JOIN LATERAL (
      SELECT string_agg(quote_ident(a.attname), ', ') AS names
      FROM unnest(c.confdelsetcols) k(num) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num
    ) cleared
    WHERE c.contype = 'f' AND c.conparentid = 0 AND NOT named.held AND ch.relname LIKE tables
      AND ch.relnamespace = 'public'::regnamespace
    ORDER BY ch.relname, c.conname
  LOOP
    -- A unique key of exactly these columns in this order, or one is made; an id's is named as it always was.
    IF NOT EXISTS (SELECT FROM pg_constraint u WHERE u.conrelid = key.parent AND u.contype = 'u'
        AND u.conkey = key.wanted) THEN
      EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I UNIQUE (%s, tenant_id)', key.parent,
        key.parent_name || '_' || replace(replace(key.refers, ', ', '_'), '"', '') || '_tenant', key.refers);
    END IF;
    -- The old key goes only once the new one holds for every row there is.
    EXECUTE format('ALTER TABLE %s ADD CONSTRAINT renshi_tenant_key FOREIGN KEY (%s, tenant_id)'
      ' REFERENCES %s (%s, tenant_id) ON UPDATE %s ON DELETE %s%s%s', key.child, key.columns, key.parent, key.refers,
      action ->> key.confupdtype::text, action ->> key.confdeltype::text,
      CASE WHEN key.confdeltype IN ('n', 'd') THEN format(' (%s)', key.cleared) ELSE '' END,
      CASE WHEN key.condeferred THEN ' DEFERRABLE INITIALLY DEFERRED' WHEN key.condeferrable THEN ' DEFERRABLE'
        ELSE '' END);
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
