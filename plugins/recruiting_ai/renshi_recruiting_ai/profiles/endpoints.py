"""API of job profiles."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.profiles import editing, repository, service, templates
from renshi_recruiting_ai.profiles import question_endpoints as questions
from renshi_recruiting_ai.profiles.schemas import CompetenciesForm, FromTemplate, NewProfile, ScreeningForm
from renshi_recruiting_ai.rows import as_list
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post, put


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


@get("/profiles/{profile_id:uuid}/versions", permission=permissions.PROFILE_READ)
async def profile_versions(ctx: Context, profile_id: UUID) -> dict[str, Any]:
    """All versions of the profile, newest first."""
    row = await service.get(ctx, profile_id)
    return as_list(await repository.versions(ctx.company_id, row["key"]))


@get("/profiles/{profile_id:uuid}/competencies", permission=permissions.PROFILE_READ)
async def profile_competencies(ctx: Context, profile_id: UUID) -> dict[str, Any]:
    """Competencies with their anchored scales, as the form edits them."""
    row = await service.get(ctx, profile_id)
    items = [
        {key: item[key] for key in ("key", "label", "weight", "definition", "anchors")}
        | {"scale": "；".join(f"{anchor['score']} {anchor['text']}" for anchor in item["anchors"])}
        for item in row["body"]["competencies"]
    ]
    # The form takes no more than it asks for, so its part comes without the scale in one line.
    plain = [{key: value for key, value in item.items() if key != "scale"} for item in items]
    return as_list(items) | {"title": row["title"], "family": row["family"], "competencies": plain}


@get("/profiles/{profile_id:uuid}/screening", permission=permissions.PROFILE_READ)
async def read_screening(ctx: Context, profile_id: UUID) -> dict[str, Any]:
    """The screening rules as the form edits them."""
    return editing.screening_form((await service.get(ctx, profile_id))["screening"])


@put("/profiles/{profile_id:uuid}/screening", permission=permissions.PROFILE_EDIT)
async def edit_screening(ctx: Context, profile_id: UUID, data: ScreeningForm) -> dict[str, Any]:
    """Change the screening rules; makes a new version."""
    return await service.edit_screening(ctx, profile_id, data)


@put("/profiles/{profile_id:uuid}/competencies", permission=permissions.PROFILE_EDIT)
async def edit_competencies(ctx: Context, profile_id: UUID, data: CompetenciesForm) -> dict[str, Any]:
    """Change competencies and scales; makes a new version."""
    return await service.edit_competencies(ctx, profile_id, data)


@get("/profile-templates", permission=permissions.PROFILE_READ)
async def list_templates(ctx: Context) -> dict[str, Any]:
    """Templates by industry and position, in Chinese and English."""
    return as_list(templates.catalogue())


@get("/profile-templates/options", permission=permissions.PROFILE_READ)
async def template_options(ctx: Context) -> dict[str, Any]:
    """Choices for a form."""
    return {"options": [{"value": item["key"], "label": item["label"]} for item in templates.catalogue()]}


@post("/profiles/from-template", permission=permissions.PROFILE_EDIT)
async def profile_from_template(ctx: Context, data: FromTemplate) -> dict[str, Any]:
    """Make a profile of the company's own from a template."""
    return await service.from_template(ctx, data)


@post("/profiles", permission=permissions.PROFILE_EDIT)
async def save_profile(ctx: Context, data: NewProfile) -> dict[str, Any]:
    """Store a profile as a new version."""
    return await service.save(ctx, data)


HANDLERS = (
    *questions.HANDLERS,
    list_profiles,
    profile_options,
    read_profile,
    profile_versions,
    profile_competencies,
    read_screening,
    edit_screening,
    edit_competencies,
    list_templates,
    template_options,
    profile_from_template,
    save_profile,
)
