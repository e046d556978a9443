"""The ranking of a requisition, with reasons; matching again after a profile changed."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.engine.screening import Screening
from renshi_recruiting_ai.profiles import repository as profile_rows
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.ranking import keeping
from renshi_recruiting_ai.ranking.matching import match
from renshi_recruiting_ai.ranking.model import LABELS
from renshi_recruiting_ai.requisitions import service as requisitions
from renshi_recruiting_ai.resumes.schemas import ReadParams
from renshi_recruiting_ai.rows import from_json
from renshi_sdk import Clause, Conflict, Context, NotFound, Text
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, execute, fetch, fetch_row, listing

MATCH_JOB = "recruiting_ai.match_resumes"
PIECE = 100
RANKING = ListSpec(
    select=(
        "SELECT m.id, m.application_id, m.resume_id, m.score, m.coverage, m.must_haves, m.scorer, m.matched_at, c.name,"
        " c.years, c.degree, c.city, a.stage, a.stage_id, s.title AS stage_title, a.channel, x.file_name,"
        " jsonb_array_length(coalesce(x.flags, '[]')) AS flagged, m.detail->>'formula' AS formula,"
        " (SELECT string_agg(k->>'label', '、') FROM jsonb_array_elements(m.detail->'skills') k WHERE"
        " k->>'how' = 'told')"
        " AS told,"
        " (SELECT string_agg(k->>'label', '、') FROM jsonb_array_elements(m.detail->'skills') k WHERE"
        " k->>'how' = 'missing')"
        " AS missing"
        " FROM recruiting_ai_match m JOIN recruiting_ai_resume x ON x.id = m.resume_id"
        " JOIN recruiting_ai_application a ON a.id = m.application_id"
        " JOIN recruiting_ai_candidate c ON c.id = a.candidate_id LEFT JOIN recruiting_ai_stage s ON s.id = a.stage_id"
    ),
    fields={
        "score": ListField("m.score", "number", sortable=True),
        "must_haves": ListField("m.must_haves"),
        "stage": ListField("a.stage"),
        "years": ListField("c.years", "number", sortable=True, nullable=True),
        "city": ListField("c.city"),
        "degree": ListField("c.degree"),
    },
    key="m.id",
    default_sort="-score",
    search="c.name ILIKE {}",
)


async def ranking(ctx: Context, requisition_id: UUID, query: ListQuery) -> Listing:
    """Everybody whose résumé was matched with the job, the best first. Nobody is rejected by a place in it."""
    await requisitions.get(ctx, requisition_id)
    await ctx.audit.record(
        "recruiting_ai.ranking.read", subject="recruiting_ai_requisition", subject_id=requisition_id
    )
    return await listing(
        RANKING,
        query,
        Clause("m.company_id = {} AND m.requisition_id = {}", (ctx.company_id, requisition_id)),
    )


async def reasons(ctx: Context, application_id: UUID) -> dict[str, Any]:
    """Why an application's résumé stands where it does: must-haves, skills, parts, formula, and the ranker's shares."""
    row = await fetch_row(
        "SELECT m.*, x.file_name FROM recruiting_ai_match m JOIN recruiting_ai_resume x ON x.id = m.resume_id"
        " WHERE m.company_id = $1 AND m.application_id = $2 ORDER BY m.matched_at DESC, m.id LIMIT 1",
        ctx.company_id,
        application_id,
    )
    if row is None:
        known = await fetch_row(
            "SELECT 1 FROM recruiting_ai_application WHERE company_id = $1 AND id = $2",
            ctx.company_id,
            application_id,
        )
        if known is None:
            raise NotFound(Text("没有这份应聘", "there is no such application"))
        return {"matched": False, "musts": [], "skills": [], "shap": []}
    detail = from_json(row["detail"])
    english = ctx.locale.startswith("en")
    return {
        "matched": True,
        "resume_id": row["resume_id"],
        "file_name": row["file_name"],
        "score": row["score"],
        "scorer": row["scorer"],
        "must_haves": row["must_haves"],
        "coverage": row["coverage"],
        "formula": detail["formula"],
        "input_digest": row["input_digest"],
        "matched_at": row["matched_at"],
        "musts": detail["musts"],
        "skills": detail["skills"],
        "profile_score": detail.get("profile_score", detail["score"]),
        "shap": [
            {"feature": LABELS[name][1 if english else 0], "share": share}
            for name, share in sorted(detail.get("shap", {}).items(), key=lambda item: -abs(item[1]))
        ],
    }


async def rematch(ctx: Context, requisition_id: UUID) -> dict[str, Any]:
    """Match every résumé of a requisition again, for instance under newer rules; runs in the background.

    Raises:
        Conflict: the job's profile has no screening rules.
    """
    job = await requisitions.get(ctx, requisition_id)
    newest = await _newest(ctx, job["profile_id"])
    if await profiles.load_screening(ctx, newest) is None:
        raise Conflict(
            Text(
                "该岗位画像没有简历筛选规则，请先填写",
                "the job profile has no screening rules; fill them in first",
            ),
            code="recruiting_ai.no_screening",
        )
    job_id = await ctx.jobs.enqueue(
        MATCH_JOB, {"requisition_id": str(requisition_id)}, key=str(requisition_id)
    )
    return {"job_id": job_id}


async def _newest(ctx: Context, profile_id: UUID) -> UUID:
    row = await profiles.get(ctx, profile_id)
    latest = await profile_rows.latest(ctx.company_id, row["key"])
    return UUID(str(latest["id"])) if latest else profile_id


async def run(ctx: Context, params: ReadParams, job: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.match_resumes, in committed pieces."""
    requisition_id = UUID(params.requisition_id or "")
    piece, done = 0, 0
    while True:
        async with job.step(f"piece-{piece}") as step:
            if step is None:
                piece += 1
                continue
            requisition = await requisitions.get(step, requisition_id)
            profile_id = await _newest(step, requisition["profile_id"])
            rules = await profiles.load_screening(step, profile_id)
            rows = await fetch(
                "SELECT x.id, x.text, x.parsed, a.facts FROM recruiting_ai_resume x"
                " JOIN recruiting_ai_application a ON a.id = x.application_id"
                " WHERE a.requisition_id = $1 AND x.state = 'read' ORDER BY x.id LIMIT $2 OFFSET $3",
                requisition_id,
                PIECE,
                piece * PIECE,
            )
            if rules is None or not rows:
                break
            found = await asyncio.to_thread(_matched, rules, [dict(row) for row in rows])
            await keeping.keep(step, requisition_id, profile_id, found)
        piece += 1
        done += len(rows)
        await job.progress(done, None, Text(f"已匹配 {done} 份", f"{done} matched"))
    return {"matched": done}


def _matched(rules: Screening, rows: list[dict[str, Any]]) -> list[tuple[UUID, dict[str, Any]]]:
    return [
        (
            row["id"],
            match((row["text"] or "").split("\f"), from_json(row["parsed"]), rules, from_json(row["facts"])),
        )
        for row in rows
    ]


async def forget(application_ids: list[UUID]) -> None:
    """Delete matches, for instance when a candidate takes the consent back."""
    await execute("DELETE FROM recruiting_ai_match WHERE application_id = ANY($1)", application_ids)
