"""HTTP of the calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from renshi_sdk import Context, Invalid, Text
from renshi_sdk.web import AUTHENTICATED, delete, get, put

from ..engine.calendar import CalendarOverride
from . import service
from .schemas import DayIn


def _bad(what: str) -> Invalid:
    return Invalid(
        Text(f"“{what[:20]}”不是有效的年份或日期", f"{what[:20]!r} is no year or day"),
        code="attendance.day_invalid",
    )


@get("/calendar/{year:str}", permission=AUTHENTICATED)
async def calendar_year(ctx: Context, year: str) -> dict[str, Any]:
    """The company's calendar of a year, e.g. ``/calendar/2026``."""
    if len(year) != 4 or not year.isascii() or not year.isdigit() or year == "0000":
        raise _bad(year)
    return {"items": await service.year(ctx, int(year))}


@put("/calendar/days", permission="attendance.calendar.manage")
async def put_calendar_day(ctx: Context, data: DayIn) -> dict[str, Any]:
    """Change a day."""
    await service.put_day(ctx, CalendarOverride(data.day, data.works, data.note))
    return {"day": data.day, "works": data.works, "note": data.note}


@delete("/calendar/days/{day:str}", permission="attendance.calendar.manage")
async def delete_calendar_day(ctx: Context, day: str) -> None:
    """Take a change back, e.g. ``/calendar/days/2026-10-12``."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise _bad(day) from error
    await service.remove_day(ctx, wanted)


@get("/calendar-days", permission="attendance.calendar.manage")
async def special_days(ctx: Context, year: int | None = None) -> dict[str, Any]:
    """Days of a year (this one by default) that are not what their weekday says."""
    found = await service.year(ctx, year or ctx.today().year)
    zh = ctx.locale.startswith("zh")
    items = [
        one | {"weekday": f"周{'一二三四五六日'[one['day'].weekday()]}" if zh else f"{one['day']:%a}"}
        for one in found
        if one["kind"] not in ("workday", "rest_day")
    ]
    return {"items": items, "total": len(items)}


HANDLERS = (calendar_year, put_calendar_day, delete_calendar_day, special_days)
