"""One person's raise before it is asked for: its effect, what closed months would be paid, and the request.

The request is ``payroll.salary_change``, decided by its own flow; nothing is kept before it is submitted.
"""

from __future__ import annotations

from typing import Any

from renshi_payroll.engine.fen import to_fen, to_yuan
from renshi_payroll.permissions import TERM_MANAGE
from renshi_payroll.raises.checks import Checked, check
from renshi_payroll.raises.effect import Effect, measure, view_of
from renshi_payroll.raises.schemas import SingleIn
from renshi_payroll.raises.sheet import NEW, Line
from renshi_payroll.retro.service import Found
from renshi_payroll.simulations.scenario import Scenario
from renshi_sdk import Context, Invalid, NotFound, Text
from renshi_sdk.contracts import Employee

KIND = "payroll.salary_change"


async def preview(ctx: Context, data: SingleIn) -> dict[str, Any]:
    """What a raise would do: the first whole month, the rest of the year, and each closed month it reaches back to.

    ``Invalid`` where it can't be asked for (no terms, the same wage, later terms); the read is audited.
    """
    employee, checked = await _checked(ctx, data)
    found = {
        employee.id: Effect(employee.name, employee.number, checked.old_wage or 0, to_fen(data.monthly_wage))
    }
    scenario = Scenario(from_day=data.effective_on, monthly_wage=to_fen(data.monthly_wage))
    period, closed, back = await measure(ctx, data.effective_on, {employee.id: scenario}, found)
    await ctx.audit.record(
        "payroll.raise.preview",
        subject="payroll_term",
        employee_id=employee.id,
        detail={"effective_on": data.effective_on.isoformat(), "closed": [str(one) for one in closed]},
    )
    return {
        **view_of(found, period, closed, ctx.locale),
        **data.model_dump(mode="json"),
        "reaches_back": bool(closed),
        "warning": "" if checked.text is None else checked.text.of(ctx.locale),
        "back_pay": _back_pay(back, ctx.locale),
    }


def _back_pay(back: list[Found], locale: str) -> list[dict[str, Any]]:
    return [
        {
            "period": str(one.run.period),
            "label": Text(line.title_zh, line.title_en).of(locale),
            "was": to_yuan(line.was),
            "now": to_yuan(line.now),
            "posted": to_yuan(line.posted),
            "amount": to_yuan(line.amount),
        }
        for one in back
        for line in one.lines
    ]


async def submit(ctx: Context, data: SingleIn) -> dict[str, Any]:
    """Ask for the raise; one that reaches back to closed months says so in the request."""
    employee, _ = await _checked(ctx, data)
    form = {
        "effective_on": data.effective_on.isoformat(),
        "monthly_wage": str(data.monthly_wage),
        "reason": data.reason,
        "reaches_back": data.reaches_back,
    }
    request = await ctx.requests.submit(KIND, form, employee_id=employee.id)
    return {"request_id": request.id, "state": request.state}


async def _checked(ctx: Context, data: SingleIn) -> tuple[Employee, Checked]:
    await ctx.access.require_for(TERM_MANAGE, data.employee_id)
    employee = (await ctx.people.by_ids([data.employee_id])).get(data.employee_id)
    if employee is None or employee.company_id != ctx.company_id:
        raise NotFound(Text("没有该员工", "no such employee"))
    line = Line(1, employee.number, {NEW: to_fen(data.monthly_wage)}, data.reason)
    (checked,) = await check(ctx, [line], data.effective_on)
    if checked.severity == "error" and checked.text is not None:
        raise Invalid(checked.text, code="payroll.raise.single", fields={"employee_id": checked.text})
    return employee, checked
