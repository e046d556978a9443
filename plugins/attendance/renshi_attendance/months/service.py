"""The life of a month: open, computed, locked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from renshi_sdk import Conflict, Context, Invalid, NotFound, Text
from renshi_sdk.contracts import Employee, JobChange, PayPeriod
from renshi_sdk.db import fetch_value
from renshi_sdk.events import AttendanceMonthLocked

from .. import locks
from ..balances import repository as ledger
from ..engine.annual import add_months
from ..refusals import refusals
from ..workplace import from_snapshot, workplace
from . import repository
from .compute import compute
from .confirmed import require_confirmed
from .exceptions import open_count
from .late import settle_with_payroll
from .repository import MonthState
from .schemas import CloseMonth

END_OF_EMPLOYMENT = "end of employment"
"""The reason that the platform gives a job change which ends an employment."""
SHARDS = 8
"""People are cut by their id, so that a job that starts again cuts them the same way."""


def parse(period: str) -> PayPeriod:
    """A month from its text; raises ``Invalid``."""
    try:
        return PayPeriod.parse(period)
    except ValueError as error:
        raise Invalid(
            Text(f"“{period[:20]}”不是有效月份，应如 2026-11", f"{period[:20]!r} is no month like 2026-11"),
            code="attendance.period_invalid",
        ) from error


def parse_day(text: str) -> date:
    """A day from its text; raises ``Invalid``."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            Text(f"“{text[:20]}”不是有效日期，应如 2026-11-02", f"{text[:20]!r} is no day like 2026-11-02"),
            code="attendance.day_invalid",
        ) from error


async def start(ctx: Context, period: str) -> UUID:
    """Start computing a month in the background; returns the job's id.

    Raises ``Conflict`` for a locked month and one that has not begun.
    """
    first = parse(period).first_day
    if first > ctx.today():
        raise Conflict(Text("该月份尚未开始", "this month has not begun"), code="attendance.month_in_future")
    await locks.month(ctx.company_id, period)
    month = await repository.ensure(ctx.company_id, period)
    require_unlocked(month)
    job = await ctx.jobs.enqueue(
        "attendance.close_month", CloseMonth(period=period), key=f"{ctx.company_id}:{period}"
    )
    await repository.set_job(month.id, job)
    await ctx.audit.record(
        "attendance.month.compute", subject="attendance_month", subject_id=month.id, detail={"period": period}
    )
    return job


def require_unlocked(month: MonthState) -> None:
    """Refuse what a locked month no longer allows."""
    if month.state == "locked":
        raise Conflict(
            Text(
                f"{month.period} 考勤已锁定；之后的变动会记入以后月份的调整",
                f"{month.period} is locked; later changes become adjustments of a later month",
            ),
            code="attendance.month_locked",
        )


async def begin(ctx: Context, period: str) -> None:
    """First step of computing: clear what was there and note the rules."""
    await locks.month(ctx.company_id, period)
    month = await repository.ensure(ctx.company_id, period)
    require_unlocked(month)
    place = await workplace(ctx)
    await repository.clear(month.id, place.snapshot(), ctx.now())


async def everybody_of(ctx: Context, period: str) -> list[Employee]:
    """Everybody employed by the company in a month."""
    span = parse(period)
    return await ctx.people.employed_between(span.first_day, span.last_day, company_id=ctx.company_id)


async def compute_shard(ctx: Context, period: str, shard: int, everybody: Sequence[Employee]) -> int:
    """Compute and write one shard of the company's people; returns how many there were."""
    month = await repository.ensure(ctx.company_id, period)
    require_unlocked(month)
    span = parse(period)
    people = [person for person in everybody if person.id.int % SHARDS == shard]
    if not people:
        return 0
    place = from_snapshot(month.rules) if month.rules else await workplace(ctx)
    with refusals():
        computed = await compute(ctx, place, span, people, now=ctx.now())
    await repository.write(month, ctx.company_id, computed)
    return len(people)


async def finish(ctx: Context, period: str) -> MonthState:
    """Last step of computing: count."""
    await locks.month(ctx.company_id, period)
    month = await repository.ensure(ctx.company_id, period)
    require_unlocked(month)
    return await repository.finish(month.id, ctx.now())


