"""What people add to the program's scores: an own value with a reason, blind marks. The scores stay what they were."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.engine.report import ScoreReport
from renshi_recruiting_ai.interviews import repository as interviews
from renshi_recruiting_ai.interviews import scoring
from renshi_recruiting_ai.pipeline import moves
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.review import blind, repository
from renshi_recruiting_ai.review.schemas import MarksForm, NewOverride
from renshi_recruiting_ai.rows import insert, insert_many
from renshi_sdk import Conflict, Context, Forbidden, Invalid, NotFound, Text


async def interview_of(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """The interview; NotFound where there is none in the company."""
    row = await interviews.by_id(ctx.company_id, interview_id)
    if row is None:
        raise NotFound(Text("没有这场面试", "there is no such interview"))
    return row


async def override(ctx: Context, interview_id: UUID, form: NewOverride) -> dict[str, Any]:
    """Put a person's own value beside a dimension of the newest score. Nothing is overwritten.

    Raises:
        Forbidden: the actor is no person, or owes a scorecard. NotFound: no score. Invalid: no such dimension.
    """
    actor_id = moves.require_person(ctx)
    interview = await interview_of(ctx, interview_id)
    await blind.require_sight(ctx, interview)
    score, report = await scoring.needed_report(interview_id)
    dimension = next((item for item in report.dimensions if item.key == form.dimension), None)
    if dimension is None:
        raise Invalid(
            Text("没有这个维度", "there is no such dimension"),
            fields={"dimension": Text("请选择报告中的维度", "choose a dimension of the report")},
        )
    row_id = await insert(
        "recruiting_ai_override",
        company_id=ctx.company_id,
        interview_id=interview_id,
        score_id=score["id"],
        dimension=dimension.key,
        score_before=dimension.score,
        score_after=form.score,
        reason=form.reason,
        decided_by=actor_id,
        decided_by_name=ctx.actor.name,
        decided_at=ctx.now(),
    )
    await ctx.audit.record(
        "recruiting_ai.score.override",
        subject="recruiting_ai_score",
        subject_id=score["id"],
        detail={
            "dimension": dimension.key,
            "before": str(dimension.score) if dimension.score is not None else None,
            "after": str(form.score),
            "reason": form.reason,
        },
    )
    return {"id": row_id, "dimension": dimension.key, "before": dimension.score, "after": form.score}


async def standing(score_id: UUID, report: ScoreReport) -> list[dict[str, Any]]:
    """Dimensions with the person's value beside the program's; `changed` says which."""
    people = await repository.standing(score_id)
    rows = scoring.dimension_rows(report)
    for row in rows:
        mine = people.get(row["key"])
        row["by_person"] = mine["score_after"] if mine else None
        row["by_whom"] = mine["decided_by_name"] if mine else None
        row["why_changed"] = mine["reason"] if mine else None
        row["changed"] = mine is not None
    return rows


def match_by_people(rows: list[dict[str, Any]]) -> int | None:
    """The match with people's values in place of the program's; None without any, or where too little is scored."""
    if not any(row["changed"] for row in rows):
        return None
    counted = [
        (row["weight"], Decimal(row["by_person"] if row["by_person"] is not None else row["score"]))
        for row in rows
        if row["by_person"] is not None or row["score"] is not None
    ]
    weight = sum(one for one, _ in counted)
    if weight * 100 < 60 * sum(row["weight"] for row in rows):
        return None
    total = sum((one * points for one, points in counted), Decimal(0))
    return int((total * 10 / weight).quantize(Decimal(1), rounding=ROUND_HALF_UP))


async def marks_wanted(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """What a rater works from: questions, answers and scales; no scores, no name. Answers the form's first values."""
    interview = await interview_of(ctx, interview_id)
    profile = await profiles.load(ctx, interview["profile_id"])
    by_question: dict[str, list[str]] = {}
    for turn in await interviews.turns(interview_id):
        if turn["answer"]:
            by_question.setdefault(turn["question_key"], []).append(turn["answer"])
    mine = await _mine(ctx, interview_id)
    items = []
    for question in profile.questions:
        if question.key not in by_question:
            continue
        competency = profile.competency(question.competency)
        given = mine.get(question.key)
        items.append(
            {
                "question": question.key,
                "asked": question.asked,
                "answer": "\n".join(by_question[question.key]),
                "competency": competency.label,
                "scale": "；".join(f"{anchor.score} {anchor.text}" for anchor in competency.anchors),
                "mark": given["mark"] if given else None,
                "words": given["words"] if given else "",
            }
        )
    return {"items": items, "total": len(items), "next_cursor": None, "done": bool(mine)}


async def _mine(ctx: Context, interview_id: UUID) -> dict[str, dict[str, Any]]:
    return {
        row["question_key"]: row
        for row in await repository.ratings(interview_id)
        if row["rater_id"] == ctx.actor.employee_id
    }


async def hand_in(ctx: Context, interview_id: UUID, form: MarksForm) -> dict[str, Any]:
    """Keep one person's marks, once. `blind` is true where the report had not been opened before.

    Raises:
        Forbidden: the actor is no employee. Conflict: handed in already. Invalid: a question that was not answered.
    """
    if ctx.actor.employee_id is None:
        raise Forbidden(Text("只有员工可以评分", "only an employee can give marks"))
    if await _mine(ctx, interview_id):
        raise Conflict(
            Text("您已提交评分，不能修改", "your marks are handed in and can't be changed"),
            code="recruiting_ai.marks_twice",
        )
    wanted = {item["question"] for item in (await marks_wanted(ctx, interview_id))["items"]}
    given = [item.question for item in form.items]
    if len(set(given)) != len(given) or not set(given) <= wanted:
        raise Invalid(
            Text("只能为已作答的题目各评一次", "one mark for each question that was answered"),
            fields={"items": Text("题目有误", "a question is not right")},
        )
    seen_before = not await blind.is_blind(interview_id, ctx.actor.employee_id)
    await insert_many(
        "recruiting_ai_rating",
        [
            {
                "company_id": ctx.company_id,
                "interview_id": interview_id,
                "question_key": item.question,
                "rater_id": ctx.actor.employee_id,
                "rater_name": ctx.actor.name,
                "mark": item.mark,
                "words": item.words,
                "blind": not seen_before,
                "rated_at": ctx.now(),
            }
            for item in form.items
        ],
    )
    await ctx.audit.record(
        "recruiting_ai.rating.create",
        subject="recruiting_ai_interview",
        subject_id=interview_id,
        detail={"marks": len(given), "blind": not seen_before},
    )
    return {"marks": len(given), "blind": not seen_before}


async def marks_shown(ctx: Context, interview_id: UUID) -> dict[str, Any]:
    """Marks of people: to somebody who has not handed in their own, only how many there are."""
    interview = await interview_of(ctx, interview_id)
    rows = await repository.ratings(interview_id)
    raters = {row["rater_id"] for row in rows}
    if rows and ctx.actor.employee_id not in raters:
        return {"items": [], "total": 0, "next_cursor": None, "hidden": True, "raters": len(raters)}
    labels = {
        question.key: question.text
        for question in (await profiles.load(ctx, interview["profile_id"])).questions
    }
    items = [
        {
            "question": labels.get(row["question_key"], row["question_key"]),
            "question_key": row["question_key"],
            "rater_name": row["rater_name"],
            "mark": row["mark"],
            "words": row["words"],
            "blind": row["blind"],
            "rated_at": row["rated_at"],
        }
        for row in rows
    ]
    return {
        "items": items,
        "total": len(items),
        "next_cursor": None,
        "hidden": False,
        "raters": len(raters),
    }
