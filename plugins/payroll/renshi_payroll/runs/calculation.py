"""The background calculation: shards that commit on their own, then one step that makes the version.

A killed worker resumes at the first unfinished shard. A shard writes only while its run still waits for this
very attempt, so an older job that wakes up late changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from renshi_payroll.runs import repository
from renshi_payroll.runs.compute import without_collector
from renshi_payroll.runs.context import formulas_of
from renshi_payroll.runs.findings import Finding
from renshi_payroll.runs.repository import RunRow
from renshi_payroll.runs.shards import Part, everyone_of, run_month, slips_of
from renshi_payroll.runs.snapshot import ENGINE_VERSION, canonical, digest, rule_set_json
from renshi_payroll.runs.tax_jumps import tax_jumps
from renshi_payroll.who import Between
from renshi_sdk import Conflict, Context, Text
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import execute

#: People per committed step: a fraction of a second of work, so little is lost when a worker dies.
SHARD = 5_000
#: Shards on their way at a time.
LANES = 3
#: A power cut may take the last shards with their marks; they are computed again then. The rows of a shard, which its
#: checks look through, stay in memory.
_FOR_A_SHARD = "SET LOCAL synchronous_commit = off; SET LOCAL work_mem = '32MB'"


class CalculateParams(BaseModel):
    """Which attempt at which run, cut into how many shards.

    ``bounds`` are the last employee ids of all shards but the last: a person stays in one shard whoever is hired.
    """

    model_config = ConfigDict(extra="forbid")

    run_id: UUID
    attempt: int
    shards: int
    bounds: list[UUID] = []

    def part(self, shard: int) -> Part:
        """The ids of a shard. ``Conflict`` for a job that an older release left."""
        if len(self.bounds) != self.shards - 1:
            raise attempt_void()
        return parts(self.bounds)[shard]


@dataclass(frozen=True, slots=True)
class ShardDone:
    """What a shard wrote, as far as the run's last step needs it: how many people it was about, the lines of its
    digests in the order of the employee's id, and its control totals, fen."""

    people: int
    digest_lines: tuple[str, str]
    totals: dict[str, int]


def parts(bounds: Sequence[UUID]) -> list[Part]:
    """Everybody, cut behind each of ``bounds``."""
    return [Part(after, upto) for after, upto in pairwise([None, *bounds, None])]


async def calculate(ctx: Context, params: CalculateParams, job: JobRun) -> dict[str, Any] | None:
    """Job ``payroll.calculate``.

    Some shards are on their way at a time, each in its own transaction: while the database reads or writes one, this
    process computes another.
    """
    steps = params.shards + 1
    seen: dict[int, ShardDone] = {}
    waiting = iter(range(params.shards))
    done = 0

    async def lane() -> None:
        nonlocal done
        for shard in waiting:
            async with job.step(f"shard-{shard}") as step:
                if step is not None:
                    await execute(_FOR_A_SHARD)
                    seen[shard] = await calculate_shard(step, params, shard)
            done += 1
            await job.progress(done, steps, Text("正在核算", "Calculating"))

    result: dict[str, Any] | None = None
    # To the end: a collection while everybody is in memory looks at every object there is.
    with without_collector():
        await _all(lane() for _ in range(min(LANES, params.shards)))
        async with job.step("finish") as step:
            if step is not None:
                whole = [seen[shard] for shard in sorted(seen)] if len(seen) == params.shards else None
                result = await finish_run(step, params, whole)
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
        raise attempt_void()
    return run


def attempt_void() -> Conflict:
    """The refusal of a job whose run is calculated by another."""
    return Conflict(
        Text("该批次已重新核算，本次任务作废", "the run was calculated anew; this job is void"),
        code="payroll.run.attempt_void",
    )


async def calculate_shard(ctx: Context, params: CalculateParams, shard: int) -> ShardDone:
    """Compute and write one shard. Everybody it is about gets a slip or a stated error, and nobody else does."""
    run = await _current(ctx, params, "FOR SHARE")
    formulas = None if run.items_only else await formulas_of(ctx.company_id, run.period, run.cut)
    month = run_month(run, formulas)
    slips, problems, ids = await slips_of(ctx, run, month, params.part(shard), compare=True)
    if ids:
        alert = month.settings.tax_change_alert_percent
        problems += await tax_jumps(run, slips, Between(ids[0], ids[-1]), month.tables.annual, alert)
    await repository.write_slips(run, run.version + 1, slips)
    answered = {one for one, finding in problems if finding.error}
    answered.update(slips.who.ids)
    problems += [(one, _CHANGED) for one in sorted(answered.symmetric_difference(ids))]
    await repository.write_problems(run.id, run.version + 1, problems)
    return ShardDone(
        len(ids),
        _digest_lines(zip(slips.who.ids, slips.input_digests, slips.digests, strict=True)),
        slips.totals(),
    )


async def finish_run(
    ctx: Context, params: CalculateParams, shards: Sequence[ShardDone] | None
) -> dict[str, Any]:
    """Compare the written slips with the version before: the same inputs keep it, changed ones replace it.

    ``shards`` is what all of them wrote, in their order; ``None`` where some were done by an attempt that was killed.
    What was written is then read again.
    """
    run = await _current(ctx, params, "FOR UPDATE")
    target = run.version + 1
    if shards is None:
        headcount = await _check_headcount(ctx, run, target)
    else:
        headcount = sum(shard.people for shard in shards)
    if shards is None:
        input_digest, result = await run_digests(run, target)
    else:
        input_digest, result = _digests_of(run, [shard.digest_lines for shard in shards])
    if run.version and input_digest == run.input_digest:
        if result != run.digest:
            raise RuntimeError(f"run {run.id}: the same inputs gave another result")
        await repository.clear_version(run.id, target)
        target = run.version
    else:
        await repository.drop_versions_before(run.id, run.version)
    errors, warnings = await repository.problem_counts(run.id, target)
    if shards is None:
        totals = await repository.totals(run.id, target)
    else:
        totals = {name: sum(shard.totals[name] for shard in shards) for name in shards[0].totals}
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
    return _digests_of(run, [_digest_lines(slips)])


def _digest_lines(slips: Iterable[tuple[UUID, str, str]]) -> tuple[str, str]:
    """Lines ``employee:digest`` over the inputs and over the results, in the order of the employee's id."""
    ordered = sorted(slips, key=lambda slip: slip[0].bytes)
    named = [(str(employee), given, result) for employee, given, result in ordered]
    return (
        "\n".join([f"{employee}:{given}" for employee, given, _ in named]),
        "\n".join([f"{employee}:{result}" for employee, _, result in named]),
    )


def _digests_of(run: RunRow, lines: Sequence[tuple[str, str]]) -> tuple[str, str]:
    inputs = digest("\n".join([_digest_head(run), *(given for given, _ in lines if given)]))
    return inputs, digest("\n".join([inputs, *(results for _, results in lines if results)]))


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


_CHANGED = Finding(
    "payroll.population_changed",
    "核算期间人员有变动，请重新核算",
    "people changed during the calculation; calculate again",
    error=True,
)


async def _check_headcount(ctx: Context, run: RunRow, version: int) -> int:
    """Everybody the run pays has a slip or a stated error; nobody else has one. Returns how many people."""
    ids = await everyone_of(ctx, run)
    strangers = await repository.not_matched(run.id, version, ids)
    await repository.write_problems(run.id, version, [(employee_id, _CHANGED) for employee_id in strangers])
    return len(ids)
