"""HTTP of terminal numbers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk import Clause, Context
from renshi_sdk.db import ListField, ListQuery, ListSpec, listing
from renshi_sdk.web import delete, get, page_of, post

from . import service
from .schemas import BadgesIn

IMPORT = "attendance.punch.import"
BADGES = ListSpec(
    select="SELECT b.id, b.number AS badge, b.valid_from, b.employee_id, e.number, e.name, e.department_name"
    " FROM attendance_badge b JOIN renshi_employee e ON e.id = b.employee_id",
    fields={
        "badge": ListField("b.number", sortable=True),
        "number": ListField("e.number", sortable=True),
        "valid_from": ListField("b.valid_from", "date", sortable=True),
        "employee_id": ListField("b.employee_id", "uuid"),
    },
    key="b.id",
    default_sort="badge",
    search="b.number ILIKE {} OR e.name ILIKE {} OR e.number ILIKE {}",
)


@get("/badges", permission=IMPORT)
async def list_badges(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Terminal numbers of the employees in scope."""
    scope = ctx.access.employees(IMPORT, "b.employee_id")
    return page_of(
        await listing(BADGES, listing_query, Clause("b.company_id = {}", (ctx.company_id,)), scope)
    )


@post("/badges", permission=IMPORT, status_code=200)
async def put_badges(ctx: Context, data: BadgesIn) -> dict[str, Any]:
    """Record terminal numbers, many at once."""
    return await service.put(ctx, data)


@delete("/badges/{badge_id:uuid}", permission=IMPORT)
async def delete_badge(ctx: Context, badge_id: UUID) -> None:
    """Forget a terminal number."""
    await service.remove(ctx, badge_id)


HANDLERS = (list_badges, put_badges, delete_badge)
