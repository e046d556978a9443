"""Recording pay terms."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from renshi_payroll.engine import labour_law
from renshi_payroll.engine.fen import InexactMoney, to_fen, to_ppm
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.errors import needs_attention
from renshi_payroll.ledger.repository import closed_until
from renshi_payroll.parameters import load_parameters
from renshi_payroll.parameters.model import ParameterError
from renshi_payroll.permissions import TERM_MANAGE, TERM_READ
from renshi_payroll.terms import repository
from renshi_payroll.terms.repository import Terms
from renshi_payroll.terms.schemas import TermsIn
from renshi_sdk import Conflict, Context, Invalid, NotFound, Text, new_id
from renshi_sdk.db import Listing, ListQuery, execute, listing
from renshi_sdk.services import Clause


def jurisdiction_of(city: str) -> str | None:
    """The shipped jurisdiction of a city's name in either language, or ``None``."""
    wanted = city.strip().removesuffix("市").lower()
    for place in load_parameters().jurisdictions.values():
        if wanted in (place.id, place.title_zh.removesuffix("市"), place.title_en.lower()):
            return place.id if place.id != "cn" else None
    return None


async def record_terms(ctx: Context, data: TermsIn, *, request_id: UUID | None = None) -> UUID:
    """Record terms from a day on and return the row's id.

    Raises ``Conflict`` for a day in a month already closed (retro pay goes into an open month),
    ``Invalid`` for an unknown city or profile or a rate out of range, ``NeedsAttention`` for part-time workers.
    """
    employee = await ctx.people.get(data.employee_id)
    if employee.company_id != ctx.company_id:
        raise NotFound(Text("该员工不属于本公司", "the employee is not in this company"))
    jurisdiction = data.jurisdiction or await company_jurisdiction(ctx)
    _check_place(jurisdiction, data.profile, data)
    try:
        labour_law.check_monthly_worker(part_time=data.part_time)
    except Refusal as refusal:
        raise needs_attention(refusal) from refusal
    closed = await closed_until(ctx.company_id, data.employee_id)
    if closed is not None and data.valid_from <= closed and not data.late:
        raise Conflict(
            Text(
                f"{closed:%Y-%m} 及以前的工资已关账，请从之后的日期生效；确需追溯的请勾选追溯，差额由补发批次补发",
                f"months up to {closed:%Y-%m} are closed; start later, or record them as late",
            ),
            code="payroll.term.month_closed",
        )
    term_id = new_id()
    await execute(
        "INSERT INTO payroll_term (id, company_id, employee_id, valid_from, monthly_wage, jurisdiction, profile,"
        " social_base, housing_base, housing_ppm, resident, part_time, reason, request_id, recorded_at, recorded_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        term_id,
        ctx.company_id,
        data.employee_id,
        data.valid_from,
        to_fen(data.monthly_wage),
        jurisdiction,
        data.profile,
        None if data.social_base is None else to_fen(data.social_base),
        None if data.housing_base is None else to_fen(data.housing_base),
        None if data.housing_percent is None else to_ppm(data.housing_percent),
        data.resident,
        data.part_time,
        data.reason,
        request_id,
        ctx.now(),
        ctx.actor.id,
    )
    await ctx.audit.record(
        "payroll.term.record",
        subject="payroll_term",
        subject_id=term_id,
        employee_id=data.employee_id,
        detail={"valid_from": data.valid_from.isoformat(), "reason": data.reason},
    )
    return term_id


async def company_jurisdiction(ctx: Context) -> str:
    """The jurisdiction of the company's own city. ``Invalid`` where none is shipped for it."""
    company = await ctx.organization.company()
    found = jurisdiction_of(company.city)
    if found is None:
        known = "、".join(
            place.title_zh for place in load_parameters().jurisdictions.values() if place.id != "cn"
        )
        raise Invalid(
            Text(
                f"没有“{company.city}”的社保公积金参数，请选择：{known}",
                f"no parameters for {company.city!r}; choose a city",
            ),
            code="payroll.term.no_city",
            fields={"jurisdiction": Text("请选择城市", "choose a city")},
        )
    return found


def _check_place(jurisdiction: str, profile: str, data: TermsIn) -> None:
    parameters = load_parameters()
    try:
        place = parameters.jurisdiction(jurisdiction)
        if data.housing_percent is not None:
            parameters.check_fact(f"{jurisdiction}.housing_fund.employee_rate", to_ppm(data.housing_percent))
    except (ParameterError, InexactMoney) as error:
        raise Invalid(
            Text(f"城市或公积金比例有误：{error}", f"wrong city or rate: {error}"), code="payroll.term.place"
        ) from error
    if jurisdiction == "cn" or profile not in place.profiles:
        raise Invalid(
            Text(
                f"{place.title_zh}没有参保类型“{profile}”，可选：{'、'.join(place.profiles)}",
                f"{place.title_en} has no profile {profile!r}; there are {', '.join(place.profiles)}",
            ),
            code="payroll.term.profile",
            fields={"profile": Text("请重新选择", "choose another one")},
        )


async def current_terms(ctx: Context, employee_id: UUID, day: date) -> Terms | None:
    """The terms in force for an employee on ``day`` as known now."""
    found = await repository.terms_until(ctx.company_id, [employee_id], day, ctx.now())
    return found[employee_id][-1] if employee_id in found else None


async def list_terms(ctx: Context, query: ListQuery) -> Listing:
    """Everyone in the actor's scope with their latest terms, those without any included."""
    result = await listing(
        repository.CURRENT_TERMS,
        query,
        Clause("e.company_id = {}", (ctx.company_id,)),
        ctx.access.employees(TERM_READ, "e.id"),
    )
    await ctx.audit.record("payroll.term.list", subject="payroll_term", detail={"rows": len(result.items)})
    return result


async def terms_history(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """All recorded terms of one employee."""
    await ctx.access.require_for(TERM_READ, employee_id)
    await ctx.audit.record("payroll.term.read", subject="payroll_term", employee_id=employee_id)
    return {"items": await repository.history(ctx.company_id, employee_id)}


async def record_terms_as_hr(ctx: Context, data: TermsIn) -> dict[str, Any]:
    """The endpoint's form of :func:`record_terms`: checks that the employee is in the actor's scope."""
    await ctx.access.require_for(TERM_MANAGE, data.employee_id)
    return {"id": await record_terms(ctx, data)}
