"""The morning round: who has a punch missing since yesterday."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from renshi_sdk import Context
from renshi_sdk.contracts import Employee
from renshi_sdk.contributions import JobRun

from ..engine.day import DayResult, Status
from ..engine.errors import EngineError
from ..planning.plans import plans
from ..workplace import Workplace, workplace
from .compute import judged, read_facts
from .exceptions import remind_missing


async def look_at(
    ctx: Context, place: Workplace, people: Sequence[Employee], first: date, last: date
) -> dict[UUID, list[DayResult]]:
    """The days ``first``…``last`` of people as they stand now, in a handful of queries."""
    if not people:
        return {}
    made = await plans(ctx, place, people, first, last)
    facts = await read_facts(ctx, place, made.by_person, first, last)
    now = place.minute(ctx.now())
    return {
        person.id: [day for day, _ in judged(place, person, made.of(person.id), facts, now)]
        for person in people
    }


async def remind(ctx: Context, params: None, run: JobRun) -> dict[str, Any]:
    """Tell everybody whose day of yesterday or the day before ended with one punch missing."""
    place = await workplace(ctx)
    last = ctx.today() - timedelta(days=1)
    first = last - timedelta(days=1)
    people = await ctx.people.employed_between(first, last, company_id=ctx.company_id)
    try:
        looked = await look_at(ctx, place, people, first, last)
    except EngineError:
        # Nothing can be said of days without a calendar; the health check says so louder.
        return {"reminded": 0}
    found = [
        (person, day.day, day.reasons[-1])
        for person, days in looked.items()
        for day in days
        if day.status is Status.MISSING_PUNCH
    ]
    return {"reminded": await remind_missing(ctx, found)}
