"""Scoring all interviews of a job again: one by one, each committed, the old versions kept, and what changed shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai.engine.report import ScoreReport
from renshi_recruiting_ai.interviews import repository as interviews
from renshi_recruiting_ai.interviews import scoring
from renshi_recruiting_ai.interviews import service as interview_service
from renshi_recruiting_ai.interviews.schemas import ScoreParams
from renshi_recruiting_ai.requisitions import service as requisitions
from renshi_recruiting_ai.rescoring import repository
from renshi_recruiting_ai.rescoring.schemas import NewRescore, RescoreParams
from renshi_recruiting_ai.rows import as_json, from_json, insert
from renshi_sdk import Conflict, Context, NotFound, Text, new_id
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import execute, savepoint

RESCORE_JOB = "recruiting_ai.rescore"


async def start(ctx: Context, requisition_id: UUID, form: NewRescore) -> dict[str, Any]:
    """Have every interview of a job scored again in the background.

    Raises:
        NotFound: no such job. Conflict: it is under way already, or there is nothing to score.
    """
    await requisitions.get(ctx, requisition_id)
    await execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"recruiting_ai_rescore:{requisition_id}")
    if await repository.running(requisition_id):
        raise Conflict(
            Text("该岗位正在重新评分，请等待完成", "this job is being scored again already; please wait"),
            code="recruiting_ai.rescore_running",
        )
    rescore_id = await insert(
        "recruiting_ai_rescore",
        company_id=ctx.company_id,
        requisition_id=requisition_id,
        newest_profile=form.newest_profile,
        reason=form.reason,
        asked_by=ctx.actor.employee_id,
        asked_by_name=ctx.actor.name,
    )
    total = await repository.fill(ctx.company_id, rescore_id, requisition_id)
    if total == 0:
        raise Conflict(
            Text("该岗位没有可评分的面试", "this job has no interview that could be scored"),
            code="recruiting_ai.nothing_to_score",
        )
    job_id = await ctx.jobs.enqueue(RESCORE_JOB, {"rescore_id": str(rescore_id)}, key=str(rescore_id))
    await execute("UPDATE recruiting_ai_rescore SET job_id = $2 WHERE id = $1", rescore_id, job_id)
    await ctx.audit.record(
        "recruiting_ai.rescore.start",
        subject="recruiting_ai_rescore",
        subject_id=rescore_id,
        detail={"interviews": total, "newest_profile": form.newest_profile, "reason": form.reason},
    )
    return {"id": rescore_id, "job_id": job_id, "total": total}


async def get(ctx: Context, rescore_id: UUID) -> dict[str, Any]:
    """One re-scoring. Raises ``NotFound``."""
    row = await repository.by_id(ctx.company_id, rescore_id)
    if row is None:
        raise NotFound(Text("没有这次重新评分", "there is no such re-scoring"))
    return row


async def run(ctx: Context, params: RescoreParams, job: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.rescore: an interview a step, so that a killed worker loses none and scores none twice."""
    rescore_id = UUID(params.rescore_id)
    # Read anew at each attempt: what is done already waits no longer.
    async with job.step(f"read-{new_id()}") as inside:
        row = await repository.by_id(ctx.company_id, rescore_id) if inside is not None else None
        lines = await repository.waiting(rescore_id) if row is not None else []
    if row is None or row["finished_at"] is not None:
        return {"skipped": "nothing to do"}
    done = int(row["total"]) - len(lines)
    for line in lines:
        async with job.step(f"line-{line['id']}") as inside:
            if inside is not None:
                await _one(inside, line, job, newest=row["newest_profile"])
        done += 1
        await job.progress(done, int(row["total"]), Text(f"已评 {done} 场", f"{done} scored"))
    async with job.step("finish") as inside:
        if inside is not None:
            await _finish(inside, rescore_id)
    return {"scored": done}


async def _one(ctx: Context, line: dict[str, Any], job: JobRun, *, newest: bool) -> None:
    interview = await interviews.by_id(ctx.company_id, line["interview_id"], lock=True)
    if interview is None:
        return
    before = await scoring.report_of(line["interview_id"])
    try:
        async with savepoint():
            if newest:
                await interview_service.use_newest_profile(ctx, interview)
            params = ScoreParams(interview_id=str(line["interview_id"]), quiet=True)
            result = await scoring.run(ctx, params, job)
    except Conflict as error:
        await repository.finish_line(
            line["id"], outcome="refused", problem=error.text.zh, problem_en=error.text.en
        )
        return
    if "score_id" not in result:
        await repository.finish_line(line["id"], outcome="asked" if "asked" in result else "skipped")
        return
    found = await scoring.report_of(line["interview_id"])
    if found is None:
        return
    score, report = found
    await repository.finish_line(
        line["id"],
        outcome="changed" if result["new"] else "same",
        score_after=score["id"],
        match_after=score["match_percent"],
        changes=as_json(changes(before[1] if before else None, report)),
    )


def changes(before: ScoreReport | None, after: ScoreReport) -> list[dict[str, Any]]:
    """Dimensions whose score is another one now; a dimension that is new or gone has None on that side."""
    old = {item.key: item for item in before.dimensions} if before else {}
    new = {item.key: item for item in after.dimensions}
    found = []
    for key in dict.fromkeys((*old, *new)):
        was, is_now = old.get(key), new.get(key)
        scores = (was.score if was else None, is_now.score if is_now else None)
        if scores[0] != scores[1]:
            named = is_now or was
            found.append(
                {"key": key, "label": named.label if named else key, "before": scores[0], "after": scores[1]}
            )
    return found


def in_words(stored: Any) -> str:
    """Changes of a line as people read them."""

    def one(value: float | None) -> str:
        return "—" if value is None else f"{value:g}"

    return "；".join(
        f"{item['label']} {one(item['before'])} → {one(item['after'])}" for item in from_json(stored)
    )


async def _finish(ctx: Context, rescore_id: UUID) -> None:
    await repository.finish(rescore_id, ctx.now())
    row = await get(ctx, rescore_id)
    await ctx.audit.record(
        "recruiting_ai.rescore.finish",
        subject="recruiting_ai_rescore",
        subject_id=rescore_id,
        detail={"total": row["total"], "changed": row["changed"]},
    )
    if row["asked_by"] is not None:
        await ctx.notices.send(
            row["asked_by"],
            kind="recruiting_ai.rescored",
            title=Text("批量重新评分已完成", "Scoring again is done"),
            body=Text(
                f"{row['requisition_title']}：{row['total']} 场面试，{row['changed']} 场分数有变化。",
                f"{row['requisition_title']}: {row['changed']} of {row['total']} interviews have another score.",
            ),
            link=f"/console/recruiting_ai/rescores/{rescore_id}",
            key=f"recruiting_ai.rescored:{rescore_id}",
        )
