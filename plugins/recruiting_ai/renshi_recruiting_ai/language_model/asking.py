"""The background jobs that talk to the model: asking about an interview, and trying the connection.

Stepwise: no transaction is open while a server is waited for. Whatever happens, the interview is scored afterwards:
with the opinions that came, or by the rules alone with a note that says why.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.engine.opinion.judging import read
from renshi_recruiting_ai.engine.opinion.prompt import CriterionPrompt, build_prompt
from renshi_recruiting_ai.engine.opinion.sending import sent
from renshi_recruiting_ai.engine.profile import Anchor, Competency, IdealPoint, Intent, Question
from renshi_recruiting_ai.engine.scoring import score
from renshi_recruiting_ai.engine.thinking import think
from renshi_recruiting_ai.engine.units import AnswerPart
from renshi_recruiting_ai.interviews import scoring
from renshi_recruiting_ai.interviews.service import SCORE_JOB
from renshi_recruiting_ai.language_model import client, opinions, repository, service
from renshi_recruiting_ai.language_model.schemas import AskParams, TestParams
from renshi_recruiting_ai.rows import insert
from renshi_sdk import Context, RenshiError, new_id
from renshi_sdk.contributions import JobRun

AT_ONCE = 4
"""Questions on their way to the model at the same time, for one interview."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """A question that has been reserved, and may be asked."""

    id: UUID
    prompt: CriterionPrompt
    sample: int


@dataclass(frozen=True, slots=True)
class Plan:
    server: client.Server
    calls: tuple[Call, ...]


async def run(ctx: Context, params: AskParams, job: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.ask_model."""
    interview_id = UUID(params.interview_id)
    plan: Plan | None = None
    became: dict[str, int] = {}
    try:
        async with job.step(f"plan-{new_id()}") as inside:
            if inside is not None:
                plan = await _plan(inside, interview_id)
        if plan is not None:
            became = await _ask(plan, interview_id, job)
    except RenshiError as error:
        # A key that can't be opened, say. The candidate's score does not wait for it.
        _LOG.warning("the language model could not be asked: %s", error)
        became = {error.code: 1}
    async with job.step(f"score-{new_id()}") as inside:
        if inside is not None:
            await inside.jobs.enqueue(
                SCORE_JOB, {"interview_id": str(interview_id), "asked": True}, key=f"{interview_id}:asked"
            )
    return {"calls": became}


async def _plan(ctx: Context, interview_id: UUID) -> Plan | None:
    """Reserve what may be asked today, in one transaction under a lock."""
    found = await scoring.read(ctx, interview_id)
    if found is None:
        return None
    interview, given = found
    asked = await opinions.asked_about(ctx, interview, given, await think(score, given))
    if not isinstance(asked, opinions.Asked):
        return None
    await repository.lock(ctx.company_id)
    left = asked.row["daily_limit"] - await repository.used_since(ctx.company_id, service.start_of_day(ctx))
    resting = await service.is_resting(ctx, asked.row)
    calls = []
    for wish, sample in asked.missing():
        outcome = "resting" if resting else "asked" if left > 0 else "over_limit"
        left -= outcome == "asked"
        call_id = await insert(
            "recruiting_ai_model_call",
            company_id=ctx.company_id,
            model_id=asked.row["id"],
            interview_id=interview_id,
            question_key=wish.question,
            prompt_digest=wish.digest,
            sample=sample,
            outcome=outcome,
            asked_at=ctx.now(),
        )
        if outcome == "asked":
            calls.append(Call(call_id, wish.prompt, sample))
    return Plan(service.server(ctx, asked.row), tuple(calls))


