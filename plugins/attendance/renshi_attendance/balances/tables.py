"""The table of the ledger."""

from piccolo.columns import UUID, Date, Integer, Text
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class LeaveEntry(TenantTable, Table, tablename="attendance_leave_entry"):
    """One entry of the ledger; a balance is their sum."""

    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    leave_code = Text(null=False)
    kind = Text(null=False)
    minutes = Integer(null=False)
    effective_on = Date(null=False)
    expires_on = Date(null=True, default=None)
    leave_id = UUID(null=True, default=None)
    request_id = UUID(null=True, default=None)
    key = Text(null=False)
    note = Text(null=False)
