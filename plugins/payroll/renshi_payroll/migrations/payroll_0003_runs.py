"""Several runs a month, paid and filed, corrections that name the run they correct, and slips without stored lines."""

from __future__ import annotations

from renshi_sdk.db import sql_migration, tenant_table

ID = "payroll_0003"
VERSION = "1.38.0"
DESCRIPTION = "kinds and sequence of runs, payment and filing, retro lines, members of a run"

_FROZEN = (
    "ARRAY['state', 'paid_by', 'paid_at', 'payment_reference', 'filed_by', 'filed_at', 'filing_reference',"
    " 'closed_by', 'closed_at', 'approved_by', 'approved_at', 'checked_by', 'checked_at', 'request_id']"
)

forwards = sql_migration(
    "payroll",
    ID,
    DESCRIPTION,
    [
        "ALTER TABLE payroll_run DROP CONSTRAINT payroll_run_kind_check, DROP CONSTRAINT payroll_run_state_check,"
        " DROP CONSTRAINT payroll_run_tenant_id_company_id_period_kind_key,"
        " ADD COLUMN sequence integer NOT NULL DEFAULT 1 CHECK (sequence > 0),"
        " ADD COLUMN title text NOT NULL DEFAULT '',"
        " ADD COLUMN request_id uuid NULL REFERENCES core_request(id) ON DELETE RESTRICT,"
        " ADD COLUMN component_version_id uuid NULL REFERENCES payroll_component_version(id) ON DELETE RESTRICT,"
        " ADD COLUMN headcount integer NOT NULL DEFAULT 0,"
        " ADD COLUMN paid_by uuid NULL, ADD COLUMN paid_at timestamptz NULL,"
        " ADD COLUMN payment_reference text NULL,"
        " ADD COLUMN filed_by uuid NULL, ADD COLUMN filed_at timestamptz NULL,"
        " ADD COLUMN filing_reference text NULL,"
        " ADD CONSTRAINT payroll_run_kind CHECK (kind IN"
        " ('monthly', 'off_cycle', 'bonus', 'final', 'severance', 'retro')),"
        " ADD CONSTRAINT payroll_run_state CHECK (state IN ('draft', 'calculating', 'calculated', 'checked',"
        " 'approved', 'closed', 'paid', 'filed')),"
        " ADD CONSTRAINT payroll_run_one_monthly CHECK (kind <> 'monthly' OR sequence = 1),"
        " ADD CONSTRAINT payroll_run_key UNIQUE (tenant_id, company_id, period, kind, sequence)",
        "CREATE INDEX payroll_run_order ON payroll_run (tenant_id, company_id, pay_date)",
        tenant_table(
            "payroll_run_member",
            "run_id uuid NOT NULL REFERENCES payroll_run(id) ON DELETE CASCADE",
            "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "UNIQUE (tenant_id, run_id, employee_id)",
        ),
        "ALTER TABLE payroll_adjustment DROP CONSTRAINT payroll_adjustment_amount_check,"
        " ADD COLUMN run_id uuid NULL REFERENCES payroll_run(id) ON DELETE RESTRICT,"
        " ADD COLUMN source_run_id uuid NULL REFERENCES payroll_run(id) ON DELETE RESTRICT,"
        " ADD COLUMN line text NULL, ADD COLUMN tax bigint NULL, ADD COLUMN detail jsonb NULL,"
        " ADD CONSTRAINT payroll_adjustment_sign CHECK (amount >= 0 OR line IS NOT NULL),"
        " ADD CONSTRAINT payroll_adjustment_line CHECK ((line IS NULL) = (source_run_id IS NULL))",
        "CREATE INDEX payroll_adjustment_source ON payroll_adjustment (tenant_id, source_run_id, employee_id)"
        " WHERE source_run_id IS NOT NULL",
        # One wide row a slip: its lines are made again from these whenever somebody reads them.
        "ALTER TABLE payroll_slip ALTER COLUMN lines DROP NOT NULL,"
        " DROP CONSTRAINT payroll_slip_company_id_fkey, DROP CONSTRAINT payroll_slip_department_id_fkey,"
        " ADD COLUMN pay_date date NULL",
        # Approved slips are evidence already; superseded versions of an approved run may still go.
        f"""
CREATE OR REPLACE FUNCTION payroll_guard_slip() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'pay slips are never updated' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM 1 FROM payroll_run WHERE id = OLD.run_id
    AND (state IN ('draft', 'calculating', 'calculated', 'checked') OR (state = 'approved' AND version <> OLD.version));
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the pay run % is approved or closed', OLD.run_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE OR REPLACE FUNCTION payroll_guard_new_slips() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM (SELECT DISTINCT run_id FROM added) AS n LEFT JOIN payroll_run r ON r.id = n.run_id
    WHERE r.id IS NULL OR r.state NOT IN ('draft', 'calculating', 'calculated', 'checked')
  ) THEN
    RAISE EXCEPTION 'the pay run is approved or closed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION payroll_guard_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state NOT IN ('approved', 'closed', 'paid', 'filed') THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'the pay run % is %', OLD.id, OLD.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF to_jsonb(NEW) - {_FROZEN} <> to_jsonb(OLD) - {_FROZEN} THEN
    RAISE EXCEPTION 'the pay run % is %', OLD.id, OLD.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT (
    (OLD.state = 'approved' AND NEW.state IN ('approved', 'calculated', 'closed'))
    OR (OLD.state = 'closed' AND NEW.state IN ('paid'))
    OR (OLD.state = 'paid' AND NEW.state IN ('filed'))
  ) THEN
    RAISE EXCEPTION 'the pay run % is %', OLD.id, OLD.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state <> 'approved' AND (NEW.closed_by, NEW.closed_at, NEW.approved_by, NEW.approved_at)
     IS DISTINCT FROM (OLD.closed_by, OLD.closed_at, OLD.approved_by, OLD.approved_at) THEN
    RAISE EXCEPTION 'the pay run % is %', OLD.id, OLD.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
""",
    ],
)
