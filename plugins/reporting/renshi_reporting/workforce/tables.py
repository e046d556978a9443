"""The store of the workforce by month."""

from piccolo.columns import UUID, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Month(TenantTable, Table, tablename="reporting_month"):
    """A month that is counted: up to which day, when, and whether it has to be counted again."""

    company_id = UUID(default=None, null=False)
    month = Date(default=None, null=False)
    until = Date(default=None, null=False)
    computed_at = Timestamptz(default=None, null=False)
    stale = Boolean(default=False)


class MonthCell(TenantTable, Table, tablename="reporting_month_cell"):
    """Figures of one month, department, city, kind of employment and band of service."""

    company_id = UUID(default=None, null=False)
    month = Date(default=None, null=False)
    department_id = UUID(default=None, null=False)
    city = Text(default=None, null=True)
    employment_type = Text()
    tenure = Text()
    person_days = Integer()
    closing = Integer()
    joined = Integer()
    left_all = Integer()
    left_voluntary = Integer()
    left_involuntary = Integer()
    left_early = Integer()
