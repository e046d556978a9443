"""What of a person's answers a judge holds goes with them."""

from __future__ import annotations

from uuid import UUID

from renshi_recruiting_ai.calibration.repository import JUDGE
from renshi_sdk import Context
from renshi_sdk.db import execute, fetch


async def forget(ctx: Context, candidate_id: UUID) -> int:
    """Delete files of judges learned from somebody's answers, and take them out of use; returns how many.

    A judge compares answers with the marked ones, so its file holds their words. People may learn a new one.
    """
    rows = await fetch(
        f"SELECT j.id, j.file_id FROM {JUDGE} j WHERE j.company_id = $1 AND j.file_id IS NOT NULL AND EXISTS"
        " (SELECT FROM recruiting_ai_interview i JOIN recruiting_ai_application a ON a.id = i.application_id"
        " WHERE a.candidate_id = $2 AND j.measured->'interviews' ? i.id::text) ORDER BY j.id",
        ctx.company_id,
        candidate_id,
    )
    for row in rows:
        await execute(f"UPDATE {JUDGE} SET file_id = NULL, state = 'retired' WHERE id = $1", row["id"])
        await ctx.files.delete(row["file_id"])
        await ctx.audit.record("recruiting_ai.judge.forget", subject=JUDGE, subject_id=row["id"])
    return len(rows)
