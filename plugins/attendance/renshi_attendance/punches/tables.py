"""The table of punches."""

from piccolo.columns import UUID, Boolean, Numeric, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Punch(TenantTable, Table, tablename="attendance_punch"):
    """One raw clock time; inserted, never changed."""

    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    at = Timestamptz(null=False)
    source = Text(null=False)
    external_id = Text(null=False)
    device = Text(null=True, default=None)
    latitude = Numeric(digits=(9, 6), null=True, default=None)
    longitude = Numeric(digits=(9, 6), null=True, default=None)
    inside = Boolean(null=True, default=None)
    request_id = UUID(null=True, default=None)
