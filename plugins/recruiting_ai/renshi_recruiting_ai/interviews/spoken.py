"""Answers that are spoken: closing a turn, the time it may take, the words that come later, the end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai.interviews import repository, service
from renshi_recruiting_ai.media import repository as recordings
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.transcripts import service as transcripts
from renshi_sdk import Conflict, Context, NotFound, Text
from renshi_sdk.db import execute, fetch

UNTIMED_SECONDS = 1800.0


async def seconds_allowed(ctx: Context, interview: dict[str, Any], turn_no: int) -> float:
    """The longest recording of a turn: the question's time with the interview's share, half an hour where untimed."""
    percent = interview["time_percent"]
    if percent is None:
        return UNTIMED_SECONDS
    profile = await profiles.load(ctx, interview["profile_id"])
    turn = next(item for item in await repository.turns(interview["id"]) if item["turn_no"] == turn_no)
    return float(min(UNTIMED_SECONDS, profile.question(turn["question_key"]).seconds * percent / 100))


async def close_turn(ctx: Context, application_id: UUID, turn_no: int, attempt: int) -> dict[str, Any]:
    """Take the recorded answer of a turn as given, and ask what comes next. The same call again changes nothing.

    Raises:
        Conflict: pieces are still missing, or nothing was recorded.
    """
    interview = await repository.of_application(application_id, lock=True)
    if interview is None:
        raise Conflict(Text("面试尚未开始", "the interview has not begun"))
    turns = await repository.turns(interview["id"])
    turn = next((item for item in turns if item["turn_no"] == turn_no), None)
    if turn is None:
        raise NotFound(Text("没有这一题", "there is no such question"))
    if turn["answer"] is not None:
        return interview
    if interview["state"] != "in_progress":
        raise Conflict(Text("面试已结束", "the interview is over"))
    mine = [
        item
        for item in await recordings.of_interview(interview["id"])
        if item["turn_no"] == turn_no and item["attempt"] == attempt
    ]
    missing = [item["key"] for item in mine if item["state"] == "receiving"]
    if not mine or missing:
        raise Conflict(
            Text("录音尚未全部上传", "the recording has not wholly arrived"),
            code="recruiting_ai.recording_missing",
            missing=missing,
        )
    kind = "video" if any(item["kind"] == "video" for item in mine) else "voice"
    await execute(
        "UPDATE recruiting_ai_turn SET answer = $3, answered_at = $4, answered_by = $5"
        " WHERE interview_id = $1 AND turn_no = $2",
        interview["id"],
        turn_no,
        await transcripts.answer_of(interview["id"], turn_no) or "",
        ctx.now(),
        kind,
    )
    await service.advance(ctx, interview)
    return await repository.of_application(application_id) or interview


async def correct(ctx: Context, application: dict[str, Any], turn_no: int, text: str) -> None:
    """The candidate's own words of a spoken answer: typed where nothing was heard, else confirmed or corrected.

    Raises:
        Conflict: the answer was not spoken, or people have decided already.
    """
    interview = await repository.of_application(application["id"], lock=True)
    turns = await repository.turns(interview["id"]) if interview else []
    turn = next((item for item in turns if item["turn_no"] == turn_no), None)
    if interview is None or turn is None:
        raise NotFound(Text("没有这一题", "there is no such question"))
    if turn["answered_by"] == "text" or turn["answer"] is None:
        raise Conflict(Text("这一题不是语音作答", "this answer was not spoken"))
    if application["stage"] not in ("interviewing", "review"):
        raise Conflict(
            Text("已有处理结果，如有异议请提出申诉", "people have decided; please appeal instead"),
            code="recruiting_ai.decided",
        )
    added = await transcripts.correct(ctx, interview["id"], turn_no, text)
    if added is None:
        return
    await _take_over(interview["id"], turn_no)
    await _score_when_done(ctx, interview)


async def analysed(ctx: Context, interview: dict[str, Any], turn_no: int) -> None:
    """A recording has been analysed: what was heard is the answer unless the candidate said otherwise."""
    await _take_over(interview["id"], turn_no)
    await _score_when_done(ctx, interview)


async def _take_over(interview_id: UUID, turn_no: int) -> None:
    words = await transcripts.answer_of(interview_id, turn_no)
    if words is not None:
        await execute(
            "UPDATE recruiting_ai_turn SET answer = $3 WHERE interview_id = $1 AND turn_no = $2"
            " AND answer IS NOT NULL AND answered_by <> 'text'",
            interview_id,
            turn_no,
            words,
        )


async def _score_when_done(ctx: Context, interview: dict[str, Any]) -> None:
    over = interview["ai_scoring"] and interview["state"] in ("completed", "scored")
    if over and await recordings.waiting(interview["id"]) == 0:
        await service.enqueue_scoring(ctx, interview["id"])


async def finish(ctx: Context, application: dict[str, Any]) -> None:
    """The candidate is done: everything is answered, and the words have been looked at as far as they wished.

    Raises:
        Conflict: a question is still open.
    """
    interview = await repository.of_application(application["id"], lock=True)
    if interview is None:
        raise Conflict(Text("面试尚未开始", "the interview has not begun"))
    if interview["state"] != "in_progress":
        return
    if any(turn["answer"] is None for turn in await repository.turns(interview["id"])):
        raise Conflict(
            Text("还有题目没有作答", "a question is still open"), code="recruiting_ai.open_question"
        )
    await service.complete(ctx, interview)


async def give_time(ctx: Context, interview_id: UUID, percent: int | None) -> None:
    """More time, or none counted; nobody has to say why. The choice is in the audit chain without a reason."""
    await execute("UPDATE recruiting_ai_interview SET time_percent = $2 WHERE id = $1", interview_id, percent)
    await ctx.audit.record(
        "recruiting_ai.interview.time",
        subject="recruiting_ai_interview",
        subject_id=interview_id,
        detail={"time_percent": percent},
    )


async def switch(ctx: Context, application: dict[str, Any], channel: str) -> None:
    """Change the way of answering from the next answer on; text is always possible."""
    interview = await repository.of_application(application["id"], lock=True)
    if interview is None or interview["state"] != "in_progress":
        raise Conflict(Text("面试不在进行中", "the interview is not under way"))
    if interview["channel"] == channel:
        return
    await service.require_channel(ctx, application["id"], channel)
    await execute("UPDATE recruiting_ai_interview SET channel = $2 WHERE id = $1", interview["id"], channel)
    await ctx.audit.record(
        "recruiting_ai.interview.channel",
        subject="recruiting_ai_interview",
        subject_id=interview["id"],
        detail={"from": interview["channel"], "to": channel},
    )


async def close_stale(ctx: Context) -> int:
    """Interviews whose last answer lies a day back and that only wait for the candidate's last click are completed."""
    rows = await fetch(
        "SELECT i.id FROM recruiting_ai_interview i WHERE i.company_id = $1 AND i.state = 'in_progress'"
        " AND NOT EXISTS (SELECT FROM recruiting_ai_turn t WHERE t.interview_id = i.id AND t.answer IS NULL)"
        " AND NOT EXISTS (SELECT FROM recruiting_ai_turn t WHERE t.interview_id = i.id"
        " AND t.answered_at > $2::timestamptz - interval '1 day') ORDER BY i.id LIMIT 500",
        ctx.company_id,
        ctx.now(),
    )
    for row in rows:
        interview = await repository.by_id(ctx.company_id, row["id"], lock=True)
        if interview is not None and interview["state"] == "in_progress":
            await service.complete(ctx, interview)
    return len(rows)


async def give_time_to(ctx: Context, application_id: UUID, percent: int | None) -> None:
    """The same, asked for by the candidate while the interview is under way."""
    interview = await repository.of_application(application_id, lock=True)
    if interview is None or interview["state"] != "in_progress":
        raise Conflict(Text("面试不在进行中", "the interview is not under way"))
    await give_time(ctx, interview["id"], percent)
