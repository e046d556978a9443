"""What a simulation reads: people, the month as it is recorded, and the month as it is assumed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from renshi_payroll.components.repository import find_set, find_version, tables_on
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.errors import needs_attention, wrong_parameters
from renshi_payroll.facts.repository import company_facts
from renshi_payroll.parameters.model import ParameterError
from renshi_payroll.periods import payment_date
from renshi_payroll.permissions import SIMULATE
from renshi_payroll.runs.assembly import PersonMonth, RuleSet, rule_key
from renshi_payroll.runs.context import build_rule_set, formula_set, formulas_of
from renshi_payroll.runs.formulas import FormulaSet
from renshi_payroll.runs.repository import FINAL
from renshi_payroll.settings import PayrollSettings
from renshi_payroll.simulations.schemas import SimulationIn
from renshi_sdk import Conflict, Context, Invalid, NotFound, Text
from renshi_sdk.contracts import Employee, PayPeriod
from renshi_sdk.db import fetch, fetch_row

#: People of one simulation: more are a run's work, not a page's.
MOST_PEOPLE = 2_000


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """A month that isn't closed, with what it is computed by."""

    period: PayPeriod
    pay_date: date
    settings: PayrollSettings
    known_at: datetime
    formulas: FormulaSet | None


async def open_month(ctx: Context, period: PayPeriod) -> OpenMonth:
    """The month as a run of now would take it. ``Conflict`` where it is closed: what was paid is no what-if."""
    stored = await fetch_row(
        "SELECT state, pay_date FROM payroll_run WHERE company_id = $1 AND period = $2 AND kind = 'monthly'",
        ctx.company_id,
        str(period),
    )
    if stored is not None and stored["state"] in FINAL:
        raise Conflict(
            Text(f"{period} 已关账，请选择未关账的月份试算", f"{period} is closed; choose an open month"),
            code="payroll.run.closed",
        )
    settings = await ctx.settings(PayrollSettings)
    usual = payment_date(period, day=settings.pay_day, following_month=settings.pay_in_following_month)
    now = ctx.now()
    formulas = await formulas_of(ctx.company_id, period, now)
    return OpenMonth(period, stored["pay_date"] if stored else usual, settings, now, formulas)


async def chosen(ctx: Context, data: SimulationIn) -> list[Employee]:
    """Whom the simulation is about, in the actor's scope and at work in the month.

    ``Invalid`` where nobody is chosen or too many are; ``NotFound`` for a named person outside the scope.
    """
    month = PayPeriod.parse(data.period)
    everyone = await ctx.people.employed_between(month.first_day, month.last_day, company_id=ctx.company_id)
    wanted: set[UUID] | None = set(data.employees) or None
    if wanted is None and data.department_id is not None:
        branch = await _branch(ctx, data.department_id)
        everyone = [one for one in everyone if one.department_id in branch]
    elif wanted is not None:
        everyone = [one for one in everyone if one.id in wanted]
    elif not data.everybody:
        raise Invalid(
            Text("请选择员工或部门，或勾选全公司", "choose people, a department, or everybody"),
            code="payroll.simulation.nobody",
            fields={"employees": Text("请选择", "choose")},
        )
    allowed = await _in_scope(ctx, [one.id for one in everyone])
    if wanted is not None and wanted - allowed:
        raise NotFound(
            Text(
                "有员工当月不在职或不在权限范围内",
                "somebody is not at work in the month or out of your reach",
            )
        )
    found = [one for one in everyone if one.id in allowed]
    if not found:
        raise Invalid(
            Text("该范围内当月没有在职员工", "nobody is at work there in this month"),
            code="payroll.simulation.nobody",
        )
    if len(found) > MOST_PEOPLE:
        raise Invalid(
            Text(
                f"一次最多试算 {MOST_PEOPLE} 人，当前 {len(found)} 人，请按部门试算",
                f"at most {MOST_PEOPLE} people at a time, these are {len(found)}; go by department",
            ),
            code="payroll.simulation.too_many",
        )
    return found


async def _branch(ctx: Context, department_id: UUID) -> set[UUID]:
    departments = await ctx.organization.departments(ctx.company_id)
    if department_id not in {one.id for one in departments}:
        raise NotFound(Text("没有该部门", "no such department"))
    branch = {department_id}
    for one in departments:  # parents come first
        if one.parent_id in branch:
            branch.add(one.id)
    return branch


async def _in_scope(ctx: Context, ids: Sequence[UUID]) -> set[UUID]:
    scope = ctx.access.employees(SIMULATE, "e.id")
    parts = scope.sql.split("{}")
    sql = parts[0] + "".join(f"${place}{part}" for place, part in enumerate(parts[1:], start=2))
    rows = await fetch(
        f"SELECT e.id FROM renshi_employee e WHERE e.id = ANY($1) AND ({sql})", list(ids), *scope.args
    )
    return {row["id"] for row in rows}


async def assumed_formulas(ctx: Context, month: OpenMonth, data: SimulationIn) -> FormulaSet | None:
    """The component set of the assumed side: the one in force, another set's newest version, or none."""
    if data.component_set is None:
        return month.formulas
    if data.component_set == "built-in":
        return None
    found = await find_set(ctx.company_id, data.component_set)
    version = None if found is None else await find_version(data.component_set, None)
    if version is None:
        raise NotFound(Text("没有该项目方案", "no such component set"))
    tables = await tables_on(ctx.company_id, month.period.first_day, month.known_at)
    return formula_set(version["document"], tables, str(version["id"]))


async def rule_sets(ctx: Context, month: OpenMonth, people: Iterable[PersonMonth]) -> Mapping[str, RuleSet]:
    """The insurance rules of everybody's newest terms. ``NeedsAttention`` lists what has to be recorded first."""
    facts = await company_facts(ctx.company_id, month.period.first_day, month.known_at)
    found: dict[str, RuleSet] = {}
    try:
        for person in people:
            for terms in person.terms[-1:]:
                key = rule_key(terms)
                if key not in found:
                    found[key] = build_rule_set(
                        terms.jurisdiction, terms.profile, terms.housing_ppm, month.period, facts
                    )
    except Refusal as refusal:
        raise needs_attention(refusal) from refusal
    except ParameterError as error:
        raise wrong_parameters(error) from error
    return found
