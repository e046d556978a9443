from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0009"
VERSION = "1.38.0"
DESCRIPTION = "dated departments, cost centres, posts, headcount plans, reorganisations, facts of employment"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"
EMPLOYEE = "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT"
SPELL = "spell_id uuid NOT NULL REFERENCES core_spell(id) ON DELETE RESTRICT"
DEPARTMENT = "department_id uuid NOT NULL REFERENCES core_department(id) ON DELETE RESTRICT"
POSITION = "position_id uuid NULL REFERENCES core_position(id) ON DELETE RESTRICT"
MANAGER = "manager_id uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT"
COST_CENTRE = "cost_centre_id uuid NULL REFERENCES core_cost_centre(id) ON DELETE RESTRICT"
EMPLOYMENT_TYPES = "('full_time', 'part_time', 'intern', 'dispatched', 'retiree')"
# What a row remembers of its own history, beside what it says. A reorganisation writes many at once: batch_id is
# the one that made the row, ended_by the one that gave it up, so that it can be taken back.
KNOWN = (
    "recorded_at timestamptz NOT NULL",
    "superseded_at timestamptz NULL",
    "reason text NOT NULL",
    "recorded_by text NOT NULL",
    "batch_id uuid NULL",
    "ended_by uuid NULL",
    "CHECK (valid_to > valid_from)",
    "CHECK (superseded_at >= recorded_at)",
)

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "core_cost_centre",
            COMPANY,
            "code text NOT NULL",
            "title text NOT NULL",
            "archived_at timestamptz NULL",
            "UNIQUE (company_id, code)",
        ),
        f"""
ALTER TABLE core_job_record
  ADD COLUMN {COST_CENTRE},
  ADD COLUMN job_family text NULL,
  ADD COLUMN employment_type text NOT NULL DEFAULT 'full_time' CHECK (employment_type IN {EMPLOYMENT_TYPES}),
  ADD COLUMN workplace text NULL,
  ADD COLUMN batch_id uuid NULL,
  ADD COLUMN ended_by uuid NULL;
ALTER TABLE core_employee_current
  ADD COLUMN {COST_CENTRE},
  ADD COLUMN job_family text NULL,
  ADD COLUMN employment_type text NOT NULL DEFAULT 'full_time' CHECK (employment_type IN {EMPLOYMENT_TYPES}),
  ADD COLUMN workplace text NULL;
CREATE INDEX core_job_record_cost_centre ON core_job_record (cost_centre_id) WHERE cost_centre_id IS NOT NULL;
CREATE INDEX core_job_record_batch ON core_job_record (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX core_job_record_ended_by ON core_job_record (ended_by) WHERE ended_by IS NOT NULL;
-- Heads counted on any day, and the movement between two days, from the index alone.
CREATE INDEX core_job_record_seats ON core_job_record
  (company_id, department_id, valid_from, valid_to, position_id, employment_type) WHERE superseded_at IS NULL;
CREATE INDEX core_job_record_ends ON core_job_record (company_id, valid_to)
  WHERE superseded_at IS NULL AND valid_to IS NOT NULL;
CREATE INDEX core_employee_current_cost_centre ON core_employee_current (cost_centre_id, name_pinyin, id)
  WHERE cost_centre_id IS NOT NULL;
CREATE INDEX core_employee_current_position ON core_employee_current (position_id, name_pinyin, id)
  WHERE position_id IS NOT NULL;
CREATE INDEX core_employee_current_type ON core_employee_current (company_id, employment_type, name_pinyin, id);
CREATE INDEX core_employee_current_seats ON core_employee_current (company_id, department_id)
  WHERE status IN ('probation', 'active');
""",
        tenant_table(
            "core_department_record",
            DEPARTMENT,
            COMPANY,
            "valid_from date NOT NULL",
            "valid_to date NULL",
            "name text NOT NULL",
            "parent_id uuid NULL REFERENCES core_department(id) ON DELETE RESTRICT",
            "head_id uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            COST_CENTRE,
            *KNOWN,
            "CHECK (parent_id <> department_id)",
        ),
        f"""
CREATE UNIQUE INDEX core_department_record_believed ON core_department_record (department_id, valid_from)
  WHERE superseded_at IS NULL;
CREATE INDEX core_department_record_company ON core_department_record (company_id, valid_from)
  WHERE superseded_at IS NULL;
CREATE INDEX core_department_record_known ON core_department_record (company_id, recorded_at);
CREATE INDEX core_department_record_department ON core_department_record (department_id, valid_from);
CREATE INDEX core_department_record_parent ON core_department_record (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX core_department_record_head ON core_department_record (head_id) WHERE head_id IS NOT NULL;
CREATE INDEX core_department_record_batch ON core_department_record (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX core_department_record_ended_by ON core_department_record (ended_by) WHERE ended_by IS NOT NULL;
ALTER TABLE core_department ADD COLUMN {COST_CENTRE}, ADD COLUMN next_change_on date NULL;
CREATE INDEX core_department_due ON core_department (company_id, next_change_on)
  WHERE next_change_on IS NOT NULL;
CREATE INDEX core_department_company ON core_department (company_id, parent_id, code);
CREATE INDEX core_position_department ON core_position (department_id) WHERE department_id IS NOT NULL;
-- What there is counts as having been there from the beginning. The wall is forced on the owner of the tables too.
ALTER TABLE core_department NO FORCE ROW LEVEL SECURITY;
ALTER TABLE core_department_record NO FORCE ROW LEVEL SECURITY;
INSERT INTO core_department_record (id, tenant_id, department_id, company_id, valid_from, valid_to, name,
  parent_id, head_id, recorded_at, reason, recorded_by)
SELECT gen_random_uuid(), tenant_id, id, company_id, '1900-01-01', archived_at::date, name, parent_id, head_id,
  created_at, 'founded', 'migration' FROM core_department;
ALTER TABLE core_department FORCE ROW LEVEL SECURITY;
ALTER TABLE core_department_record FORCE ROW LEVEL SECURITY;
""",
        tenant_table(
            "core_post",
            "post_id uuid NOT NULL",
            EMPLOYEE,
            COMPANY,
            "kind text NOT NULL CHECK (kind IN ('concurrent', 'secondment'))",
            DEPARTMENT,
            POSITION,
            MANAGER,
            "share numeric(5, 2) NOT NULL CHECK (share > 0 AND share <= 100)",
            "valid_from date NOT NULL",
            "valid_to date NULL",
            *KNOWN,
            "CHECK (manager_id <> employee_id)",
        ),
        """
CREATE UNIQUE INDEX core_post_believed ON core_post (post_id) WHERE superseded_at IS NULL;
CREATE INDEX core_post_employee ON core_post (employee_id, valid_from);
CREATE INDEX core_post_company ON core_post (company_id, valid_from) WHERE superseded_at IS NULL;
CREATE INDEX core_post_department ON core_post (department_id, valid_from) WHERE superseded_at IS NULL;
CREATE INDEX core_post_manager ON core_post (manager_id) WHERE superseded_at IS NULL AND manager_id IS NOT NULL;
CREATE INDEX core_post_position ON core_post (position_id) WHERE superseded_at IS NULL;
CREATE INDEX core_post_batch ON core_post (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX core_post_ended_by ON core_post (ended_by) WHERE ended_by IS NOT NULL;
""",
        tenant_table(
            "core_post_current",
            EMPLOYEE,
            COMPANY,
            "kind text NOT NULL CHECK (kind IN ('concurrent', 'secondment'))",
            DEPARTMENT,
            POSITION,
            MANAGER,
            "share numeric(5, 2) NOT NULL",
        ),
        """
CREATE INDEX core_post_current_employee ON core_post_current (employee_id);
CREATE INDEX core_post_current_company ON core_post_current (company_id, kind);
CREATE INDEX core_post_current_department ON core_post_current (department_id);
CREATE INDEX core_post_current_manager ON core_post_current (manager_id) WHERE manager_id IS NOT NULL;
""",
        tenant_table(
            "core_headcount_plan",
            COMPANY,
            "title text NOT NULL",
            "period_from date NOT NULL",
            "period_to date NOT NULL",
            "version integer NOT NULL CHECK (version > 0)",
            "state text NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'rejected', 'replaced'))",
            "changed_by text NOT NULL",
            "submitted_by text NULL",
            "submitter_id uuid NULL",
            "decided_by text NULL",
            "decided_at timestamptz NULL",
            "comment text NULL",
            "CHECK (period_to >= period_from)",
            "UNIQUE (company_id, period_from, version)",
        ),
        "CREATE INDEX core_headcount_plan_approved ON core_headcount_plan (company_id, period_from)"
        " WHERE state = 'approved'",
        tenant_table(
            "core_headcount_line",
            "plan_id uuid NOT NULL REFERENCES core_headcount_plan(id) ON DELETE RESTRICT",
            DEPARTMENT,
            POSITION,
            f"employment_type text NULL CHECK (employment_type IN {EMPLOYMENT_TYPES})",
            "planned integer NOT NULL CHECK (planned >= 0)",
            "UNIQUE NULLS NOT DISTINCT (plan_id, department_id, position_id, employment_type)",
        ),
        "CREATE INDEX core_headcount_line_department ON core_headcount_line (department_id)",
        "ALTER TABLE core_company ADD COLUMN headcount_rule text NOT NULL DEFAULT 'off'"
        " CHECK (headcount_rule IN ('off', 'warn', 'refuse'))",
        tenant_table(
            "core_reorganisation",
            COMPANY,
            "title text NOT NULL",
            "effective_on date NOT NULL",
            "state text NOT NULL CHECK (state IN ('draft', 'applied', 'undone'))",
            "steps jsonb NOT NULL",
            "effects jsonb NOT NULL DEFAULT '[]'",
            # Rows without a history of their own, as they were: positions, plan lines, approvers of open requests.
            "before jsonb NOT NULL DEFAULT '{}'",
            "changed_by text NOT NULL",
            "applied_at timestamptz NULL",
            "applied_by text NULL",
            "undone_at timestamptz NULL",
            "undone_by text NULL",
            # Open requests change their approvers on the day itself, not when a future day is decided.
            "approvers_due_on date NULL",
        ),
        """
CREATE INDEX core_reorganisation_company ON core_reorganisation (company_id, effective_on DESC, id DESC);
CREATE INDEX core_reorganisation_due ON core_reorganisation (company_id, approvers_due_on)
  WHERE approvers_due_on IS NOT NULL;
""",
        tenant_table(
            "core_probation_review",
            EMPLOYEE,
            SPELL,
            COMPANY,
            "result text NOT NULL CHECK (result IN ('passed', 'extended', 'failed'))",
            "decided_on date NOT NULL",
            "until_before date NOT NULL",
            "until_after date NULL",
            "note text NOT NULL",
            "decided_by text NOT NULL",
            append_only=True,
        ),
        "CREATE INDEX core_probation_review_spell ON core_probation_review (spell_id)",
        "CREATE INDEX core_probation_review_employee ON core_probation_review (employee_id)",
        tenant_table(
            "core_service_fact",
            EMPLOYEE,
            SPELL,
            COMPANY,
            "effective_on date NOT NULL",
            "continued boolean NOT NULL",
            "counted_from date NOT NULL",
            "reason text NOT NULL",
            "recorded_by text NOT NULL",
            append_only=True,
        ),
        "CREATE INDEX core_service_fact_employee ON core_service_fact (employee_id, effective_on)",
        tenant_table(
            "core_reason",
            "kind text NOT NULL CHECK (kind IN ('leave', 'transfer'))",
            "code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9_]{0,39}$')",
            "title_zh text NOT NULL",
            "title_en text NOT NULL",
            "voluntary boolean NULL",
            "valid_from date NOT NULL",
            "valid_to date NULL",
            "CHECK (valid_to > valid_from)",
            "UNIQUE (kind, code, valid_from, tenant_id)",
        ),
        """
ALTER TABLE core_spell
  ADD COLUMN end_code text NULL,
  ADD COLUMN retain_until date NULL,
  ADD COLUMN service_from date NULL;
CREATE INDEX core_spell_probation ON core_spell (company_id, probation_until)
  WHERE probation_until IS NOT NULL AND regularised_on IS NULL AND last_day IS NULL;
CREATE INDEX core_spell_retain ON core_spell (retain_until) WHERE retain_until IS NOT NULL;
CREATE INDEX core_spell_company ON core_spell (company_id, hired_on);
CREATE INDEX core_spell_ends ON core_spell (company_id, last_day) WHERE last_day IS NOT NULL;
""",
    ],
)
