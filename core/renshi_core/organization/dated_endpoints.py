"""The organisation along time over HTTP: histories, planned changes, cost centres, the chart and the movement."""

from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from litestar.params import Parameter

from renshi_core.organization import chart, cost_centres, dated, history, tree
from renshi_core.organization.forest import BEGINNING
from renshi_core.organization.schemas import CostCentreBody, CostCentreUpdate, DepartmentCorrect, Why
from renshi_sdk.context import Context
from renshi_sdk.contracts import Department
from renshi_sdk.errors import NotFound
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED, delete, get, patch, post

READ, MANAGE = "core.organization.read", "core.organization.manage"


@get("/organization/chart", permission=READ)
async def organization_chart(
    ctx: Context, root: UUID | None = None, depth: int = 2, as_of: date | None = None
) -> dict[str, Any]:
    """The chart of a day (today): departments up to ``depth`` levels below ``root``, with heads and places."""
    items = await chart.chart(ctx, root=root, depth=depth, as_of=as_of)
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/organization/movement", permission=READ)
async def organization_movement(
    ctx: Context,
    first: Annotated[date, Parameter(query="from")],
    last: Annotated[date, Parameter(query="to")],
) -> dict[str, Any]:
    """Who came, went and moved in a period, by department; opening and closing heads agree with it."""
    items = await chart.movement(ctx, first, last)
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/organization/planned", permission=READ)
async def planned_changes(ctx: Context) -> dict[str, Any]:
    """Changes of departments still to come, soonest first."""
    items = await history.planned(ctx)
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/departments/{department_id:uuid}/history", permission=READ)
async def department_history(ctx: Context, department_id: UUID, everything: bool = False) -> dict[str, Any]:
    """The records of a department, newest first; with ``everything`` also those no longer believed."""
    await tree.only_own_department(ctx, department_id)
    rows = await dated.everything_recorded(department_id)
    items = [
        r
        | {
            "since": r["valid_from"] if r["valid_from"] > BEGINNING else None,
            "last_day": r["valid_to"] - timedelta(days=1) if r["valid_to"] else None,
            "said": history.reason_of(ctx, r["reason"]),
        }
        for r in rows
        if everything or r["superseded_at"] is None
    ]
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/departments/{department_id:uuid}/records/{record_id:uuid}/cancel", permission=MANAGE, status_code=200)
async def cancel_planned_change(ctx: Context, department_id: UUID, record_id: UUID, data: Why) -> Department:
    """A planned change (or planned end) doesn't happen."""
    await _of_department(ctx, department_id, record_id)
    return await history.cancel_planned(ctx, record_id, reason=data.reason)


@post(
    "/departments/{department_id:uuid}/records/{record_id:uuid}/correct", permission=MANAGE, status_code=200
)
async def correct_department_record(
    ctx: Context, department_id: UUID, record_id: UUID, data: DepartmentCorrect
) -> Department:
    """Set a record right; what was believed before stays readable as of its time."""
    await _of_department(ctx, department_id, record_id)
    values = tree.given(data, nullable={"parent_id", "head_id", "cost_centre_id"})
    valid_from = values.pop("valid_from", None)
    return await history.correct_record(
        ctx, record_id, values, reason=values.pop("reason"), valid_from=valid_from
    )


@get("/cost-centres", permission=READ)
async def list_cost_centres(ctx: Context) -> dict[str, Any]:
    """Cost centres of the company that are in use."""
    items = await cost_centres.in_use(ctx.company_id)
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/cost-centres/options", permission=AUTHENTICATED)
async def cost_centre_options(ctx: Context) -> dict[str, Any]:
    """Cost centres for a choice."""
    return {
        "options": [
            {"value": c["id"], "label": f"{c['code']} {c['title']}"}
            for c in await cost_centres.in_use(ctx.company_id)
        ]
    }


@post("/cost-centres", permission=MANAGE)
async def create_cost_centre(ctx: Context, data: CostCentreBody) -> dict[str, Any]:
    """Add a cost centre."""
    return await cost_centres.create(ctx, code=data.code, title=data.title)


@patch("/cost-centres/{cost_centre_id:uuid}", permission=MANAGE)
async def update_cost_centre(ctx: Context, cost_centre_id: UUID, data: CostCentreUpdate) -> dict[str, Any]:
    """Change code or title."""
    return await cost_centres.rename(ctx, cost_centre_id, tree.given(data, nullable=set()))


@delete("/cost-centres/{cost_centre_id:uuid}", permission=MANAGE)
async def archive_cost_centre(ctx: Context, cost_centre_id: UUID) -> None:
    """Take a cost centre out of use that nothing names any more."""
    await cost_centres.archive(ctx, cost_centre_id)


async def _of_department(ctx: Context, department_id: UUID, record_id: UUID) -> None:
    await tree.only_own_department(ctx, department_id)
    if await dated.record_department(record_id) != department_id:
        raise NotFound(
            Text("没有这条部门记录，或它已被更正", "there is no such record, or it has been corrected since"),
            code="organization.record",
        )


HANDLERS = (
    organization_chart,
    organization_movement,
    planned_changes,
    department_history,
    cancel_planned_change,
    correct_department_record,
    list_cost_centres,
    cost_centre_options,
    create_cost_centre,
    update_cost_centre,
    archive_cost_centre,
)
