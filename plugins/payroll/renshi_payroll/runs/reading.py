"""Reading runs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_payroll.permissions import SLIP_READ
from renshi_payroll.runs import repository
from renshi_payroll.runs.service import STATES
from renshi_sdk import Context, NotFound, Text
from renshi_sdk.db import Listing, ListQuery, fetch_row, listing
from renshi_sdk.services import Clause


async def list_runs(ctx: Context, query: ListQuery) -> Listing:
    """Runs of the company."""
    return await listing(repository.RUNS, query, Clause("r.company_id = {}", (ctx.company_id,)))


async def read_run(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """A run with totals in yuan and the name of its state."""
    row = await fetch_row(
        f"{repository.RUNS.select} WHERE r.id = $1 AND r.company_id = $2", run_id, ctx.company_id
    )
    if row is None:
        raise NotFound(Text("没有该工资批次", "no such pay run"))
    run = dict(row)
    references = await fetch_row(
        "SELECT payment_reference, filing_reference FROM payroll_run WHERE id = $1", run_id
    )
    run |= {} if references is None else dict(references)
    return run | {
        "state_label": STATES[run["state"]].of(ctx.locale),
        "can_calculate": run["state"] in ("draft", "calculated", "checked"),
    }


async def progress(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """The state of the run's last job; a run without one counts as done."""
    run = await repository.get_run(ctx.company_id, run_id)
    if run.job_id is None:
        return {"state": "succeeded", "done": 0, "total": None, "message": None, "error": None}
    job = await ctx.jobs.state(run.job_id)
    return {
        "id": job.id,
        "name": job.name,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "message": job.message,
        "result": job.result,
        "error": job.error,
    }


async def list_problems(ctx: Context, run_id: UUID, query: ListQuery) -> Listing:
    """Problems of the current version."""
    run = await repository.get_run(ctx.company_id, run_id)
    result = await listing(
        repository.PROBLEMS,
        query,
        Clause("p.run_id = {}", (run_id,)),
        Clause("p.version = {}", (run.version,)),
    )
    english = ctx.locale.lower().startswith("en")
    for item in result.items:
        item["text"] = item.pop("en") if english else item.pop("zh")
        item.pop("zh" if english else "en")
    return result


async def list_changes(ctx: Context, run_id: UUID, query: ListQuery) -> Listing:
    """Differences of net pay to the version before; the read is audited."""
    run = await repository.get_run(ctx.company_id, run_id)
    result = await listing(
        repository.CHANGES,
        query,
        Clause("r.id = {}", (run.id,)),
        Clause("coalesce(n.net, -1) <> coalesce(o.net, -1) AND r.version > 1"),
        ctx.access.employees(SLIP_READ, "ids.employee_id"),
    )
    await ctx.audit.record(
        "payroll.slip.list",
        subject="payroll_run",
        subject_id=run.id,
        detail={"changes": [str(item["employee_id"]) for item in result.items]},
    )
    return result
