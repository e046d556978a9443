"""Store of the year ledger: one entry per closed slip, never changed, summed when read."""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Boolean, Integer, Text
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class YearEntry(TenantTable, Table, tablename="payroll_year_entry"):
    """What one closed slip, or an opening balance, adds to the year. Amounts in fen."""

    company_id = UUID(null=False)
    employee_id = UUID(null=False)
    tax_year = Integer(null=False)
    pay_month = Integer(null=False)
    kind = Text(null=False, help_text="run or opening")
    run_id = UUID(null=True, default=None)
    income = BigInt(null=False)
    exempt = BigInt(null=False)
    special = BigInt(null=False)
    tax = BigInt(null=False)
    separate_income = BigInt(null=False)
    separate_tax = BigInt(null=False)
    resident = Boolean(null=False)
    bonus_used = Boolean(null=False, default=False)
    months_withheld = Integer(null=False, default=1)
    reference = Text(null=False)
