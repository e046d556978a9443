"""Leave types, leave and its ledger, punches, overtime, the company's calendar and the months."""

from renshi_sdk.db import sql_migration, tenant_table

ID = "attendance_0001"
VERSION = "1.38.0"
DESCRIPTION = "leave, balances, punches, overtime, calendar and months"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"
EMPLOYEE = "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT"
REQUEST = "request_id uuid NULL REFERENCES core_request(id) ON DELETE RESTRICT"

LEAVE_TABLES = [
    tenant_table(
        "attendance_leave_type",
        COMPANY,
        "code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9_]{1,38}$')",
        "name_zh text NOT NULL",
        "name_en text NOT NULL",
        "unit text NOT NULL CHECK (unit IN ('day', 'half_day', 'hour'))",
        "counting text NOT NULL CHECK (counting IN "
        "('working', 'sandwich', 'calendar', 'calendar_except_statutory'))",
        "paid_rule text NOT NULL CHECK (paid_rule IN ('full', 'none', 'fraction', 'allowance'))",
        "paid_fraction numeric(5,4) NULL CHECK (paid_fraction BETWEEN 0 AND 1)",
        "needs_balance boolean NOT NULL",
        "days_limit integer NULL CHECK (days_limit > 0)",
        "limit_source text NULL",
        "source text NOT NULL",
        "active boolean NOT NULL DEFAULT true",
        "position integer NOT NULL",
        "UNIQUE (tenant_id, company_id, code)",
        "CHECK (days_limit IS NULL OR limit_source IS NOT NULL)",
    ),
    tenant_table(
        "attendance_leave",
        COMPANY,
        EMPLOYEE,
        REQUEST,
        "leave_code text NOT NULL",
        "state text NOT NULL CHECK (state IN ('pending', 'approved', 'released', 'cancelled'))",
        "first_day date NOT NULL",
        "last_day date NOT NULL CHECK (last_day >= first_day)",
        "minutes integer NOT NULL CHECK (minutes > 0)",
        "days numeric(10,6) NOT NULL",
        "decided_at timestamptz NULL",
    ),
    "CREATE UNIQUE INDEX attendance_leave_request ON attendance_leave (tenant_id, request_id) "
    "WHERE state IN ('pending', 'approved')",
    "CREATE INDEX attendance_leave_person ON attendance_leave (tenant_id, employee_id, first_day)",
    "CREATE INDEX attendance_leave_company ON attendance_leave (tenant_id, company_id, first_day)",
    tenant_table(
        "attendance_leave_day",
        "leave_id uuid NOT NULL REFERENCES attendance_leave(id) ON DELETE RESTRICT",
        COMPANY,
        EMPLOYEE,
        "day date NOT NULL",
        "minutes integer NOT NULL CHECK (minutes > 0)",
        "due_minutes integer NOT NULL CHECK (due_minutes BETWEEN 0 AND minutes)",
        "daily_minutes integer NOT NULL CHECK (daily_minutes > 0)",
        "window_start bigint NOT NULL",
        "window_end bigint NOT NULL CHECK (window_end > window_start)",
        "UNIQUE (tenant_id, leave_id, day)",
        append_only=True,
    ),
    "CREATE INDEX attendance_leave_day_company ON attendance_leave_day (tenant_id, company_id, day)",
    "CREATE INDEX attendance_leave_day_person ON attendance_leave_day (tenant_id, employee_id, day)",
    tenant_table(
        "attendance_leave_entry",
        COMPANY,
        EMPLOYEE,
        "leave_code text NOT NULL",
        "kind text NOT NULL CHECK (kind IN ('grant', 'take', 'cancel', 'expire', 'adjust'))",
        "minutes integer NOT NULL CHECK (minutes <> 0)",
        "effective_on date NOT NULL",
        "expires_on date NULL",
        "leave_id uuid NULL REFERENCES attendance_leave(id) ON DELETE RESTRICT",
        REQUEST,
        "key text NOT NULL",
        "note text NOT NULL",
        "UNIQUE (tenant_id, employee_id, leave_code, key)",
        "CHECK (kind = 'adjust' OR (minutes > 0) = (kind IN ('grant', 'cancel')))",
        append_only=True,
    ),
    (
        "CREATE INDEX attendance_leave_entry_company ON attendance_leave_entry (tenant_id, company_id, "
        "leave_code)"
    ),
]

