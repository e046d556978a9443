"""Reorganisations over HTTP: draft with preview, apply, undo."""

from typing import Any
from uuid import UUID

from renshi_core.organization import reorganisation_service as service
from renshi_core.organization.reorganisation import Proposal
from renshi_core.organization.schemas import Why
from renshi_sdk.context import Context
from renshi_sdk.web import delete, get, post, put

MANAGE = "core.reorganisation.manage"


@get("/reorganisations", permission=MANAGE)
async def list_reorganisations(ctx: Context) -> dict[str, Any]:
    """The company's reorganisations, the latest day first."""
    items = await service.drafts(ctx.company_id)
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/reorganisations", permission=MANAGE)
async def draft_reorganisation(ctx: Context, data: Proposal) -> dict[str, Any]:
    """Keep a proposal as a draft; the answer is its preview: every effect, and what stands against it."""
    return await service.save(ctx, data)


@get("/reorganisations/{reorganisation_id:uuid}", permission=MANAGE)
async def get_reorganisation(ctx: Context, reorganisation_id: UUID) -> dict[str, Any]:
    """One reorganisation; a draft with its preview as of now."""
    return await service.one(ctx, reorganisation_id)


@get("/reorganisations/{reorganisation_id:uuid}/effects", permission=MANAGE)
async def list_effects(ctx: Context, reorganisation_id: UUID) -> dict[str, Any]:
    """What it does, or did, one effect a row."""
    items = (await service.one(ctx, reorganisation_id))["effects"]
    return {"items": items, "total": len(items), "next_cursor": None}


@put("/reorganisations/{reorganisation_id:uuid}", permission=MANAGE)
async def redraft_reorganisation(ctx: Context, reorganisation_id: UUID, data: Proposal) -> dict[str, Any]:
    """Change a draft."""
    return await service.save(ctx, data, reorganisation_id)


@delete("/reorganisations/{reorganisation_id:uuid}", permission=MANAGE)
async def discard_reorganisation(ctx: Context, reorganisation_id: UUID) -> None:
    """Throw a draft away."""
    await service.discard(ctx, reorganisation_id)


@post("/reorganisations/{reorganisation_id:uuid}/apply", permission=MANAGE, status_code=200)
async def apply_reorganisation(ctx: Context, reorganisation_id: UUID) -> dict[str, Any]:
    """Do it, all of it or nothing."""
    return await service.apply(ctx, reorganisation_id)


@post("/reorganisations/{reorganisation_id:uuid}/undo", permission=MANAGE, status_code=200)
async def undo_reorganisation(ctx: Context, reorganisation_id: UUID, data: Why) -> dict[str, Any]:
    """Take it back, as long as nothing else is built on it."""
    return await service.undo(ctx, reorganisation_id, reason=data.reason)


HANDLERS = (
    list_reorganisations,
    draft_reorganisation,
    get_reorganisation,
    list_effects,
    redraft_reorganisation,
    discard_reorganisation,
    apply_reorganisation,
    undo_reorganisation,
)
