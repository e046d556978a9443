from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0003"
VERSION = "1.38.0"
DESCRIPTION = "the audit chain"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "core_audit",
            "seq bigint NOT NULL",
            # What is hashed is this text; every other column is read out of it by the database.
            "record text NOT NULL",
            "hash bytea NOT NULL",
            "at timestamptz NOT NULL",
            "company_id uuid GENERATED ALWAYS AS ((record::jsonb ->> 'company_id')::uuid) STORED",
            "action text NOT NULL GENERATED ALWAYS AS (record::jsonb ->> 'action') STORED",
            "actor_name text GENERATED ALWAYS AS (record::jsonb ->> 'actor_name') STORED",
            "actor_id uuid GENERATED ALWAYS AS ((record::jsonb ->> 'actor_id')::uuid) STORED",
            "subject text GENERATED ALWAYS AS (record::jsonb ->> 'subject') STORED",
            "subject_id uuid GENERATED ALWAYS AS ((record::jsonb ->> 'subject_id')::uuid) STORED",
            "employee_id uuid GENERATED ALWAYS AS ((record::jsonb ->> 'employee_id')::uuid) STORED",
            "detail jsonb GENERATED ALWAYS AS (record::jsonb -> 'detail') STORED",
            "request_id text GENERATED ALWAYS AS (record::jsonb ->> 'request_id') STORED",
            "UNIQUE (tenant_id, seq)",
            append_only=True,
        ),
        "CREATE INDEX core_audit_at ON core_audit (tenant_id, at, seq)",
        "CREATE INDEX core_audit_action ON core_audit (tenant_id, action, seq)",
        "CREATE INDEX core_audit_subject ON core_audit (tenant_id, subject_id, seq)",
        "CREATE INDEX core_audit_employee ON core_audit (tenant_id, employee_id, seq)",
        "CREATE INDEX core_audit_actor ON core_audit (tenant_id, actor_id, seq)",
        tenant_table("core_audit_head", "seq bigint NOT NULL", "hash bytea NOT NULL", "UNIQUE (tenant_id)"),
        """
CREATE FUNCTION core_audit_append(ids uuid[], records text[], times timestamptz[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  head core_audit_head%ROWTYPE;
BEGIN
  INSERT INTO core_audit_head (id, seq, hash) VALUES (ids[1], 0, '\\x') ON CONFLICT (tenant_id) DO NOTHING;
  SELECT * INTO head FROM core_audit_head WHERE tenant_id = renshi_tenant() FOR UPDATE;
  FOR i IN 1 .. array_length(records, 1) LOOP
    head.seq := head.seq + 1;
    head.hash := sha256(head.hash || convert_to(head.seq::text || ' ' || records[i], 'UTF8'));
    INSERT INTO core_audit (id, seq, record, hash, at) VALUES (ids[i], head.seq, records[i], head.hash, times[i]);
  END LOOP;
  UPDATE core_audit_head SET seq = head.seq, hash = head.hash WHERE tenant_id = renshi_tenant();
END $$;
""",
    ],
)
