"""The background calculation: shards that commit on their own, then one step that makes the version.

A killed worker resumes at the first unfinished shard. A shard writes only while its run still waits for this
very attempt, so an older job that wakes up late changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from renshi_payroll.adjustments.repository import members_by_items
from renshi_payroll.runs import repository
from renshi_payroll.runs.compute import compute_many, without_collector
from renshi_payroll.runs.context import formulas_of, load_people, month_of
from renshi_payroll.runs.findings import Finding
from renshi_payroll.runs.repository import RunRow
from renshi_payroll.runs.snapshot import ENGINE_VERSION, canonical, digest, rule_set_json
from renshi_payroll.settings import PayrollSettings
from renshi_sdk import Conflict, Context, Text
from renshi_sdk.contracts import Employee
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import fetch

#: People per committed step: a fraction of a second of work, so little is lost when a worker dies.
SHARD = 2_500
#: Shards on their way at a time.
LANES = 2


class CalculateParams(BaseModel):
    """Which attempt at which run, cut into how many shards."""

    model_config = ConfigDict(extra="forbid")

    run_id: UUID
    attempt: int
    shards: int


async def calculate(ctx: Context, params: CalculateParams, job: JobRun) -> dict[str, Any] | None:
    """Job ``payroll.calculate``.

    Two shards are on their way at a time, each in its own transaction: while the database writes one, this process
    computes the other.
    """
    steps = params.shards + 1
    everyone: list[Employee] | None = None
    reading = asyncio.Lock()
    waiting = iter(range(params.shards))
    done = 0

    async def lane() -> None:
        nonlocal everyone, done
        for shard in waiting:
            async with job.step(f"shard-{shard}") as step:
                if step is not None:
                    async with reading:
                        # Read once an attempt; the last step compares with who has a slip.
                        everyone = await employed(step, params) if everyone is None else everyone
                    await calculate_shard(step, params, shard, everyone)
            done += 1
            await job.progress(done, steps, Text("正在核算", "Calculating"))

    result: dict[str, Any] | None = None
    # To the end: a collection while everybody is in memory looks at every object there is.
    with without_collector():
        await _all(lane() for _ in range(min(LANES, params.shards)))
        async with job.step("finish") as step:
            if step is not None:
                result = await finish_run(step, params, everyone)
        everyone = None
    await job.progress(steps, steps, Text("核算完成", "Calculated"))
    return result


async def _all(lanes: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Run every lane to its end; the first that fails stops the others and its error is the job's."""
    tasks = [asyncio.create_task(lane) for lane in lanes]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _current(ctx: Context, params: CalculateParams, lock: str) -> RunRow:
    run = await repository.get_run(ctx.company_id, params.run_id, lock=lock)
    if run.state != "calculating" or run.attempt != params.attempt:
        raise Conflict(
            Text("该批次已重新核算，本次任务作废", "the run was calculated anew; this job is void"),
            code="payroll.run.attempt_void",
        )
    return run


async def employed(ctx: Context, params: CalculateParams) -> list[Employee]:
    """Whom the run pays, see :func:`people_of`."""
    return await people_of(ctx, await repository.get_run(ctx.company_id, params.run_id))


async def people_of(ctx: Context, run: RunRow) -> list[Employee]:
    """A regular run pays everybody with a day of employment in its month whom no final-pay run of the month pays;
    a final-pay run its members; the other runs whoever has an item in them.
    """
    if run.kind == "monthly":
        everyone = await ctx.people.employed_between(
            run.period.first_day, run.period.last_day, company_id=ctx.company_id
        )
        apart = await repository.finally_paid(ctx.company_id, run.period)
        return [employee for employee in everyone if employee.id not in apart] if apart else everyone
    if run.kind == "final":
        ids = await repository.members(run.id)
    else:
        ids = await members_by_items(run.id, run.known_at or ctx.now())
    found = await ctx.people.by_ids(ids, as_of=run.period.last_day)
    left = [employee_id for employee_id in ids if employee_id not in found]
    if left:
        # Somebody who left before the month keeps the facts of the last day there was.
        found |= await ctx.people.by_ids(left)
    return sorted(found.values(), key=lambda employee: employee.number)


