"""API of recorded facts."""

from typing import Any

from renshi_payroll.facts import deductions, service
from renshi_payroll.facts.schemas import DeclarationIn, DeductionsIn, EmployeeFactIn, ParameterIn
from renshi_payroll.parameters import browsing, load_parameters
from renshi_payroll.periods import parse_period
from renshi_payroll.permissions import FACT_MANAGE, RUN_READ
from renshi_payroll.terms.service import company_jurisdiction
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post


@get("/facts", permission=FACT_MANAGE)
async def list_facts(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Facts that were recorded, newest first."""
    return page_of(await service.list_facts(ctx, listing_query))


@get("/facts/missing", permission=RUN_READ)
async def missing_facts(ctx: Context, period: str) -> dict[str, Any]:
    """What has to be recorded before a month can be calculated."""
    facts = await service.missing_facts(ctx, parse_period(period))
    items = [{"key": f.key, "on": f.on, "note": f.note_zh, "note_en": f.note_en} for f in facts]
    return {"items": items, "total": len(items)}


@get("/parameters", permission=RUN_READ)
async def list_parameters(
    ctx: Context,
    jurisdiction: str | None = None,
    period: str | None = None,
    q: str | None = None,
    page: int = 1,
    limit: int = 200,
) -> dict[str, Any]:
    """The parameters of a city (the company's) in a month (this one), with their standing and source.

    There are a few dozen; ``page`` counts from 1. ``q`` keeps those whose name holds every word of it.
    """
    month = parse_period(period) if period else parse_period(f"{ctx.today():%Y-%m}")
    city = jurisdiction or await company_jurisdiction(ctx)
    items = await browsing.parameters_in_use(ctx, city, month)
    words = (q or "").lower().split()
    items = [one for one in items if all(word in str(one["label"]).lower() for word in words)]
    size = min(max(limit, 1), 200)
    start = (max(page, 1) - 1) * size
    return {"items": items[start : start + size], "total": len(items)}


@get("/parameters/history", permission=RUN_READ)
async def parameter_history(ctx: Context, key: str) -> dict[str, Any]:
    """One parameter through time, shipped and recorded."""
    items = await browsing.history(ctx, key)
    return {"items": items, "total": len(items)}


@get("/jurisdictions", permission=RUN_READ)
async def list_jurisdictions(ctx: Context) -> dict[str, Any]:
    """The cities whose parameters are shipped."""
    english = ctx.locale.startswith("en")
    return {
        "options": [
            {"value": place.id, "label": place.title_en if english else place.title_zh}
            for place in load_parameters().jurisdictions.values()
            if place.id != "cn"
        ]
    }


@post("/facts/parameters", permission=FACT_MANAGE)
async def record_parameter(ctx: Context, data: ParameterIn) -> dict[str, Any]:
    """Record a company's value of a parameter, with its reference."""
    return {"id": await service.record_parameter(ctx, data)}


@post("/facts/employees", permission=FACT_MANAGE)
async def record_employee_fact(ctx: Context, data: EmployeeFactIn) -> dict[str, Any]:
    """Record an employee's cumulative deductions or election."""
    return {"id": await service.record_employee_fact(ctx, data)}


@post("/facts/declarations", permission=FACT_MANAGE)
async def record_declaration(ctx: Context, data: DeclarationIn) -> dict[str, Any]:
    """An employee's declaration as a form gives it, each amount by its name."""
    return {"id": await service.record_declaration(ctx, data)}


@post("/facts/deductions", permission=FACT_MANAGE)
async def import_deductions(ctx: Context, data: DeductionsIn) -> dict[str, Any]:
    """Import the tax client's cumulative special additional deductions of a month."""
    return await deductions.import_deductions(ctx, data)


HANDLERS = (
    list_facts,
    missing_facts,
    list_parameters,
    parameter_history,
    list_jurisdictions,
    record_parameter,
    record_employee_fact,
    record_declaration,
    import_deductions,
)
