"""Trying a version: for an employee of the company, or for values typed in. Nothing is stored but the audit row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from renshi_payroll.components import repository
from renshi_payroll.components.schemas import TryIn
from renshi_payroll.engine.fen import InexactMoney, to_yuan
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.errors import needs_attention, wrong_parameters
from renshi_payroll.facts.repository import company_facts
from renshi_payroll.formula.tables import TableError
from renshi_payroll.parameters.model import ParameterError
from renshi_payroll.periods import parse_period, payment_date
from renshi_payroll.permissions import SLIP_READ
from renshi_payroll.runs.assembly import formula_values, rule_key
from renshi_payroll.runs.context import build_rule_set, formula_set, load_people, month_of
from renshi_payroll.runs.formulas import (
    FormulaSet,
    Stored,
    check_twin,
    compute_amounts,
    rendered,
    stored_value,
)
from renshi_payroll.settings import PayrollSettings
from renshi_sdk import Context, Invalid, NotFound, Text


async def try_version(ctx: Context, set_id: UUID, data: TryIn) -> dict[str, Any]:
    """Amounts of every component with the formula that explains them, by both twins.

    ``values`` come before what is recorded. ``Invalid`` names a quantity that nobody gave.
    """
    if await repository.find_set(ctx.company_id, set_id) is None:
        raise NotFound(Text("没有该项目方案", "no such component set"))
    version = await repository.find_version(set_id, data.version)
    if version is None:
        raise NotFound(Text("没有该版本", "no such version"))
    return {"version": version["version"], "items": await try_document(ctx, version["document"], data)}


async def try_document(ctx: Context, document: Mapping[str, Any], data: TryIn) -> list[dict[str, Any]]:
    """The same for a document that may not be stored yet. Raises ``FormulaError`` where it doesn't compile."""
    period = parse_period(data.period)
    tables = await repository.tables_on(ctx.company_id, period.first_day, ctx.now())
    try:
        formulas = formula_set(document, tables)
    except TableError as error:
        raise Invalid(Text(error.zh, error.en), code="payroll.component.table") from error
    given: dict[str, Stored] = {}
    if data.employee_id is not None:
        given = await _recorded(ctx, data.employee_id, data.period, formulas)
    given |= _typed(formulas, data)
    missing = [name for name in formulas.graph.inputs if name not in given]
    if missing:
        raise Invalid(
            Text(f"请给出：{'、'.join(missing)}", f"give a value for {', '.join(missing)}"),
            code="payroll.component.values",
            missing=missing,
        )
    for function, code in formulas.graph.history:
        given.setdefault(f"{function}:{code}", 0)
    (amounts,), (wrong,) = compute_amounts(formulas, [given])
    if wrong:
        raise Invalid(
            Text("数据或结果超出允许范围", "a value or result is out of range"),
            code="payroll.component.range",
        )
    check_twin(formulas, amounts)
    language = "en" if ctx.locale.lower().startswith("en") else "zh"
    return [
        {
            "code": one.spec.code,
            "label": one.spec.en or one.spec.zh if language == "en" else one.spec.zh,
            "treatment": one.spec.treatment,
            "amount": to_yuan(amounts.fen[one.spec.code]),
            "explanation": rendered(one, formulas.graph, amounts, language),
        }
        for one in formulas.graph.ordered
    ]


def _typed(formulas: FormulaSet, data: TryIn) -> dict[str, Stored]:
    found: dict[str, Stored] = {}
    for name, value in data.values.items():
        quantity = formulas.graph.scope.quantities.get(name)
        if quantity is None:
            raise Invalid(Text(f"没有“{name}”", f"there is no {name}"), code="payroll.component.values")
        try:
            found[name] = stored_value(quantity, value)
        except (InexactMoney, TypeError, ValueError) as error:
            raise Invalid(
                Text(f"“{name}”的值不能使用", f"{name}: {error}"), code="payroll.component.values"
            ) from error
    return found


async def _recorded(ctx: Context, employee_id: UUID, text: str, formulas: FormulaSet) -> dict[str, Stored]:
    await ctx.access.require_for(SLIP_READ, employee_id)
    period = parse_period(text)
    employee = (await ctx.people.by_ids([employee_id], as_of=period.last_day)).get(employee_id)
    if employee is None or employee.company_id != ctx.company_id:
        raise NotFound(Text("没有该员工", "no such employee"))
    settings = await ctx.settings(PayrollSettings)
    pay_date = payment_date(period, day=settings.pay_day, following_month=settings.pay_in_following_month)
    (person,) = await load_people(ctx, [employee], period, pay_date, ctx.now(), formulas=formulas)
    facts = await company_facts(ctx.company_id, period.first_day, ctx.now())
    try:
        rule_sets = {
            rule_key(terms): build_rule_set(
                terms.jurisdiction, terms.profile, terms.housing_ppm, period, facts
            )
            for terms in person.terms[-1:]
        }
        given = formula_values(person, month_of(period, pay_date, settings, rule_sets, formulas))
    except Refusal as refusal:
        raise needs_attention(refusal) from refusal
    except ParameterError as error:
        raise wrong_parameters(error) from error
    await ctx.audit.record("payroll.component.try", subject="payroll_component_set", employee_id=employee_id)
    return given
