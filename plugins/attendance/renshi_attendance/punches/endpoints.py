"""HTTP of punches."""

from __future__ import annotations

from typing import Any

from renshi_sdk import Clause, Context
from renshi_sdk.db import ListField, ListQuery, ListSpec, listing
from renshi_sdk.web import AUTHENTICATED, get, page_of, post

from ..balances.endpoints import own_employee
from . import service
from .schemas import DevicePunches, PunchIn

PUNCHES = ListSpec(
    select="SELECT p.id, p.employee_id, e.number, e.name, e.department_name, p.at, p.source, "
    "p.device, p.inside"
    " FROM attendance_punch p JOIN renshi_employee e ON e.id = p.employee_id",
    fields={
        "employee_id": ListField("p.employee_id", "uuid"),
        "at": ListField("p.at", "datetime", sortable=True),
        "source": ListField("p.source"),
        "number": ListField("e.number"),
    },
    key="p.id",
    default_sort="-at",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)


@post("/punches", permission=AUTHENTICATED)
async def punch(ctx: Context, data: PunchIn) -> dict[str, Any]:
    """Punch now."""
    return await service.punch(ctx, own_employee(ctx), data)


@get("/punches/mine", permission=AUTHENTICATED)
async def my_punches(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """The signed-in employee's punches, newest first."""
    own = Clause("p.employee_id = {}", (own_employee(ctx),))
    return page_of(await listing(PUNCHES, listing_query, own, Clause("p.company_id = {}", (ctx.company_id,))))


@get("/punches", permission="attendance.punch.read")
async def list_punches(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Punches of the employees in scope, newest first."""
    scope = ctx.access.employees("attendance.punch.read", "p.employee_id")
    return page_of(
        await listing(PUNCHES, listing_query, Clause("p.company_id = {}", (ctx.company_id,)), scope)
    )


@post("/punches/device", permission="attendance.punch.import", status_code=200)
async def take_device_punches(ctx: Context, data: DevicePunches) -> dict[str, Any]:
    """Take punches of a device; sending the same ones again changes nothing."""
    return await service.take_device(ctx, data)


HANDLERS = (punch, my_punches, list_punches, take_device_punches)
