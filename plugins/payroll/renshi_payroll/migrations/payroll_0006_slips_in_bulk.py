"""What holds a slip to its run and its employee is checked once a statement, not once a row (docs/adr/0014)."""

from __future__ import annotations

from renshi_sdk.db import sql_migration

ID = "payroll_0006"
VERSION = "1.38.0"
DESCRIPTION = "slips are held to runs and terms by statement"

forwards = sql_migration(
    "payroll",
    ID,
    DESCRIPTION,
    [
        # Whoever has a slip has terms, which are never deleted and hold the employee by a foreign key.
        """
DO $$ BEGIN
  IF EXISTS (
    SELECT FROM payroll_slip s WHERE NOT EXISTS (
      SELECT FROM payroll_term t
      WHERE t.tenant_id = s.tenant_id AND t.company_id = s.company_id AND t.employee_id = s.employee_id)
  ) THEN
    RAISE EXCEPTION 'payroll_slip has slips of employees without pay terms in the company; record their terms first';
  END IF;
END $$;
CREATE OR REPLACE FUNCTION payroll_guard_new_slips() RETURNS trigger LANGUAGE plpgsql
  -- A plan that reads all terms of the tenant for some thousand slips would cost more than writing them.
  SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  named record;
  standing text;
BEGIN
  FOR named IN SELECT DISTINCT tenant_id, company_id, run_id, period FROM added LOOP
    -- Locked as a foreign key locks what it names: the run can't go while its slips are written.
    SELECT state INTO standing FROM payroll_run
      WHERE id = named.run_id AND tenant_id = named.tenant_id AND company_id = named.company_id
        AND period = named.period
      FOR KEY SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'a pay slip names a run that is not its company''s of its month'
        USING ERRCODE = 'foreign_key_violation';
    END IF;
    IF standing NOT IN ('draft', 'calculating', 'calculated', 'checked') THEN
      RAISE EXCEPTION 'the pay run is approved or closed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  IF EXISTS (
    SELECT FROM added a WHERE NOT EXISTS (
      SELECT FROM payroll_term t
      WHERE t.tenant_id = a.tenant_id AND t.company_id = a.company_id AND t.employee_id = a.employee_id)
  ) THEN
    RAISE EXCEPTION 'a pay slip names an employee without pay terms in its company'
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION payroll_guard_run_of_slips() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM payroll_slip WHERE tenant_id = OLD.tenant_id AND run_id = OLD.id) THEN
    RAISE EXCEPTION 'the pay run % has slips', OLD.id USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER payroll_run_of_slips BEFORE DELETE OR UPDATE OF id, tenant_id, company_id, period ON payroll_run
  FOR EACH ROW EXECUTE FUNCTION payroll_guard_run_of_slips();
CREATE FUNCTION payroll_guard_terms_of_slips() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM payroll_slip WHERE tenant_id = OLD.tenant_id AND employee_id = OLD.employee_id
      AND company_id = OLD.company_id) THEN
    RAISE EXCEPTION 'pay terms of an employee with slips stay' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER payroll_term_of_slips BEFORE DELETE OR UPDATE OF tenant_id, company_id, employee_id ON payroll_term
  FOR EACH ROW EXECUTE FUNCTION payroll_guard_terms_of_slips();
CREATE TRIGGER payroll_term_no_truncate BEFORE TRUNCATE ON payroll_term
  FOR EACH STATEMENT EXECUTE FUNCTION payroll_guard_truncate();
""",
        # The month is that of the run, which has the check.
        "ALTER TABLE payroll_slip DROP CONSTRAINT payroll_slip_run_id_fkey,"
        " DROP CONSTRAINT payroll_slip_employee_id_fkey, DROP CONSTRAINT payroll_slip_period_check",
    ],
)