async def calculate_shard(
    ctx: Context, params: CalculateParams, shard: int, everyone: Sequence[Employee]
) -> int:
    """Compute and write one shard of ``everyone``; returns how many slips."""
    run = await _current(ctx, params, "FOR SHARE")
    if run.known_at is None:
        raise RuntimeError(f"run {run.id} is calculating without a cut of what is known")
    settings = run.settings or PayrollSettings()
    mine = [employee for employee in everyone if employee.id.int % params.shards == shard]
    formulas = None if run.items_only else await formulas_of(ctx.company_id, run.period, run.known_at)
    people = await load_people(
        ctx,
        mine,
        run.period,
        run.pay_date,
        run.known_at,
        formulas=formulas,
        run_id=None if run.kind == "monthly" else run.id,
        items_only=run.items_only,
    )
    nets: dict[UUID, int] = {}
    if not run.items_only:
        nets = await repository.last_nets(ctx.company_id, run.period, [employee.id for employee in mine])
    month = month_of(run.period, run.pay_date, settings, run.rule_sets, formulas, items_only=run.items_only)
    slips, problems = compute_many(people, month, nets)
    await repository.write_slips(run, run.version + 1, slips)
    await repository.write_problems(run.id, run.version + 1, problems)
    return len(slips)


async def finish_run(
    ctx: Context, params: CalculateParams, everyone: Sequence[Employee] | None = None
) -> dict[str, Any]:
    """Compare the written slips with the version before: the same inputs keep it, changed ones replace it."""
    run = await _current(ctx, params, "FOR UPDATE")
    target = run.version + 1
    headcount = await _check_headcount(ctx, run, target, everyone)
    input_digest, result = await run_digests(run, target)
    if run.version and input_digest == run.input_digest:
        if result != run.digest:
            raise RuntimeError(f"run {run.id}: the same inputs gave another result")
        await repository.clear_version(run.id, target)
        target = run.version
    else:
        await repository.drop_versions_before(run.id, run.version)
    errors, warnings = await repository.problem_counts(run.id, target)
    totals = await repository.totals(run.id, target)
    await repository.update_run(
        run.id,
        state="calculated",
        version=target,
        input_digest=input_digest,
        digest=result,
        calculated_at=ctx.now(),
        errors=errors,
        warnings=warnings,
        headcount=headcount,
        **totals,
    )
    await ctx.audit.record(
        "payroll.run.calculate",
        subject="payroll_run",
        subject_id=run.id,
        detail={"version": target, "digest": result, "employees": totals["employees"], "errors": errors},
    )
    return {"version": target, "employees": totals["employees"], "errors": errors, "digest": result}


async def run_digests(run: RunRow, version: int) -> tuple[str, str]:
    """Digest of all inputs (slips, rules, pay date, parameters, engine) and digest of inputs and results."""
    return await repository.digests(run.id, version, _digest_head(run))


def digests_over(run: RunRow, slips: Sequence[tuple[UUID, str, str]]) -> tuple[str, str]:
    """The run's digests over (employee, input digest, result digest) in the order of the employee's id.

    The same as :func:`run_digests` for slips that are not stored.
    """
    inputs = digest("\n".join([_digest_head(run), *(f"{employee}:{given}" for employee, given, _ in slips)]))
    results = digest("\n".join([inputs, *(f"{employee}:{result}" for employee, _, result in slips)]))
    return inputs, results


def _digest_head(run: RunRow) -> str:
    return canonical(
        {
            "engine": ENGINE_VERSION,
            "parameters": run.parameters_digest,
            "period": str(run.period),
            "kind": run.kind,
            "pay_date": run.pay_date.isoformat(),
            "rules": {key: rule_set_json(rule_set) for key, rule_set in run.rule_sets.items()},
        }
    )


async def _check_headcount(
    ctx: Context, run: RunRow, version: int, everyone: Sequence[Employee] | None
) -> int:
    """Everybody the run pays has a slip or a stated error; nobody else has one. Returns how many people."""
    if everyone is None:  # every shard was done by an attempt that was killed
        everyone = await people_of(ctx, run)
    ids = {employee.id for employee in everyone}
    rows = await fetch(
        "SELECT employee_id FROM payroll_slip WHERE run_id = $1 AND version = $2"
        " UNION SELECT employee_id FROM payroll_problem WHERE run_id = $1 AND version = $2"
        " AND severity = 'error' AND employee_id IS NOT NULL",
        run.id,
        version,
    )
    seen = {row["employee_id"] for row in rows}
    problems: list[tuple[UUID | None, Finding]] = [
        (
            employee_id,
            Finding(
                "payroll.population_changed",
                "核算期间人员有变动，请重新核算",
                "people changed during the calculation; calculate again",
                error=True,
            ),
        )
        for employee_id in sorted(seen ^ ids)
    ]
    await repository.write_problems(run.id, version, problems)
    return len(ids)
