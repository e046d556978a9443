"""Who is in, late, missing or away right now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from renshi_sdk import Clause, Context
from renshi_sdk.db import fetch, where

from ..engine.day import DayResult, Status
from ..engine.minutes import midnight
from ..engine.pattern import WorkPattern
from ..leave import repository as leave_types
from ..months.compute import judged, read_facts
from ..months.views import day_view
from ..planning.plans import plans
from ..refusals import refusals
from ..workplace import workplace

PERMISSION = "attendance.month.read"
MOST = 1000
"""As many people as one answer lists."""
OFF = {Status.REST_DAY, Status.HOLIDAY, Status.STATUTORY_HOLIDAY}


def state_of(day: DayResult, pattern: WorkPattern, now: int) -> str:
    """One word for the moment: in, late, not_in, not_yet, leave, trip, off, unplanned or the day's own status."""
    if day.status in OFF:
        return "off"
    if day.status is not Status.PENDING:
        return "in" if day.status is Status.PRESENT else day.status.value
    start = midnight(day.day) + pattern.start
    latest = start + pattern.grace_late + (pattern.flexible[1] if pattern.flexible else 0)
    if day.first_punch is not None:
        return "late" if day.first_punch > latest and not day.leave and not day.trip_minutes else "in"
    if day.leave and day.leave_due_minutes * 2 >= day.due_minutes:
        return "leave"
    if day.trip_minutes:
        return "trip"
    return "not_in" if now > latest else "not_yet"


async def today(
    ctx: Context, state: str | None, department_id: UUID | None, *, page: int = 1, limit: int = MOST
) -> dict[str, Any]:
    """One page of everybody in scope who is employed today, with counts of each state over all of them."""
    day = ctx.today()
    place = await workplace(ctx)
    people = await _people(ctx, day, department_id)
    with refusals():
        made = await plans(ctx, place, people, day, day)
    rows: list[dict[str, Any]] = []
    if people:
        facts = await read_facts(ctx, place, made.by_person, day, day)
        now = place.minute(ctx.now())
        names = {k.code: k for k in (await leave_types.leave_types(ctx.company_id)).values()}
        zh = ctx.locale.startswith("zh")
        for person in people:
            plan = made.of(person.id)
            for result, _ in judged(place, person, plan, facts, now):
                seen = day_view(result, zh=zh)
                rows.append(
                    {
                        "employee_id": person.id,
                        "number": person.number,
                        "name": person.name,
                        "department_name": person.department_name,
                        "state": state_of(result, plan.on(day).pattern, now),
                        "shift": result.shift,
                        "first": _clock(seen["first"]),
                        "last": _clock(seen["last"]),
                        "leave": "、".join(
                            (names[c].name_zh if zh else names[c].name_en) if c in names else c
                            for c, _, _ in result.leave
                        ),
                    }
                )
    counts = Counter(row["state"] for row in rows)
    shown = [row for row in rows if state is None or row["state"] == state]
    words = ("in", "late", "not_in", "not_yet", "leave", "trip", "off")
    return {
        "items": shown[(page - 1) * limit : page * limit],
        "total": len(shown),
        "people": len(rows),
        **{word: counts.get(word, 0) for word in words},
    }


def _clock(text: Any) -> str | None:
    return text[-5:] if text else None


async def _people(ctx: Context, day: date, department_id: UUID | None) -> Sequence[Any]:
    clauses = [
        Clause("e.company_id = {}", (ctx.company_id,)),
        Clause("e.hired_on <= {} AND (e.left_on IS NULL OR e.left_on >= {})", (day, day)),
        ctx.access.employees(PERMISSION, "e.id"),
    ]
    if department_id is not None:
        clauses.append(Clause("e.department_id = {}", (department_id,)))
    sql, args = where(*clauses)
    ids = [row["id"] for row in await fetch(f"SELECT e.id FROM renshi_employee e WHERE {sql}", *args)]
    found = await ctx.people.by_ids(ids, as_of=day)
    return sorted(found.values(), key=lambda one: one.number)
