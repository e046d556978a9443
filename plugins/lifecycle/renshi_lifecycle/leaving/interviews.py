"""Exit interviews: answered once by who leaves, sealed, and told in numbers only."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from renshi_lifecycle.checklists import service as checklists
from renshi_lifecycle.checklists.occasions import left_source
from renshi_lifecycle.leaving.schemas import ITEMS, InterviewIn
from renshi_lifecycle.leaving.service import get, note
from renshi_lifecycle.leaving.words import interview_label
from renshi_lifecycle.permissions import INTERVIEW_READ
from renshi_lifecycle.rows import insert
from renshi_lifecycle.settings import LifecycleSettings
from renshi_lifecycle.words import MAIN_REASONS
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
    await keep(ctx, dict(row), data)
    return {"state": "answered"}


async def unanswered(case_id: UUID) -> None:
    """Pass where nobody answered yet. Raises ``Conflict``."""
    if await fetch_value("SELECT 1 FROM lifecycle_exit_interview WHERE case_id = $1", case_id):
        raise Conflict(Text("已提交过离职面谈", "it was answered before"), code="lifecycle.answered")


async def keep(ctx: Context, case: dict[str, Any], data: InterviewIn) -> None:
    """Keep the answers of who leaves, words sealed. Raises ``Conflict`` where they were given before."""
    await unanswered(case["id"])
    words = {"liked": data.liked, "better": data.better, "other": data.other}
    person = case["employee_id"]
    await insert(
        "lifecycle_exit_interview",
        company_id=ctx.company_id,
        employee_id=person,
        case_id=case["id"],
        main_reason=data.main_reason,
        ratings=data.ratings,
        sealed=ctx.secrets.seal(json.dumps(words, ensure_ascii=False), label=interview_label(case["id"])),
        left_on=case["last_day"],
        department_id=(await ctx.people.get(person, as_of=case["last_day"])).department_id,
        answered_at=ctx.now(),
    )
    await note(ctx, "interview", case)
    await checklists.tick(ctx, left_source(case["spell_id"], case["last_day"]), "interview")


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
        "main_reason_title": MAIN_REASONS[row["main_reason"]].of(ctx.locale),
        "ratings": {key: rating for (key, _, _), rating in zip(ITEMS, row["ratings"], strict=True)},
        **words,
    }


async def analytics(ctx: Context, group: str | None = None) -> dict[str, Any]:
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
        {
            "id": f"reason.{reason}",
            "group": "reason",
            "name": MAIN_REASONS[reason].of(ctx.locale),
            "value": count,
        }
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
    if group is not None:
        items = [i for i in items if i["group"] == group]
    hidden = any(count < least for count in counts.values())
    return _listed(items) | {"answers": None if hidden else len(rows), "minimum": least}


def _listed(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"items": items, "total": len(items), "next_cursor": None}
