from renshi_sdk.db import sql_migration, tenant_table

ID = "payroll_0001"
VERSION = "1.38.0"
DESCRIPTION = "pay terms, recorded facts, year ledger, runs and slips"

_COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"
_EMPLOYEE = "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT"
_PERIOD = "period text NOT NULL CHECK (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$')"

_FIGURES = (
    "gross",
    "wage_income",
    "exempt_income",
    "separate_income",
    "employee_social",
    "employee_housing",
    "employer_social",
    "employer_housing",
    "cum_income",
    "cum_exempt",
    "cum_basic",
    "cum_special",
    "cum_additional",
    "cum_other",
    "cum_relief",
    "cum_taxable",
    "cum_tax",
    "withheld_before",
    "iit",
    "other_iit",
    "deductions",
    "net",
    "employer_cost",
)
_SCHEMES = (
    "pension",
    "local_pension",
    "medical",
    "maternity",
    "unemployment",
    "injury",
    "housing_fund",
    "housing_fund_supplementary",
)

forwards = sql_migration(
    "payroll",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "payroll_term",
            _COMPANY,
            _EMPLOYEE,
            "valid_from date NOT NULL",
            "monthly_wage bigint NOT NULL CHECK (monthly_wage >= 0)",
            "jurisdiction text NOT NULL",
            "profile text NOT NULL",
            "social_base bigint NULL CHECK (social_base >= 0)",
            "housing_base bigint NULL CHECK (housing_base >= 0)",
            "housing_ppm integer NULL CHECK (housing_ppm BETWEEN 0 AND 1000000)",
            "resident boolean NULL",
            "part_time boolean NOT NULL DEFAULT false",
            "reason text NOT NULL",
            "request_id uuid NULL REFERENCES core_request(id) ON DELETE RESTRICT",
            "recorded_at timestamptz NOT NULL",
            "recorded_by uuid NULL",
            append_only=True,
        ),
        "CREATE INDEX payroll_term_of ON payroll_term"
        " (tenant_id, company_id, employee_id, valid_from DESC, recorded_at DESC)",
        tenant_table(
            "payroll_fact",
            _COMPANY,
            "employee_id uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "key text NOT NULL",
            "value jsonb NOT NULL",
            "valid_from date NOT NULL",
            "reference text NOT NULL",
            "recorded_at timestamptz NOT NULL",
            "recorded_by uuid NULL",
            append_only=True,
        ),
        "CREATE INDEX payroll_fact_of ON payroll_fact"
        " (tenant_id, company_id, key, employee_id, valid_from DESC, recorded_at DESC)",
        tenant_table(
            "payroll_run",
            _COMPANY,
            _PERIOD,
            "kind text NOT NULL CHECK (kind = 'monthly')",
            "state text NOT NULL CHECK (state IN"
            " ('draft', 'calculating', 'calculated', 'checked', 'approved', 'closed'))",
            "version integer NOT NULL DEFAULT 0",
            "attempt integer NOT NULL DEFAULT 0",
            "pay_date date NOT NULL",
            "known_at timestamptz NULL",
            "shards integer NOT NULL DEFAULT 0",
            "rules jsonb NULL",
            "settings jsonb NULL",
            "parameters_digest text NULL",
            "input_digest text NULL",
            "digest text NULL",
            "employees integer NOT NULL DEFAULT 0",
            "gross bigint NOT NULL DEFAULT 0",
            "tax bigint NOT NULL DEFAULT 0",
            "net bigint NOT NULL DEFAULT 0",
            "employer_cost bigint NOT NULL DEFAULT 0",
            "errors integer NOT NULL DEFAULT 0",
            "warnings integer NOT NULL DEFAULT 0",
            "job_id uuid NULL",
            "created_by uuid NULL",
            "calculated_by uuid NULL",
            "calculated_at timestamptz NULL",
            "checked_by uuid NULL",
            "checked_at timestamptz NULL",
            "approved_by uuid NULL",
            "approved_at timestamptz NULL",
            "closed_by uuid NULL",
            "closed_at timestamptz NULL",
            "UNIQUE (tenant_id, company_id, period, kind)",
        ),
        tenant_table(
            "payroll_problem",
            "run_id uuid NOT NULL REFERENCES payroll_run(id) ON DELETE CASCADE",
            "version integer NOT NULL",
            "employee_id uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "severity text NOT NULL CHECK (severity IN ('error', 'warning'))",
            "code text NOT NULL",
            "zh text NOT NULL",
            "en text NOT NULL",
        ),
        "CREATE INDEX payroll_problem_of ON payroll_problem (tenant_id, run_id, version)",
        tenant_table(
            "payroll_slip",
            _COMPANY,
            "run_id uuid NOT NULL REFERENCES payroll_run(id) ON DELETE RESTRICT",
            "version integer NOT NULL",
            _EMPLOYEE,
            "employee_number text NOT NULL",
            "employee_name text NOT NULL",
            "department_id uuid NOT NULL REFERENCES core_department(id) ON DELETE RESTRICT",
            "department_name text NOT NULL",
            _PERIOD,
            "rule_set text NOT NULL",
            *(f"{name} bigint NOT NULL" for name in _FIGURES),
            *(
                f"{scheme}_{side} bigint NOT NULL DEFAULT 0"
                for scheme in _SCHEMES
                for side in ("employee", "employer")
            ),
            "inputs jsonb NOT NULL",
            "lines jsonb NOT NULL",
            "input_digest text NOT NULL",
            "digest text NOT NULL",
            "UNIQUE (tenant_id, run_id, version, employee_id)",
            "CHECK (net = gross - employee_social - employee_housing - iit - other_iit - deductions)",
            "CHECK (iit >= 0 AND other_iit >= 0)",
        ),
        "CREATE INDEX payroll_slip_owner ON payroll_slip (tenant_id, employee_id, period DESC)",
        tenant_table(
            "payroll_year_entry",
            _COMPANY,
            _EMPLOYEE,
            "tax_year integer NOT NULL",
            "pay_month integer NOT NULL CHECK (pay_month BETWEEN 1 AND 12)",
            "kind text NOT NULL CHECK (kind IN ('run', 'opening'))",
            "run_id uuid NULL REFERENCES payroll_run(id) ON DELETE RESTRICT",
            "income bigint NOT NULL",
            "exempt bigint NOT NULL",
            "special bigint NOT NULL",
            "tax bigint NOT NULL CHECK (tax >= 0)",
            "separate_income bigint NOT NULL",
            "separate_tax bigint NOT NULL",
            "resident boolean NOT NULL",
            "bonus_used boolean NOT NULL DEFAULT false",
            "months_withheld integer NOT NULL DEFAULT 1",
            "reference text NOT NULL",
            "CHECK ((kind = 'run') = (run_id IS NOT NULL))",
            append_only=True,
        ),
        "CREATE UNIQUE INDEX payroll_year_entry_run ON payroll_year_entry (tenant_id, run_id, employee_id)"
        " WHERE run_id IS NOT NULL",
        "CREATE UNIQUE INDEX payroll_year_entry_opening"
        " ON payroll_year_entry (tenant_id, company_id, employee_id, tax_year) WHERE kind = 'opening'",
        "CREATE INDEX payroll_year_entry_of ON payroll_year_entry"
        " (tenant_id, company_id, tax_year, employee_id)",
        tenant_table(
            "payroll_adjustment",
            _COMPANY,
            _EMPLOYEE,
            _PERIOD,
            "component text NOT NULL",
            "amount bigint NOT NULL CHECK (amount >= 0)",
            "note text NOT NULL",
            "cancelled boolean NOT NULL DEFAULT false",
            "recorded_at timestamptz NOT NULL",
            "recorded_by uuid NULL",
        ),
        "CREATE INDEX payroll_adjustment_of ON payroll_adjustment (tenant_id, company_id, period, employee_id)",
        # A closed run is evidence: its row and its slips stay as they are whatever the application asks for.
        # A run that can't be seen counts as closed, so that no wall or race opens the door.
        """
CREATE FUNCTION payroll_guard_slip() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'pay slips are never updated' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM 1 FROM payroll_run WHERE id = OLD.run_id AND state <> 'closed';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the pay run % is closed', OLD.run_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER payroll_slip_guard BEFORE UPDATE OR DELETE ON payroll_slip
  FOR EACH ROW EXECUTE FUNCTION payroll_guard_slip();
CREATE FUNCTION payroll_guard_new_slips() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM (SELECT DISTINCT run_id FROM added) AS n LEFT JOIN payroll_run r ON r.id = n.run_id
    WHERE r.id IS NULL OR r.state = 'closed'
  ) THEN
    RAISE EXCEPTION 'the pay run is closed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER payroll_slip_insert_guard AFTER INSERT ON payroll_slip REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_guard_new_slips();
CREATE FUNCTION payroll_guard_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'closed' THEN
    RAISE EXCEPTION 'the pay run % is closed', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payroll_run_guard BEFORE UPDATE OR DELETE ON payroll_run
  FOR EACH ROW EXECUTE FUNCTION payroll_guard_run();
CREATE FUNCTION payroll_guard_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'payroll records are not truncated' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER payroll_slip_no_truncate BEFORE TRUNCATE ON payroll_slip
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_guard_truncate();
CREATE TRIGGER payroll_run_no_truncate BEFORE TRUNCATE ON payroll_run
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_guard_truncate();
""",
    ],
)
