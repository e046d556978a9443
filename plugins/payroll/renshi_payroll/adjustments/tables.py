"""Store of one-off items."""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Boolean, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Adjustment(TenantTable, Table, tablename="payroll_adjustment"):
    """An amount for one employee and month. A cancelled row stays, for the trail."""

    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    period = Text(null=False)
    component = Text(null=False)
    amount = BigInt(null=False, help_text="fen, 0 or more")
    note = Text(null=False)
    cancelled = Boolean(null=False, default=False)
    recorded_at = Timestamptz(null=False)
    recorded_by = UUID(null=True, default=None)
