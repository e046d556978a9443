"""The home page over HTTP; everybody sees their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_core.home import service
from renshi_core.home.schemas import Favourite
from renshi_core.platform import Platform
from renshi_sdk.context import Context
from renshi_sdk.web import AUTHENTICATED, delete, get, post


@get("/home", permission=AUTHENTICATED)
async def show_home(ctx: Context, platform: Platform) -> dict[str, Any]:
    """What waits for the caller, the figures of their scope, their notices and kept pages."""
    return await service.home(ctx, platform)


@get("/home/counts", permission=AUTHENTICATED)
async def show_counts(ctx: Context) -> dict[str, int]:
    """How many requests wait for the caller, and how many notices are unread."""
    return await service.counts(ctx)


@get("/home/cards/{name:str}", permission=AUTHENTICATED)
async def show_card(ctx: Context, platform: Platform, name: str) -> dict[str, Any]:
    """The figures of a plugin's card."""
    return await service.card(ctx, platform, name)


@get("/home/favourites", permission=AUTHENTICATED)
async def list_favourites(ctx: Context) -> dict[str, Any]:
    """Pages that the caller keeps in this company."""
    items = await service.favourites(ctx)
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/home/favourites", permission=AUTHENTICATED)
async def keep_favourite(ctx: Context, data: Favourite) -> dict[str, Any]:
    """Keep a page with its filters."""
    return await service.keep(ctx, data)


@delete("/home/favourites/{favourite_id:uuid}", permission=AUTHENTICATED)
async def drop_favourite(ctx: Context, favourite_id: UUID) -> None:
    """Stop keeping a page."""
    await service.drop(ctx, favourite_id)


HANDLERS = (show_home, show_counts, show_card, list_favourites, keep_favourite, drop_favourite)
