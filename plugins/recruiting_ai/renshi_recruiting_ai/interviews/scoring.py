"""The background job that scores an interview, and what people read of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai.calibration import applying
from renshi_recruiting_ai.engine.adding import add
from renshi_recruiting_ai.engine.report import Added, AnswerSet, ScoreReport, ScoringInput, report_digest
from renshi_recruiting_ai.engine.scoring import score
from renshi_recruiting_ai.engine.thinking import think
from renshi_recruiting_ai.engine.units import AnswerPart
from renshi_recruiting_ai.interviews import repository
from renshi_recruiting_ai.interviews.schemas import ScoreParams
from renshi_recruiting_ai.language_model import opinions
from renshi_recruiting_ai.language_model.service import ASK_JOB
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.rows import as_json, from_json, insert
from renshi_recruiting_ai.signals import counting
from renshi_sdk import Context, NotFound, Text
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import execute
from renshi_sdk.events import InterviewCompleted


async def run(ctx: Context, params: ScoreParams, job: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.score. One transaction: killed anywhere, it leaves nothing and is run again.

    The same answers under the same scorer give the version that is there, so a second run adds nothing. Where a
    language model is on and has not been asked, nothing is scored yet: it is asked first (job ask_model).
    """
    interview_id = UUID(params.interview_id)
    found = await read(ctx, interview_id, lock=True)
    if found is None:
        return {"skipped": "the interview is gone, not completed, or no consent"}
    interview, given = found
    report = await applying.apply(ctx, given, await think(score, given))
    asked = await opinions.asked_about(ctx, interview, given, report)
    if isinstance(asked, opinions.Asked) and asked.missing() and not params.asked:
        # A server is waited for outside of any transaction; that job has this one run again, whatever comes of it.
        job_id = await ctx.jobs.enqueue(ASK_JOB, {"interview_id": str(interview_id)}, key=str(interview_id))
        return {"asked": str(job_id), "new": False}
    signals = await counting.counted(ctx, interview)
    if asked is not None or signals:
        if isinstance(asked, opinions.Asked):
            await opinions.keep_own(ctx, interview_id, asked)
        said = await opinions.added(interview_id, asked) if asked is not None else Added()
        report = await think(add, report, given.profile, said.model_copy(update={"signals": signals}))
    known = await repository.latest_score(interview_id)
    if known is not None and (known["input_digest"], known["scorer"]) == (report.input_digest, report.scorer):
        return {"score_id": str(known["id"]), "version": known["version"], "new": False}
    version = known["version"] + 1 if known else 1
    score_id = await insert(
        "recruiting_ai_score",
        company_id=ctx.company_id,
        interview_id=interview_id,
        version=version,
        scorer=report.scorer,
        input_digest=report.input_digest,
        report_digest=report.digest,
        match_percent=report.match.percent,
        needs_person=report.needs_person,
        report=as_json(report.model_dump(mode="json")),
    )
    await execute("UPDATE recruiting_ai_interview SET state = 'scored' WHERE id = $1", interview_id)
    await ctx.audit.record(
        "recruiting_ai.score.create",
        subject="recruiting_ai_score",
        subject_id=score_id,
        detail={"version": version, "report_digest": report.digest, "input_digest": report.input_digest},
    )
    await ctx.events.publish(
        InterviewCompleted(
            company_id=ctx.company_id,
            application_id=interview["application_id"],
            interview_id=interview_id,
            score_id=score_id,
        )
    )
    if interview["requested_by"] is not None and not params.quiet:
        await ctx.notices.send(
            interview["requested_by"],
            kind="recruiting_ai.interview_scored",
            title=Text("面试报告已生成", "An interview report is ready"),
            body=Text(
                f"{interview['requisition_title']}：请人工复核后作出决定。",
                f"{interview['requisition_title']}: please review it and decide.",
            ),
            link=f"/console/recruiting_ai/interviews/{interview_id}",
            key=f"recruiting_ai.scored:{score_id}",
        )
    return {"score_id": str(score_id), "version": version, "new": True}


async def read(
    ctx: Context, interview_id: UUID, *, lock: bool = False
) -> tuple[dict[str, Any], ScoringInput] | None:
    """An interview that may be scored, and what the scorer is given of it; None where it may not, or is not over."""
    interview = await repository.by_id(ctx.company_id, interview_id, lock=lock)
    if interview is None or not interview["ai_scoring"] or interview["state"] not in ("completed", "scored"):
        return None
    turns = await repository.turns(interview_id)
    profile = await profiles.load(ctx, interview["weights_profile_id"] or interview["profile_id"])
    return interview, ScoringInput(
        profile=profile, answers=answer_sets(turns), facts=from_json(interview["facts"])
    )


def answer_sets(turns: list[dict[str, Any]]) -> tuple[AnswerSet, ...]:
    """The turns by question. Nothing about the candidate is read."""
    by_question: dict[str, list[AnswerPart]] = {}
    for turn in turns:
        if turn["answer"] is not None:
            by_question.setdefault(turn["question_key"], []).append(
                AnswerPart(turn_no=turn["turn_no"], asked=turn["asked"], text=turn["answer"])
            )
    return tuple(AnswerSet(question=key, parts=tuple(parts)) for key, parts in by_question.items())


async def report_of(interview_id: UUID) -> tuple[dict[str, Any], ScoreReport] | None:
    """The newest score row and its report."""
    row = await repository.latest_score(interview_id)
    if row is None:
        return None
    return row, ScoreReport.model_validate(from_json(row["report"]))


def is_intact(row: dict[str, Any], report: ScoreReport) -> bool:
    """Whether the stored report still is what was scored."""
    return bool(report_digest(report) == report.digest == row["report_digest"])


async def needed_report(interview_id: UUID) -> tuple[dict[str, Any], ScoreReport]:
    found = await report_of(interview_id)
    if found is None:
        raise NotFound(Text("这场面试没有评分", "this interview has no scores"))
    return found


def dimension_rows(report: ScoreReport) -> list[dict[str, Any]]:
    """Dimensions as a list: score, band, anchor, quotes with turn and character positions."""
    return [
        {
            "key": item.key,
            "label": item.label,
            "weight": item.weight,
            "status": item.status.value,
            "score": item.score,
            "band": f"{item.low}–{item.high}" if item.score is not None else None,
            "anchor": item.anchor.text if item.anchor else None,
            "evidence_count": len(item.evidence),
            "missing": "、".join(item.missing),
        }
        for item in report.dimensions
    ]


def evidence_rows(report: ScoreReport) -> list[dict[str, Any]]:
    """Every quote of every dimension."""
    return [
        {
            "dimension": item.label,
            "question": evidence.question,
            "turn_no": evidence.quote.turn_no,
            "start": evidence.quote.start,
            "end": evidence.quote.end,
            "words": evidence.quote.words,
            "why": evidence.why_zh,
            "why_en": evidence.why_en,
        }
        for item in report.dimensions
        for evidence in item.evidence
    ]
