"""Counting months in the background: after each change of employment, and all of them every night."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pydantic import BaseModel

from renshi_reporting.workforce import snapshot
from renshi_sdk import Context, Text
from renshi_sdk.contributions import Job, JobRun, Schedule, Subscription
from renshi_sdk.events import (
    EmployeeEndRevoked,
    EmployeeHired,
    EmployeeHistoryCorrected,
    EmployeeLeft,
    EmployeeTransferCancelled,
    EmployeeTransferred,
)

COUNT = "reporting.count_months"
COUNT_ALL = "reporting.count_all_months"


class NoChoice(BaseModel):
    """Nothing to choose."""


async def count_months(ctx: Context, params: NoChoice, run: JobRun) -> dict[str, Any]:
    """Months that wait, each committed by itself."""
    return await _count(run, every=False)


async def count_all_months(ctx: Context, params: NoChoice, run: JobRun) -> dict[str, Any]:
    """Every kept month, once a night: what was loaded past the platform's own services is in by the morning."""
    return await _count(run, every=True)


async def _count(run: JobRun, *, every: bool) -> dict[str, Any]:
    months = []
    # Asked for again by each attempt: what an earlier one counted is no longer among them, or costs little.
    async with run.step(f"months-{run.attempt}") as ctx:
        if ctx is not None:
            months = await snapshot.waiting(ctx, every=every)
            await snapshot.forget_older(ctx)
    for number, month in enumerate(months):
        async with run.step(month.isoformat()) as inside:
            if inside is not None:
                await snapshot.count(inside, month)
        await run.progress(number + 1, len(months))
    return {"months": len(months)}


async def _changed(ctx: Context, event: Any) -> None:
    since = {
        "EmployeeHired": "hired_on",
        "EmployeeLeft": "last_day",
        "EmployeeTransferred": "effective_on",
        "EmployeeTransferCancelled": "effective_on",
        "EmployeeEndRevoked": "last_day",
        "EmployeeHistoryCorrected": "since",
    }[type(event).event_name]
    await snapshot.mark_stale(ctx.company_id, getattr(event, since))
    # A move between companies changes the figures of both.
    if (before := getattr(event, "from_company_id", None)) is not None and before != ctx.company_id:
        await snapshot.mark_stale(before, event.effective_on)
    await ctx.jobs.enqueue(COUNT, key="waiting")


JOBS = (
    Job(
        name=COUNT,
        title=Text("统计人力月度数据", "Count the workforce by month"),
        handler=count_months,
        params=NoChoice,
        stepwise=True,
        timeout=timedelta(minutes=15),
    ),
    Job(
        name=COUNT_ALL,
        title=Text("重新统计全部人力月度数据", "Count all months anew"),
        handler=count_all_months,
        params=NoChoice,
        stepwise=True,
        timeout=timedelta(minutes=30),
    ),
)
SCHEDULES = (Schedule(job=COUNT_ALL, cron="20 0 * * *"),)
SUBSCRIPTIONS = tuple(
    Subscription(event=event, handler=_changed, name=f"reporting.{name}")
    for event, name in (
        (EmployeeHired, "hired"),
        (EmployeeLeft, "left"),
        (EmployeeTransferred, "transferred"),
        (EmployeeTransferCancelled, "transfer_cancelled"),
        (EmployeeEndRevoked, "end_revoked"),
        (EmployeeHistoryCorrected, "corrected"),
    )
)
