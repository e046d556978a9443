"""The board: one column a stage, the longest waiting on top."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai.pipeline import repository, service
from renshi_recruiting_ai.requisitions import service as requisitions
from renshi_sdk import Context

PER_STAGE = 50
MUST = {"met": "硬性条件符合", "unknown": "硬性条件待核实", "not_met": "硬性条件不符"}
MUST_EN = {"met": "must-haves met", "unknown": "must-haves to check", "not_met": "must-haves not met"}


async def board(ctx: Context, requisition_id: UUID) -> dict[str, Any]:
    """Columns with their cards; ``count`` is of everybody in the column, also those not shown."""
    job = await requisitions.get(ctx, requisition_id)
    english = ctx.locale.startswith("en")
    stages = await repository.stages(job["pipeline_id"] or await service.for_family(ctx, None))
    counts = await repository.stage_counts(requisition_id)
    shown: dict[UUID | None, list[dict[str, Any]]] = {}
    for card in await repository.cards(requisition_id, ctx.now(), ctx.today(), PER_STAGE):
        shown.setdefault(card["stage_id"], []).append(_card(card, english=english))
    # Applications from before there were stages stand in the column of their state.
    first = stages[0]["id"]
    shown.setdefault(first, []).extend(shown.pop(None, []))
    counts[first] = counts.get(first, 0) + counts.pop(None, 0)
    return {
        "id": requisition_id,
        "title": job["title"],
        "columns": [
            {
                "id": stage["id"],
                "value": str(stage["id"]),
                "title": (stage["title_en"] if english else None) or stage["title"],
                "label": (stage["title_en"] if english else None) or stage["title"],
                "kind": stage["kind"],
                "sla_days": stage["sla_days"],
                "count": counts.get(stage["id"], 0),
                "items": shown.get(stage["id"], []),
            }
            for stage in stages
        ],
    }


def _card(card: dict[str, Any], *, english: bool) -> dict[str, Any]:
    facts = [
        card["city"],
        f"{card['years']:g}{' years' if english else ' 年经验'}" if card["years"] is not None else None,
        card["degree"],
    ]
    fits = [
        f"{'CV' if english else '简历'} {card['fit']:.0f}" if card["fit"] is not None else None,
        f"{'AI' if english else 'AI 面试'} {card['match_percent']}"
        if card["match_percent"] is not None
        else None,
        (MUST_EN if english else MUST).get(card["must_haves"] or ""),
    ]
    waits = f"{card['days']} {'days here' if english else '天'}"
    card = {key: value for key, value in card.items() if key != "place"}
    return card | {
        "column": str(card["stage_id"]),
        "subtitle": " · ".join(str(item) for item in facts if item),
        "detail": " · ".join(item for item in fits if item),
        "waits": waits,
        "late": ("late" if english else "超时") if card["overdue"] else None,
    }
