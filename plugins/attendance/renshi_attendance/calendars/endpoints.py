"""HTTP of the calendar."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from litestar.params import Parameter

from renshi_sdk import Context
from renshi_sdk.web import AUTHENTICATED, delete, get, put

from ..engine.calendar import CalendarOverride
from . import service
from .schemas import DayIn

Year = Annotated[int, Parameter(ge=2000, le=2100)]


@get("/calendar/{year:int}", permission=AUTHENTICATED)
async def calendar_year(ctx: Context, year: Year) -> dict[str, Any]:
    """The company's calendar of a year."""
    return {"items": await service.year(ctx, year)}


@put("/calendar/days", permission="attendance.calendar.manage")
async def put_calendar_day(ctx: Context, data: DayIn) -> dict[str, Any]:
    """Change a day."""
    await service.put_day(ctx, CalendarOverride(data.day, data.works, data.note))
    return {"day": data.day, "works": data.works, "note": data.note}


@delete("/calendar/days/{day:date}", permission="attendance.calendar.manage")
async def delete_calendar_day(ctx: Context, day: date) -> None:
    """Take a change back."""
    await service.remove_day(ctx, day)


HANDLERS = (calendar_year, put_calendar_day, delete_calendar_day)
