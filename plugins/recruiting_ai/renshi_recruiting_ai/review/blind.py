"""Who may see the program's scores yet, and who has seen them.

Somebody who still owes a scorecard must not be led by a number, and a mark is only worth something as a yardstick when
it was given before the report was opened.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai.review import repository
from renshi_sdk import Context, Forbidden, Text, new_id


async def require_sight(ctx: Context, interview: dict[str, Any]) -> None:
    """Let the actor see the scores, and remember that they did.

    Raises:
        Forbidden: the actor sits in a running round of this candidate and has not handed in their own card.
    """
    employee_id = ctx.actor.employee_id
    if employee_id is None:
        return
    if await repository.card_missing(interview["application_id"], employee_id):
        raise Forbidden(
            Text(
                "请先提交您的面试评分表，再查看 AI 评分",
                "hand in your own scorecard first; the program's scores come after it",
            ),
            code="recruiting_ai.card_first",
        )
    await repository.note_opened(ctx.company_id, interview["id"], employee_id, new_id())


async def is_blind(interview_id: UUID, employee_id: UUID) -> bool:
    """Whether a mark given now is given without having seen the program's scores."""
    return not await repository.has_opened(interview_id, employee_id)
