"""API of scoring a job's interviews again. Every read of scores is audited."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.requisitions import service as requisitions
from renshi_recruiting_ai.rescoring import repository, service
from renshi_recruiting_ai.rescoring.schemas import NewRescore
from renshi_recruiting_ai.review import repository as reviews
from renshi_recruiting_ai.rows import as_list
from renshi_sdk import Context
from renshi_sdk.db import ListQuery, listing
from renshi_sdk.web import get, page_of, post


@post("/requisitions/{requisition_id:uuid}/rescore", permission=permissions.CANDIDATE_DECIDE, status_code=202)
async def start_rescore(ctx: Context, requisition_id: UUID, data: NewRescore) -> dict[str, Any]:
    """Score every interview of a job again in the background; the versions there are stay."""
    return await service.start(ctx, requisition_id, data)


@get("/requisitions/{requisition_id:uuid}/rescores", permission=permissions.CANDIDATE_READ)
async def list_rescores(ctx: Context, requisition_id: UUID) -> dict[str, Any]:
    """Earlier re-scorings of a job, newest first."""
    await requisitions.get(ctx, requisition_id)
    return as_list(await repository.of_requisition(ctx.company_id, requisition_id))


@get("/rescores/{rescore_id:uuid}", permission=permissions.CANDIDATE_READ)
async def read_rescore(ctx: Context, rescore_id: UUID) -> dict[str, Any]:
    """One re-scoring with how far it is."""
    return await service.get(ctx, rescore_id)


@get("/rescores/{rescore_id:uuid}/progress", permission=permissions.CANDIDATE_READ)
async def read_progress(ctx: Context, rescore_id: UUID) -> dict[str, Any]:
    """The job's state for a progress bar."""
    row = await service.get(ctx, rescore_id)
    state = await ctx.jobs.state(row["job_id"])
    return {
        "state": state.state,
        "done": state.done,
        "total": state.total,
        "message": state.message,
        "error": state.error,
    }


@get("/rescores/{rescore_id:uuid}/lines", permission=permissions.CANDIDATE_READ)
async def list_lines(ctx: Context, rescore_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """What changed for each interview. Whoever owes a scorecard to a candidate doesn't see theirs."""
    await service.get(ctx, rescore_id)
    owed = await reviews.cards_missing(ctx.company_id, ctx.actor.employee_id)
    await ctx.audit.record("recruiting_ai.score.read", subject="recruiting_ai_rescore", subject_id=rescore_id)
    page = page_of(
        await listing(repository.LINES, listing_query, *repository.lines_of(rescore_id, set(owed)))
    )
    english = ctx.locale.startswith("en")
    for item in page["items"]:
        item["changes"] = service.in_words(item["changes"])
        item["problem"] = item.pop("problem_en") if english else item["problem"]
        item.pop("problem_en", None)
    return page


HANDLERS = (start_rescore, list_rescores, read_rescore, read_progress, list_lines)
