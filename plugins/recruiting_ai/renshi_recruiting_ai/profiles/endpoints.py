"""API of job profiles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.profiles import repository, service
from renshi_recruiting_ai.profiles.schemas import NewProfile
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post


@get("/profiles", permission=permissions.PROFILE_READ)
async def list_profiles(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """The newest version of each profile."""
    return page_of(await repository.page(ctx.company_id, listing_query))


@get("/profiles/options", permission=permissions.REQUISITION_CREATE)
async def profile_options(ctx: Context) -> dict[str, Any]:
    """Choices for a form."""
    return {"options": await repository.options(ctx.company_id)}


@get("/profiles/{profile_id:uuid}", permission=permissions.PROFILE_READ)
async def read_profile(ctx: Context, profile_id: UUID) -> dict[str, Any]:
    """One version with its questions, points and anchors."""
    return await service.get(ctx, profile_id)


@get("/profiles/{profile_id:uuid}/questions", permission=permissions.PROFILE_READ)
async def profile_questions(ctx: Context, profile_id: UUID) -> dict[str, Any]:
    """The questions as a list, with what a good answer speaks of."""
    profile = await service.load(ctx, profile_id)
    items = [
        {
            "key": question.key,
            "text": question.text,
            "intent": question.intent.value,
            "competency": profile.competency(question.competency).label,
            "points": "；".join(point.text for point in question.ideal_points),
            "follow_ups": "；".join(item.text for item in question.follow_ups),
        }
        for question in profile.questions
    ]
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/profiles", permission=permissions.PROFILE_EDIT)
async def save_profile(ctx: Context, data: NewProfile) -> dict[str, Any]:
    """Store a profile as a new version."""
    return await service.save(ctx, data.body, data.note)


HANDLERS = (list_profiles, profile_options, read_profile, profile_questions, save_profile)
