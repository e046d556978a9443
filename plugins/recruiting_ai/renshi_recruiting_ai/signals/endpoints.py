"""API of the review page: recordings, transcripts, measurements with their moments, key frames. Reads are audited."""

from __future__ import annotations

import re
from typing import Annotated, Any
from uuid import UUID

from litestar import Response
from litestar.params import Parameter

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.engine.report import Reason
from renshi_recruiting_ai.interviews import repository as interviews
from renshi_recruiting_ai.interviews import scoring
from renshi_recruiting_ai.media import repository as recordings
from renshi_recruiting_ai.media.kinds import fault
from renshi_recruiting_ai.review import blind
from renshi_recruiting_ai.review.evidence import clock, with_moments
from renshi_recruiting_ai.rows import as_list
from renshi_recruiting_ai.signals import policy, repository
from renshi_recruiting_ai.signals.schemas import TurnOn
from renshi_recruiting_ai.transcripts import repository as transcripts
from renshi_sdk import Context, NotFound, Text
from renshi_sdk.web import get, post

_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
# A browser neither guesses another type nor runs what is inside; `inline`, so that a player may have it.
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
    "Cache-Control": "private, no-store",
}
Range = Annotated[str | None, Parameter(header="Range", max_length=60)]


async def _seen(ctx: Context, interview_id: UUID, what: str) -> dict[str, Any]:
    """The interview, with an audit row that somebody read of it."""
    row = await interviews.by_id(ctx.company_id, interview_id)
    if row is None:
        raise NotFound(Text("没有这场面试", "there is no such interview"))
    await ctx.audit.record(
        f"recruiting_ai.{what}.read", subject="recruiting_ai_interview", subject_id=interview_id
    )
    return row


