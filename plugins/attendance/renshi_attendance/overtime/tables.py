"""The table of overtime."""

from piccolo.columns import UUID, BigInt, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Overtime(TenantTable, Table, tablename="attendance_overtime"):
    """Overtime asked for, in local minutes."""

    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    request_id = UUID(null=True, default=None)
    state = Text(null=False)
    day = Date(null=False)
    start_minute = BigInt(null=False)
    end_minute = BigInt(null=False)
    compensation = Text(null=False)
    workday_minutes = Integer(null=False)
    rest_day_minutes = Integer(null=False)
    statutory_minutes = Integer(null=False)
    decided_at = Timestamptz(null=True, default=None)
