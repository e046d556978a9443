"""What a batch would do, before it is submitted: the month's cost, the year's, and what closed months would be paid.

Computed by the what-if and by the true-ups, with the terms that the batch would write. Nothing is stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.permissions import TERM_MANAGE
from renshi_payroll.raises import repository
from renshi_payroll.raises.repository import Batch
from renshi_payroll.retro import service as retro
from renshi_payroll.retro.schemas import RetroIn
from renshi_payroll.retro.service import Found
from renshi_payroll.runs.assembly import PersonMonth
from renshi_payroll.runs.context import load_people, month_of
from renshi_payroll.simulations import reading
from renshi_payroll.simulations.scenario import Scenario, assume
from renshi_payroll.simulations.sides import Side, compute_sides
from renshi_sdk import Context, Text
from renshi_sdk.contracts import PayPeriod
from renshi_sdk.db import fetch

#: People looked at in one go.
PART = 1_000


@dataclass(slots=True)
class Effect:
    """One person's differences, fen."""

    name: str
    number: str
    old_wage: int
    new_wage: int
    gross: int = 0
    net: int = 0
    cost: int = 0
    year_cost: int = 0
    retro_gross: int = 0
    retro_cost: int = 0
    problem: str = ""


async def effect(ctx: Context, raise_id: UUID) -> dict[str, Any]:
    """Each person's difference in the first whole month, to December, and for the closed months it reaches back to.

    ``NeedsAttention`` where a parameter has to be recorded first.
    """
    batch = await repository.get(ctx.company_id, raise_id)
    rows = await _rows(ctx, batch)
    found = {
        row["employee_id"]: Effect(row["name"], row["number"], row["old_wage"], row["new_wage"])
        for row in rows
    }
    scenarios = {
        row["employee_id"]: Scenario(
            from_day=batch.effective_on,
            monthly_wage=row["new_wage"],
            social_base=row["social_base"],
            housing_base=row["housing_base"],
        )
        for row in rows
    }
    period, closed, _ = await measure(ctx, batch.effective_on, scenarios, found)
    await ctx.audit.record(
        "payroll.raise.effect",
        subject="payroll_raise",
        subject_id=batch.id,
        detail={"people": len(found), "month": str(period), "closed": [str(one) for one in closed]},
    )
    return view_of(found, period, closed, ctx.locale)


async def measure(
    ctx: Context, day: date, scenarios: Mapping[UUID, Scenario], found: Mapping[UUID, Effect]
) -> tuple[PayPeriod, list[PayPeriod], list[Found]]:
    """Fill in ``found`` what terms of ``day`` would do to each person.

    Returns the first whole open month, the closed months the day reaches back to, and what they would be paid.
    """
    closed = await _closed(ctx, day)
    period = _first_whole(day, closed[-1] if closed else None)
    ids = list(found)
    for start in range(0, len(ids), PART):
        await _month(ctx, period, ids[start : start + PART], scenarios, found)
    back = await _closed_months(ctx, closed[0], scenarios, found) if closed else []
    return period, closed, back


async def _rows(ctx: Context, batch: Batch) -> list[Any]:
    scope = ctx.access.employees(TERM_MANAGE, "r.employee_id")
    parts = scope.sql.split("{}")
    sql = parts[0] + "".join(f"${place}{part}" for place, part in enumerate(parts[1:], start=2))
    return await fetch(
        "SELECT r.employee_id, r.old_wage, r.new_wage, r.social_base, r.housing_base, e.name, e.number"
        " FROM payroll_raise_row r JOIN renshi_employee e ON e.id = r.employee_id"
        f" WHERE r.raise_id = $1 AND r.severity <> 'error' AND ({sql}) ORDER BY r.line",
        batch.id,
        *scope.args,
    )


async def _closed(ctx: Context, day: date) -> list[PayPeriod]:
    rows = await fetch(
        "SELECT DISTINCT period FROM payroll_run WHERE company_id = $1 AND kind IN ('monthly', 'final')"
        " AND state IN ('closed', 'paid', 'filed') AND period >= $2 ORDER BY period",
        ctx.company_id,
        f"{day:%Y-%m}",
    )
    return [PayPeriod.parse(row["period"]) for row in rows]


