from renshi_core.db.ddl import open_to_system
from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0014"
VERSION = "1.38.0"
DESCRIPTION = (
    "rows of the audit chain bound to their place; copies and erasures that people ask for, and holds"
)

PERSON = "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT"
COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        # The row's own time of writing is the record's, so that no column of a row is free of the chain.
        """
CREATE OR REPLACE FUNCTION core_audit_append(ids uuid[], records text[], times timestamptz[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  head core_audit_head%ROWTYPE;
BEGIN
  INSERT INTO core_audit_head (id, seq, hash) VALUES (ids[1], 0, '\\x') ON CONFLICT (tenant_id) DO NOTHING;
  SELECT * INTO head FROM core_audit_head WHERE tenant_id = renshi_tenant() FOR UPDATE;
  FOR i IN 1 .. array_length(records, 1) LOOP
    head.seq := head.seq + 1;
    head.hash := sha256(head.hash || convert_to(head.seq::text || ' ' || records[i], 'UTF8'));
    INSERT INTO core_audit (id, created_at, seq, record, hash, at)
      VALUES (ids[i], times[i], head.seq, records[i], head.hash, times[i]);
  END LOOP;
  UPDATE core_audit_head SET seq = head.seq, hash = head.hash WHERE tenant_id = renshi_tenant();
END $$;
""",
        open_to_system("core_audit_head", "SELECT"),
        # What a person asked for: a copy of their data, or erasure.
        tenant_table(
            "core_privacy_case",
            COMPANY,
            PERSON,
            "kind text NOT NULL CHECK (kind IN ('copy', 'erasure'))",
            "state text NOT NULL CHECK (state IN ('working', 'done'))",
            "asked_by text NOT NULL",
            "due_on date NOT NULL",
            "job_id uuid NULL",
            "file_id uuid NULL",
            "outcome jsonb NULL",
            "finished_at timestamptz NULL",
        ),
        "CREATE INDEX core_privacy_case_company ON core_privacy_case (company_id, created_at DESC, id DESC)",
        "CREATE INDEX core_privacy_case_person ON core_privacy_case (employee_id, created_at DESC)",
        # Nothing of a person is erased while a hold stands: a dispute, an audit, an authority's order.
        tenant_table(
            "core_legal_hold",
            COMPANY,
            PERSON,
            "reason text NOT NULL",
            "basis text NOT NULL",
            "until date NULL",
            "made_by text NOT NULL",
            "lifted_at timestamptz NULL",
            "lifted_by text NULL",
        ),
        "CREATE INDEX core_legal_hold_person ON core_legal_hold (employee_id) WHERE lifted_at IS NULL",
        "CREATE INDEX core_legal_hold_company ON core_legal_hold (company_id, created_at DESC, id DESC)",
    ],
)
