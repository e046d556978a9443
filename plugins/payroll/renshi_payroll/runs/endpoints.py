"""API of pay runs."""

from decimal import Decimal
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
from renshi_payroll.runs import approval, closing, comparison, guide, reading, service
from renshi_payroll.runs.preview import preview_slip
from renshi_payroll.runs.recompute import recompute_run
from renshi_payroll.runs.schemas import PreviewIn, ReferenceIn, ReturnIn, RunIn
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post


@get("/runs", permission=RUN_READ)
async def list_runs(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Pay runs, newest month first."""
    return page_of(await reading.list_runs(ctx, listing_query))


@post("/runs", permission=RUN_MANAGE)
async def create_run(ctx: Context, data: RunIn) -> dict[str, Any]:
    """Make a run; the regular run of the same month is made once."""
    return {
        "id": await service.create_run(
            ctx,
            parse_period(data.period),
            kind=data.kind,
            title=data.title,
            pay_date=data.pay_date,
            members=list(dict.fromkeys(data.members)),
        )
    }


@get("/runs/{run_id:uuid}", permission=RUN_READ)
async def read_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """A run with its totals."""
    return await reading.read_run(ctx, run_id)


@get("/runs/{run_id:uuid}/progress", permission=RUN_READ)
async def run_progress(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Where the calculation stands."""
    return await reading.progress(ctx, run_id)


@get("/runs/{run_id:uuid}/guide", permission=RUN_READ)
async def run_guide(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """What to do next with a run."""
    return await guide.guide(ctx, run_id)


@get("/runs/{run_id:uuid}/missing", permission=RUN_READ)
async def run_missing(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """The facts that have to be recorded before the run can be calculated."""
    items = await guide.missing_of_run(ctx, run_id)
    return {"items": items, "total": len(items)}


@get("/runs/{run_id:uuid}/checklist", permission=RUN_READ)
async def run_checklist(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """What to look at before a run is approved, and how each point stands."""
    items = await guide.checklist(ctx, run_id)
    return {"items": items, "total": len(items)}


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
    return await closing.close_run(ctx, run_id)


@post("/runs/{run_id:uuid}/submit", permission=RUN_MANAGE, status_code=200)
async def submit_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Ask for the approval of a checked run."""
    return await approval.submit(ctx, run_id)


@post("/runs/{run_id:uuid}/discard", permission=RUN_MANAGE, status_code=200)
async def discard_run(ctx: Context, run_id: UUID, data: ReturnIn) -> dict[str, Any]:
    """Give up a run of its own, with a reason."""
    return await closing.discard_run(ctx, run_id, data.reason)


@post("/runs/{run_id:uuid}/paid", permission=RUN_CLOSE, status_code=200)
async def mark_paid(ctx: Context, run_id: UUID, data: ReferenceIn) -> dict[str, Any]:
    """Record the payment of a closed run."""
    return await closing.mark_paid(ctx, run_id, data.reference)


@post("/runs/{run_id:uuid}/filed", permission=RUN_CLOSE, status_code=200)
async def mark_filed(ctx: Context, run_id: UUID, data: ReferenceIn) -> dict[str, Any]:
    """Record the tax declaration of a paid run."""
    return await closing.mark_filed(ctx, run_id, data.reference)


@get("/runs/{run_id:uuid}/diff", permission=SLIP_READ)
async def diff_run(
    ctx: Context,
    run_id: UUID,
    offset: int = 0,
    limit: int = 50,
    threshold: Decimal = Decimal(0),
    page: int | None = None,
) -> dict[str, Any]:
    """Each slip against the month before, with the reasons of the difference; ``page`` counts from 1."""
    if page is not None:
        offset = (max(page, 1) - 1) * limit
    return await comparison.against_last_month(ctx, run_id, offset=offset, limit=limit, threshold=threshold)


@get("/runs/{run_id:uuid}/totals", permission=RUN_READ)
async def run_totals(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Control totals against the month before and against the headcount of HR."""
    return await comparison.control_totals(ctx, run_id)


@post("/runs/{run_id:uuid}/verify", permission=RUN_READ, status_code=200)
async def verify_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Compute every slip again from its stored inputs and compare."""
    return await closing.verify_run(ctx, run_id)


@post("/runs/{run_id:uuid}/recompute", permission=RUN_READ, status_code=200)
async def recompute(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Assemble every slip again from the run's recorded-at cut and compare."""
    return await recompute_run(ctx, run_id)


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
    run_guide,
    run_missing,
    run_checklist,
    list_problems,
    list_changes,
    calculate_run,
    check_run,
    approve_run,
    return_run,
    close_run,
    verify_run,
    submit_run,
    discard_run,
    mark_paid,
    mark_filed,
    diff_run,
    run_totals,
    recompute,
    preview,
)
