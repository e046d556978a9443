"""The table of a company's own days."""

from piccolo.columns import UUID, Boolean, Date, Text
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class CalendarDayRow(TenantTable, Table, tablename="attendance_calendar_day"):
    """A company's own decision about one day."""

    company_id = UUID(null=False)
    day = Date(null=False)
    works = Boolean(null=False)
    note = Text(null=False)
