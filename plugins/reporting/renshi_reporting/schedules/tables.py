"""The store of reports sent at a clock."""

from piccolo.columns import JSONB, UUID, Array, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class ReportSchedule(TenantTable, Table, tablename="reporting_schedule"):
    """A report, its clock and its readers; ``employee_id`` is the owner as an employee."""

    company_id = UUID(default=None, null=False)
    title = Text()
    subject = Text()
    params = JSONB()
    format = Text()
    rhythm = Text()
    weekday = Integer(default=None, null=True)
    month_day = Integer(default=None, null=True)
    at_minute = Integer()
    people = Array(base_column=UUID())
    roles = Array(base_column=Text())
    owner_id = UUID(default=None, null=True)
    owner_name = Text()
    employee_id = UUID(default=None, null=True)
    paused_at = Timestamptz(default=None, null=True)
    failed_at = Timestamptz(default=None, null=True)
    failure = Text(default=None, null=True)
    next_at = Timestamptz(default=None, null=True)
    version = Integer()


class ReportDelivery(TenantTable, Table, tablename="reporting_delivery"):
    """What one reader got at one time."""

    schedule_id = UUID(default=None, null=False)
    due_at = Timestamptz(default=None, null=False)
    employee_id = UUID(default=None, null=False)
    state = Text()
    detail = Text(default=None, null=True)
    file_id = UUID(default=None, null=True)
