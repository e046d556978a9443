"""API of pay runs."""

from typing import Any
from uuid import UUID

from renshi_payroll.periods import parse_period
from renshi_payroll.permissions import (
    RUN_APPROVE,
    RUN_CLOSE,
    RUN_MANAGE,
    RUN_READ,
    SLIP_READ,
)
from renshi_payroll.runs import reading, service
from renshi_payroll.runs.preview import preview_slip
from renshi_payroll.runs.schemas import PreviewIn, ReturnIn, RunIn
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post


@get("/runs", permission=RUN_READ)
async def list_runs(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Pay runs, newest month first."""
    return page_of(await reading.list_runs(ctx, listing_query))


@post("/runs", permission=RUN_MANAGE)
async def create_run(ctx: Context, data: RunIn) -> dict[str, Any]:
    """Make the run of a month; the same month gives the same run."""
    return {"id": await service.create_run(ctx, parse_period(data.period))}


@get("/runs/{run_id:uuid}", permission=RUN_READ)
async def read_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """A run with its totals."""
    return await reading.read_run(ctx, run_id)


@get("/runs/{run_id:uuid}/progress", permission=RUN_READ)
async def run_progress(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Where the calculation stands."""
    return await reading.progress(ctx, run_id)


@get("/runs/{run_id:uuid}/problems", permission=RUN_READ)
async def list_problems(ctx: Context, run_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """Errors and warnings of the current version."""
    return page_of(await reading.list_problems(ctx, run_id, listing_query))


@get("/runs/{run_id:uuid}/changes", permission=SLIP_READ)
async def list_changes(ctx: Context, run_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """Net pay of the current against the previous version."""
    return page_of(await reading.list_changes(ctx, run_id, listing_query))


@post("/runs/{run_id:uuid}/calculate", permission=RUN_MANAGE, status_code=200)
async def calculate_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Calculate in the background."""
    return {"job_id": await service.start_calculation(ctx, run_id)}


@post("/runs/{run_id:uuid}/check", permission=RUN_MANAGE, status_code=200)
async def check_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Mark as checked."""
    return await service.check_run(ctx, run_id)


@post("/runs/{run_id:uuid}/approve", permission=RUN_APPROVE, status_code=200)
async def approve_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Approve somebody else's run."""
    return await service.approve_run(ctx, run_id)


@post("/runs/{run_id:uuid}/return", permission=RUN_APPROVE, status_code=200)
async def return_run(ctx: Context, run_id: UUID, data: ReturnIn) -> dict[str, Any]:
    """Send back with a reason."""
    return await service.return_run(ctx, run_id, data.reason)


@post("/runs/{run_id:uuid}/close", permission=RUN_CLOSE, status_code=200)
async def close_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Close for good and publish the slips."""
    return await service.close_run(ctx, run_id)


@post("/runs/{run_id:uuid}/verify", permission=RUN_READ, status_code=200)
async def verify_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Compute every slip again from its stored inputs and compare."""
    return await service.verify_run(ctx, run_id)


@post("/preview", permission=SLIP_READ, status_code=200)
async def preview(ctx: Context, data: PreviewIn) -> dict[str, Any]:
    """One employee's slip of an open month, as it would be now."""
    await ctx.access.require_for(SLIP_READ, data.employee_id)
    result = await preview_slip(ctx, data.employee_id, parse_period(data.period), data.what_if)
    await ctx.audit.record(
        "payroll.slip.preview",
        subject="payroll_slip",
        employee_id=data.employee_id,
        detail={"period": data.period},
    )
    return result


HANDLERS = (
    list_runs,
    create_run,
    read_run,
    run_progress,
    list_problems,
    list_changes,
    calculate_run,
    check_run,
    approve_run,
    return_run,
    close_run,
    verify_run,
    preview,
)
