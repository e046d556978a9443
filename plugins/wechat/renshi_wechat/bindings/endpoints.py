"""``/bindings``, ``/binding-codes`` and ``/my``."""

from typing import Any
from uuid import UUID

from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import AUTHENTICATED, get, page_of, post
from renshi_wechat.bindings import service
from renshi_wechat.bindings.schemas import CodeFor
from renshi_wechat.permissions import BINDING_MANAGE, BINDING_READ


@get("/bindings", permission=BINDING_READ)
async def list_bindings(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Bindings of the employees in the caller's scope."""
    return page_of(await service.listed(ctx, listing_query))


@post("/bindings/{binding_id:uuid}/end", permission=BINDING_MANAGE, status_code=200)
async def end_binding(ctx: Context, binding_id: UUID) -> dict[str, Any]:
    """End a binding."""
    await service.end_one(ctx, binding_id)
    return {"ended": 1}


@post("/binding-codes", permission=BINDING_MANAGE)
async def issue_code(ctx: Context, data: CodeFor) -> dict[str, Any]:
    """A one-time code for an employee, shown this once."""
    return await service.issue_code(ctx, data.employee_id)


@get("/my/bindings", permission=AUTHENTICATED)
async def my_bindings(ctx: Context) -> dict[str, Any]:
    """The caller's own bindings."""
    return await service.own(ctx)


@post("/my/binding-code", permission=AUTHENTICATED)
async def my_code(ctx: Context) -> dict[str, Any]:
    """A one-time code for the caller, shown this once."""
    return await service.issue_own_code(ctx)


@post("/my/bindings/end", permission=AUTHENTICATED, status_code=200)
async def end_my_bindings(ctx: Context) -> dict[str, Any]:
    """End the caller's own bindings."""
    return await service.end_own(ctx)


HANDLERS = (list_bindings, end_binding, issue_code, my_bindings, my_code, end_my_bindings)
