"""Taking a consent back: what it allowed to exist is removed, with every copy."""

from __future__ import annotations

from typing import Any

from renshi_recruiting_ai import notices
from renshi_recruiting_ai.candidates import service as applications
from renshi_recruiting_ai.identity import service as identity
from renshi_recruiting_ai.interviews import repository, service
from renshi_recruiting_ai.language_model import repository as language_model
from renshi_recruiting_ai.media import repository as recordings
from renshi_recruiting_ai.media import service as media
from renshi_recruiting_ai.ranking import service as ranking
from renshi_recruiting_ai.review import keeping as reports
from renshi_recruiting_ai.signals import repository as signals
from renshi_sdk import Context
from renshi_sdk.db import execute

_PARTS = {
    notices.AI_SCORING: ("speech",),
    notices.FACE_PROCESSING: ("face",),
    notices.IDENTITY_CHECK: ("identity",),
}


async def _without_model(ctx: Context, application: dict[str, Any]) -> None:
    """Opinions of a language model, and scores that rest on them, are deleted; the rules score again."""
    interview = await repository.of_application(application["id"], lock=True)
    if interview is None:
        return
    await reports.forget(ctx, [interview["id"]])
    await language_model.forget([interview["id"]])
    gone = await execute(
        "DELETE FROM recruiting_ai_score WHERE interview_id = $1 AND jsonb_typeof(report -> 'added') = 'object'"
        " AND report -> 'added' -> 'model' <> 'null'::jsonb",
        interview["id"],
    )
    await ctx.audit.record(
        "recruiting_ai.opinion.delete", subject="recruiting_ai_interview", subject_id=interview["id"]
    )
    if gone != "DELETE 0" and interview["ai_scoring"]:
        await service.enqueue_scoring(ctx, interview["id"])


async def withdraw(ctx: Context, application: dict[str, Any], purpose: str) -> None:
    """Remove what a purpose produced.

    Application: the application is withdrawn. AI scoring: scores, matches of the résumé, measurements of the voice.
    Recording: recordings with frames and measurements; the words stay, as typed ones would. Faces and identity: their
    measurements, pictures.
    """
    if purpose == notices.APPLICATION:
        if application["stage"] not in applications.CLOSED_STAGES:
            await applications.withdraw(ctx, application)
        return
    if purpose == notices.AI_SCORING:
        await service.stop_scoring(ctx, application["id"])
        await ranking.forget([application["id"]])
        known = await repository.of_application(application["id"])
        if known is not None:
            await language_model.forget([known["id"]])
    if purpose == notices.LANGUAGE_MODEL:
        await _without_model(ctx, application)
        return
    interview = await repository.of_application(application["id"], lock=True)
    if interview is None:
        return
    # A report that was made as a file shows what is taken back here.
    await reports.forget(ctx, [interview["id"]])
    mine = await recordings.of_interview(interview["id"])
    if purpose == notices.RECORDING:
        await media.delete(ctx, [item["id"] for item in mine], why="consent withdrawn")
        await execute(
            "UPDATE recruiting_ai_interview SET channel = 'text' WHERE id = $1 AND state = 'in_progress'",
            interview["id"],
        )
        # An answer whose recording went before it was heard is open again, to be written.
        await execute(
            "UPDATE recruiting_ai_turn SET answer = NULL, answered_at = NULL, answered_by = 'text', attempts = 0"
            " WHERE interview_id = $1 AND answered_by <> 'text' AND answer = '' AND EXISTS (SELECT FROM"
            " recruiting_ai_interview i WHERE i.id = $1 AND i.state = 'in_progress')",
            interview["id"],
        )
        return
    if purpose == notices.IDENTITY_CHECK:
        await identity.forget(ctx, [interview["id"]])
    for item in mine:
        for file_id in await signals.forget(item["id"], _PARTS[purpose]):
            await ctx.files.delete(file_id)
    await ctx.audit.record(
        "recruiting_ai.signal.delete",
        subject="recruiting_ai_interview",
        subject_id=interview["id"],
        detail={"purpose": purpose},
    )
