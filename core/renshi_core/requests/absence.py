"""Standing in: whom somebody named for the time they are away, and who is away on a day."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from renshi_core.plugins.guard import PluginFailed
from renshi_sdk.context import Context
from renshi_sdk.db import fetch

log = logging.getLogger(__name__)
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who stands in for somebody now, and why."""

    employee_id: UUID
    substitute_id: UUID
    reason: str


async def stand_ins(ctx: Context, employee_ids: Iterable[UUID], kind: str) -> dict[UUID, StandIn]:
    """The substitutes that count today for a kind of request, also of the substitutes themselves.

    A substitute named for days counts on these days; one named for leave counts while the person is on approved
    leave. The newest one that counts is taken.
    """
    found: dict[UUID, StandIn] = {}
    seen: set[UUID] = set()
    ask = set(employee_ids)
    while ask and len(seen) < MOST_AT_ONCE:
        seen |= ask
        rows = await fetch(
            "SELECT employee_id, substitute_id, from_day IS NULL AS on_leave FROM core_substitute"
            " WHERE employee_id = ANY($1) AND ended_at IS NULL AND (kinds IS NULL OR $2 = ANY(kinds))"
            " AND (from_day IS NULL OR $3 BETWEEN from_day AND until_day)"
            " ORDER BY employee_id, from_day IS NULL, created_at DESC, id DESC",
            list(ask),
            kind,
            ctx.today(),
        )
        away = await _away(ctx, {row["employee_id"] for row in rows if row["on_leave"]})
        fresh: set[UUID] = set()
        for row in rows:
            who = row["employee_id"]
            if who in found or (row["on_leave"] and who not in away):
                continue
            found[who] = StandIn(who, row["substitute_id"], "leave" if row["on_leave"] else "days")
            fresh.add(row["substitute_id"])
        ask = fresh - seen
    return found


async def _away(ctx: Context, employee_ids: set[UUID]) -> set[UUID]:
    if not employee_ids:
        return set()
    try:
        absences = await ctx.hooks.collect_absences(employee_ids=sorted(employee_ids), day=ctx.today())
    except PluginFailed:
        # Approvals go on where nobody can say who is on leave; the part then stays with its owner.
        log.warning("absences_unknown", exc_info=True)
        return set()
    return {absence.employee_id for absence in absences if absence.since <= ctx.today() <= absence.until}
