"""API of requisitions. They are asked for through the platform's requests (kind recruiting_ai.requisition)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.requisitions import headcount, repository, service
from renshi_recruiting_ai.requisitions.schemas import HeadcountForm
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post, put


@get("/requisitions", permission=permissions.REQUISITION_READ)
async def list_requisitions(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """All requisitions with how many applied and were hired."""
    return page_of(await repository.page(ctx.company_id, listing_query))


@get("/requisitions/options", permission=permissions.REQUISITION_READ)
async def requisition_options(ctx: Context) -> dict[str, Any]:
    """Choices for a filter."""
    return {"options": await repository.options(ctx.company_id)}


@get("/requisitions/{requisition_id:uuid}", permission=permissions.REQUISITION_READ)
async def read_requisition(ctx: Context, requisition_id: UUID) -> dict[str, Any]:
    """One requisition."""
    return await service.get(ctx, requisition_id)


@post("/requisitions/{requisition_id:uuid}/close", permission=permissions.REQUISITION_MANAGE, status_code=200)
async def close_requisition(ctx: Context, requisition_id: UUID) -> dict[str, Any]:
    """Close an open requisition."""
    return await service.close(ctx, requisition_id)


@get("/headcount", permission=permissions.REQUISITION_READ)
async def list_headcount(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Recruiting's own numbers of places, with who is there."""
    return page_of(await headcount.page(ctx, listing_query))


@put("/headcount", permission=permissions.REQUISITION_MANAGE)
async def set_headcount(ctx: Context, data: HeadcountForm) -> dict[str, Any]:
    """Set the places of a department (and position) for a year, where the organisation keeps no plan."""
    return await headcount.put(ctx, data)


@get("/headcount/standing", permission=permissions.REQUISITION_CREATE)
async def headcount_standing(
    ctx: Context, department_id: UUID, position_id: UUID | None = None
) -> dict[str, Any]:
    """Plan, people there and places asked for, of a department (and position)."""
    await ctx.organization.department(department_id)
    found = await headcount.standing(ctx, department_id, position_id)
    return {
        "planned": found.planned,
        "filled": found.filled,
        "wanted": found.wanted,
        "room": None if found.planned is None else found.planned - found.filled - found.wanted,
        "note": found.note.of(ctx.locale),
    }


HANDLERS = (
    list_requisitions,
    requisition_options,
    read_requisition,
    close_requisition,
    list_headcount,
    set_headcount,
    headcount_standing,
)
