"""People within the organisation over HTTP: planned changes and the picture of any day."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from renshi_core.people import as_of as picture
from renshi_core.people import lifecycle_endpoints, planned, posts_endpoints
from renshi_core.people.employment_types import TYPES
from renshi_core.people.schemas import Reason, Short
from renshi_sdk.context import Context
from renshi_sdk.contracts import Employee
from renshi_sdk.contracts.people import EmploymentType
from renshi_sdk.services import Clause
from renshi_sdk.web import AUTHENTICATED, Schema, get, patch, post

READ, CHANGE, MOVE = "core.employee.read", "core.employee.change", "core.employee.move_company"


class ReplanBody(Schema):
    """A planned change on another day or with other facts; what is left out stays as planned."""

    reason: Reason
    effective_on: date | None = None
    department_id: UUID | None = None
    position_id: UUID | None = None
    manager_id: UUID | None = None
    grade: Annotated[str, Field(max_length=20)] | None = None
    city: Short | None = None
    work_regime: str | None = None
    cost_centre_id: UUID | None = None
    job_family: Short | None = None
    employment_type: EmploymentType | None = None
    workplace: Annotated[str, Field(max_length=120)] | None = None


class CallOffBody(Schema):
    """Why a planned change doesn't happen."""

    reason: Reason


@get("/employment-types", permission=AUTHENTICATED)
async def employment_types(ctx: Context) -> dict[str, Any]:
    """Kinds of employment with what each means by law."""
    items = [
        {
            "code": kind.code,
            "title": kind.title.of(ctx.locale),
            "labour_relation": kind.labour_relation,
            "probation": kind.probation,
            "consequences": kind.consequences.of(ctx.locale),
        }
        for kind in TYPES.values()
    ]
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/employment-types/options", permission=AUTHENTICATED)
async def employment_type_options(ctx: Context) -> dict[str, Any]:
    """Kinds of employment for a choice."""
    return {"options": [{"value": k.code, "label": k.title.of(ctx.locale)} for k in TYPES.values()]}


@get("/organization/people", permission=READ)
async def people_on(
    ctx: Context,
    as_of: date | None = None,
    known_at: datetime | None = None,
    department_id: UUID | None = None,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """Who worked in the company (or in a department with what was below it) on a day, as known at a time.

    By staff number; ``after`` is the last number of the page before.
    """
    items = await picture.people(
        ctx, as_of=as_of, known_at=known_at, department_id=department_id, after=after, limit=limit
    )
    more = items[-1]["number"] if len(items) == limit else None
    return {"items": items, "total": None, "next_cursor": more}


@get("/planned-changes", permission=READ)
async def company_planned(ctx: Context) -> dict[str, Any]:
    """Job changes, hires and ends of the company's people still to come, soonest first."""
    items = await planned.coming(
        ctx, Clause("r.company_id = {}", (ctx.company_id,)), ctx.access.employees(READ, "r.employee_id")
    )
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/employees/{employee_id:uuid}/planned", permission=READ)
async def employee_planned(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """What is still to come for one employee."""
    await ctx.access.require_for(READ, employee_id)
    items = await planned.coming(ctx, Clause("r.employee_id = {}", (employee_id,)))
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/employees/{employee_id:uuid}/planned/{record_id:uuid}/cancel", permission=CHANGE, status_code=200)
async def cancel_planned(ctx: Context, employee_id: UUID, record_id: UUID, data: CallOffBody) -> Employee:
    """A planned change doesn't happen."""
    await ctx.access.require_for(CHANGE, employee_id)
    return await planned.call_off(ctx, employee_id, record_id, reason=data.reason)


@patch("/employees/{employee_id:uuid}/planned/{record_id:uuid}", permission=CHANGE)
async def change_planned(ctx: Context, employee_id: UUID, record_id: UUID, data: ReplanBody) -> Employee:
    """A planned change comes on another day, or with other facts."""
    await ctx.access.require_for(CHANGE, employee_id)
    if data.department_id is not None:
        department = await ctx.organization.department(data.department_id)
        if department.company_id != ctx.company_id:
            ctx.access.require(MOVE)
    changes = data.model_dump(exclude_none=True, exclude={"reason", "effective_on"})
    return await planned.replan(
        ctx, employee_id, record_id, changes, effective_on=data.effective_on, reason=data.reason
    )


HANDLERS = (
    employment_types,
    employment_type_options,
    people_on,
    company_planned,
    employee_planned,
    cancel_planned,
    change_planned,
    *posts_endpoints.HANDLERS,
    *lifecycle_endpoints.HANDLERS,
)
