"""What candidates and panels are told about a round: letters with a calendar file, notices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai.rounds import calendar
from renshi_recruiting_ai.talk import messages
from renshi_sdk import Context, Text


def file(ctx: Context, row: dict[str, Any], *, cancelled: bool = False) -> str:
    """The appointment as a calendar file; cancelled, it takes the earlier one away."""
    return calendar.appointment(
        uid=str(row["id"]),
        sequence=row["sequence"],
        made_at=ctx.now(),
        starts_at=row["starts_at"],
        minutes=row["minutes"],
        title=f"{row['requisition_title']} · {row['title']}",
        place=row["place"] or row["link"],
        words=row["link"] or "",
        cancelled=cancelled,
    )


async def write(ctx: Context, row: dict[str, Any], key: str, *, cancelled: bool = False) -> dict[str, Any]:
    """Write to the candidate about the round."""
    return await messages.write(
        ctx,
        row["application_id"],
        key,
        words={
            "time": messages.shown_time(ctx, row["starts_at"]),
            "minutes": str(row["minutes"]),
            "place": row["place"] or row["link"] or "—",
            "round": row["title"],
        },
        calendar=file(ctx, row, cancelled=cancelled),
    )


async def tell_panel(ctx: Context, row: dict[str, Any], people: list[UUID], title: Text, why: str) -> None:
    """Tell people of the panel, once per state of the round."""
    when = messages.shown_time(ctx, row["starts_at"]) if row["starts_at"] else "时间待定"
    for person in people:
        await ctx.notices.send(
            person,
            kind=f"recruiting_ai.round_{why}",
            title=title,
            body=Text(
                f"{row['requisition_title']} · {row['title']}：{when}", f"{row['requisition_title']}: {when}"
            ),
            link=f"/console/recruiting_ai/rounds/{row['id']}",
            key=f"recruiting_ai.round_{why}:{row['id']}:{row['sequence']}:{person}",
        )
