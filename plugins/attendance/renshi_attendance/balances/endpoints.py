"""HTTP of balances and the ledger."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any
from uuid import UUID

from renshi_sdk import Clause, Context, Invalid, Text
from renshi_sdk.db import ListField, ListQuery, ListSpec, listing
from renshi_sdk.web import AUTHENTICATED, get, page_of, post

from ..leave import repository
from ..settings import AttendanceSettings
from . import accruals, service
from .schemas import AccrualEnd, AccrualIn, AdjustIn

ENTRIES = ListSpec(
    select="SELECT x.id, x.employee_id, e.number, e.name, x.leave_code, t.name_zh AS leave_name,"
    " t.name_en AS leave_name_en, x.kind, x.minutes,"
    " x.effective_on, x.expires_on, x.note, x.created_at FROM attendance_leave_entry x"
    " JOIN renshi_employee e ON e.id = x.employee_id"
    " LEFT JOIN attendance_leave_type t ON t.company_id = x.company_id AND t.code = x.leave_code",
    fields={
        "employee_id": ListField("x.employee_id", "uuid"),
        "leave_code": ListField("x.leave_code"),
        "kind": ListField("x.kind"),
        "effective_on": ListField("x.effective_on", "date", sortable=True),
        "created_at": ListField("x.created_at", "datetime", sortable=True),
    },
    key="x.id",
    default_sort="-created_at",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)
BALANCES = ListSpec(
    select="SELECT b.employee_id, e.number, e.name, e.department_name, b.leave_code, t.name_zh AS leave_name,"
    " t.name_en AS leave_name_en, b.minutes, b.pending, b.minutes - b.pending AS remaining FROM ("
    " SELECT x.company_id, x.employee_id, x.leave_code, sum(x.minutes)::int AS minutes,"
    "  coalesce((SELECT sum(l.minutes) FROM attendance_leave l WHERE l.employee_id = x.employee_id"
    "   AND l.leave_code = x.leave_code AND l.state = 'pending'), 0)::int AS pending"
    " FROM attendance_leave_entry x GROUP BY x.company_id, x.employee_id, x.leave_code) b"
    " JOIN renshi_employee e ON e.id = b.employee_id"
    " JOIN attendance_leave_type t ON t.company_id = b.company_id AND t.code = b.leave_code",
    fields={
        "employee_id": ListField("b.employee_id", "uuid"),
        "leave_code": ListField("b.leave_code"),
        "number": ListField("e.number", sortable=True),
        "remaining": ListField("(b.minutes - b.pending)", "integer", sortable=True),
    },
    key="(b.employee_id::text || b.leave_code)",
    key_kind="text",
    default_sort="number",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)


def own_employee(ctx: Context) -> UUID:
    """The signed-in employee; a user who is none has no attendance of their own."""
    if ctx.actor.employee_id is None:
        raise Invalid(
            Text("当前账号没有对应的员工", "this account belongs to no employee"),
            code="attendance.no_employee",
        )
    return ctx.actor.employee_id


@get("/balances/mine", permission=AUTHENTICATED)
async def my_balances(ctx: Context, on: date | None = None) -> dict[str, Any]:
    """What the signed-in employee has left, today or on a day."""
    zh = ctx.locale.startswith("zh")
    found = await service.balances_of(ctx, own_employee(ctx), on)
    return {"items": [one | {"name": one["name_zh"] if zh else one["name_en"]} for one in found]}


@get("/employees/{employee_id:uuid}/balances", permission="attendance.leave.read")
async def balances_of_employee(ctx: Context, employee_id: UUID, on: date | None = None) -> dict[str, Any]:
    """What an employee has left, today or on a day."""
    await ctx.access.require_for("attendance.leave.read", employee_id)
    return {"items": await service.balances_of(ctx, employee_id, on)}


@get("/balances", permission="attendance.leave.read")
async def list_balances(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Balances of the employees in scope: the sum of the ledger, and what is asked for."""
    scope = ctx.access.employees("attendance.leave.read", "b.employee_id")
    page = await listing(BALANCES, listing_query, Clause("b.company_id = {}", (ctx.company_id,)), scope)
    daily = (await ctx.settings(AttendanceSettings)).pattern().daily_minutes
    for item in page.items:
        for name in ("minutes", "pending", "remaining"):
            days = "days" if name == "minutes" else f"{name}_days"
            item[days] = (Decimal(item[name]) / daily).quantize(service.HUNDREDTH, ROUND_DOWN)
    return page_of(repository.named(ctx.locale, page))


@get("/ledger", permission="attendance.leave.read")
async def list_ledger(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Entries of the ledger, newest first."""
    scope = ctx.access.employees("attendance.leave.read", "x.employee_id")
    page = await listing(ENTRIES, listing_query, Clause("x.company_id = {}", (ctx.company_id,)), scope)
    return page_of(repository.named(ctx.locale, page))


@post("/balances/adjust", permission="attendance.balance.adjust", status_code=200)
async def adjust_balance(ctx: Context, data: AdjustIn) -> dict[str, Any]:
    """Correct a balance."""
    left = await service.adjust(
        ctx, data.employee_id, data.leave_code, data.minutes, data.expires_on, data.note
    )
    return {"remaining_minutes": left}


@get("/accruals", permission="attendance.leave_type.manage")
async def list_accruals(ctx: Context) -> dict[str, Any]:
    """Policies by which the company grants leave of its own."""
    return {"items": [accruals.view(one) for one in await accruals.policies(ctx.company_id)]}


@post("/accruals", permission="attendance.leave_type.manage")
async def put_accrual(ctx: Context, data: AccrualIn) -> dict[str, Any]:
    """Write a policy; the daily run grants by it."""
    return {"id": await accruals.put(ctx, data)}


@post("/accruals/{accrual_id:uuid}/end", permission="attendance.leave_type.manage", status_code=200)
async def end_accrual(ctx: Context, accrual_id: UUID, data: AccrualEnd) -> dict[str, Any]:
    """Let a policy end with a day."""
    await accruals.end(ctx, accrual_id, data)
    return {"id": accrual_id}


HANDLERS = (
    list_accruals,
    put_accrual,
    end_accrual,
    my_balances,
    balances_of_employee,
    list_balances,
    list_ledger,
    adjust_balance,
)
