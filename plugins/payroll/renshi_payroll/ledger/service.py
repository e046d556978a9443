"""Opening balances of the year ledger; runs write the rest when they close."""

from __future__ import annotations

from typing import Any

from renshi_payroll.engine.fen import to_fen
from renshi_payroll.ledger.schemas import OpeningIn
from renshi_payroll.permissions import FACT_MANAGE
from renshi_sdk import Conflict, Context, Invalid, Text, new_id
from renshi_sdk.db import execute, fetch_value


async def record_opening(ctx: Context, data: OpeningIn) -> dict[str, Any]:
    """Record the year before this payroll took over. Once per employee and year, before any closed run of it."""
    await ctx.access.require_for(FACT_MANAGE, data.employee_id)
    if data.months_withheld > data.through_month:
        raise Invalid(
            Text("预扣月数不能超过截止月份", "more months withheld than the year has had"),
            fields={"months_withheld": Text("过大", "too large")},
        )
    existing = await fetch_value(
        "SELECT count(*) FROM payroll_year_entry WHERE company_id = $1 AND employee_id = $2 AND tax_year = $3",
        ctx.company_id,
        data.employee_id,
        data.tax_year,
    )
    if existing:
        raise Conflict(
            Text("该员工本年度已有累计数据，不能再录入期初", "the year of this employee has entries already"),
            code="payroll.opening.exists",
        )
    entry_id = new_id()
    await execute(
        "INSERT INTO payroll_year_entry (id, company_id, employee_id, tax_year, pay_month, kind, income, exempt,"
        " special, tax, separate_income, separate_tax, resident, bonus_used, months_withheld, reference)"
        " VALUES ($1, $2, $3, $4, $5, 'opening', $6, $7, $8, $9, 0, 0, $10, $11, $12, $13)",
        entry_id,
        ctx.company_id,
        data.employee_id,
        data.tax_year,
        data.through_month,
        to_fen(data.income),
        to_fen(data.exempt),
        to_fen(data.special),
        to_fen(data.tax),
        data.resident,
        data.bonus_used,
        data.months_withheld,
        data.reference,
    )
    await ctx.audit.record(
        "payroll.opening.record",
        subject="payroll_year_entry",
        subject_id=entry_id,
        employee_id=data.employee_id,
        detail={"tax_year": data.tax_year, "reference": data.reference},
    )
    return {"id": entry_id}
