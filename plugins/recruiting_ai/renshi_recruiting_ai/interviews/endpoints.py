"""API of interview review. Every read of a report is audited."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.engine.report import Dimension, ScoreReport
from renshi_recruiting_ai.interviews import repository, scoring, service, spoken
from renshi_recruiting_ai.interviews.schemas import ChangeTime
from renshi_recruiting_ai.media import repository as recordings
from renshi_recruiting_ai.media import service as media
from renshi_recruiting_ai.requisitions import service as requisitions
from renshi_recruiting_ai.review import blind
from renshi_recruiting_ai.review import repository as reviews
from renshi_recruiting_ai.review import service as review
from renshi_sdk import Conflict, Context, NotFound, Text
from renshi_sdk.contributions import JobRun
from renshi_sdk.web import get, post


async def _interview(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    row = await repository.by_id(ctx.company_id, interview_id)
    if row is None:
        raise NotFound(Text("没有这场面试", "there is no such interview"))
    return row


async def _scored(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """The interview, for somebody who may see its scores."""
    row = await _interview(ctx, interview_id)
    await blind.require_sight(ctx, row)
    return row


def _list(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/interviews/{interview_id:uuid}", permission=permissions.CANDIDATE_READ)
async def read_interview(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """The whole report: match with formula and reasons, dimensions, flags, digests, and whether it is intact."""
    row = await _scored(ctx, interview_id)
    await ctx.audit.record(
        "recruiting_ai.interview.read", subject="recruiting_ai_interview", subject_id=interview_id
    )
    answer = {
        key: row[key]
        for key in (
            "id",
            "application_id",
            "name",
            "state",
            "channel",
            "time_percent",
            "ai_scoring",
            "started_at",
            "completed_at",
            "requisition_title",
            "profile_title",
            "profile_version",
            "stage",
        )
    }
    found = await scoring.report_of(interview_id)
    if found is None:
        return answer | {"report": None}
    score, report = found
    return answer | {
        "score_id": score["id"],
        "score_version": score["version"],
        "match_percent": report.match.percent,
        "match_band": f"{report.match.low}–{report.match.high} %"
        if report.match.percent is not None
        else None,
        "match_by_people": review.match_by_people(await review.standing(score["id"], report)),
        "match_status": report.match.status.value,
        "formula": report.match.formula,
        "calibration": report.calibration,
        "needs_person": report.needs_person,
        "report_intact": scoring.is_intact(score, report),
        "reasons": "；".join(reason.zh for reason in report.match.reasons),
        "report": report.model_dump(mode="json"),
    }


@get("/interviews/{interview_id:uuid}/turns", permission=permissions.CANDIDATE_READ)
async def read_turns(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """The transcript."""
    await _interview(ctx, interview_id)
    return _list(await repository.turns(interview_id))


@get("/interviews/{interview_id:uuid}/dimensions", permission=permissions.CANDIDATE_READ)
async def read_dimensions(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """The dimensions."""
    await _scored(ctx, interview_id)
    _, report = await scoring.needed_report(interview_id)
    return _list(scoring.dimension_rows(report))


@get("/interviews/{interview_id:uuid}/evidence", permission=permissions.CANDIDATE_READ)
async def read_evidence(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """Every quote with its turn and character positions."""
    await _scored(ctx, interview_id)
    _, report = await scoring.needed_report(interview_id)
    return _list(scoring.evidence_rows(report))


@get("/interviews/{interview_id:uuid}/flags", permission=permissions.CANDIDATE_READ)
async def read_flags(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """What a person should look at."""
    await _scored(ctx, interview_id)
    _, report = await scoring.needed_report(interview_id)
    return _list(
        [
            {
                "question": result.question,
                "code": flag.code.value,
                "message": flag.zh,
                "message_en": flag.en,
                "quotes": [quote.model_dump(mode="json") for quote in flag.quotes],
                "words": "；".join(quote.words for quote in flag.quotes),
            }
            for result in report.questions
            for flag in result.analysis.flags
        ]
    )


@get("/interviews/{interview_id:uuid}/scores", permission=permissions.CANDIDATE_READ)
async def read_scores(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """All versions of the score, newest first."""
    await _scored(ctx, interview_id)
    return _list(await repository.score_versions(interview_id))


@post("/interviews/{interview_id:uuid}/rescore", permission=permissions.CANDIDATE_DECIDE, status_code=202)
async def rescore(ctx: Context, interview_id: UUID, newest_profile: bool = False) -> dict[str, Any]:
    """Score again, for instance after a new scorer version; the old version is kept.

    With `newest_profile` by the newest version of the job profile, for instance with weights that were accepted since.
    """
    row = await _interview(ctx, interview_id)
    if not row["ai_scoring"] or row["state"] not in ("completed", "scored"):
        raise Conflict(
            Text(
                "该面试未完成或未同意 AI 评分",
                "the interview is not completed, or AI scoring was not agreed to",
            )
        )
    if newest_profile:
        await service.use_newest_profile(ctx, row)
    return {"job_id": await service.enqueue_scoring(ctx, interview_id)}


@get("/compare/{requisition_id:uuid}", permission=permissions.CANDIDATE_READ)
async def compare(ctx: Context, requisition_id: UUID) -> dict[str, Any]:
    """Scored candidates of one requisition side by side, with bands. The order is alphabetic, not a ranking.

    A candidate whose scorecard the reader still owes is left out.
    """
    await requisitions.get(ctx, requisition_id)
    items = []
    owed = await reviews.cards_missing(ctx.company_id, ctx.actor.employee_id)
    for row in await repository.scored_of_requisition(ctx.company_id, requisition_id):
        if row["application_id"] in owed:
            continue
        report = ScoreReport.model_validate_json(row["report"])
        lines = [_line(item) for item in report.dimensions]
        items.append(
            {
                "id": row["interview_id"],
                "interview_id": row["interview_id"],
                "application_id": row["application_id"],
                "name": row["name"],
                "stage": row["stage"],
                "match_percent": row["match_percent"],
                "match_band": f"{report.match.low}–{report.match.high} %"
                if report.match.percent is not None
                else None,
                "needs_person": row["needs_person"],
                "dimensions": {item.key: item.score for item in report.dimensions},
                "summary": "；".join(lines),
            }
            | {f"dimension_{number}": line for number, line in enumerate(lines, 1)}
        )
    await ctx.audit.record(
        "recruiting_ai.interview.compare", subject="recruiting_ai_requisition", subject_id=requisition_id
    )
    return _list(sorted(items, key=lambda item: (str(item["name"]), str(item["interview_id"]))))


def _line(item: Dimension) -> str:
    if item.score is None:
        return f"{item.label}：数据不足"
    return f"{item.label} {item.score}（{item.low}–{item.high}）"


@post("/interviews/{interview_id:uuid}/time", permission=permissions.CANDIDATE_DECIDE, status_code=200)
async def give_time(ctx: Context, interview_id: UUID, data: ChangeTime) -> dict[str, Any]:
    """Give a candidate more time (150 or 200 per cent), or none counted (`null`)."""
    row = await _interview(ctx, interview_id)
    if row["state"] != "in_progress":
        raise Conflict(Text("面试不在进行中", "the interview is not under way"))
    await spoken.give_time(ctx, interview_id, data.time_percent)
    return {"time_percent": data.time_percent}


async def close_stale(ctx: Context, params: Any, run: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.close_stale."""
    unfinished = await recordings.overdue(ctx.company_id, ctx.today())
    await media.delete(ctx, unfinished, why="never finished, and their time is over")
    return {"completed": await spoken.close_stale(ctx), "unfinished": len(unfinished)}


HANDLERS = (
    give_time,
    read_interview,
    read_turns,
    read_dimensions,
    read_evidence,
    read_flags,
    read_scores,
    rescore,
    compare,
)
