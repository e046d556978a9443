"""The company's calendar: what the notice says, and what the company changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from renshi_sdk import Conflict, Context, NotFound, Text
from renshi_sdk.contracts import PayPeriod

from .. import locks
from ..engine.calendar import COMPANY, CalendarOverride
from ..engine.reasons import named
from ..months import repository as months
from ..reference import national_calendar
from ..refusals import refusals
from ..workplace import workplace
from . import repository


async def year(ctx: Context, wanted: int) -> list[dict[str, Any]]:
    """Every day of a year with its kind, name and source. ``NeedsAttention`` for a year without a notice."""
    place = await workplace(ctx)
    with refusals():
        days = place.calendar.span(date(wanted, 1, 1), date(wanted, 12, 31))
    zh = ctx.locale.startswith("zh")
    return [
        {
            "day": one.day,
            "kind": one.kind,
            "name": one.name if zh or one.name is None else named(one.name),
            "source": one.source if zh else named(one.source),
            "own": one.day in place.calendar.overrides and one.source == COMPANY,
            "working": place.pattern.works_on(one),
        }
        for one in days
    ]


async def put_day(ctx: Context, override: CalendarOverride) -> None:
    """Change a day for the company; ``Conflict`` inside a locked month or on a statutory holiday."""
    with refusals():
        national_calendar().overridden([override])
    await _open_month(ctx, override.day)
    await repository.put(ctx.company_id, override)
    await ctx.audit.record(
        "attendance.calendar.change",
        subject="attendance_calendar_day",
        detail={"day": override.day.isoformat(), "works": override.works, "note": override.note},
    )


async def remove_day(ctx: Context, day: date) -> None:
    """Take a change back."""
    await _open_month(ctx, day)
    if not await repository.remove(ctx.company_id, day):
        raise NotFound(Text("该日没有调整", "this day was not changed"))
    await ctx.audit.record(
        "attendance.calendar.restore", subject="attendance_calendar_day", detail={"day": day.isoformat()}
    )


async def _open_month(ctx: Context, day: date) -> None:
    period = str(PayPeriod(day.year, day.month))
    await locks.month_shared(ctx.company_id, period)
    month = await months.find(ctx.company_id, period)
    if month is not None and month.state == "locked":
        raise Conflict(
            Text(f"{period} 考勤已锁定，不能再调整日历", f"{period} is locked"),
            code="attendance.month_locked",
        )
    await months.mark_stale(ctx.company_id, period)
