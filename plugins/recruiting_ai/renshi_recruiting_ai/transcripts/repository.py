"""Queries of transcripts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai.rows import from_json
from renshi_sdk.db import execute, fetch

_COLUMNS = "turn_no, version, source, words, pieces, confidence, changed_share, model, model_digest, digest, created_at"


async def of_turn(interview_id: UUID, turn_no: int) -> list[dict[str, Any]]:
    """All versions of what was said in a turn, oldest first."""
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM recruiting_ai_transcript WHERE interview_id = $1 AND turn_no = $2 ORDER BY version",
        interview_id,
        turn_no,
    )
    return [dict(row) | {"pieces": from_json(row["pieces"])} for row in rows]


async def of_interview(interview_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM recruiting_ai_transcript WHERE interview_id = $1 ORDER BY turn_no, version",
        interview_id,
    )
    return [dict(row) | {"pieces": from_json(row["pieces"])} for row in rows]


async def forget_heard(interview_id: UUID, turn_no: int) -> None:
    """Remove what a model heard in a turn, before it is heard again."""
    await execute(
        "DELETE FROM recruiting_ai_transcript WHERE interview_id = $1 AND turn_no = $2"
        " AND source IN ('asr_local', 'asr_http')",
        interview_id,
        turn_no,
    )