TIME_TABLES = [
    tenant_table(
        "attendance_calendar_day",
        COMPANY,
        "day date NOT NULL",
        "works boolean NOT NULL",
        "note text NOT NULL",
        "UNIQUE (tenant_id, company_id, day)",
    ),
    tenant_table(
        "attendance_punch",
        COMPANY,
        EMPLOYEE,
        "at timestamptz NOT NULL",
        "source text NOT NULL CHECK (source IN ('app', 'device', 'import', 'correction'))",
        "external_id text NOT NULL",
        "device text NULL",
        "latitude numeric(9,6) NULL",
        "longitude numeric(9,6) NULL",
        "inside boolean NULL",
        REQUEST,
        "UNIQUE (tenant_id, company_id, source, external_id)",
        append_only=True,
    ),
    "CREATE INDEX attendance_punch_company ON attendance_punch (tenant_id, company_id, at)",
    "CREATE INDEX attendance_punch_person ON attendance_punch (tenant_id, employee_id, at)",
    # The grant already forbids changes to the application; the trigger binds every other role too.
    """
CREATE FUNCTION attendance_punch_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a punch is never changed or removed; a correction is a new punch' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER attendance_punch_guard BEFORE UPDATE OR DELETE ON attendance_punch
  FOR EACH ROW EXECUTE FUNCTION attendance_punch_guard();
CREATE TRIGGER attendance_punch_truncate BEFORE TRUNCATE ON attendance_punch
  FOR EACH STATEMENT EXECUTE FUNCTION attendance_punch_guard();
""",
    tenant_table(
        "attendance_overtime",
        COMPANY,
        EMPLOYEE,
        REQUEST,
        "state text NOT NULL CHECK (state IN ('pending', 'approved', 'released'))",
        "day date NOT NULL",
        "start_minute bigint NOT NULL",
        "end_minute bigint NOT NULL CHECK (end_minute > start_minute)",
        "compensation text NOT NULL CHECK (compensation IN ('pay', 'time_off'))",
        "workday_minutes integer NOT NULL",
        "rest_day_minutes integer NOT NULL",
        "statutory_minutes integer NOT NULL",
        "decided_at timestamptz NULL",
        "CHECK (compensation = 'pay' OR (workday_minutes = 0 AND statutory_minutes = 0))",
    ),
    "CREATE UNIQUE INDEX attendance_overtime_request ON attendance_overtime (tenant_id, request_id) "
    "WHERE state IN ('pending', 'approved')",
    "CREATE INDEX attendance_overtime_company ON attendance_overtime (tenant_id, company_id, day)",
    "CREATE INDEX attendance_overtime_person ON attendance_overtime (tenant_id, employee_id, day)",
]

