"""Taking recordings in: piece by piece, in any order, any number of times, over a line that breaks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from renshi_recruiting_ai import notices
from renshi_recruiting_ai.candidates import repository as candidates
from renshi_recruiting_ai.interviews import repository as interviews
from renshi_recruiting_ai.media import kinds, repository
from renshi_recruiting_ai.media.schemas import BeginRecording
from renshi_recruiting_ai.rows import insert
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_sdk import Conflict, Context, Forbidden, Invalid, NotFound, Text
from renshi_sdk.db import execute, fetch

ANALYSE_JOB = "recruiting_ai.analyse"
CHUNK_TYPE = "application/octet-stream"


async def begin(ctx: Context, application_id: UUID, turn_no: int, wish: BeginRecording) -> dict[str, Any]:
    """Name a recording of an answer. The same call again gives what there is.

    Raises:
        Forbidden: recording was not agreed to. Conflict: the turn is answered, or no further attempt is allowed.
        Invalid: a kind of recording that is not taken.
    """
    interview = await _running(application_id)
    known = await repository.by_key(interview["id"], wish.key)
    if known is not None:
        return await standing(interview["id"], wish.key)
    await require_consent(application_id, notices.RECORDING)
    if kinds.plain_type(wish.media_type) not in kinds.DECLARED or (
        wish.kind == "video" and not kinds.plain_type(wish.media_type).startswith("video/")
    ):
        raise Invalid(kinds.fault("wrong_type"), code="recruiting_ai.media_wrong_type")
    if interview["channel"] == "text" or (wish.kind == "video" and interview["channel"] != "video"):
        raise Conflict(Text("这场面试不是以这种方式进行的", "this interview is not held in this way"))
    turn = next(
        (item for item in await interviews.turns(interview["id"]) if item["turn_no"] == turn_no), None
    )
    if turn is None:
        raise NotFound(Text("没有这一题", "there is no such question"))
    if turn["answer"] is not None:
        raise Conflict(
            Text("这一题已经作答", "this question has been answered"), code="recruiting_ai.answered_already"
        )
    settings = await ctx.settings(RecruitingSettings)
    await _attempt(ctx, interview["id"], turn, wish, settings.retries)
    recording_id = await insert(
        "recruiting_ai_recording",
        company_id=ctx.company_id,
        interview_id=interview["id"],
        turn_no=turn_no,
        attempt=wish.attempt,
        segment=wish.segment,
        key=wish.key,
        kind=wish.kind,
        media_type=kinds.plain_type(wish.media_type),
        state="receiving",
        keep_until=ctx.today() + timedelta(days=settings.media_days),
        begun_at=ctx.now(),
    )
    await ctx.audit.record(
        "recruiting_ai.recording.begin",
        subject="recruiting_ai_recording",
        subject_id=recording_id,
        detail={"turn_no": turn_no, "attempt": wish.attempt, "segment": wish.segment, "kind": wish.kind},
    )
    return await standing(interview["id"], wish.key)


async def _attempt(
    ctx: Context, interview_id: UUID, turn: dict[str, Any], wish: BeginRecording, retries: int
) -> None:
    """Count a new attempt, and throw the former one away: one answer counts, the candidate's latest."""
    if wish.attempt == turn["attempts"] or (wish.attempt == 1 and turn["attempts"] == 0):
        pass
    elif wish.attempt != turn["attempts"] + 1:
        raise Conflict(
            Text("录制次数与记录不符，请刷新页面", "the count of attempts does not fit; reload the page"),
            code="recruiting_ai.attempt",
        )
    elif wish.attempt > 1 + retries:
        raise Conflict(
            Text(f"每题最多重录 {retries} 次", f"an answer may be recorded again {retries} times at most"),
            code="recruiting_ai.no_more_attempts",
        )
    else:
        former = await fetch(
            "SELECT id FROM recruiting_ai_recording WHERE interview_id = $1 AND turn_no = $2 AND attempt < $3",
            interview_id,
            turn["turn_no"],
            wish.attempt,
        )
        await delete(ctx, [row["id"] for row in former], why="recorded again")
        await execute(
            "DELETE FROM recruiting_ai_transcript WHERE interview_id = $1 AND turn_no = $2",
            interview_id,
            turn["turn_no"],
        )
    await execute(
        "UPDATE recruiting_ai_turn SET attempts = GREATEST(attempts, $3) WHERE interview_id = $1 AND turn_no = $2",
        interview_id,
        turn["turn_no"],
        wish.attempt,
    )


