"""Running a simulation: read once, compute both sides, show the difference, keep nothing but the audit row."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from renshi_payroll.engine.fen import to_fen, to_ppm
from renshi_payroll.periods import parse_period
from renshi_payroll.runs.context import load_people, month_of
from renshi_payroll.simulations import reading, views
from renshi_payroll.simulations.scenario import ONE_OFF, Scenario, assume
from renshi_payroll.simulations.schemas import ChangesIn, SimulationIn
from renshi_payroll.simulations.sides import compute_sides
from renshi_sdk import Context, Invalid, Text
from renshi_sdk.contracts import PayPeriod


async def simulate(ctx: Context, data: SimulationIn) -> dict[str, Any]:
    """The month of a person or a group as it is recorded and as it is assumed, line by line and over the year."""
    period = parse_period(data.period)
    month = await reading.open_month(ctx, period)
    scenario = scenario_of(data, period)
    employees = await reading.chosen(ctx, data)
    formulas = await reading.assumed_formulas(ctx, month, data)
    recorded = await load_people(
        ctx, employees, period, month.pay_date, month.known_at, formulas=month.formulas
    )
    base = recorded
    if formulas is not month.formulas and formulas is not None:
        # Another set may read other facts and other months.
        base = await load_people(ctx, employees, period, month.pay_date, month.known_at, formulas=formulas)
    assumed = [assume(person, scenario) for person in base]
    rules = dict(await reading.rule_sets(ctx, month, [*recorded, *assumed]))
    before = month_of(period, month.pay_date, month.settings, rules, month.formulas)
    after = month_of(period, month.pay_date, month.settings, rules, formulas)
    names = {one.id: one.name for one in employees}

    def computed() -> dict[str, Any]:
        sides = compute_sides(recorded, assumed, before, after, scenario.additional_monthly)
        return views.simulation(month, sides, names, ctx.locale)

    # Up to two thousand people, twelve months, twice: not on the loop that others wait for.
    result = await asyncio.to_thread(computed)
    await ctx.audit.record(
        "payroll.simulation.run",
        subject="payroll_slip",
        employee_id=employees[0].id if len(employees) == 1 else None,
        detail={"period": str(period), "employees": [str(one.id) for one in employees]},
    )
    return result


def scenario_of(data: ChangesIn, period: PayPeriod) -> Scenario:
    """The assumptions in fen and ppm. ``Invalid`` where they contradict each other or lie outside the month."""
    from_day = data.effective_on or period.first_day
    if from_day > period.last_day:
        raise Invalid(
            Text("生效日期晚于试算月份", "the change begins after the month"),
            code="payroll.simulation.day",
            fields={
                "effective_on": Text("请选择当月或之前的日期", "choose a day up to the end of the month")
            },
        )
    if data.monthly_wage is not None and (data.wage_percent is not None or data.wage_add is not None):
        raise Invalid(
            Text("调整后月工资与调整幅度请只填一项", "give the new wage or the raise, not both"),
            code="payroll.simulation.wage",
            fields={"monthly_wage": Text("请只填一项", "one of them only")},
        )
    return Scenario(
        from_day=from_day,
        monthly_wage=_fen(data.monthly_wage),
        wage_percent=data.wage_percent,
        wage_add=_fen(data.wage_add),
        jurisdiction=data.jurisdiction or None,
        profile=data.profile or None,
        social_base=_fen(data.social_base),
        housing_base=_fen(data.housing_base),
        housing_ppm=None if data.housing_percent is None else to_ppm(data.housing_percent),
        amounts=_amounts(data),
        additional_monthly=_fen(data.additional_monthly),
        unpaid_days=data.unpaid_days,
        sick_days=data.sick_days,
        overtime_hours=data.overtime_hours,
        custom=dict(data.custom),
    )


def _amounts(data: ChangesIn) -> Mapping[str, int]:
    given = {name: getattr(data, name) for name in ONE_OFF}
    return {name: to_fen(value) for name, value in given.items() if value is not None}


def _fen(value: Decimal | None) -> int | None:
    return None if value is None else to_fen(value)
