"""Concurrent posts, secondments, and service across the companies of a group, over HTTP."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from renshi_core.people import moves, posts, service
from renshi_core.people.post_checks import Wanted
from renshi_core.people.schemas import Reason
from renshi_sdk.context import Context
from renshi_sdk.web import Schema, get, patch, post

READ, CHANGE, MOVE = "core.employee.read", "core.employee.change", "core.employee.move_company"
Share = Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)]


class PostBody(Schema):
    """A post beside the main job; ``share`` is the percentage of working time."""

    kind: Literal["concurrent", "secondment"] = "concurrent"
    department_id: UUID
    position_id: UUID | None = None
    manager_id: UUID | None = None
    share: Share
    starts_on: date
    last_day: date | None = None
    reason: Reason


class PostChange(Schema):
    """Facts of a post to change; what is left out stays, ``null`` means none."""

    reason: Reason
    share: Share | None = None
    position_id: UUID | None = None
    manager_id: UUID | None = None
    last_day: date | None = None


class PostEndBody(Schema):
    """The last day of a post that ends early; a day before its first calls it off."""

    last_day: date
    reason: Reason


class ServiceBody(Schema):
    """From when service counts: ``counted_from`` where it goes on, ``effective_on`` itself where it starts anew."""

    effective_on: date
    continued: bool
    counted_from: date | None = None
    reason: Reason


@get("/posts", permission=READ)
async def list_posts(
    ctx: Context,
    department_id: UUID | None = None,
    kind: Literal["concurrent", "secondment"] | None = None,
    away: bool = False,
) -> dict[str, Any]:
    """Posts in the company's departments that run or are to come; with ``away`` those of its own people elsewhere."""
    items = await posts.shown(
        company_id=None if away else ctx.company_id,
        home_company_id=ctx.company_id if away else None,
        department_id=department_id,
        day=ctx.today(),
        reach=ctx.access.employees(READ, "p.employee_id"),
    )
    items = [i for i in items if kind in (None, i["kind"])]
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/employees/{employee_id:uuid}/posts", permission=READ)
async def employee_posts(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Every post somebody has, had or will have beside the main job, newest first."""
    await ctx.access.require_for(READ, employee_id)
    items = await posts.shown(employee_id=employee_id)
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/employees/{employee_id:uuid}/posts", permission=CHANGE)
async def add_post(ctx: Context, employee_id: UUID, data: PostBody) -> dict[str, Any]:
    """Give somebody a concurrent post, or second them to another company of the group."""
    await ctx.access.require_for(CHANGE, employee_id)
    department = await ctx.organization.department(data.department_id)
    if department.company_id != ctx.company_id:
        ctx.access.require(MOVE)
    made = await posts.add(
        ctx, employee_id, Wanted(**data.model_dump(exclude={"reason"})), reason=data.reason
    )
    return {"id": made}


@patch("/posts/{post_id:uuid}", permission=CHANGE)
async def change_post(ctx: Context, post_id: UUID, data: PostChange) -> dict[str, Any]:
    """Set share, position, manager or last day of a post right."""
    await ctx.access.require_for(CHANGE, await posts.home_of(post_id))
    values = data.model_dump(exclude_unset=True, exclude={"reason"})
    if values.get("share", 0) is None:
        del values["share"]
    await posts.change(ctx, post_id, values, reason=data.reason)
    return {"id": post_id}


@post("/posts/{post_id:uuid}/end", permission=CHANGE, status_code=200)
async def end_post(ctx: Context, post_id: UUID, data: PostEndBody) -> dict[str, Any]:
    """End a post early, or call it off."""
    await ctx.access.require_for(CHANGE, await posts.home_of(post_id))
    await posts.end(ctx, post_id, last_day=data.last_day, reason=data.reason)
    return {"id": post_id}


@get("/employees/{employee_id:uuid}/service", permission=READ)
async def service_facts(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """From when somebody's service counts today, and what is recorded about it."""
    await ctx.access.require_for(READ, employee_id)
    employee = await service.get(ctx, employee_id)
    day = min(ctx.today(), employee.left_on) if employee.left_on else max(ctx.today(), employee.hired_on)
    items = await moves.facts_of(employee_id)
    return {
        "counted_from": await moves.counted_from(employee_id, day),
        "items": items,
        "total": len(items),
        "next_cursor": None,
    }


@post("/employees/{employee_id:uuid}/service", permission=CHANGE)
async def record_service(ctx: Context, employee_id: UUID, data: ServiceBody) -> dict[str, Any]:
    """Record from when service counts, e.g. where years of an earlier employment were agreed to go on."""
    await ctx.access.require_for(CHANGE, employee_id)
    spell = await service.spell_on(employee_id, data.effective_on)
    since = data.counted_from or await moves.counted_from(employee_id, data.effective_on)
    counted = await moves.record(
        ctx,
        spell,
        company_id=ctx.company_id,
        effective_on=data.effective_on,
        continued=data.continued,
        since=since,
        reason=data.reason,
    )
    return {"counted_from": counted}


HANDLERS = (
    list_posts,
    employee_posts,
    add_post,
    change_post,
    end_post,
    service_facts,
    record_service,
)