def _first_whole(day: date, closed: PayPeriod | None) -> PayPeriod:
    period = PayPeriod(day.year, day.month)
    if day.day > 1:
        period = period.next()
    return period if closed is None or period > closed else closed.next()


async def _month(
    ctx: Context,
    period: PayPeriod,
    ids: Sequence[UUID],
    scenarios: Mapping[UUID, Scenario],
    found: Mapping[UUID, Effect],
) -> None:
    open_month = await reading.open_month(ctx, period)
    known = await ctx.people.by_ids(ids, as_of=period.last_day)
    employees = [known[one] for one in ids if one in known]
    recorded = await load_people(
        ctx, employees, period, open_month.pay_date, open_month.known_at, formulas=open_month.formulas
    )
    assumed = [assume(person, scenarios[person.employee.id]) for person in recorded]
    rules = dict(await reading.rule_sets(ctx, open_month, [*recorded, *assumed]))
    month = month_of(period, open_month.pay_date, open_month.settings, rules, open_month.formulas)
    before, after, problems = await asyncio.to_thread(compute_sides, recorded, assumed, month, month, None)
    for place, person in enumerate(before.people):
        old, new = before.figures(place), after.figures(place)
        mine = found[person.employee.id]
        mine.gross = new["gross"] - old["gross"]
        mine.net = new["net"] - old["net"]
        mine.cost = mine.gross + new["employer_cost"] - old["employer_cost"]
        mine.year_cost = _year(after, place) - _year(before, place)
    for employee_id, finding in problems:
        found[employee_id].problem = Text(finding.zh, finding.en).of(ctx.locale)
    for one in ids:
        if one not in known:
            found[one].problem = Text("该月不在职", "not employed in that month").of(ctx.locale)


def _year(side: Side, place: int) -> int:
    return sum(month["cost"][place] for month in side.months.values())


async def _closed_months(
    ctx: Context, first: PayPeriod, scenarios: Mapping[UUID, Scenario], found: Mapping[UUID, Effect]
) -> list[Found]:
    def assumed(person: PersonMonth) -> PersonMonth:
        return assume(person, scenarios[person.employee.id])

    ids = list(scenarios)
    back: list[Found] = []
    for start in range(0, len(ids), 500):
        data = RetroIn(period_from=str(first), employees=ids[start : start + 500])
        differences, problems = await retro.find(ctx, data, assume=assumed)
        back += differences
        for one in differences:
            for line in one.lines:
                mine = found[one.employee_id]
                if line.line == "pay.base":
                    mine.retro_gross += line.amount
                    mine.retro_cost += line.amount
                elif line.line.endswith(".employer"):
                    mine.retro_cost += line.amount
        for employee_id, problem in problems:
            found[employee_id].problem = Text(problem.zh, problem.en).of(ctx.locale)
    return back


def view_of(
    found: Mapping[UUID, Effect], period: PayPeriod, closed: Sequence[PayPeriod], locale: str
) -> dict[str, Any]:
    """What the pages show: each person's differences in yuan, their sums, and a note on the months."""
    names = ("old_wage", "new_wage", "gross", "net", "cost", "year_cost", "retro_gross", "retro_cost")
    items = [
        {
            "employee_id": employee_id,
            "employee_name": one.name,
            "employee_number": one.number,
            **{name: to_yuan(getattr(one, name)) for name in names},
            "problem": one.problem,
        }
        for employee_id, one in found.items()
    ]
    totals = {name: to_yuan(sum(getattr(one, name) for one in found.values())) for name in names}
    back = "、".join(str(one) for one in closed)
    note = Text(
        f"“当月”为 {period}（首个完整且未关账的月份），“至年末”从该月算到 12 月。", f"the month is {period}."
    )
    if closed:
        note = Text(
            f"{note.zh}生效日期早于已关账的 {back}：批准后请在补发批次中补发差额 {totals['retro_gross']:,} 元。",
            f"{note.en} It reaches back to {back}, which are closed: post {totals['retro_gross']:,} in a retro run"
            " once it is approved.",
        )
    return {
        "period": str(period),
        "closed": [str(one) for one in closed],
        "people": len(found),
        "note": note.of(locale),
        **{f"total_{name}": value for name, value in totals.items()},
        "items": items,
        "total": len(items),
        "totals": totals,
    }
