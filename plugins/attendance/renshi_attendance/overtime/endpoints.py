"""HTTP of overtime."""

from __future__ import annotations

from typing import Any

from renshi_sdk import Clause, Context
from renshi_sdk.db import ListField, ListQuery, ListSpec, listing
from renshi_sdk.web import AUTHENTICATED, get, page_of, post

from ..balances.endpoints import own_employee
from . import service
from .schemas import OvertimeForm

READ = "attendance.month.read"
OVERTIME = ListSpec(
    select="SELECT o.id, o.employee_id, e.number, e.name, e.department_name, o.day, o.state, o.compensation,"
    " o.workday_minutes, o.rest_day_minutes, o.statutory_minutes FROM attendance_overtime o"
    " JOIN renshi_employee e ON e.id = o.employee_id",
    fields={
        "employee_id": ListField("o.employee_id", "uuid"),
        "day": ListField("o.day", "date", sortable=True),
        "state": ListField("o.state"),
    },
    key="o.id",
    default_sort="-day",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)


@post("/overtime/preview", permission=AUTHENTICATED, status_code=200)
async def preview_overtime(ctx: Context, data: OvertimeForm) -> dict[str, Any]:
    """What overtime would count as, before it is asked for."""
    return await service.preview(ctx, own_employee(ctx), data)


@get("/overtime", permission=READ)
async def list_overtime(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Overtime of the employees in scope."""
    scope = ctx.access.employees(READ, "o.employee_id")
    return page_of(
        await listing(OVERTIME, listing_query, Clause("o.company_id = {}", (ctx.company_id,)), scope)
    )


HANDLERS = (preview_overtime, list_overtime)
