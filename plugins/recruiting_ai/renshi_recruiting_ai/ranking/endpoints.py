"""API of rankings, reasons and rankers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.ranking import model, ranker, service
from renshi_recruiting_ai.rows import as_list
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post


@get("/requisitions/{requisition_id:uuid}/ranking", permission=permissions.CANDIDATE_READ)
async def read_ranking(ctx: Context, requisition_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """Matched résumés of a requisition, the best first, with reasons. Audited; it decides nothing."""
    return page_of(await service.ranking(ctx, requisition_id, listing_query))


@post("/requisitions/{requisition_id:uuid}/rematch", permission=permissions.CANDIDATE_DECIDE, status_code=202)
async def match_again(ctx: Context, requisition_id: UUID) -> dict[str, Any]:
    """Match all résumés of the requisition under the newest rules."""
    return await service.rematch(ctx, requisition_id)


@get("/applications/{application_id:uuid}/match", permission=permissions.CANDIDATE_READ)
async def read_match(ctx: Context, application_id: UUID) -> dict[str, Any]:
    """Why the résumé stands where it does."""
    return await service.reasons(ctx, application_id)


@get("/applications/{application_id:uuid}/match/musts", permission=permissions.CANDIDATE_READ)
async def read_musts(ctx: Context, application_id: UUID) -> dict[str, Any]:
    """Must-haves: met, not met, unknown, with the place in the résumé."""
    return as_list((await service.reasons(ctx, application_id))["musts"])


@get("/applications/{application_id:uuid}/match/skills", permission=permissions.CANDIDATE_READ)
async def read_skills(ctx: Context, application_id: UUID) -> dict[str, Any]:
    """Skills: told in the history, only listed, or missing, with the words."""
    return as_list((await service.reasons(ctx, application_id))["skills"])


@get("/applications/{application_id:uuid}/match/shares", permission=permissions.CANDIDATE_READ)
async def read_shares(ctx: Context, application_id: UUID) -> dict[str, Any]:
    """What each feature added to the ranker's score (SHAP); empty while the formula orders."""
    return as_list((await service.reasons(ctx, application_id))["shap"])


@get("/rankers", permission=permissions.PROFILE_READ)
async def list_rankers(ctx: Context) -> dict[str, Any]:
    """Trained rankers with how they were measured, and whether the library is there."""
    return as_list(await ranker.versions(ctx)) | {"installed": model.installed()}


@post("/profiles/{profile_id:uuid}/ranker", permission=permissions.PROFILE_EDIT)
async def train_ranker(ctx: Context, profile_id: UUID) -> dict[str, Any]:
    """Train a ranker on what people decided; in use only where it is better than the formula."""
    return await ranker.train(ctx, profile_id)


@post("/rankers/{ranker_id:uuid}/retire", permission=permissions.PROFILE_EDIT, status_code=200)
async def retire_ranker(ctx: Context, ranker_id: UUID) -> dict[str, Any]:
    """Go back to the transparent formula."""
    return await ranker.retire(ctx, ranker_id)


HANDLERS = (
    read_ranking,
    match_again,
    read_match,
    read_musts,
    read_skills,
    read_shares,
    list_rankers,
    train_ranker,
    retire_ranker,
)
