"""Holding an interview: one question at a time, each answer kept once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai import channels, notices
from renshi_recruiting_ai.calibration import keeping as judges
from renshi_recruiting_ai.candidates import repository as candidates
from renshi_recruiting_ai.candidates import service as applications
from renshi_recruiting_ai.engine.analysis import analyse
from renshi_recruiting_ai.engine.followups import choose
from renshi_recruiting_ai.engine.profile import FollowUp, JobProfile, Question
from renshi_recruiting_ai.engine.relevance import references
from renshi_recruiting_ai.engine.thinking import think, warm
from renshi_recruiting_ai.engine.units import AnswerPart
from renshi_recruiting_ai.interviews import repository
from renshi_recruiting_ai.media import repository as recordings
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.rows import insert
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_sdk import Conflict, Context, Forbidden, NotFound, Text
from renshi_sdk.db import execute

SCORE_JOB = "recruiting_ai.score"


async def start(
    ctx: Context, application: dict[str, Any], channel: str, time_percent: int | None = 100
) -> dict[str, Any]:
    """Begin the interview, or go on with the one that has begun.

    Raises:
        Conflict: the application is over, or the company does not offer this kind of interview.
        Forbidden: a spoken interview, and recording was not agreed to.
    """
    known = await repository.of_application(application["id"])
    if known is not None:
        return known
    if application["stage"] != "applied":
        raise Conflict(Text("该应聘现在不能开始面试", "the interview can't begin at this stage"))
    await require_channel(ctx, application["id"], channel)
    warm()
    settings = await ctx.settings(RecruitingSettings)
    agreed = await candidates.consents(application["id"])
    consent = agreed.get(notices.AI_SCORING)
    interview_id = await insert(
        "recruiting_ai_interview",
        company_id=ctx.company_id,
        application_id=application["id"],
        profile_id=application["profile_id"],
        channel=channel,
        state="in_progress",
        ai_scoring=settings.ai_scoring and consent is not None and consent["granted"],
        started_at=ctx.now(),
        time_percent=time_percent,
    )
    profile = await profiles.load(ctx, application["profile_id"])
    await _ask(ctx, interview_id, 1, profile.questions[0], None)
    await applications.move(ctx, application["id"], "interviewing")
    await ctx.audit.record(
        "recruiting_ai.interview.start",
        subject="recruiting_ai_interview",
        subject_id=interview_id,
        detail={"channel": channel, "time_percent": time_percent},
    )
    row = await repository.by_id(ctx.company_id, interview_id)
    if row is None:
        raise NotFound(Text("没有这场面试", "there is no such interview"))
    return row


async def require_channel(ctx: Context, application_id: UUID, channel: str) -> None:
    """Pass where the company offers this kind of interview and the candidate agrees to being recorded for it."""
    channels.require(channel, await ctx.settings(RecruitingSettings))
    if channel == "text":
        return
    given = (await candidates.consents(application_id)).get(notices.RECORDING)
    if given is None or not given["granted"]:
        notice = notices.notices()[notices.RECORDING]
        raise Forbidden(
            Text(f"需要先同意《{notice.title}》", f"please agree to “{notice.title_en}” first"),
            code="recruiting_ai.consent_needed",
        )


async def answer(ctx: Context, application_id: UUID, turn_no: int, text: str) -> dict[str, Any]:
    """Keep the answer of a turn and ask the next question. The same answer sent again changes nothing.

    Raises:
        Conflict: another answer is there already, or the interview is over.
    """
    interview = await repository.of_application(application_id, lock=True)
    if interview is None:
        raise Conflict(Text("面试尚未开始", "the interview has not begun"))
    turns = await repository.turns(interview["id"])
    turn = next((item for item in turns if item["turn_no"] == turn_no), None)
    if turn is None:
        raise NotFound(Text("没有这一题", "there is no such question"))
    if turn["answer"] is not None:
        if turn["answer"] == text:
            return interview
        raise Conflict(
            Text(
                "这一题已经作答，以第一次提交为准", "this question has been answered; the first answer counts"
            ),
            code="recruiting_ai.answered_already",
        )
    if interview["state"] != "in_progress":
        raise Conflict(Text("面试已结束", "the interview is over"))
    await execute(
        "UPDATE recruiting_ai_turn SET answer = $3, answered_at = $4 WHERE interview_id = $1 AND turn_no = $2",
        interview["id"],
        turn_no,
        text,
        ctx.now(),
    )
    await advance(ctx, interview)
    return await repository.of_application(application_id) or interview


async def advance(ctx: Context, interview: dict[str, Any]) -> None:
    """Ask what comes next: a follow-up to what was answered, else the next question, else the end.

    A spoken answer has words only once it is transcribed, so its follow-up may come after the next question, and says
    which question it belongs to. A spoken interview waits for the candidate's last look at the words (spoken.finish).
    """
    turns = await repository.turns(interview["id"])
    profile = await profiles.load(ctx, interview["profile_id"])
    turn_no = turns[-1]["turn_no"] + 1
    found = await _follow_up(ctx, interview, profile, turns)
    if found is not None:
        question, follow_up = found
        await _ask(
            ctx, interview["id"], turn_no, question, follow_up, late=question.key != turns[-1]["question_key"]
        )
    elif (following := _next_question(profile, turns)) is not None:
        await _ask(ctx, interview["id"], turn_no, following, None)
    elif all(turn["answered_by"] == "text" for turn in turns):
        await complete(ctx, interview)


def _next_question(profile: JobProfile, turns: list[dict[str, Any]]) -> Question | None:
    asked = {turn["question_key"] for turn in turns}
    return next((item for item in profile.questions if item.key not in asked), None)


async def _follow_up(
    ctx: Context, interview: dict[str, Any], profile: JobProfile, turns: list[dict[str, Any]]
) -> tuple[Question, FollowUp] | None:
    """The approved follow-up for what an answer lacks. Without consent nothing is analysed, so none is asked.

    The last question comes first, then earlier ones that were answered by speaking.
    """
    if not interview["ai_scoring"]:
        return None
    settings = await ctx.settings(RecruitingSettings)
    spoken = {turn["question_key"] for turn in turns if turn["answered_by"] != "text"}
    last = turns[-1]["question_key"]
    keys = [
        last,
        *(key for key in dict.fromkeys(turn["question_key"] for turn in turns) if key in spoken - {last}),
    ]
    for key in keys:
        question = profile.question(key)
        mine = [turn for turn in turns if turn["question_key"] == key]
        asked = {turn["follow_up_key"] for turn in mine if turn["follow_up_key"]}
        if len(asked) >= settings.follow_ups:
            continue
        if any(turn["answered_by"] != "text" and not turn["answer"] for turn in mine):
            # Nobody knows yet what was said.
            continue
        follow_up = await think(_choose, profile, question, mine, asked)
        if follow_up is not None:
            return question, follow_up
    return None


def _choose(
    profile: JobProfile, question: Question, turns: list[dict[str, Any]], asked: set[str]
) -> FollowUp | None:
    parts = [
        AnswerPart(turn_no=turn["turn_no"], asked=turn["asked"], text=turn["answer"] or "") for turn in turns
    ]
    analysis = analyse(question, references(profile)[question.key], profile.concepts(), parts)
    return choose(question, analysis, asked)


async def _ask(
    ctx: Context,
    interview_id: UUID,
    turn_no: int,
    question: Question,
    follow_up: FollowUp | None,
    *,
    late: bool = False,
) -> None:
    text = follow_up.text if follow_up else question.asked
    await insert(
        "recruiting_ai_turn",
        company_id=ctx.company_id,
        interview_id=interview_id,
        turn_no=turn_no,
        question_key=question.key,
        follow_up_key=follow_up.key if follow_up else None,
        asked=f"（关于“{question.text}”）{text}" if late else text,
        asked_at=ctx.now(),
    )


async def complete(ctx: Context, interview: dict[str, Any]) -> None:
    """The interview is over: scored once every recording is analysed, or read by people where nobody may score."""
    await execute(
        "UPDATE recruiting_ai_interview SET state = 'completed', completed_at = $2 WHERE id = $1",
        interview["id"],
        ctx.now(),
    )
    await applications.move(ctx, interview["application_id"], "review")
    await ctx.audit.record(
        "recruiting_ai.interview.complete", subject="recruiting_ai_interview", subject_id=interview["id"]
    )
    if interview["ai_scoring"]:
        if await recordings.waiting(interview["id"]) == 0:
            await enqueue_scoring(ctx, interview["id"])
    elif interview["requested_by"] is not None:
        await ctx.notices.send(
            interview["requested_by"],
            kind="recruiting_ai.interview_completed",
            title=Text("面试已完成，请人工阅读", "An interview is waiting to be read"),
            body=Text(
                f"{interview['requisition_title']}：候选人未同意 AI 评分，请阅读回答。",
                f"{interview['requisition_title']}: no AI scoring was agreed to; please read the answers.",
            ),
            link=f"/console/recruiting_ai/interviews/{interview['id']}",
            key=f"recruiting_ai.completed:{interview['id']}",
        )


async def use_newest_profile(ctx: Context, interview: dict[str, Any]) -> None:
    """Have an interview scored by the newest version of its job profile from now on; what was asked stays.

    Raises:
        Conflict: a question that was answered is not in that version.
    """
    asked = await profiles.get(ctx, interview["profile_id"])
    newest = await profiles.newest(ctx, asked["key"])
    known = {question["key"] for question in newest["body"]["questions"]}
    answered = {turn["question_key"] for turn in await repository.turns(interview["id"]) if turn["answer"]}
    if not answered <= known:
        raise Conflict(
            Text(
                "新版岗位画像已没有当时所问的题目，不能按新版重新评分",
                "the newest version of the profile has no longer the questions that were asked",
            ),
            code="recruiting_ai.questions_gone",
        )
    await execute(
        "UPDATE recruiting_ai_interview SET weights_profile_id = $2 WHERE id = $1",
        interview["id"],
        newest["id"],
    )
    await ctx.audit.record(
        "recruiting_ai.interview.weights",
        subject="recruiting_ai_interview",
        subject_id=interview["id"],
        detail={"profile_id": str(newest["id"]), "version": newest["version"]},
    )


async def enqueue_scoring(ctx: Context, interview_id: UUID) -> UUID:
    """Have an interview scored in the background; asking twice starts it once."""
    return await ctx.jobs.enqueue(SCORE_JOB, {"interview_id": str(interview_id)}, key=str(interview_id))


async def ask_for_human(ctx: Context, application: dict[str, Any], words: str) -> None:
    """Stop the program's questions: a person takes over. What was answered stays readable."""
    await applications.object_to(ctx, application, "human", words)
    await execute(
        "UPDATE recruiting_ai_interview SET state = 'human_requested' WHERE application_id = $1"
        " AND state = 'in_progress'",
        application["id"],
    )
    if application["stage"] in ("applied", "interviewing"):
        await applications.move(ctx, application["id"], "review")


async def stop_scoring(ctx: Context, application_id: UUID) -> None:
    """The consent to AI scoring is taken back: its scores are deleted, the answers stay for people."""
    interview = await repository.of_application(application_id, lock=True)
    if interview is None:
        return
    await execute("DELETE FROM recruiting_ai_score WHERE interview_id = $1", interview["id"])
    await judges.forget(ctx, interview["candidate_id"])
    await execute(
        "UPDATE recruiting_ai_interview SET ai_scoring = false,"
        " state = CASE WHEN state = 'scored' THEN 'completed' ELSE state END WHERE id = $1",
        interview["id"],
    )
    await ctx.audit.record(
        "recruiting_ai.score.delete", subject="recruiting_ai_interview", subject_id=interview["id"]
    )
