"""Changes of one's own file, and changes that the office asks for, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_core.people.fields.sight import CHANGE, READ
from renshi_core.people.sections import trail
from renshi_core.people.sections.endpoints import own
from renshi_core.people.sections.schemas import ValueBody
from renshi_core.people.self_service import kind, service
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import AUTHENTICATED, delete, get, page_of, patch, post, put


@patch("/employees/me/personal", permission=AUTHENTICATED)
async def change_own_personal(ctx: Context, data: dict[str, Any]) -> dict[str, Any]:
    """Change one's own personal facts: at once, or by a request where one of them takes approval."""
    return await service.propose(ctx, own(ctx), "personal", "change", None, data)


@put("/employees/me/custom-values/{code:str}", permission=AUTHENTICATED)
async def change_own_value(ctx: Context, code: str, data: ValueBody) -> dict[str, Any]:
    """Change one custom field of one's own file."""
    return await service.propose(ctx, own(ctx), "personal", "change", None, {"custom": {code: data.value}})


@post("/employees/me/sections/{section:str}", permission=AUTHENTICATED, status_code=200)
async def add_own_row(ctx: Context, section: str, data: dict[str, Any]) -> dict[str, Any]:
    """Add a row to one's own file."""
    return await service.propose(ctx, own(ctx), section, "add", None, data)


@patch("/employees/me/sections/{section:str}/{row_id:uuid}", permission=AUTHENTICATED)
async def change_own_row(ctx: Context, section: str, row_id: UUID, data: dict[str, Any]) -> dict[str, Any]:
    """Change a row of one's own file."""
    return await service.propose(ctx, own(ctx), section, "change", row_id, data)


@delete("/employees/me/sections/{section:str}/{row_id:uuid}", permission=AUTHENTICATED, status_code=200)
async def remove_own_row(ctx: Context, section: str, row_id: UUID) -> dict[str, Any]:
    """Take a row out of one's own file."""
    return await service.propose(ctx, own(ctx), section, "remove", row_id, {})


@post("/employees/{employee_id:uuid}/sections/{section:str}/request", permission=CHANGE, status_code=200)
async def request_row(ctx: Context, employee_id: UUID, section: str, data: dict[str, Any]) -> dict[str, Any]:
    """Ask for a new row of a person's file, to be approved by somebody else."""
    await ctx.access.require_for(CHANGE, employee_id)
    return await service.propose(ctx, employee_id, section, "add", None, data)


@patch("/employees/{employee_id:uuid}/sections/{section:str}/{row_id:uuid}/request", permission=CHANGE)
async def request_change(
    ctx: Context, employee_id: UUID, section: str, row_id: UUID, data: dict[str, Any]
) -> dict[str, Any]:
    """Ask for a change of a row, to be approved by somebody else: the way to change a bank account."""
    await ctx.access.require_for(CHANGE, employee_id)
    return await service.propose(ctx, employee_id, section, "change", row_id, data)


@delete(
    "/employees/{employee_id:uuid}/sections/{section:str}/{row_id:uuid}/request",
    permission=CHANGE,
    status_code=200,
)
async def request_removal(ctx: Context, employee_id: UUID, section: str, row_id: UUID) -> dict[str, Any]:
    """Ask for the removal of a row, to be approved by somebody else."""
    await ctx.access.require_for(CHANGE, employee_id)
    return await service.propose(ctx, employee_id, section, "remove", row_id, {})


@get("/employees/{employee_id:uuid}/changes", permission=READ)
async def list_changes(ctx: Context, employee_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """What changed in a file, old and new, newest first, as far as the caller sees the fields."""
    await ctx.access.require_for(READ, employee_id)
    return page_of(
        await trail.listed(ctx, employee_id, number=listing_query.page or 1, size=listing_query.limit)
    )


@get("/profile-changes/{change_id:uuid}", permission=AUTHENTICATED)
async def read_change(ctx: Context, change_id: UUID) -> dict[str, Any]:
    """Old and new values of a change that was asked for."""
    return await kind.lines(ctx, change_id)


HANDLERS = (
    change_own_personal,
    change_own_value,
    add_own_row,
    change_own_row,
    remove_own_row,
    request_row,
    request_change,
    request_removal,
    list_changes,
    read_change,
)
