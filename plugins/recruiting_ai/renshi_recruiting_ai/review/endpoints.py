"""API of review: player, people's values, blind marks, the report as a file. Every read of scores is audited."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.interviews import repository as interviews
from renshi_recruiting_ai.interviews import scoring
from renshi_recruiting_ai.media import repository as recordings
from renshi_recruiting_ai.review import blind, document, player, repository, service
from renshi_recruiting_ai.review.evidence import heard_of
from renshi_recruiting_ai.review.schemas import DocumentWish, MarksForm, NewOverride
from renshi_recruiting_ai.rows import as_list
from renshi_sdk import Context, NotFound, Text
from renshi_sdk.web import get, post

_NO_RECORDING = Text("没有这段录音", "there is no such recording")


async def _seen(ctx: Context, interview: dict[str, Any], what: str) -> None:
    await ctx.audit.record(
        f"recruiting_ai.{what}.read", subject="recruiting_ai_interview", subject_id=interview["id"]
    )


def _named(ctx: Context, drawn: dict[str, Any]) -> dict[str, Any]:
    english = ctx.locale.startswith("en")
    names = {
        player.INTERVIEWER: "Question" if english else "提问",
        player.CANDIDATE: "Answer" if english else "回答",
    }
    for segment in drawn["segments"]:
        segment["speaker"] = names[segment["speaker"]]
    return drawn


@get("/interviews/{interview_id:uuid}/player", permission=permissions.CANDIDATE_READ)
async def read_player(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """The whole transcript with the words that scores rest on."""
    interview = await service.interview_of(ctx, interview_id)
    await blind.require_sight(ctx, interview)
    await _seen(ctx, interview, "transcript")
    found = await scoring.report_of(interview_id)
    rows = scoring.evidence_rows(found[1]) if found else []
    return _named(ctx, player.of_turns(await interviews.turns(interview_id), rows))


@get("/recordings/{recording_id:uuid}/player", permission=permissions.CANDIDATE_READ)
async def play(ctx: Context, recording_id: UUID) -> dict[str, Any]:
    """One recording with what was heard in it, for the player; quotes are marked where they are heard."""
    recording = await recordings.by_id(ctx.company_id, recording_id)
    if recording is None:
        raise NotFound(_NO_RECORDING)
    interview = await service.interview_of(ctx, recording["interview_id"])
    await blind.require_sight(ctx, interview)
    await _seen(ctx, interview, "recording")
    found = await scoring.report_of(interview["id"])
    turns = {turn["turn_no"]: turn["answer"] or "" for turn in await interviews.turns(interview["id"])}
    source = (
        f"/api/plugins/recruiting_ai/interviews/{interview['id']}/recordings/{recording_id}/media"
        if recording["file_id"]
        else None
    )
    return _named(
        ctx,
        player.of_recording(
            recording,
            (await heard_of(interview["id"])).get(recording["turn_no"]),
            turns.get(recording["turn_no"], ""),
            scoring.evidence_rows(found[1]) if found else [],
            source,
        ),
    )


@get("/interviews/{interview_id:uuid}/standing", permission=permissions.CANDIDATE_READ)
async def read_standing(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """Dimensions of the newest score with people's values beside the program's."""
    interview = await service.interview_of(ctx, interview_id)
    await blind.require_sight(ctx, interview)
    await _seen(ctx, interview, "score")
    score, report = await scoring.needed_report(interview_id)
    rows = await service.standing(score["id"], report)
    return as_list(rows) | {"match_by_people": service.match_by_people(rows)}


@get("/interviews/{interview_id:uuid}/dimension-options", permission=permissions.CANDIDATE_READ)
async def dimension_options(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """Dimensions that may be changed."""
    interview = await service.interview_of(ctx, interview_id)
    await blind.require_sight(ctx, interview)
    _, report = await scoring.needed_report(interview_id)
    return {"options": [{"value": item.key, "label": item.label} for item in report.dimensions]}


@get("/interviews/{interview_id:uuid}/overrides", permission=permissions.CANDIDATE_READ)
async def list_overrides(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """Every change by people, newest first."""
    interview = await service.interview_of(ctx, interview_id)
    await blind.require_sight(ctx, interview)
    return as_list(await repository.overrides(interview_id))


@post("/interviews/{interview_id:uuid}/overrides", permission=permissions.CANDIDATE_DECIDE)
async def add_override(ctx: Context, interview_id: UUID, data: NewOverride) -> dict[str, Any]:
    """Put an own value beside a dimension, with the reason. The program's score stays."""
    return await service.override(ctx, interview_id, data)


@get("/override-rates", permission=permissions.SETTINGS_EDIT)
async def override_rates(ctx: Context) -> dict[str, Any]:
    """How often each person changes scores: never is as telling as always."""
    return as_list(await repository.rates(ctx.company_id))


@get("/interviews/{interview_id:uuid}/marks/mine", permission=permissions.CANDIDATE_READ)
async def marks_wanted(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """Answers to mark with their scales. No scores, no name."""
    await _seen(ctx, await service.interview_of(ctx, interview_id), "transcript")
    return await service.marks_wanted(ctx, interview_id)


@post("/interviews/{interview_id:uuid}/marks", permission=permissions.CANDIDATE_DECIDE)
async def hand_in_marks(ctx: Context, interview_id: UUID, data: MarksForm) -> dict[str, Any]:
    """Hand in one's own marks, once."""
    return await service.hand_in(ctx, interview_id, data)


@get("/interviews/{interview_id:uuid}/marks", permission=permissions.CANDIDATE_READ)
async def list_marks(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """Marks of people; hidden from somebody who has not handed in their own."""
    return await service.marks_shown(ctx, interview_id)


@get("/interviews/{interview_id:uuid}/documents", permission=permissions.CANDIDATE_READ)
async def list_documents(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """Report files made so far, with their SHA-256."""
    await service.interview_of(ctx, interview_id)
    return as_list(await document.documents(interview_id))


@post("/interviews/{interview_id:uuid}/documents", permission=permissions.CANDIDATE_READ, status_code=200)
async def make_document(ctx: Context, interview_id: UUID, data: DocumentWish) -> Response[bytes]:
    """Make the report as a PDF, keep it, and answer it."""
    interview = await service.interview_of(ctx, interview_id)
    await blind.require_sight(ctx, interview)
    stored = await document.make(ctx, interview, interview, "review")
    _, body = await ctx.files.get(stored.id)
    return pdf(stored.name, body)


@get("/documents/{document_id:uuid}", permission=permissions.CANDIDATE_READ)
async def read_document(ctx: Context, document_id: UUID) -> Response[bytes]:
    """A report file as it was made."""
    row = await repository.document(ctx.company_id, document_id)
    if row is None or row["file_id"] is None:
        raise NotFound(Text("没有这份报告", "there is no such report"))
    interview = await service.interview_of(ctx, row["interview_id"])
    await blind.require_sight(ctx, interview)
    await _seen(ctx, interview, "report")
    stored, body = await ctx.files.get(row["file_id"])
    return pdf(stored.name, body)


def pdf(name: str, body: bytes) -> Response[bytes]:
    """A PDF as a download."""
    return Response(
        body,
        media_type="application/pdf",
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "private, no-store",
        },
    )


HANDLERS = (
    read_player,
    play,
    read_standing,
    dimension_options,
    list_overrides,
    add_override,
    override_rates,
    marks_wanted,
    hand_in_marks,
    list_marks,
    list_documents,
    make_document,
    read_document,
)
