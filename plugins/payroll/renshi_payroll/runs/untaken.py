"""Statutory annual leave that lapsed untaken (未休年休假): days told by attendance, turned into pay.

企业职工带薪年休假实施办法 art. 10: 300 % of the day's wage for each day, the normal wage included, so 200 % on top;
art. 11: the day's wage is the average of the last twelve months without overtime ÷ 21.75, of the months there are where
there are fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from renshi_payroll.engine.explain import money
from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.engine.labour_law import annual_leave_pay
from renshi_payroll.slips.averages import closed_wages
from renshi_payroll.terms.repository import terms_until
from renshi_sdk import Context, Text
from renshi_sdk.contracts import PayItem, PayItemKind, PayPeriod
from renshi_sdk.db import fetch

#: ``rule`` of the earning, so that its line is the component of untaken leave.
RULE = "annual_leave"


async def with_untaken_paid(ctx: Context, period: PayPeriod, items: Sequence[PayItem]) -> list[PayItem]:
    """``items`` with days of lapsed leave as earnings.

    An amount that somebody entered for the month as untaken leave takes the place of what would be computed. Before any
    month is closed the average is the monthly wage of the terms, and the line says so.
    """
    days = [item for item in items if item.kind is PayItemKind.UNTAKEN]
    if not days:
        return list(items)
    ids = list(dict.fromkeys(item.employee_id for item in days))
    entered = await _entered(ctx, period, ids)
    wages = await closed_wages(ctx.company_id, str(period), ids)
    terms = await terms_until(ctx.company_id, ids, period.last_day, ctx.now())
    paid = []
    for item in items:
        if item.kind is not PayItemKind.UNTAKEN:
            paid.append(item)
        elif item.employee_id not in entered and item.quantity:
            closed = wages.get(item.employee_id)
            known = None if closed is None else closed.without_overtime
            mine = terms.get(item.employee_id)
            if known is None and mine is None:
                continue  # nobody without terms is paid; the run names them
            paid.append(_priced(item, known, mine[-1].monthly_wage if mine else 0))
    return paid


def _priced(item: PayItem, known: int | None, wage: int) -> PayItem:
    average = wage if known is None else known
    days = item.quantity or Decimal(0)
    shown = f"{days.normalize():f}"
    zh, en = ("月均工资", "average") if known is not None else ("月工资标准", "monthly wage")
    return PayItem(
        employee_id=item.employee_id,
        code=item.code,
        kind=PayItemKind.EARNING,
        label=Text(
            f"{item.label.zh}（{zh} {money(average)} ÷ 21.75 × {shown} 天 × 200%）",
            f"{item.label.en} ({en} {money(average)} ÷ 21.75 × {shown} days × 200 %)",
        ),
        amount=to_yuan(annual_leave_pay(average, days)),
        rule=RULE,
        evidence=item.evidence,
    )


async def _entered(ctx: Context, period: PayPeriod, ids: Sequence[UUID]) -> set[UUID]:
    rows = await fetch(
        "SELECT DISTINCT employee_id FROM payroll_adjustment WHERE company_id = $1 AND period = $2"
        " AND employee_id = ANY($3) AND component = 'pay.annual_leave' AND NOT cancelled",
        ctx.company_id,
        str(period),
        list(ids),
    )
    return {row["employee_id"] for row in rows}
