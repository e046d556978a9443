"""The table of trips."""

from piccolo.columns import UUID, BigInt, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Trip(TenantTable, Table, tablename="attendance_trip"):
    """Time away on duty that was asked for, in local minutes."""

    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    request_id = UUID(null=True, default=None)
    kind = Text(null=False)
    state = Text(null=False)
    start_minute = BigInt(null=False)
    end_minute = BigInt(null=False)
    place = Text(null=False)
    decided_at = Timestamptz(null=True, default=None)