async def put_chunk(
    ctx: Context, application_id: UUID, key: str, chunk_no: int, content: bytes, told_sha256: str
) -> dict[str, Any]:
    """Keep one piece. The same piece again changes nothing; another one under its number is refused.

    Raises:
        Invalid: empty, too large, not what its SHA-256 says, or more than a recording may have.
        Conflict: the recording is finished, or this number holds something else.
    """
    interview = await _interview(application_id)
    recording = await _recording(interview["id"], key, lock=True)
    digest = hashlib.sha256(content).hexdigest()
    if digest != told_sha256.lower():
        raise Invalid(
            Text("数据在传输中损坏，请重传", "the piece was damaged on its way; send it again"),
            code="recruiting_ai.chunk_damaged",
        )
    known = await repository.chunk(recording["id"], chunk_no)
    if known is not None:
        if known["sha256"] != digest:
            raise Conflict(
                Text("该序号已有其他内容", "this number holds another piece"),
                code="recruiting_ai.chunk_differs",
            )
        return {"chunk_no": chunk_no, "received": True}
    if recording["state"] != "receiving":
        if recording["file_id"] is not None or recording["state"] in ("refused", "discarded"):
            # Its pieces are one file by now, or nobody wants it any more: a late copy is no news.
            return {"chunk_no": chunk_no, "received": True}
        raise Conflict(
            Text("录音已结束", "the recording is finished"), code="recruiting_ai.recording_finished"
        )
    await require_consent(application_id, notices.RECORDING)
    too_much = (
        not content
        or len(content) > kinds.MAX_CHUNK_BYTES
        or recording["size"] + len(content) > kinds.MAX_RECORDING_BYTES
        or chunk_no >= kinds.MAX_CHUNKS
    )
    if too_much:
        raise Invalid(
            Text(
                f"录音片段或总大小超过上限（每段 {kinds.MAX_CHUNK_BYTES // 2**20} MB，"
                f"合计 {kinds.MAX_RECORDING_BYTES // 2**20} MB）",
                f"a piece may have {kinds.MAX_CHUNK_BYTES // 2**20} MB and a recording "
                f"{kinds.MAX_RECORDING_BYTES // 2**20} MB",
            ),
            code="recruiting_ai.recording_too_large",
        )
    if chunk_no == 0 and kinds.sniff(content[:16]) is None:
        raise Invalid(kinds.fault("wrong_type"), code="recruiting_ai.media_wrong_type")
    stored = await ctx.files.put(
        f"{key}-{chunk_no}.part", content, media_type=CHUNK_TYPE, keep_until=recording["keep_until"]
    )
    await insert(
        "recruiting_ai_chunk",
        company_id=ctx.company_id,
        recording_id=recording["id"],
        chunk_no=chunk_no,
        size=len(content),
        sha256=digest,
        file_id=stored.id,
    )
    await repository.update(recording["id"], size=recording["size"] + len(content))
    return {"chunk_no": chunk_no, "received": True}