@get("/interviews/{interview_id:uuid}/recordings", permission=permissions.CANDIDATE_READ)
async def list_recordings(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """Recordings in the order they were spoken; `media` is where a player finds one, null once it was deleted."""
    await _seen(ctx, interview_id, "recording")
    names = (
        "id", "turn_no", "attempt", "segment", "kind", "media_type", "state", "size", "sha256", "seconds",
        "keep_until", "begun_at", "finished_at",
    )  # fmt: skip
    return as_list(
        [
            {name: row[name] for name in names}
            | {
                "media": f"/api/plugins/recruiting_ai/interviews/{interview_id}/recordings/{row['id']}/media"
                if row["file_id"]
                else None,
                "fault": fault(row["fault_code"]).zh if row["fault_code"] else None,
                "fault_en": fault(row["fault_code"]).en if row["fault_code"] else None,
            }
            for row in await recordings.of_interview(interview_id)
        ]
    )


@get(
    "/interviews/{interview_id:uuid}/recordings/{recording_id:uuid}/media",
    permission=permissions.CANDIDATE_READ,
)
async def play_recording(
    ctx: Context, interview_id: UUID, recording_id: UUID, wanted: Range = None
) -> Response[bytes]:
    """The recording itself, whole or a range of bytes, as a player asks for it."""
    row = await recordings.by_id(ctx.company_id, recording_id)
    if row is None or row["interview_id"] != interview_id or row["file_id"] is None:
        raise NotFound(Text("没有这段录音，或已到期删除", "there is no such recording, or its time is over"))
    await _seen(ctx, interview_id, "recording_media")
    match = _RANGE.match(wanted or "")
    _, content = await ctx.files.get(row["file_id"])
    headers = SAFE | {"Accept-Ranges": "bytes"}
    part = _part(match, len(content))
    if part is None:
        return Response(content, media_type=row["media_type"], headers=headers)
    start, end = part
    return Response(
        content[start : end + 1],
        status_code=206,
        media_type=row["media_type"],
        headers=headers | {"Content-Range": f"bytes {start}-{end}/{len(content)}"},
    )


def _part(match: re.Match[str] | None, size: int) -> tuple[int, int] | None:
    """First and last byte of a range; None for the whole, also where the range makes no sense."""
    if match is None or size == 0 or match.group(1) == match.group(2) == "":
        return None
    if match.group(1) == "":
        return max(0, size - int(match.group(2))), size - 1
    start = int(match.group(1))
    end = min(int(match.group(2)), size - 1) if match.group(2) else size - 1
    return (start, end) if start <= end else None


@get("/interviews/{interview_id:uuid}/transcripts", permission=permissions.CANDIDATE_READ)
async def list_transcripts(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """Every version of what was said: what the program heard with times and confidences, and the candidate's own."""
    await _seen(ctx, interview_id, "transcript")
    return as_list(await transcripts.of_interview(interview_id))


@get("/interviews/{interview_id:uuid}/signals", permission=permissions.CANDIDATE_READ)
async def list_signals(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """What was measured in each recording, with backend, versions and digests; or why it was not."""
    await _seen(ctx, interview_id, "signal")
    counts = {name: await policy.weight(ctx, name) for name in policy.SIGNALS}
    items = await repository.of_interview(interview_id)
    for item in items:
        item["weight"] = counts["video"] if item["part"] in ("face", "identity") else counts["speech"]
        item["reason"] = item["reason_zh"]
    return as_list(items)


@get("/interviews/{interview_id:uuid}/intervals", permission=permissions.CANDIDATE_READ)
async def list_intervals(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """Stretches of recordings in which something was so: speech, pauses, nobody in the picture. Milliseconds."""
    await _seen(ctx, interview_id, "signal")
    return as_list(await repository.intervals(interview_id))


@get("/interviews/{interview_id:uuid}/frames", permission=permissions.CANDIDATE_READ)
async def list_frames(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """Key frames kept as evidence; `picture` is null once it was deleted."""
    await _seen(ctx, interview_id, "frame")
    return as_list(
        [
            item
            | {
                "picture": f"/api/plugins/recruiting_ai/interviews/{interview_id}/frames/{item['id']}/picture"
                if item.pop("kept")
                else None
            }
            for item in await repository.frames(interview_id)
        ]
    )


@get("/interviews/{interview_id:uuid}/frames/{frame_id:uuid}/picture", permission=permissions.CANDIDATE_READ)
async def read_frame(ctx: Context, interview_id: UUID, frame_id: UUID) -> Response[bytes]:
    """One key frame as JPEG."""
    await _seen(ctx, interview_id, "frame")
    row = await repository.frame(interview_id, frame_id)
    if row is None or row["file_id"] is None:
        raise NotFound(Text("没有这张截图，或已到期删除", "there is no such picture, or its time is over"))
    _, content = await ctx.files.get(row["file_id"])
    return Response(content, media_type="image/jpeg", headers=SAFE)


@get("/interviews/{interview_id:uuid}/moments", permission=permissions.CANDIDATE_READ)
async def list_moments(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """Every quote of the newest score with the moments of the recording in which it is heard.

    A quote of a typed answer, or of words the program did not hear, has no moments.
    """
    await blind.require_sight(ctx, await _seen(ctx, interview_id, "signal"))
    found = await scoring.report_of(interview_id)
    return as_list(await with_moments(interview_id, found[1]) if found else [])


@get("/interviews/{interview_id:uuid}/signal-scores", permission=permissions.CANDIDATE_READ)
async def list_signal_scores(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """Signals that counted in the newest score: measure, anchor, per cent of the match, and the moments behind them."""
    await blind.require_sight(ctx, await _seen(ctx, interview_id, "signal"))
    found = await scoring.report_of(interview_id)
    if found is None or found[1].added is None:
        return as_list([])
    english = ctx.locale.startswith("en")

    def said(words: Reason | None) -> str | None:
        return None if words is None else words.en if english else words.zh

    return as_list(
        [
            {
                "key": item.key,
                "label": said(item.label),
                "score": item.score,
                "measure": item.measure or None,
                "weight": f"{item.weight.normalize():f}",
                "anchor": said(item.anchor) or said(item.note),
                "where": "、".join(f"{clock(one.start_ms)}–{clock(one.end_ms)}" for one in item.moments)
                or None,
                "moments": [one.model_dump() for one in item.moments],
            }
            for item in found[1].added.signals
        ]
    )


@get("/signal-policy", permission=permissions.CANDIDATE_READ)
async def read_policy(ctx: Context) -> dict[str, Any]:
    """Whether signals of voice and picture count, and every decision about it."""
    return await policy.shown(ctx)


@post("/signal-policy", permission=permissions.SETTINGS_EDIT, status_code=200)
async def set_policy(ctx: Context, data: TurnOn) -> dict[str, Any]:
    """Let a signal count, or no longer, with a justification that is kept."""
    return await policy.turn(ctx, data)


HANDLERS = (
    list_recordings,
    play_recording,
    list_transcripts,
    list_signals,
    list_intervals,
    list_frames,
    read_frame,
    list_moments,
    list_signal_scores,
    read_policy,
    set_policy,
)
