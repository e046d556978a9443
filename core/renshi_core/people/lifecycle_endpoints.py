"""Probation results, contract terms and codes of reasons over HTTP."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from renshi_core.people import lifecycle, reasons
from renshi_core.people.schemas import Reason
from renshi_sdk.context import Context
from renshi_sdk.web import AUTHENTICATED, Schema, get, post, put

READ, CHANGE, END = "core.employee.read", "core.employee.change", "core.employee.end"
MANAGE = "core.reason.manage"
Kind = Literal["leave", "transfer"]


class ReviewBody(Schema):
    """How a probation turned out. ``months`` is its whole length after an extension, ``last_day`` the end where it
    failed."""

    result: Literal["passed", "extended", "failed"]
    note: Reason
    months: Annotated[int, Field(ge=1, le=6)] | None = None
    last_day: date | None = None


class TermBody(Schema):
    """The contract's term in months, 0 = without an end."""

    months: Annotated[int, Field(ge=0, le=600)]


class ReasonCreate(Schema):
    """A code of a reason from a day on."""

    kind: Kind
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    title_zh: Annotated[str, Field(min_length=1, max_length=60)]
    title_en: Annotated[str, Field(min_length=1, max_length=60)]
    voluntary: bool | None = None
    valid_from: date
    valid_to: date | None = None


class ReasonEnd(Schema):
    """The first day without the code."""

    valid_to: date


@post("/employees/{employee_id:uuid}/probation-review", permission=CHANGE, status_code=200)
async def review_probation(ctx: Context, employee_id: UUID, data: ReviewBody) -> dict[str, Any]:
    """Record that a probation is passed, extended or failed."""
    await ctx.access.require_for(CHANGE, employee_id)
    if data.result == "failed":
        await ctx.access.require_for(END, employee_id)
    return await lifecycle.review(ctx, employee_id, **data.model_dump())


@get("/employees/{employee_id:uuid}/probation-reviews", permission=READ)
async def probation_reviews(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """How somebody's probations turned out."""
    await ctx.access.require_for(READ, employee_id)
    items = await lifecycle.reviews(employee_id)
    return {"items": items, "total": len(items), "next_cursor": None}


@put("/employees/{employee_id:uuid}/contract-term", permission=CHANGE)
async def record_term(ctx: Context, employee_id: UUID, data: TermBody) -> dict[str, Any]:
    """Record the contract's term, which bounds the probation."""
    await ctx.access.require_for(CHANGE, employee_id)
    await lifecycle.set_term(ctx, employee_id, data.months)
    return {"months": data.months}


@get("/reasons", permission=AUTHENTICATED)
async def list_reasons(ctx: Context, kind: Kind = "leave", on: date | None = None) -> dict[str, Any]:
    """Codes in use on a day (today)."""
    items = [
        {"id": r.id, "code": r.code, "title": r.title.of(ctx.locale), "voluntary": r.voluntary}
        for r in await reasons.in_use(kind, on or ctx.today())
    ]
    return {
        "items": items,
        "options": [{"value": i["code"], "label": i["title"]} for i in items],
        "total": len(items),
        "next_cursor": None,
    }


@post("/reasons", permission=MANAGE)
async def add_reason(ctx: Context, data: ReasonCreate) -> dict[str, Any]:
    """Add a code from a day on, or the group's own words for one of the platform's."""
    values = data.model_dump()
    return await reasons.add(ctx, values.pop("kind"), values)


@post("/reasons/{reason_id:uuid}/end", permission=MANAGE, status_code=200)
async def end_reason(ctx: Context, reason_id: UUID, data: ReasonEnd) -> dict[str, Any]:
    """Stop using a code from a day on."""
    await reasons.end(ctx, reason_id, data.valid_to)
    return {"id": reason_id, "valid_to": data.valid_to}


HANDLERS = (review_probation, probation_reviews, record_term, list_reasons, add_reason, end_reason)
