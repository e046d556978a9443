"""HTTP of leave and leave types."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk import Clause, Context
from renshi_sdk.db import ListField, ListQuery, ListSpec, listing
from renshi_sdk.web import AUTHENTICATED, get, page_of, patch, post

from ..balances.endpoints import own_employee
from . import preview, repository, service, types
from .schemas import CancelIn, LeavePreviewIn, LeaveTypeIn, LeaveTypePatch, ShortenIn

LEAVE = ListSpec(
    select="SELECT l.id, l.employee_id, e.number, e.name, e.department_name, l.leave_code,"
    " t.name_zh AS leave_name, t.name_en AS leave_name_en, l.state, l.first_day, l.last_day, l.minutes, l.days,"
    " l.request_id, l.created_at"
    " FROM attendance_leave l JOIN renshi_employee e ON e.id = l.employee_id"
    " LEFT JOIN attendance_leave_type t ON t.company_id = l.company_id AND t.code = l.leave_code",
    fields={
        "employee_id": ListField("l.employee_id", "uuid"),
        "leave_code": ListField("l.leave_code"),
        "state": ListField("l.state"),
        "first_day": ListField("l.first_day", "date", sortable=True),
        "last_day": ListField("l.last_day", "date", sortable=True),
        "created_at": ListField("l.created_at", "datetime", sortable=True),
    },
    key="l.id",
    default_sort="-first_day",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)


@get("/leave-types", permission=AUTHENTICATED)
async def list_leave_types(ctx: Context) -> dict[str, Any]:
    """The company's leave types, with the source of each."""
    zh = ctx.locale.startswith("zh")
    kinds = (await repository.leave_types(ctx.company_id)).values()
    return {"items": [types.view(k) | {"name": k.name_zh if zh else k.name_en} for k in kinds]}


@patch("/leave-types/{type_id:uuid}", permission="attendance.leave_type.manage")
async def change_leave_type(ctx: Context, type_id: UUID, data: LeaveTypePatch) -> dict[str, Any]:
    """Change a leave type, or record a local number of days with its source."""
    return types.view(await types.change(ctx, type_id, data))


@post("/leave/preview", permission=AUTHENTICATED, status_code=200)
async def preview_leave(ctx: Context, data: LeavePreviewIn) -> dict[str, Any]:
    """What a leave would use and leave over, before it is asked for."""
    if data.employee_id is None or data.employee_id == ctx.actor.employee_id:
        employee_id = own_employee(ctx)
    else:
        employee_id = data.employee_id
        ctx.access.require("attendance.leave.read")
        await ctx.access.require_for("attendance.leave.read", employee_id)
    return await preview.preview(ctx, employee_id, data.form)


@get("/leave/mine", permission=AUTHENTICATED)
async def my_leave(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """The signed-in employee's leave, newest first."""
    own = Clause("l.employee_id = {}", (own_employee(ctx),))
    page = await listing(LEAVE, listing_query, own, Clause("l.company_id = {}", (ctx.company_id,)))
    return page_of(repository.named(ctx.locale, page))


@get("/leave", permission="attendance.leave.read")
async def list_leave(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Leave of the employees in scope."""
    scope = ctx.access.employees("attendance.leave.read", "l.employee_id")
    page = await listing(LEAVE, listing_query, Clause("l.company_id = {}", (ctx.company_id,)), scope)
    return page_of(repository.named(ctx.locale, page))


@post("/leave/{leave_id:uuid}/cancel", permission="attendance.leave.manage", status_code=200)
async def cancel_leave(ctx: Context, leave_id: UUID, data: CancelIn) -> dict[str, Any]:
    """Cancel an approved leave (销假)."""
    done = await service.cancel(ctx, leave_id, data.reason)
    return {"id": done.id, "state": "cancelled"}


@get("/leave-types/options", permission=AUTHENTICATED)
async def leave_type_options(ctx: Context) -> dict[str, Any]:
    """Active leave types as choices of a form."""
    zh = ctx.locale.startswith("zh")
    kinds = (await repository.leave_types(ctx.company_id)).values()
    return {
        "options": [{"value": k.code, "label": k.name_zh if zh else k.name_en} for k in kinds if k.active]
    }


@post("/leave-types", permission="attendance.leave_type.manage")
async def make_leave_type(ctx: Context, data: LeaveTypeIn) -> dict[str, Any]:
    """A leave type of the company's own."""
    return {"id": await types.make(ctx, data)}


@post("/leave/{leave_id:uuid}/shorten", permission="attendance.leave.manage", status_code=200)
async def shorten_leave(ctx: Context, leave_id: UUID, data: ShortenIn) -> dict[str, Any]:
    """Let an approved leave end earlier (提前返岗)."""
    return {"id": await service.shorten(ctx, leave_id, data.last_day, data.reason), "state": "approved"}


HANDLERS = (
    list_leave_types, change_leave_type, leave_type_options, make_leave_type, preview_leave, my_leave,
    list_leave, cancel_leave, shorten_leave,
)  # fmt: skip
