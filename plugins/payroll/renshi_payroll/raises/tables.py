"""Store of batches of pay adjustments."""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Raise(TenantTable, Table, tablename="payroll_raise"):
    """A batch. ``version`` and ``digest`` say which rows were approved."""

    company_id = UUID(null=False)
    title = Text(null=False)
    effective_on = Date(null=False)
    reason = Text(null=False)
    state = Text(null=False)
    version = Integer(null=False, default=1)
    digest = Text(null=False)
    request_id = UUID(null=True, default=None)
    created_by = UUID(null=True, default=None)
    recorded_at = Timestamptz(null=False)


class RaiseRow(TenantTable, Table, tablename="payroll_raise_row"):
    """A line of the sheet, with what is wrong with it. Amounts in fen."""

    raise_id = UUID(null=False)
    line = Integer(null=False)
    number = Text(null=False)
    employee_id = UUID(null=True, default=None)
    old_wage = BigInt(null=True, default=None)
    new_wage = BigInt(null=True, default=None)
    social_base = BigInt(null=True, default=None)
    housing_base = BigInt(null=True, default=None)
    reason = Text(null=False)
    zh = Text(null=False)
    en = Text(null=False)
    severity = Text(null=False)
