"""A run made by mistake can be discarded; it stays as a row and holds nothing up."""

from __future__ import annotations

from renshi_sdk.db import sql_migration

ID = "payroll_0004"
VERSION = "1.38.0"
DESCRIPTION = "runs may be discarded"

forwards = sql_migration(
    "payroll",
    ID,
    DESCRIPTION,
    [
        "ALTER TABLE payroll_run DROP CONSTRAINT payroll_run_state,"
        " ADD CONSTRAINT payroll_run_state CHECK (state IN ('draft', 'calculating', 'calculated', 'checked',"
        " 'approved', 'closed', 'paid', 'filed', 'discarded')),"
        " ADD CONSTRAINT payroll_run_monthly_stays CHECK (kind <> 'monthly' OR state <> 'discarded')",
        """
CREATE FUNCTION payroll_guard_discarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'discarded' THEN
    RAISE EXCEPTION 'the pay run % is discarded', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payroll_run_discarded BEFORE UPDATE ON payroll_run
  FOR EACH ROW EXECUTE FUNCTION payroll_guard_discarded();
""",
    ],
)
