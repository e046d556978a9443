from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0007"
VERSION = "1.38.0"
DESCRIPTION = "sections of the employee file, flags of its fields, and the index of custom fields"

EMPLOYEE = "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT"
# Who wrote a row last, and how often it was written: a stale dialog is refused by the number.
WRITTEN = (
    "position integer NOT NULL DEFAULT 100",
    "version integer NOT NULL DEFAULT 1",
    "updated_at timestamptz NOT NULL DEFAULT now()",
    "updated_by text NOT NULL",
)
# A number that a dump must not show: sealed, found by a keyed hash, recognised by its last four characters.
SEALED = ("number_sealed bytea NULL", "number_index bytea NULL", "number_tail text NULL")
MANY = (
    "core_employee_family",
    "core_employee_education",
    "core_employee_work",
    "core_employee_bank",
    "core_employee_document",
    "core_employee_contact",
)
KINDS = (
    "'text', 'longtext', 'integer', 'number', 'money', 'percent', 'date', 'datetime', 'boolean', 'choice', 'multi',"
    " 'phone', 'email', 'url', 'employee', 'file'"
)

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        """
ALTER TABLE core_employee
  ADD COLUMN document_type text NULL,
  ADD COLUMN document_valid_until date NULL,
  ADD COLUMN gender text NULL CHECK (gender IN ('male', 'female')),
  ADD COLUMN born_on date NULL,
  ADD COLUMN nationality text NULL,
  ADD COLUMN ethnicity text NULL,
  ADD COLUMN marital_status text NULL,
  ADD COLUMN political_status text NULL,
  ADD COLUMN hukou_kind text NULL,
  ADD COLUMN hukou_place text NULL,
  ADD COLUMN native_place text NULL,
  ADD COLUMN address text NULL,
  ADD COLUMN personal_email text NULL,
  ADD COLUMN file_version integer NOT NULL DEFAULT 1;
UPDATE core_employee SET document_type = 'resident_id' WHERE identity_index IS NOT NULL;
CREATE INDEX core_employee_gender ON core_employee (gender, id) WHERE gender IS NOT NULL;
CREATE INDEX core_employee_born ON core_employee (born_on, id) WHERE born_on IS NOT NULL;
CREATE INDEX core_employee_political ON core_employee (political_status, id) WHERE political_status IS NOT NULL;
CREATE INDEX core_employee_nationality ON core_employee (nationality, id) WHERE nationality IS NOT NULL;
""",
        tenant_table(
            "core_employee_family",
            EMPLOYEE,
            "relation text NOT NULL",
            "name text NOT NULL",
            "born_on date NULL",
            "employer text NULL",
            "occupation text NULL",
            "phone text NULL",
            *WRITTEN,
        ),
        tenant_table(
            "core_employee_education",
            EMPLOYEE,
            "school text NOT NULL",
            "level text NOT NULL",
            "degree text NULL",
            "major text NULL",
            "started_on date NULL",
            "ended_on date NULL",
            "full_time boolean NULL",
            "is_highest boolean NOT NULL DEFAULT false",
            "CHECK (ended_on >= started_on)",
            *WRITTEN,
        ),
        # The highest level of a person is one fact: reports on education count it.
        "CREATE UNIQUE INDEX core_employee_education_highest ON core_employee_education (employee_id)"
        " WHERE is_highest",
        "CREATE INDEX core_employee_education_level ON core_employee_education (level, employee_id)"
        " WHERE is_highest",
        tenant_table(
            "core_employee_work",
            EMPLOYEE,
            "employer text NOT NULL",
            "title text NULL",
            "started_on date NULL",
            "ended_on date NULL",
            "leaving_reason text NULL",
            "referee text NULL",
            "referee_phone text NULL",
            "CHECK (ended_on >= started_on)",
            *WRITTEN,
        ),
        tenant_table(
            "core_employee_bank",
            EMPLOYEE,
            "purpose text NOT NULL",
            "medium text NOT NULL DEFAULT 'card' CHECK (medium IN ('card', 'passbook'))",
            "bank text NOT NULL",
            "branch text NULL",
            "holder text NOT NULL",
            *SEALED,
            "CHECK (number_sealed IS NOT NULL)",
            *WRITTEN,
        ),
        # One account receives a person's money of one purpose.
        "CREATE UNIQUE INDEX core_employee_bank_purpose ON core_employee_bank (employee_id, purpose)",
        "CREATE INDEX core_employee_bank_number ON core_employee_bank (number_index)",
        tenant_table(
            "core_employee_document",
            EMPLOYEE,
            "kind text NOT NULL",
            "title text NULL",
            *SEALED,
            "issued_by text NULL",
            "issued_on date NULL",
            "expires_on date NULL",
            "remind_days integer NULL CHECK (remind_days BETWEEN 0 AND 730)",
            # The expiry that people were reminded of, so that a renewed document reminds again.
            "reminded_for date NULL",
            "file_id uuid NULL REFERENCES core_file(id) ON DELETE RESTRICT",
            "CHECK (expires_on >= issued_on)",
            *WRITTEN,
        ),
        "CREATE INDEX core_employee_document_number ON core_employee_document (number_index)"
        " WHERE number_index IS NOT NULL",
        "CREATE INDEX core_employee_document_expiry ON core_employee_document (expires_on)"
        " WHERE expires_on IS NOT NULL",
        "CREATE INDEX core_employee_document_file ON core_employee_document (file_id) WHERE file_id IS NOT NULL",
        tenant_table(
            "core_employee_contact",
            EMPLOYEE,
            "name text NOT NULL",
            "relation text NULL",
            "phone text NOT NULL",
            "address text NULL",
            *WRITTEN,
        ),
        *(f"CREATE INDEX {table}_person ON {table} (employee_id, position, id)" for table in MANY),
        # What a tenant set otherwise than the platform does, by field; a flag that isn't in it is the platform's.
        tenant_table(
            "core_field_setting",
            "code text NOT NULL",
            "flags jsonb NOT NULL DEFAULT '{}'",
            "UNIQUE (tenant_id, code)",
        ),
        f"""
ALTER TABLE core_custom_field
  DROP CONSTRAINT core_custom_field_kind_check,
  ADD CHECK (kind IN ({KINDS})),
  ADD COLUMN section text NOT NULL DEFAULT 'custom',
  ADD COLUMN help_zh text NULL,
  ADD COLUMN help_en text NULL,
  ADD COLUMN default_value jsonb NULL,
  ADD COLUMN flags jsonb NOT NULL DEFAULT '{{}}';
""",
        # Values of searchable and unique custom fields, in texts that sort like what they stand for: comparisons of
        # texts are leakproof, so that PostgreSQL uses the index behind the wall, which it may not for jsonb (ADR 9).
        tenant_table(
            "core_custom_value",
            EMPLOYEE,
            "field_id uuid NOT NULL REFERENCES core_custom_field(id) ON DELETE RESTRICT",
            'value text COLLATE "C" NOT NULL',
            "is_unique boolean NOT NULL DEFAULT false",
        ),
        "CREATE INDEX core_custom_value_search ON core_custom_value (field_id, value, employee_id)",
        "CREATE UNIQUE INDEX core_custom_value_unique ON core_custom_value (field_id, value) WHERE is_unique",
        "CREATE INDEX core_custom_value_person ON core_custom_value (employee_id, field_id)",
        "CREATE STATISTICS core_custom_value_together (ndistinct, mcv) ON field_id, value FROM core_custom_value",
        # One number a tenant, moved on by each change of a field or a flag: catalogues kept in processes live by it.
        tenant_table("core_field_version", "version bigint NOT NULL", "UNIQUE (tenant_id)"),
        """
CREATE FUNCTION core_fields_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF renshi_tenant() IS NOT NULL THEN
    INSERT INTO core_field_version (id, version) VALUES (gen_random_uuid(), 1)
      ON CONFLICT (tenant_id) DO UPDATE SET version = core_field_version.version + 1;
  END IF;
  RETURN NULL;
END $$;
""",
        *(
            f"CREATE TRIGGER fields_changed AFTER INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION core_fields_changed()"
            for table in ("core_custom_field", "core_field_setting")
        ),
    ],
)
