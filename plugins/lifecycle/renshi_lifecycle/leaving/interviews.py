"""Exit interviews: answered once by who leaves, sealed, and told in numbers only."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from renshi_lifecycle.leaving.schemas import ITEMS, InterviewIn
from renshi_lifecycle.leaving.service import get, note
from renshi_lifecycle.leaving.words import interview_label
from renshi_lifecycle.permissions import INTERVIEW_READ
from renshi_lifecycle.rows import insert
from renshi_lifecycle.settings import LifecycleSettings
from renshi_sdk import Conflict, Context, NotFound, Text
from renshi_sdk.db import fetch, fetch_row, fetch_value


async def answer(ctx: Context, data: InterviewIn) -> dict[str, Any]:
    """One's own exit interview, once.

    Raises:
        NotFound: no leaving of one's own is under way. Conflict: answered before.
    """
    me = ctx.actor.employee_id
    row = await fetch_row(
        "SELECT * FROM lifecycle_case WHERE employee_id = $1 AND company_id = $2 AND state <> 'withdrawn'"
        " ORDER BY last_day DESC LIMIT 1 FOR UPDATE",
        me,
        ctx.company_id,
    )
    if row is None or me is None:
        raise NotFound(Text("您没有进行中的离职办理", "no leaving of yours is under way"))
    if await fetch_value("SELECT 1 FROM lifecycle_exit_interview WHERE case_id = $1", row["id"]):
        raise Conflict(Text("您已提交过离职面谈", "you answered before"), code="lifecycle.answered")
    words = {"liked": data.liked, "better": data.better, "other": data.other}
    await insert(
        "lifecycle_exit_interview",
        company_id=ctx.company_id,
        employee_id=me,
        case_id=row["id"],
        main_reason=data.main_reason,
        ratings=data.ratings,
        sealed=ctx.secrets.seal(json.dumps(words, ensure_ascii=False), label=interview_label(row["id"])),
        left_on=row["last_day"],
        department_id=(await ctx.people.get(me, as_of=row["last_day"])).department_id,
        answered_at=ctx.now(),
    )
    await note(ctx, "interview", dict(row))
    return {"state": "answered"}


async def interview(ctx: Context, case_id: UUID) -> dict[str, Any]:
    """What somebody said. Audited."""
    case = await get(ctx, case_id, INTERVIEW_READ)
    row = await fetch_row("SELECT * FROM lifecycle_exit_interview WHERE case_id = $1", case_id)
    if row is None:
        raise NotFound(Text("尚未提交离职面谈", "no interview was answered"))
    await note(ctx, "read_interview", case)
    words = json.loads(ctx.secrets.open(row["sealed"], label=interview_label(case_id)))
    return {
        "main_reason": row["main_reason"],
        "ratings": {key: rating for (key, _, _), rating in zip(ITEMS, row["ratings"], strict=True)},
        **words,
    }


async def analytics(ctx: Context) -> dict[str, Any]:
    """Main reasons and mean ratings of two years; nothing of a group below the company's smallest number."""
    settings, today = await ctx.settings(LifecycleSettings), ctx.today()
    rows = await fetch(
        "SELECT main_reason, ratings FROM lifecycle_exit_interview WHERE company_id = $1 AND left_on >= $2",
        ctx.company_id,
        today - timedelta(days=730),
    )
    least = settings.analytics_minimum
    if len(rows) < least:
        return _listed([]) | {"answers": None, "minimum": least}
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["main_reason"]] = counts.get(row["main_reason"], 0) + 1
    items: list[dict[str, Any]] = [
        {"id": f"reason.{reason}", "group": "reason", "name": reason, "value": count}
        for reason, count in sorted(counts.items())
        if count >= least
    ]
    # One small group alone could be told from the total, so the rest is never given as a number.
    items += [
        {
            "id": f"item.{key}",
            "group": "item",
            "name": Text(zh, en).of(ctx.locale),
            "value": round(sum(r["ratings"][n] for r in rows) / len(rows), 1),
        }
        for n, (key, zh, en) in enumerate(ITEMS)
    ]
    hidden = any(count < least for count in counts.values())
    return _listed(items) | {"answers": None if hidden else len(rows), "minimum": least}


def _listed(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"items": items, "total": len(items), "next_cursor": None}
