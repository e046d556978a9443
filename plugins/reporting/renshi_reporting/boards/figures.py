"""The key figures on top of a board: each with its formula, and absent where the reader has no right to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from renshi_reporting.builder import run
from renshi_reporting.builder.periods import months_before
from renshi_reporting.builder.query import Filter, Period, Query
from renshi_reporting.workforce import figures
from renshi_sdk import Context
from renshi_sdk.errors import Forbidden, Invalid, NotFound

AHEAD = 90
"""Days for which contracts that end are counted."""


async def key_figures(ctx: Context) -> dict[str, Any]:
    """Heads and movement of the month, turnover of twelve full months, vacancies, contracts that end, late tasks."""
    return await _workforce(ctx) | await _hiring(ctx) | await _contracts(ctx) | await _onboarding(ctx)


async def _workforce(ctx: Context) -> dict[str, Any]:
    if not ctx.access.allows(figures.READ):
        return {"workforce": False}
    today = ctx.today()
    first, month = months_before(today, 12), today.replace(day=1)
    found = await figures.lines(ctx, "month", first, today)
    now = next((line for line in found if line.key == month), None)
    before = next((line for line in found if line.key == months_before(today, 1)), None)
    past = figures.together([line for line in found if line.key < month], first, month - timedelta(days=1))
    return {
        "workforce": True,
        "heads": now.closing if now else 0,
        "heads_change": (now.closing if now else 0) - (before.closing if before else 0),
        "joined": now.joined if now else 0,
        "left": now.left_all if now else 0,
        "turnover": run.plain(past.rate(past.left_all)),
        "turnover_voluntary": run.plain(past.voluntary_rate()),
    }


async def _hiring(ctx: Context) -> dict[str, Any]:
    found = await _asked(
        ctx,
        Query(
            dataset="recruiting_ai.vacancies",
            measures=["vacant:sum", "time_to_fill:avg"],
            period=Period(preset="custom", first=months_before(ctx.today(), 12), last=ctx.today()),
        ),
    )
    if found is None:
        return {"hiring": False}
    return {"hiring": True, "vacant": found["vacant:sum"], "time_to_fill": found["time_to_fill:avg"]}


async def _contracts(ctx: Context) -> dict[str, Any]:
    today = ctx.today()
    found = await _asked(
        ctx,
        Query(
            dataset="contracts.ending",
            measures=["contracts:sum", "undecided:sum"],
            filters=[Filter(name="state", op="eq", values=["signed"])],
            period=Period(preset="custom", first=today, last=today + timedelta(days=AHEAD)),
        ),
    )
    if found is None:
        return {"contracts": False}
    return {"contracts": True, "ending": found["contracts:sum"], "undecided": found["undecided:sum"]}


async def _onboarding(ctx: Context) -> dict[str, Any]:
    found = await _asked(
        ctx,
        Query(
            dataset="lifecycle.tasks",
            measures=["late:sum"],
            filters=[Filter(name="occasion", op="eq", values=["onboarding"])],
            period=Period(
                preset="custom",
                first=ctx.today() - timedelta(days=AHEAD),
                last=ctx.today() + timedelta(days=AHEAD),
            ),
        ),
    )
    return {"onboarding": False} if found is None else {"onboarding": True, "late_tasks": found["late:sum"]}


async def _asked(ctx: Context, query: Query) -> dict[str, Any] | None:
    """The only line of an answer; ``None`` where the plugin is off or the reader has no right to it."""
    try:
        answer = await run.ask(ctx, query)
    except (NotFound, Forbidden, Invalid):
        return None
    return {k: run.plain(v) for k, v in answer.items[0].items()} if answer.items else None
