"""Taking report files away again: on erasure, and when what they show may no longer be kept."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from renshi_sdk import Context
from renshi_sdk.db import execute, fetch


async def forget(ctx: Context, interview_ids: Sequence[UUID]) -> int:
    """Delete every report file of these interviews, that in an employee's file too; returns how many."""
    rows = await fetch(
        "DELETE FROM recruiting_ai_document WHERE interview_id = ANY($1) RETURNING file_id",
        list(interview_ids),
    )
    files = [row["file_id"] for row in rows if row["file_id"] is not None]
    await execute(
        "UPDATE recruiting_ai_offer SET report_file_id = NULL WHERE report_file_id = ANY($1)", files
    )
    for file_id in files:
        await ctx.files.delete(file_id)
    return len(files)


async def forget_candidate(ctx: Context, candidate_id: UUID) -> int:
    """The same for everything of one candidate."""
    rows = await fetch(
        "SELECT i.id FROM recruiting_ai_interview i JOIN recruiting_ai_application a ON a.id = i.application_id"
        " WHERE a.candidate_id = $1",
        candidate_id,
    )
    return await forget(ctx, [row["id"] for row in rows])
