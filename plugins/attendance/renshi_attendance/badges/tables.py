"""The table of terminal numbers."""

from piccolo.columns import UUID, Date, Text
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Badge(TenantTable, Table, tablename="attendance_badge"):
    """A terminal's number of an employee, from a day on."""

    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    number = Text(null=False)
    valid_from = Date(null=False)