async def lock(
    ctx: Context, period: str, *, accept_exceptions: bool, accept_disputes: bool = False
) -> MonthState:
    """Lock a computed month for good.

    Raises ``NotFound`` for a month nobody computed, ``Conflict`` where it is locked, not computed, stale,
    not over, or has exceptions that nobody accepted.
    """
    parse(period)
    await locks.month(ctx.company_id, period)
    month = await repository.find(ctx.company_id, period)
    if month is None:
        raise NotFound(Text("该月份还没有计算", "this month has not been computed"))
    require_unlocked(month)
    if month.state != "computed" or month.stale:
        raise Conflict(
            Text(
                "计算之后有新的记录，请重新计算后再锁定", "facts changed since; compute the month again first"
            ),
            code="attendance.month_stale",
        )
    if month.pending_days or ctx.today() <= parse(period).last_day:
        raise Conflict(
            Text("该月份尚未结束，不能锁定", "the month is not over yet"), code="attendance.month_not_over"
        )
    left = await open_count(month.id)
    if left and not accept_exceptions:
        raise Conflict(
            Text(
                f"还有 {left} 条异常，请处理，或确认后锁定",
                f"{left} exceptions are open; settle them or accept them",
            ),
            code="attendance.month_has_exceptions",
            exceptions=left,
        )
    await require_confirmed(ctx, month.id, accept_disputes=accept_disputes)
    done = await repository.lock(month.id, ctx.now(), ctx.actor.name, await repository.digest(month.id))
    await _grant_time_off(ctx, done)
    await settle_with_payroll(ctx, done)
    await ctx.events.publish(
        AttendanceMonthLocked(company_id=ctx.company_id, period=period, employees=done.employees)
    )
    await ctx.audit.record(
        "attendance.month.lock",
        subject="attendance_month",
        subject_id=month.id,
        detail={"period": period, "digest": done.digest, "exceptions_accepted": left},
    )
    return done


async def _grant_time_off(ctx: Context, month: MonthState) -> None:
    """Where overtime needs punches, time off is known only now."""
    place = from_snapshot(month.rules) if month.rules else await workplace(ctx)
    if not place.settings.overtime_needs_punch:
        return
    last = parse(month.period).last_day
    now = dict(await repository.time_off(month.id))
    # A month that was opened again has given time off before: only the difference is written.
    had = await ledger.by_key(ctx.company_id, "compensatory", f"overtime:{month.period}")
    times = await fetch_value("SELECT count(*) FROM attendance_reopening WHERE month_id = $1", month.id)
    await ledger.append(
        ledger.Entry(
            company_id=ctx.company_id,
            employee_id=person,
            leave_code="compensatory",
            kind="grant" if minutes > 0 else "adjust",
            minutes=minutes,
            effective_on=last,
            expires_on=add_months(last, place.settings.compensatory_valid_months) if minutes > 0 else None,
            key=f"overtime:{month.period}" + (f":{times}" if times else ""),
            note=f"{month.period} 加班转调休" + ("（重新锁定后的差额）" if times else ""),
        )
        for person in sorted(now.keys() | had.keys())
        if (minutes := now.get(person, 0) - had.get(person, 0))
    )


async def veto_job_change(ctx: Context, change: JobChange) -> None:
    """No job change may begin inside a locked month, or before one: its attendance has been handed to
    payroll.
    """
    # Employment that ends with a day changes nothing before the day after it.
    first = change.effective_on + timedelta(days=change.reason == END_OF_EMPLOYMENT)
    period = str(PayPeriod(first.year, first.month))
    await locks.month_shared(ctx.company_id, period)
    closed = await repository.locked_periods(ctx.company_id, period)
    if closed:
        free = parse(closed[-1]).last_day + timedelta(days=1)
        raise Conflict(
            Text(
                f"{closed[-1]} 考勤已锁定，生效日期不能早于 {free:%Y-%m-%d}",
                (
                    f"attendance is locked up to {closed[-1]}; the change can take effect on {free} at "
                    "the earliest"
                ),
            ),
            code="attendance.month_locked",
            earliest=free.isoformat(),
        )


def view(month: MonthState | None, period: str) -> dict[str, Any]:
    """A month on the wire; one that nobody touched is open."""
    if month is None:
        return {"period": period, "state": "open", "stale": False, "employees": 0, "exceptions": 0}
    return {
        "id": month.id,
        "period": month.period,
        "state": month.state,
        "stale": month.stale,
        "employees": month.employees,
        "exceptions": month.exceptions,
        "pending_days": month.pending_days,
        "computed_at": month.computed_at,
        "locked_at": month.locked_at,
        "locked_by": month.locked_by,
        "digest": month.digest,
        "job_id": month.job_id,
    }
