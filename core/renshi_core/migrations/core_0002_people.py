from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0002"
VERSION = "1.38.0"
DESCRIPTION = "departments, positions, employees and their bitemporal job records"

# Indexes don't start with tenant_id: the wall's condition on it is everywhere, and where statistics think a tenant
# small, the planner would read all of it for each row of a join. A company belongs to one tenant anyway.
COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "core_counter", "name text NOT NULL", "value bigint NOT NULL", "UNIQUE (tenant_id, name)"
        ),
        tenant_table(
            "core_department",
            COMPANY,
            "code text NOT NULL",
            "name text NOT NULL",
            "parent_id uuid NULL REFERENCES core_department(id) ON DELETE RESTRICT",
            "head_id uuid NULL",
            # From the root to the department itself: one comparison finds a subtree.
            "path uuid[] NOT NULL",
            "archived_at timestamptz NULL",
            "UNIQUE (company_id, code)",
            "CHECK (parent_id <> id)",
            "CHECK (path[array_upper(path, 1)] = id)",
        ),
        "CREATE INDEX core_department_path ON core_department USING gin (path)",
        "CREATE INDEX core_department_parent ON core_department (parent_id)",
        tenant_table(
            "core_position",
            COMPANY,
            "code text NOT NULL",
            "title text NOT NULL",
            "department_id uuid NULL REFERENCES core_department(id) ON DELETE RESTRICT",
            "archived_at timestamptz NULL",
            "UNIQUE (company_id, code)",
        ),
        tenant_table(
            "core_employee",
            "number text NOT NULL",
            "name text NOT NULL",
            'name_pinyin text COLLATE "C" NOT NULL',
            # Name, number, pinyin and initials in one lower-case text, so that one condition searches all.
            'search_text text COLLATE "C" NOT NULL',
            "identity_sealed bytea NULL",
            "identity_index bytea NULL",
            "phone text NULL",
            "email text NULL",
            "first_work_on date NULL",
            "custom jsonb NOT NULL DEFAULT '{}'",
            "erased_at timestamptz NULL",
            "UNIQUE (number, tenant_id)",
        ),
        "CREATE UNIQUE INDEX core_employee_identity ON core_employee (identity_index, tenant_id)"
        " WHERE identity_index IS NOT NULL",
        "ALTER TABLE core_department ADD FOREIGN KEY (head_id) REFERENCES core_employee(id)"
        " ON DELETE RESTRICT",
        "CREATE INDEX core_department_head ON core_department (head_id) WHERE head_id IS NOT NULL",
        tenant_table(
            "core_custom_field",
            "code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9_]{0,39}$')",
            "title_zh text NOT NULL",
            "title_en text NOT NULL",
            "kind text NOT NULL CHECK (kind IN ('text', 'integer', 'number', 'date', 'boolean', 'choice'))",
            "options jsonb NOT NULL DEFAULT '[]'",
            "required boolean NOT NULL DEFAULT false",
            "position integer NOT NULL DEFAULT 100",
            "archived_at timestamptz NULL",
            "UNIQUE (tenant_id, code)",
        ),
        tenant_table(
            "core_spell",
            "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            COMPANY,
            "hired_on date NOT NULL",
            "last_day date NULL",
            "probation_months integer NOT NULL DEFAULT 0 CHECK (probation_months BETWEEN 0 AND 6)",
            "probation_until date NULL",
            "regularised_on date NULL",
            "contract_term_months integer NULL",
            "end_reason text NULL",
            "application_id uuid NULL",
            # One day before the start: the hire was called off before it began.
            "CHECK (last_day >= hired_on - 1)",
        ),
        "CREATE UNIQUE INDEX core_spell_open ON core_spell (employee_id) WHERE last_day IS NULL",
        "CREATE UNIQUE INDEX core_spell_start ON core_spell (employee_id, hired_on) WHERE last_day IS NULL"
        " OR last_day >= hired_on",
        tenant_table(
            "core_job_record",
            "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "spell_id uuid NOT NULL REFERENCES core_spell(id) ON DELETE RESTRICT",
            "valid_from date NOT NULL",
            "valid_to date NULL",
            COMPANY,
            "department_id uuid NOT NULL REFERENCES core_department(id) ON DELETE RESTRICT",
            "position_id uuid NULL REFERENCES core_position(id) ON DELETE RESTRICT",
            "manager_id uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "grade text NULL",
            "city text NULL",
            "work_regime text NOT NULL",
            "recorded_at timestamptz NOT NULL",
            "superseded_at timestamptz NULL",
            "reason text NOT NULL",
            "recorded_by text NOT NULL",
            "CHECK (valid_to > valid_from)",
            "CHECK (superseded_at >= recorded_at)",
            "CHECK (manager_id <> employee_id)",
        ),
        "CREATE UNIQUE INDEX core_job_record_believed ON core_job_record (spell_id, valid_from)"
        " WHERE superseded_at IS NULL",
        "CREATE UNIQUE INDEX core_job_record_last ON core_job_record (spell_id)"
        " WHERE superseded_at IS NULL AND valid_to IS NULL",
        "CREATE INDEX core_job_record_employee ON core_job_record (employee_id, valid_from)",
        "CREATE INDEX core_job_record_manager ON core_job_record (manager_id, valid_from)"
        " WHERE superseded_at IS NULL AND manager_id IS NOT NULL",
        "CREATE INDEX core_job_record_company ON core_job_record (company_id, valid_from)"
        " WHERE superseded_at IS NULL",
        "CREATE INDEX core_job_record_department ON core_job_record (department_id)",
        "CREATE INDEX core_job_record_position ON core_job_record (position_id)"
        " WHERE position_id IS NOT NULL",
        tenant_table(
            "core_employee_current",
            "spell_id uuid NOT NULL REFERENCES core_spell(id) ON DELETE RESTRICT",
            COMPANY,
            'number text COLLATE "C" NOT NULL',
            "name text NOT NULL",
            'name_pinyin text COLLATE "C" NOT NULL',
            'search_text text COLLATE "C" NOT NULL',
            "status text NOT NULL CHECK (status IN ('pending', 'probation', 'active', 'left'))",
            "hired_on date NOT NULL",
            "left_on date NULL",
            "probation_until date NULL",
            "department_id uuid NOT NULL REFERENCES core_department(id) ON DELETE RESTRICT",
            "position_id uuid NULL REFERENCES core_position(id) ON DELETE RESTRICT",
            "manager_id uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "grade text NULL",
            "city text NULL",
            "work_regime text NOT NULL",
            "as_of date NOT NULL",
            "next_change_on date NULL",
            "FOREIGN KEY (id) REFERENCES core_employee(id) ON DELETE RESTRICT",
        ),
        "CREATE INDEX core_employee_current_pinyin ON core_employee_current (company_id, name_pinyin, id)",
        "CREATE INDEX core_employee_current_number ON core_employee_current (company_id, number, id)",
        "CREATE INDEX core_employee_current_hired ON core_employee_current (company_id, hired_on, id)",
        "CREATE INDEX core_employee_current_department ON core_employee_current"
        " (department_id, name_pinyin, id)",
        "CREATE INDEX core_employee_current_manager ON core_employee_current (manager_id)",
        "CREATE INDEX core_employee_current_due ON core_employee_current (company_id, next_change_on)"
        " WHERE next_change_on IS NOT NULL",
        """
CREATE VIEW renshi_employee WITH (security_invoker = true) AS
  SELECT c.id, c.company_id, c.number, c.name, c.name_pinyin, c.status, c.hired_on, c.left_on, c.spell_id,
    c.department_id, d.name AS department_name, c.position_id, p.title AS position_title, c.manager_id,
    c.grade, c.city, c.work_regime
  FROM core_employee_current c
  LEFT JOIN core_department d ON d.id = c.department_id
  LEFT JOIN core_position p ON p.id = c.position_id;
CREATE VIEW renshi_department WITH (security_invoker = true) AS
  SELECT id, company_id, code, name, parent_id, head_id FROM core_department;
GRANT SELECT ON renshi_employee, renshi_department TO renshi_app;
""",
    ],
)
