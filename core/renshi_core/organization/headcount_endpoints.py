"""Headcount plans over HTTP: versions, the grid, approval, and the comparison with who is there."""

from datetime import date
from typing import Any
from uuid import UUID

from renshi_core.organization import checks, headcount, headcount_plans
from renshi_core.organization.schemas import HeadcountRule, PlanCreate, PlanDecision, PlanGrid, PlanLines
from renshi_sdk.context import Context
from renshi_sdk.contracts.people import EmploymentType
from renshi_sdk.web import get, post, put

READ = "core.organization.read"
MANAGE, APPROVE = "core.headcount.manage", "core.headcount.approve"


@get("/headcount", permission=READ)
async def compare_headcount(
    ctx: Context, as_of: date | None = None, flag: str | None = None
) -> dict[str, Any]:
    """编制与在岗: the approved plan of a day against who is there; ``flag`` keeps ``over``, ``under``, ``met`` or
    ``unplanned`` lines."""
    found = await headcount.compare(ctx, as_of)
    if flag is not None:
        found["items"] = [r for r in found["items"] if r["flag"] == flag]
        found["total"] = len(found["items"])
    return found


@get("/headcount/group", permission="core.headcount.approve")
async def group_headcount(ctx: Context, as_of: date | None = None) -> dict[str, Any]:
    """Places and people of every company of the group."""
    checks.require_group(ctx, APPROVE)
    items = await headcount.group(ctx, as_of)
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/headcount/check", permission=READ)
async def check_headcount(
    ctx: Context,
    department_id: UUID,
    on: date,
    position_id: UUID | None = None,
    employment_type: EmploymentType = "full_time",
) -> dict[str, Any]:
    """Whether one more person may come: for a form to say so before it is sent."""
    room = await headcount.available(ctx, department_id, position_id, on, employment_type)
    return {
        "planned": room.planned,
        "taken": room.taken,
        "posts": room.posts,
        "pending": room.pending,
        "free": room.free,
        "rule": room.rule,
        "fits": room.free is None or room.free >= 1,
    }


@get("/headcount/rule", permission=READ)
async def read_rule(ctx: Context) -> dict[str, Any]:
    """What the company does where there is no place."""
    return {"rule": await headcount_plans.rule(ctx.company_id)}


@put("/headcount/rule", permission=MANAGE)
async def write_rule(ctx: Context, data: HeadcountRule) -> dict[str, Any]:
    """Change it: off, warn or refuse."""
    await headcount_plans.set_rule(ctx, data.rule)
    return {"rule": data.rule}


@get("/headcount/plans", permission=READ)
async def list_plans(ctx: Context) -> dict[str, Any]:
    """The company's plans, newest first."""
    items = await headcount_plans.plans(ctx.company_id)
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/headcount/plans", permission=MANAGE)
async def create_plan(ctx: Context, data: PlanCreate) -> dict[str, Any]:
    """Start a version as a draft."""
    return await headcount_plans.create(ctx, **data.model_dump())


@get("/headcount/plans/{plan_id:uuid}", permission=READ)
async def get_plan(ctx: Context, plan_id: UUID) -> dict[str, Any]:
    """A plan with its lines."""
    return await headcount_plans.plan(ctx, plan_id)


@put("/headcount/plans/{plan_id:uuid}/lines", permission=MANAGE)
async def write_lines(ctx: Context, plan_id: UUID, data: PlanLines) -> dict[str, Any]:
    """Replace the grid of a draft; departments and positions by id or code."""
    return await headcount_plans.set_lines(ctx, plan_id, [line.model_dump() for line in data.lines])


@get("/headcount/plans/{plan_id:uuid}/grid", permission=READ)
async def read_grid(ctx: Context, plan_id: UUID) -> dict[str, Any]:
    """A plan's lines as rows of a grid."""
    found = await headcount_plans.plan(ctx, plan_id)
    return {"items": found["lines"], "total": len(found["lines"]), "next_cursor": None}


@put("/headcount/plans/{plan_id:uuid}/grid", permission=MANAGE)
async def write_grid(ctx: Context, plan_id: UUID, data: PlanGrid) -> dict[str, Any]:
    """Save the grid of a draft."""
    lines = [{n: v or None for n, v in r.model_dump().items() if n != "planned"} | {"planned": r.planned}
             for r in data.items]  # fmt: skip
    return await headcount_plans.set_lines(ctx, plan_id, lines)


@post("/headcount/plans/{plan_id:uuid}/submit", permission=MANAGE, status_code=200)
async def submit_plan(ctx: Context, plan_id: UUID) -> dict[str, Any]:
    """Hand a draft in."""
    return await headcount_plans.submit(ctx, plan_id)


@post("/headcount/plans/{plan_id:uuid}/approve", permission=APPROVE, status_code=200)
async def approve_plan(ctx: Context, plan_id: UUID, data: PlanDecision) -> dict[str, Any]:
    """Approve a plan; it takes the place of the approved one of its period."""
    return await headcount_plans.decide(ctx, plan_id, approve=True, comment=data.comment)


@post("/headcount/plans/{plan_id:uuid}/reject", permission=APPROVE, status_code=200)
async def reject_plan(ctx: Context, plan_id: UUID, data: PlanDecision) -> dict[str, Any]:
    """Send a plan back."""
    return await headcount_plans.decide(ctx, plan_id, approve=False, comment=data.comment)


HANDLERS = (
    compare_headcount,
    group_headcount,
    check_headcount,
    read_rule,
    write_rule,
    list_plans,
    create_plan,
    get_plan,
    write_lines,
    read_grid,
    write_grid,
    submit_plan,
    approve_plan,
    reject_plan,
)
