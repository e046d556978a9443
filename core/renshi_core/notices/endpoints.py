"""The inbox over HTTP; every user sees their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_core.notices import service
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import AUTHENTICATED, get, page_of, post


@get("/notices", permission=AUTHENTICATED)
async def list_notices(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """My notices, newest first; ``read_at.null=true`` leaves the unread."""
    return page_of(await service.inbox(ctx, listing_query))


@get("/notices/unread", permission=AUTHENTICATED)
async def count_unread(ctx: Context) -> dict[str, Any]:
    """How many of my notices are unread."""
    return {"unread": await service.unread(ctx)}


@post("/notices/{notice_id:uuid}/read", permission=AUTHENTICATED, status_code=200)
async def read_notice(ctx: Context, notice_id: UUID) -> dict[str, Any]:
    """Mark one of my notices as read."""
    await service.mark_read(ctx, notice_id)
    return {"unread": await service.unread(ctx)}


@post("/notices/read", permission=AUTHENTICATED, status_code=200)
async def read_all_notices(ctx: Context) -> dict[str, Any]:
    """Mark all my notices as read."""
    await service.mark_read(ctx)
    return {"unread": 0}


HANDLERS = (list_notices, count_unread, read_notice, read_all_notices)
