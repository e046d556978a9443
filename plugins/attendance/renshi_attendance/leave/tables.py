"""Tables of leave."""

from piccolo.columns import UUID, Array, BigInt, Boolean, Date, Integer, Numeric, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class LeaveTypeRow(TenantTable, Table, tablename="attendance_leave_type"):
    """A leave type as a company has set it."""

    company_id = UUID(null=False)
    code = Text(null=False)
    name_zh = Text(null=False)
    name_en = Text(null=False)
    unit = Text(null=False)
    counting = Text(null=False)
    paid_rule = Text(null=False)
    paid_fraction = Numeric(digits=(5, 4), null=True, default=None)
    needs_balance = Boolean(null=False)
    days_limit = Integer(null=True, default=None)
    limit_source = Text(null=True, default=None)
    source = Text(null=False)
    active = Boolean(null=False)
    position = Integer(null=False)
    documents_after_days = Integer(null=True, default=None)
    notice_days = Integer(null=False)
    own = Boolean(null=False)


class Leave(TenantTable, Table, tablename="attendance_leave"):
    """One leave asked for; ``state`` says whether it counts."""

    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    request_id = UUID(null=True, default=None)
    leave_code = Text(null=False)
    state = Text(null=False)
    first_day = Date(null=False)
    last_day = Date(null=False)
    minutes = Integer(null=False)
    days = Numeric(digits=(10, 6), null=False)
    decided_at = Timestamptz(null=True, default=None)
    documents = Array(base_column=UUID(), null=False)
    replaces = UUID(null=True, default=None)


class LeaveDayRow(TenantTable, Table, tablename="attendance_leave_day"):
    """What a leave does to one day; fixed when it is asked for."""

    leave_id = UUID(null=False)
    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    day = Date(null=False)
    minutes = Integer(null=False)
    due_minutes = Integer(null=False)
    daily_minutes = Integer(null=False)
    window_start = BigInt(null=False)
    window_end = BigInt(null=False)
