"""The table of the ledger."""

from piccolo.columns import UUID, Boolean, Date, Integer, Numeric, Text
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


class Accrual(TenantTable, Table, tablename="attendance_accrual"):
    """A policy by which the company grants leave of its own."""

    company_id = UUID(null=False)
    leave_code = Text(null=False)
    every = Text(null=False)
    days = Numeric(digits=(6, 3), null=False)
    valid_months = Integer(null=False)
    waiting_months = Integer(null=False)
    prorate = Boolean(null=False)
    valid_from = Date(null=False)
    valid_to = Date(null=True, default=None)
    note = Text(null=False)
