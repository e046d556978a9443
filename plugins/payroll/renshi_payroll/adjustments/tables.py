"""Store of one-off items."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Boolean, Text, Timestamptz
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
    run_id = UUID(null=True, default=None, help_text="a run of its own; empty: the month's regular run")
    source_run_id = UUID(null=True, default=None, help_text="the run whose line this corrects")
    line = Text(null=True, default=None)
    tax = BigInt(null=True, default=None)
    detail = JSONB(null=True, default=None)