async def _ask(plan: Plan, interview_id: UUID | None, job: JobRun) -> dict[str, int]:
    """Ask in small groups, keep each group's answers at once, and stop after a row of failures."""
    counted: dict[str, int] = {}
    failed = 0
    for start in range(0, len(plan.calls), AT_ONCE):
        group = plan.calls[start : start + AT_ONCE]
        if failed >= service.FAILURES_TO_REST:
            await _keep(job, interview_id, group, [client.Answer("failed", tries=0)] * len(group), rest=True)
            counted["resting"] = counted.get("resting", 0) + len(group)
            continue
        answers = await asyncio.gather(*(client.ask(plan.server, call.prompt, call.sample) for call in group))
        await _keep(job, interview_id, group, answers)
        for answer in answers:
            counted[answer.outcome] = counted.get(answer.outcome, 0) + 1
            failed = 0 if answer.outcome in ("answered", "refused") else failed + 1
    return counted


async def _keep(
    job: JobRun,
    interview_id: UUID | None,
    group: Sequence[Call],
    answers: Sequence[client.Answer],
    *,
    rest: bool = False,
) -> None:
    async with job.step(f"keep-{new_id()}") as inside:
        if inside is None:
            return
        kept = []
        for call, answer in zip(group, answers, strict=True):
            reply_digest = (
                hashlib.sha256(answer.text.encode()).hexdigest() if answer.text is not None else None
            )
            asked = f"{call.prompt.system}\n{call.prompt.user}".encode()
            await repository.became(
                call.id,
                outcome="resting" if rest else answer.outcome,
                tries=answer.tries,
                reply=answer.text,
                reply_digest=reply_digest,
                status=answer.status,
                milliseconds=answer.milliseconds,
            )
            kept.append(
                {
                    "prompt_sha256": hashlib.sha256(asked).hexdigest(),
                    "reply_sha256": reply_digest,
                    "outcome": "resting" if rest else answer.outcome,
                }
            )
        if not rest:
            await inside.audit.record(
                "recruiting_ai.model.ask",
                subject="recruiting_ai_interview" if interview_id else "recruiting_ai_model",
                subject_id=interview_id,
                detail={"calls": kept},
            )


# A made-up answer, so that no candidate's words are needed to see whether a server answers as agreed.
_TRIAL_ANSWER = "我先核对了数据口径，再把转化漏斗拆成五步，发现支付页流失最多。改版后转化率提高了三个百分点。"
_TRIAL_COMPETENCY = Competency(
    key="trial",
    label="数据分析",
    weight=1,
    definition="能用数据找出问题并验证改进",
    anchors=(
        Anchor(score=0, text="没有谈到数据"),
        Anchor(score=5, text="谈到做法，没有结果"),
        Anchor(score=10, text="做法与结果都有数据"),
    ),
)
_TRIAL_QUESTION = Question(
    key="trial",
    text="请举例说明您如何用数据解决问题",
    intent=Intent.BEHAVIOURAL,
    competency="trial",
    ideal_points=(IdealPoint(key="trial", text="核对口径", concepts=("trial",)),),
)


async def try_out(ctx: Context, params: TestParams, job: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.test_model: one question with a made-up answer; says whether the agreed form was kept."""
    plan: Plan | None = None
    async with job.step(f"plan-{new_id()}") as inside:
        if inside is not None:
            row = await repository.current(inside.company_id)
            if row is None:
                return {"skipped": "no model is named"}
            answer = sent((AnswerPart(turn_no=1, asked=_TRIAL_QUESTION.text, text=_TRIAL_ANSWER),))
            prompt = build_prompt(_TRIAL_COMPETENCY, _TRIAL_QUESTION, answer, new_id().hex)
            call_id = await insert(
                "recruiting_ai_model_call",
                company_id=inside.company_id,
                model_id=row["id"],
                prompt_digest="",
                sample=1,
                outcome="asked",
                asked_at=inside.now(),
            )
            plan = Plan(service.server(inside, row), (Call(call_id, prompt, 1),))
    if plan is None:
        return {"skipped": "tried already"}
    (call,) = plan.calls
    got = await client.ask(plan.server, call.prompt, 1)
    await _keep(job, None, plan.calls, [got])
    agreed = got.text is not None and read(got.text) is not None
    return {"outcome": got.outcome, "agreed_form": agreed, "milliseconds": got.milliseconds}
