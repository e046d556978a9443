"""Recording facts, and saying which ones are missing."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from renshi_payroll.engine.fen import InexactMoney, percent_of, to_fen, to_ppm, to_yuan
from renshi_payroll.engine.refusals import MissingFact, Refusal, UnresolvedParameters
from renshi_payroll.errors import needs_attention
from renshi_payroll.facts import keys, repository
from renshi_payroll.facts.schemas import DeclarationIn, EmployeeFactIn, ParameterIn
from renshi_payroll.parameters import load_parameters
from renshi_payroll.parameters.labels import full_title
from renshi_payroll.parameters.model import ParameterError
from renshi_payroll.parameters.schemes import scheme_rules
from renshi_payroll.permissions import FACT_MANAGE
from renshi_payroll.terms.repository import distinct_rule_keys
from renshi_sdk import Context, Invalid, Text, new_id
from renshi_sdk.contracts import PayPeriod
from renshi_sdk.db import Listing, ListQuery, execute, listing
from renshi_sdk.services import Clause


async def record_parameter(ctx: Context, data: ParameterIn) -> UUID:
    """Record a company's value of a parameter. ``Invalid`` for an unknown key or a value out of range."""
    try:
        series = load_parameters().series(data.key)
        value = to_fen(data.value) if series.kind == "money" else to_ppm(data.value)
        load_parameters().check_fact(data.key, value)
    except (ParameterError, InexactMoney) as error:
        raise Invalid(
            Text(f"参数有误：{error}", f"wrong parameter: {error}"), code="payroll.fact.parameter"
        ) from error
    return await _insert(ctx, None, data.key, value, data.valid_from, data.reference)


async def record_employee_fact(ctx: Context, data: EmployeeFactIn) -> UUID:
    """Record an employee's declaration or election.

    ``Invalid`` for an unknown key or a value of another shape, ``NeedsAttention`` where the law forbids it
    (rent and mortgage interest together).
    """
    await ctx.access.require_for(FACT_MANAGE, data.employee_id)
    try:
        value = keys.parse_employee_fact(data.key, data.value)
    except keys.WrongFact as error:
        raise Invalid(
            Text(f"数据有误：{error}", f"wrong value: {error}"), code="payroll.fact.value"
        ) from error
    except Refusal as refusal:
        raise needs_attention(refusal) from refusal
    return await _insert(ctx, data.employee_id, data.key, value, data.valid_from, data.reference)


async def record_declaration(ctx: Context, data: DeclarationIn) -> UUID:
    """:func:`record_employee_fact` from a form's fields. ``Invalid`` where the one that the key needs is empty."""
    value: Any
    if data.key in (keys.ADDITIONAL, keys.OTHER):
        names = keys.ADDITIONAL_ITEMS if data.key == keys.ADDITIONAL else keys.OTHER_ITEMS
        given = {name: getattr(data, name) for name in names}
        value = {name: amount for name, amount in given.items() if amount is not None}
    elif data.key in (keys.FIRST_WAGE, keys.FULL_YEAR):
        value = data.applies
    elif data.key == keys.BASIC_FROM:
        value = data.month
    else:
        value = data.amount
    if value is None:
        field = "month" if data.key == keys.BASIC_FROM else "amount"
        raise Invalid(
            Text("请填写数值", "give the value"),
            code="payroll.fact.value",
            fields={field: Text("必填", "required")},
        )
    return await record_employee_fact(
        ctx,
        EmployeeFactIn(
            employee_id=data.employee_id,
            key=data.key,
            value=value,
            valid_from=data.valid_from,
            reference=data.reference,
        ),
    )


async def _insert(
    ctx: Context, employee_id: UUID | None, key: str, value: Any, valid_from: date, reference: str
) -> UUID:
    fact_id = new_id()
    await execute(
        "INSERT INTO payroll_fact (id, company_id, employee_id, key, value, valid_from, reference, recorded_at,"
        " recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        fact_id,
        ctx.company_id,
        employee_id,
        key,
        json.dumps(value),
        valid_from,
        reference,
        ctx.now(),
        ctx.actor.id,
    )
    await ctx.audit.record(
        "payroll.fact.record",
        subject="payroll_fact",
        subject_id=fact_id,
        employee_id=employee_id,
        detail={"key": key, "valid_from": valid_from.isoformat(), "reference": reference},
    )
    return fact_id


async def list_facts(ctx: Context, query: ListQuery) -> Listing:
    """Recorded facts of the company and of the employees in the actor's scope."""
    scope = ctx.access.employees(FACT_MANAGE, "f.employee_id")
    result = await listing(
        repository.FACTS,
        query,
        Clause("f.company_id = {}", (ctx.company_id,)),
        Clause(f"f.employee_id IS NULL OR ({scope.sql})", scope.args),
    )
    for item in result.items:
        item["value"] = _shown(item["key"], json.loads(item["value"]), ctx.locale)
        item["label"] = _label(item["key"]).of(ctx.locale)
        item["employee_fact"] = item["employee_id"] is not None
    await ctx.audit.record("payroll.fact.list", subject="payroll_fact", detail={"rows": len(result.items)})
    return result


def _label(key: str) -> Text:
    if key in keys.EMPLOYEE_KEYS:
        return keys.EMPLOYEE_KEYS[key]
    return Text(key, key) if keys.CUSTOM.fullmatch(key) else full_title(key)


def _shown(key: str, value: Any, locale: str) -> str:
    if keys.CUSTOM.fullmatch(key):
        return str(value)
    if key in keys.EMPLOYEE_KEYS:
        if isinstance(value, dict):
            names = keys.ADDITIONAL_ITEMS | keys.OTHER_ITEMS
            return "；".join(
                f"{title.of(locale)} {to_yuan(value[name])}" for name, title in names.items() if name in value
            )
        if isinstance(value, bool):
            return Text("是", "yes").of(locale) if value else Text("否", "no").of(locale)
        return str(to_yuan(value)) if key in (keys.RELIEF, keys.SEVERANCE_AVERAGE) else str(value)
    kind = load_parameters().series(key).kind
    return str(to_yuan(value)) if kind == "money" else f"{percent_of(value)}%"


async def missing_facts(ctx: Context, period: PayPeriod) -> list[MissingFact]:
    """What has to be recorded before ``period`` can be calculated, over all cities in use."""
    known_at = ctx.now()
    facts = await repository.company_facts(ctx.company_id, period.first_day, known_at)
    missing: set[MissingFact] = set()
    parameters = load_parameters()
    for jurisdiction, profile, housing in await distinct_rule_keys(
        ctx.company_id, period.first_day, period.last_day, known_at
    ):
        try:
            scheme_rules(
                parameters,
                jurisdiction=jurisdiction,
                profile=profile,
                month=period.first_day,
                facts=facts,
                housing_ppm=housing,
            )
            # Without it the minimum-wage check and sick pay have nothing to go by.
            minimum = parameters.lookup(jurisdiction, "minimum_wage.month", period.first_day, facts)
        except UnresolvedParameters as unresolved:
            missing.update(unresolved.facts)
            minimum = parameters.lookup(jurisdiction, "minimum_wage.month", period.first_day, facts)
        except ParameterError as error:
            # Terms of a city or profile that this release doesn't ship: the terms are wrong, not a value.
            note = f"薪资标准中的城市、参保类型或公积金比例无效，请更正薪资标准：{error}"
            missing.add(
                MissingFact(f"{jurisdiction}/{profile}", period.first_day.isoformat(), note, str(error))
            )
            continue
        if isinstance(minimum, MissingFact):
            missing.add(minimum)
    return sorted(missing)