async def finish(ctx: Context, application_id: UUID, key: str, count: int) -> dict[str, Any]:
    """Say how many pieces there are. What is missing is answered; once nothing is, the recording is stored.

    Raises:
        Conflict: another count was said before.
    """
    interview = await _interview(application_id)
    recording = await _recording(interview["id"], key, lock=True)
    if recording["state"] == "receiving":
        if recording["chunk_count"] not in (None, count):
            raise Conflict(Text("片段数与之前不符", "another number of pieces was said before"))
        there = {item["chunk_no"] for item in await repository.chunks(recording["id"])}
        if there - set(range(count)):
            raise Conflict(Text("片段数少于已收到的", "more pieces have arrived than there are said to be"))
        if len(there) == count:
            await repository.update(recording["id"], chunk_count=count, state="stored", finished_at=ctx.now())
            await ctx.jobs.enqueue(
                ANALYSE_JOB, {"recording_id": str(recording["id"])}, key=str(recording["id"])
            )
        else:
            await repository.update(recording["id"], chunk_count=count)
    return await standing(interview["id"], key)


async def standing(interview_id: UUID, key: str) -> dict[str, Any]:
    """Where a recording stands: its state, the pieces that are there, and those known to be missing."""
    recording = await _recording(interview_id, key)
    there = [item["chunk_no"] for item in await repository.chunks(recording["id"])]
    count = recording["chunk_count"]
    missing = (
        sorted(set(range(count)) - set(there))
        if count is not None and recording["state"] == "receiving"
        else []
    )
    fault = recording["fault_code"]
    return {
        "key": key,
        "turn_no": recording["turn_no"],
        "attempt": recording["attempt"],
        "segment": recording["segment"],
        "state": recording["state"],
        "received": there,
        "missing": missing,
        "seconds": None if recording["seconds"] is None else float(recording["seconds"]),
        "chunk_bytes": kinds.MAX_CHUNK_BYTES,
        "fault": kinds.fault(fault).zh if fault else None,
        "fault_en": kinds.fault(fault).en if fault else None,
    }


async def standing_for(application_id: UUID, key: str) -> dict[str, Any]:
    """The same, for the candidate of an application."""
    interview = await _interview(application_id)
    return await standing(interview["id"], key)


async def require_consent(application_id: UUID, purpose: str) -> None:
    """Raises Forbidden unless the candidate agrees to `purpose` now."""
    if not await agreed(application_id, purpose):
        notice = notices.notices()[purpose]
        raise Forbidden(
            Text(f"需要先同意《{notice.title}》", f"please agree to “{notice.title_en}” first"),
            code="recruiting_ai.consent_needed",
        )


async def agreed(application_id: UUID, purpose: str) -> bool:
    """Whether the candidate agrees to a purpose now."""
    given = (await candidates.consents(application_id)).get(purpose)
    return given is not None and bool(given["granted"])


async def delete(ctx: Context, recording_ids: Sequence[UUID], *, why: str) -> int:
    """Remove recordings with every copy, piece, frame and measurement. Returns the number of files that went."""
    files = await repository.files_of(recording_ids)
    await execute("DELETE FROM recruiting_ai_recording WHERE id = ANY($1)", list(recording_ids))
    for file_id in files:
        await ctx.files.delete(file_id)
    if recording_ids:
        await ctx.audit.record(
            "recruiting_ai.recording.delete",
            subject="recruiting_ai_recording",
            detail={"recordings": [str(item) for item in recording_ids], "files": len(files), "why": why},
        )
    return len(files)


async def _interview(application_id: UUID) -> dict[str, Any]:
    interview = await interviews.of_application(application_id)
    if interview is None:
        raise Conflict(Text("面试尚未开始", "the interview has not begun"))
    return interview


async def _running(application_id: UUID) -> dict[str, Any]:
    interview = await _interview(application_id)
    if interview["state"] != "in_progress":
        raise Conflict(Text("面试已结束", "the interview is over"))
    return interview


async def _recording(interview_id: UUID, key: str, *, lock: bool = False) -> dict[str, Any]:
    row = await repository.by_key(interview_id, key, lock=lock)
    if row is None:
        raise NotFound(Text("没有这段录音", "there is no such recording"))
    return row