MONTH_TABLES = [
    tenant_table(
        "attendance_month",
        COMPANY,
        "period text NOT NULL CHECK (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$')",
        "state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'computed', 'locked'))",
        "stale boolean NOT NULL DEFAULT false",
        "employees integer NOT NULL DEFAULT 0",
        "exceptions integer NOT NULL DEFAULT 0",
        "pending_days integer NOT NULL DEFAULT 0",
        "computed_at timestamptz NULL",
        "locked_at timestamptz NULL",
        "locked_by text NULL",
        "digest text NULL",
        "job_id uuid NULL",
        "rules jsonb NULL",
        "paid_at timestamptz NULL",
        "UNIQUE (tenant_id, company_id, period)",
    ),
    tenant_table(
        "attendance_month_row",
        "month_id uuid NOT NULL REFERENCES attendance_month(id) ON DELETE RESTRICT",
        COMPANY,
        EMPLOYEE,
        "period text NOT NULL",
        "due_days integer NOT NULL",
        "due_minutes integer NOT NULL",
        "worked_minutes integer NOT NULL",
        "worked_days numeric(10,6) NOT NULL",
        "absent_minutes integer NOT NULL",
        "absent_days numeric(10,6) NOT NULL",
        "late_count integer NOT NULL",
        "late_minutes integer NOT NULL",
        "early_count integer NOT NULL",
        "early_minutes integer NOT NULL",
        "missing_punches integer NOT NULL",
        "unknown_minutes integer NOT NULL",
        "pending_days integer NOT NULL",
        "leave_minutes integer NOT NULL",
        "overtime_workday integer NOT NULL",
        "overtime_rest_day integer NOT NULL",
        "overtime_statutory integer NOT NULL",
        "time_off_minutes integer NOT NULL",
        "leave jsonb NOT NULL",
        "figures jsonb NOT NULL",
        "days jsonb NOT NULL",
        "warnings jsonb NOT NULL",
        "UNIQUE (tenant_id, month_id, employee_id)",
    ),
    "CREATE INDEX attendance_month_row_person ON attendance_month_row (tenant_id, employee_id, period)",
    tenant_table(
        "attendance_exception",
        "month_id uuid NOT NULL REFERENCES attendance_month(id) ON DELETE RESTRICT",
        COMPANY,
        EMPLOYEE,
        "day date NOT NULL",
        "status text NOT NULL",
        "minutes integer NOT NULL",
        "reason text NOT NULL",
        "UNIQUE (tenant_id, month_id, employee_id, day)",
    ),
    tenant_table(
        "attendance_adjustment",
        COMPANY,
        EMPLOYEE,
        "source_period text NOT NULL",
        "into_period text NOT NULL CHECK (into_period > source_period)",
        "cause text NOT NULL",
        "figures jsonb NOT NULL",
        "note text NOT NULL",
        "UNIQUE (tenant_id, employee_id, source_period, cause)",
        append_only=True,
    ),
    "CREATE INDEX attendance_adjustment_into ON attendance_adjustment (tenant_id, company_id, into_period)",
    # What payroll was told of a month that was not locked yet; the lock settles the difference.
    tenant_table(
        "attendance_told",
        COMPANY,
        EMPLOYEE,
        "period text NOT NULL",
        "figures jsonb NOT NULL",
        "told_at timestamptz NOT NULL",
        # Asked for together with others, as a pay run does; a question about one person may be a preview.
        "together boolean NOT NULL",
        "UNIQUE (tenant_id, company_id, period, employee_id, together)",
    ),
    """
CREATE FUNCTION attendance_month_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- That a locked month has been paid is noted later; nothing else about it changes.
  IF TG_OP = 'UPDATE' AND OLD.paid_at IS NULL AND NEW.paid_at IS NOT NULL THEN
    OLD.paid_at := NEW.paid_at;
    IF OLD = NEW THEN RETURN NEW; END IF;
  END IF;
  IF OLD.state = 'locked' THEN
    RAISE EXCEPTION 'attendance month % is locked', OLD.period USING ERRCODE = '23514';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER attendance_month_guard BEFORE UPDATE OR DELETE ON attendance_month
  FOR EACH ROW EXECUTE FUNCTION attendance_month_guard();
CREATE FUNCTION attendance_month_part_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.month_id ELSE NEW.month_id END;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.month_id <> NEW.month_id THEN
    RAISE EXCEPTION 'a row of an attendance month does not move' USING ERRCODE = '23514';
  END IF;
  IF EXISTS (SELECT 1 FROM attendance_month WHERE id = held AND state = 'locked') THEN
    RAISE EXCEPTION 'the attendance month of this row is locked' USING ERRCODE = '23514';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER attendance_month_row_guard BEFORE INSERT OR UPDATE OR DELETE ON attendance_month_row
  FOR EACH ROW EXECUTE FUNCTION attendance_month_part_guard();
CREATE TRIGGER attendance_exception_guard BEFORE INSERT OR UPDATE OR DELETE ON attendance_exception
  FOR EACH ROW EXECUTE FUNCTION attendance_month_part_guard();
""",
]

forwards = sql_migration("attendance", ID, DESCRIPTION, [*LEAVE_TABLES, *TIME_TABLES, *MONTH_TABLES])
