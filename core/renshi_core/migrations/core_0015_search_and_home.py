from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0015"
VERSION = "1.38.0"
DESCRIPTION = "keys that people are found by, and pages that users keep"

# A key is every tail of what a person is called by, so that a search for any part is a range of an index: behind
# row-level security PostgreSQL uses an index for comparisons alone, never for LIKE or full text. Kept by triggers
# over whole statements, which also cover COPY and the nightly refresh.
forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "core_search_key",
            "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE CASCADE",
            'key text COLLATE "C" NOT NULL',
            # 0: from the beginning of a name, a number or a reading; 1: from its middle; 2: the end of a phone number.
            "rank smallint NOT NULL",
        ),
        "CREATE INDEX core_search_key_key ON core_search_key (tenant_id, key, rank, employee_id)",
        "CREATE INDEX core_search_key_employee ON core_search_key (employee_id)",
        """
CREATE FUNCTION core_search_keys(found text, OUT key text, OUT rank smallint) RETURNS SETOF record
LANGUAGE sql IMMUTABLE AS $$
  WITH parts AS (
    SELECT p[1] AS name, p[2] AS number, string_to_array(p[3], ' ') AS syllables, p[5] AS initials
    FROM string_to_array(found, '|') AS p
  ), keys(key, rank) AS (
    SELECT replace(substr(name, n), ' ', ''), least(n - 1, 1) FROM parts, generate_series(1, length(name)) AS n
    UNION SELECT number, 0 FROM parts
    UNION SELECT regexp_replace(number, '^[^0-9]*0*', ''), 1 FROM parts
    UNION SELECT array_to_string(syllables[n:], ''), least(n - 1, 1) FROM parts, generate_subscripts(syllables, 1) AS n
    UNION SELECT substr(initials, n), least(n - 1, 1) FROM parts, generate_series(1, length(initials)) AS n
  )
  SELECT k.key, min(k.rank)::smallint FROM keys AS k WHERE k.key <> '' GROUP BY k.key
$$;
CREATE FUNCTION core_search_phone(phone text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN length(digits) >= 7 THEN '#' || right(digits, 4) END
  FROM (SELECT regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g')) AS p(digits)
$$;
CREATE FUNCTION core_search_key_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO core_search_key (id, tenant_id, employee_id, key, rank)
    SELECT gen_random_uuid(), c.tenant_id, c.id, k.key, k.rank FROM changed c, core_search_keys(c.search_text) AS k
    UNION ALL
    SELECT gen_random_uuid(), c.tenant_id, c.id, core_search_phone(c.phone), 2 FROM changed c
      WHERE core_search_phone(c.phone) IS NOT NULL;
  RETURN NULL;
END $$;
CREATE FUNCTION core_search_key_replace() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched uuid[];
BEGIN
  touched := ARRAY(SELECT c.id FROM changed c JOIN before b ON b.id = c.id
    WHERE c.search_text IS DISTINCT FROM b.search_text OR c.phone IS DISTINCT FROM b.phone);
  IF touched = '{}' THEN RETURN NULL; END IF;
  DELETE FROM core_search_key WHERE employee_id = ANY(touched);
  INSERT INTO core_search_key (id, tenant_id, employee_id, key, rank)
    SELECT gen_random_uuid(), c.tenant_id, c.id, k.key, k.rank
      FROM changed c, core_search_keys(c.search_text) AS k WHERE c.id = ANY(touched)
    UNION ALL
    SELECT gen_random_uuid(), c.tenant_id, c.id, core_search_phone(c.phone), 2 FROM changed c
      WHERE c.id = ANY(touched) AND core_search_phone(c.phone) IS NOT NULL;
  RETURN NULL;
END $$;
INSERT INTO core_search_key (id, tenant_id, employee_id, key, rank)
  SELECT gen_random_uuid(), c.tenant_id, c.id, k.key, k.rank
    FROM core_employee c, core_search_keys(c.search_text) AS k
  UNION ALL
  SELECT gen_random_uuid(), c.tenant_id, c.id, core_search_phone(c.phone), 2 FROM core_employee c
    WHERE core_search_phone(c.phone) IS NOT NULL;
CREATE TRIGGER search_key_add AFTER INSERT ON core_employee REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION core_search_key_add();
CREATE TRIGGER search_key_replace AFTER UPDATE ON core_employee
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION core_search_key_replace();
""",
        # Numbers are looked for by their beginning, whatever the database's own order of letters is.
        'CREATE INDEX core_request_number ON core_request (tenant_id, (number COLLATE "C"))',
        tenant_table(
            "core_favourite",
            "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "user_id uuid NOT NULL REFERENCES core_user(id) ON DELETE CASCADE",
            "title text NOT NULL",
            "path text NOT NULL",
            "UNIQUE (user_id, company_id, path)",
        ),
    ],
)
