"""Moving applications: by the course of things, and by people with a reason.

Nothing but this module writes an application's stage. 'offer' and 'rejected' are reached through a decision of
a person alone, 'hired' through an accepted offer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.pipeline import repository, service
from renshi_recruiting_ai.pipeline.kinds import AT_HOME, CLOSED, KIND_OF_STATE, state_in
from renshi_sdk import Conflict, Context, Forbidden, Invalid, NotFound, Text, new_id
from renshi_sdk.db import execute, fetch, insert_rows

MOST = 200
DECISION_OF = {"offer": "advance", "rejected": "reject"}


def require_person(ctx: Context) -> UUID:
    """The id of the person who acts; a program never decides about a candidate."""
    if ctx.actor.kind not in ("user", "api_key") or ctx.actor.id is None:
        raise Forbidden(Text("面试决定只能由人作出", "only a person decides about a candidate"))
    return ctx.actor.id


async def enter(ctx: Context, application_id: UUID, state: str, *, reason: str | None = None) -> None:
    """Put an application into a state, and into the column that stands for it."""
    rows = await repository.placed(ctx.company_id, [application_id])
    if not rows:
        raise NotFound(Text("没有这份应聘", "there is no such application"))
    row = rows[0]
    stage_id = row["stage_id"]
    if row["kind"] not in AT_HOME[state]:
        stage_id = await _stage_for(ctx, row, state) or stage_id
    await _write(ctx, [(row, stage_id, state)], reason)


async def _stage_for(ctx: Context, row: dict[str, Any], state: str) -> UUID | None:
    """The first stage of the state's kind in the application's pipeline."""
    pipeline_id = row["pipeline_id"] or await service.for_family(ctx, None)
    for stage in await repository.stages(pipeline_id):
        if stage["kind"] == KIND_OF_STATE[state]:
            return UUID(str(stage["id"]))
    return None


async def _write(
    ctx: Context, targets: Sequence[tuple[dict[str, Any], UUID | None, str]], reason: str | None
) -> None:
    """Write stages and the history of those that changed, in two statements however many they are."""
    changed = [item for item in targets if (item[0]["stage_id"], item[0]["stage"]) != (item[1], item[2])]
    if not changed:
        return
    titles = {
        row["id"]: (row["title"], row["kind"])
        for row in await fetch(
            "SELECT id, title, kind FROM recruiting_ai_stage WHERE id = ANY($1)",
            [item[1] for item in changed if item[1]],
        )
    }
    await execute(
        "UPDATE recruiting_ai_application a SET stage_id = x.stage_id, stage = x.stage, stage_at = $4"
        " FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS x(id, stage_id, stage) WHERE a.id = x.id",
        [item[0]["id"] for item in changed],
        [item[1] for item in changed],
        [item[2] for item in changed],
        ctx.now(),
    )
    await insert_rows(
        "recruiting_ai_move",
        (
            "id", "company_id", "application_id", "from_stage_id", "to_stage_id", "from_stage", "to_stage", "kind",
            "reason", "moved_by", "moved_by_name", "moved_at",
        ),
        [
            (
                new_id(),
                ctx.company_id,
                row["id"],
                row["stage_id"],
                stage_id,
                row["stage_title"],
                titles.get(stage_id, (state, state))[0],
                titles.get(stage_id, (state, KIND_OF_STATE.get(state, state)))[1],
                reason,
                ctx.actor.id,
                ctx.actor.name,
                ctx.now(),
            )
            for row, stage_id, state in changed
        ],
    )  # fmt: skip


async def by_person(
    ctx: Context, application_ids: Sequence[UUID], stage_id: UUID, reason: str | None
) -> dict[str, Any]:
    """Move applications of one pipeline to a stage. Those that can't go are named and left where they are.

    Raises:
        Forbidden: the actor is no person. NotFound: an application or the stage is unknown.
        Invalid: a reason is missing. Conflict: nobody is ever moved to 'hired' by hand.
    """
    actor_id = require_person(ctx)
    if not application_ids or len(application_ids) > MOST:
        raise Invalid(Text(f"一次请选择 1 至 {MOST} 份应聘", f"choose 1 to {MOST} applications"))
    stage = await repository.stage(ctx.company_id, stage_id)
    if stage is None:
        raise NotFound(Text("没有这个阶段", "there is no such stage"))
    if stage["kind"] == "hired":
        raise Conflict(
            Text("“已入职”只能由候选人接受录用后进入", "somebody is hired by accepting an offer alone"),
            code="recruiting_ai.hired_by_offer",
        )
    decision = DECISION_OF.get(stage["kind"])
    if (decision or stage["kind"] == "withdrawn") and len((reason or "").strip()) < 4:
        raise Invalid(
            Text("请写明理由（至少四个字）", "give a reason (at least four characters)"),
            code="recruiting_ai.reason_needed",
            fields={"reason": Text("必填", "required")},
        )
    rows = await repository.placed(ctx.company_id, application_ids)
    if len(rows) != len(set(application_ids)):
        raise NotFound(Text("没有这份应聘", "there is no such application"))
    going, staying = [], []
    for row in rows:
        problem = await _problem(ctx, row, stage)
        if problem is None:
            going.append((row, stage_id, state_in(stage["kind"], row["interview_state"])))
        else:
            staying.append({"id": row["id"], "name": row["name"], "why": problem.zh, "why_en": problem.en})
    if going and decision:
        await _decide(ctx, actor_id, [row for row, _, _ in going], decision, reason or "")
    await _write(ctx, going, reason)
    for row, _, state in going:
        await ctx.audit.record(
            "recruiting_ai.application.move",
            subject="recruiting_ai_application",
            subject_id=row["id"],
            detail={"to": stage["title"], "state": state},
        )
    return {
        "moved": len(going),
        "stayed": staying,
        "stage": stage["title"],
        "applications": [row["id"] for row, _, _ in going],
    }


async def _problem(ctx: Context, row: dict[str, Any], stage: dict[str, Any]) -> Text | None:
    if row["stage"] in CLOSED:
        return Text("该应聘已结束", "this application is over")
    if row["pipeline_id"] is None:
        row["pipeline_id"] = await service.for_family(ctx, None)
    if row["pipeline_id"] != stage["pipeline_id"]:
        return Text("该阶段属于另一个招聘流程", "the stage belongs to another pipeline")
    return None


async def _decide(
    ctx: Context, actor_id: UUID, rows: list[dict[str, Any]], decision: str, reason: str
) -> None:
    scores = {
        row["application_id"]: row["id"]
        for row in await fetch(
            "SELECT DISTINCT ON (i.application_id) i.application_id, s.id FROM recruiting_ai_interview i"
            " JOIN recruiting_ai_score s ON s.interview_id = i.id WHERE i.application_id = ANY($1)"
            " ORDER BY i.application_id, s.version DESC",
            [row["id"] for row in rows],
        )
    }
    await insert_rows(
        "recruiting_ai_decision",
        (
            "id", "company_id", "application_id", "decision", "reason", "decided_by", "decided_by_name", "decided_at",
            "score_id",
        ),
        [
            (
                new_id(), ctx.company_id, row["id"], decision, reason, actor_id, ctx.actor.name, ctx.now(),
                scores.get(row["id"]),
            )
            for row in rows
        ],
    )  # fmt: skip
    for row in rows:
        await ctx.audit.record(
            "recruiting_ai.decision.create",
            subject="recruiting_ai_application",
            subject_id=row["id"],
            detail={"decision": decision},
        )
