"""The job that computes a month, in steps that survive being killed."""

from __future__ import annotations

from typing import Any

from renshi_sdk import Context, Text
from renshi_sdk.contracts import Employee
from renshi_sdk.contributions import JobRun
from renshi_sdk.events import PayRunClosed

from .. import locks
from . import repository, service
from .schemas import CloseMonth


async def close_month(ctx: Context, params: CloseMonth, run: JobRun) -> dict[str, Any]:
    """Compute a month shard by shard; each shard commits by itself and is not done twice."""
    total = service.SHARDS + 2
    async with run.step("begin") as step:
        if step is not None:
            await service.begin(step, params.period)
    await run.progress(1, total, Text("正在汇总考勤", "summing attendance"))
    # Read once for all shards: eight times ten thousand people cost more than judging their days.
    people: list[Employee] | None = None
    for shard in range(service.SHARDS):
        async with run.step(f"shard-{shard}") as step:
            if step is not None:
                if people is None:
                    people = await service.everybody_of(step, params.period)
                await service.compute_shard(step, params.period, shard, people)
        await run.progress(shard + 2, total)
    result: dict[str, Any] = {"period": params.period}
    async with run.step("finish") as step:
        if step is not None:
            month = await service.finish(step, params.period)
            result |= {"employees": month.employees, "exceptions": month.exceptions}
            if params.lock:
                await service.lock(step, params.period, accept_exceptions=True, accept_disputes=True)
    await run.progress(total, total, Text("考勤已汇总", "attendance is summed up"))
    return result


async def seal_paid_month(ctx: Context, event: PayRunClosed) -> None:
    """Note that a month is paid, so that what changes from now on reaches a later pay run.

    A month that is over is computed and locked at once; one that is not, by the daily job when it is.
    """
    await locks.month(ctx.company_id, event.period)
    month = await repository.ensure(ctx.company_id, event.period)
    await repository.mark_paid(month.id, ctx.now())
    if month.state != "locked" and ctx.today() > service.parse(event.period).last_day:
        await _seal(ctx, event.period)


async def seal_paid_months(ctx: Context) -> None:
    """Lock the months that were paid before they were over."""
    today = ctx.today()
    for period in await repository.paid_unlocked(ctx.company_id, f"{today:%Y-%m}"):
        await _seal(ctx, period)


async def _seal(ctx: Context, period: str) -> None:
    await ctx.jobs.enqueue(
        "attendance.close_month",
        CloseMonth(period=period, lock=True),
        key=f"{ctx.company_id}:{period}:paid",
    )
