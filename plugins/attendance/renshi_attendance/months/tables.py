"""Tables of months."""

from piccolo.columns import JSONB, UUID, Boolean, Date, Integer, Numeric, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Month(TenantTable, Table, tablename="attendance_month"):
    """A company's month: open, computed, locked."""

    company_id = UUID(null=False)
    period = Text(null=False)
    state = Text(null=False)
    stale = Boolean(null=False)
    employees = Integer(null=False)
    exceptions = Integer(null=False)
    pending_days = Integer(null=False)
    computed_at = Timestamptz(null=True, default=None)
    locked_at = Timestamptz(null=True, default=None)
    locked_by = Text(null=True, default=None)
    digest = Text(null=True, default=None)
    job_id = UUID(null=True, default=None)
    rules = JSONB(null=True, default=None)
    paid_at = Timestamptz(null=True, default=None)
    sent_at = Timestamptz(null=True, default=None)
    confirm_due = Date(null=True, default=None)
    begun_at = Timestamptz(null=True, default=None)


class Reopening(TenantTable, Table, tablename="attendance_reopening"):
    """A lock that was taken off, and why."""

    month_id = UUID(null=False)
    company_id = UUID(null=False)
    period = Text(null=False)
    reason = Text(null=False)
    by_name = Text(null=False)
    digest = Text(null=False)
    locked_at = Timestamptz(null=False)
    locked_by = Text(null=False)


class MonthRow(TenantTable, Table, tablename="attendance_month_row"):
    """One employee's month as computed."""

    month_id = UUID(null=False)
    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    period = Text(null=False)
    due_days = Integer(null=False)
    due_minutes = Integer(null=False)
    worked_minutes = Integer(null=False)
    worked_days = Numeric(digits=(10, 6), null=False)
    absent_minutes = Integer(null=False)
    absent_days = Numeric(digits=(10, 6), null=False)
    late_count = Integer(null=False)
    late_minutes = Integer(null=False)
    early_count = Integer(null=False)
    early_minutes = Integer(null=False)
    missing_punches = Integer(null=False)
    unknown_minutes = Integer(null=False)
    pending_days = Integer(null=False)
    leave_minutes = Integer(null=False)
    overtime_workday = Integer(null=False)
    overtime_rest_day = Integer(null=False)
    overtime_statutory = Integer(null=False)
    time_off_minutes = Integer(null=False)
    leave = JSONB(null=False)
    figures = JSONB(null=False)
    days = JSONB(null=False)
    warnings = JSONB(null=False)
    trip_days = Integer(null=False)
    trip_minutes = Integer(null=False)
    unplanned_days = Integer(null=False)
    regime = Text(null=False)
    period_minutes = Integer(null=False)
    period_leave_minutes = Integer(null=False)
    stale = Boolean(null=False, default=False, help_text="facts changed since it was computed")


class ExceptionRow(TenantTable, Table, tablename="attendance_exception"):
    """A day of a month that somebody should look at."""

    month_id = UUID(null=False)
    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    day = Date(null=False)
    status = Text(null=False)
    minutes = Integer(null=False)
    reason = Text(
        null=True, default=None, help_text="Chinese sentences of rows made before reasons had codes"
    )
    reasons = JSONB(null=False)


class Told(TenantTable, Table, tablename="attendance_told"):
    """What payroll was told of a month before it was locked."""

    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    period = Text(null=False)
    figures = JSONB(null=False)
    told_at = Timestamptz(null=False)
    together = Boolean(null=False)


class Adjustment(TenantTable, Table, tablename="attendance_adjustment"):
    """The difference a late fact makes to a locked month, paid in a later one."""

    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    source_period = Text(null=False)
    into_period = Text(null=False)
    cause = Text(null=False)
    figures = JSONB(null=False)
    note = Text(null=False)


class Confirmation(TenantTable, Table, tablename="attendance_confirmation"):
    """One person asked to confirm a month."""

    month_id = UUID(null=False)
    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    period = Text(null=False)
    state = Text(null=False)
    digest = Text(null=False)
    sent_at = Timestamptz(null=False)
    due_on = Date(null=False)
    decided_at = Timestamptz(null=True, default=None)
    comment = Text(null=True, default=None)
    answer = Text(null=True, default=None)


class Acceptance(TenantTable, Table, tablename="attendance_acceptance"):
    """An exception that HR looked at and left as it is."""

    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    day = Date(null=False)
    status = Text(null=False)
    note = Text(null=False)
    by_name = Text(null=False)
