"""One person's day as it stands now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk import Context, Text

from ..engine.reasons import named
from ..engine.rules import clock_span
from ..planning.plans import plan_of
from ..refusals import refusals
from ..workplace import workplace
from .compute import judged, read_facts
from .confirm import mine
from .views import day_view


async def today(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Hours, punches so far, the rule the day follows, and how many months wait to be confirmed."""
    place = await workplace(ctx)
    person = await ctx.people.get(employee_id)
    zh = ctx.locale.startswith("zh")
    now = place.minute(ctx.now())
    first = ctx.today()
    with refusals():
        plan = await plan_of(ctx, place, person, first, first)
    planned = plan.on(first)
    facts = await read_facts(ctx, place, {person.id: plan}, first, first)
    seen: dict[str, Any] = {"day": first, "status": None, "first": None, "last": None, "reasons": []}
    for result, _ in judged(place, person, plan, facts, now):
        seen |= day_view(result, zh=zh)
    due = planned.pattern.works_on(planned.calendar)
    return seen | {
        "first": seen["first"][-5:] if seen["first"] else None,
        "last": seen["last"][-5:] if seen["last"] else None,
        "shift_hours": " ".join(clock_span(a, b, zh=zh) for a, b in planned.pattern.segments)
        if due
        else Text("休息", "Off").of(ctx.locale),
        "rule": planned.ground.label if zh else named(planned.ground.label),
        "waiting": sum(one["state"] == "sent" for one in await mine(ctx, employee_id)),
    }
