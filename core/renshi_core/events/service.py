"""Dead letters: looked at, and tried again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.events import repository
from renshi_core.jobs import actors
from renshi_core.jobs.wake import announce
from renshi_sdk.context import Context
from renshi_sdk.db import Listing, ListQuery, listing
from renshi_sdk.errors import Conflict, NotFound
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

KEPT = timedelta(days=90)
"""Ended deliveries, and events that all subscribers had, are kept for this long."""


async def list_deliveries(ctx: Context, query: ListQuery) -> Listing:
    """Deliveries of the company; those that failed for good unless a state is asked for."""
    conditions = [Clause("d.company_id = {}", (ctx.company_id,))]
    if not any(name.partition(".")[0] == "state" for name, _ in query.filters):
        conditions.append(Clause("d.state = 'failed'"))
    return await listing(repository.LIST, query, *conditions)


async def inspect(platform: Platform, ctx: Context, delivery_id: UUID) -> dict[str, Any]:
    """A delivery with the event it carries. Audited, since an event may hold a decided salary."""
    row = await repository.delivery(delivery_id, ctx.company_id)
    if row is None:
        raise NotFound(Text("没有这条投递记录", "there is no such delivery"))
    await ctx.audit.record(
        "core.delivery.inspect",
        subject="delivery",
        subject_id=delivery_id,
        detail={"event": row["event"], "subscription": row["subscription"]},
    )
    said = actors.said(platform, row["actor_name"], ctx.locale)
    return {**dict(row), "actor": said, "payload": json.loads(row["payload"])}


async def retry(platform: Platform, ctx: Context, delivery_id: UUID) -> None:
    """Try a dead letter again.

    Raises:
        NotFound: no such delivery. Conflict: it hasn't failed for good.
    """
    row = await repository.delivery(delivery_id, ctx.company_id)
    if row is None:
        raise NotFound(Text("没有这条投递记录", "there is no such delivery"))
    if not await _revive(platform, ctx, ids=[delivery_id], subscription=None):
        raise Conflict(
            Text("只有失败的投递可以重试", "only a delivery that failed can be tried again"),
            state=row["state"],
        )


async def retry_many(
    platform: Platform, ctx: Context, *, ids: Sequence[UUID] | None, subscription: str | None
) -> int:
    """Try several dead letters again, or all of the company; returns how many."""
    return await _revive(platform, ctx, ids=ids, subscription=subscription)


async def _revive(
    platform: Platform, ctx: Context, *, ids: Sequence[UUID] | None, subscription: str | None
) -> int:
    rows = await repository.revive(ctx.company_id, ctx.now(), ids=ids, subscription=subscription)
    if rows:
        await ctx.audit.record(
            "core.delivery.retry",
            subject="delivery",
            subject_id=rows[0]["id"] if len(rows) == 1 else None,
            detail={"count": len(rows), "subscriptions": sorted({r["subscription"] for r in rows})},
        )
        announce(platform, "default")
    return len(rows)


async def purge(ctx: Context) -> dict[str, Any]:
    """Remove what ended more than :data:`KEPT` ago."""
    return {"events": await repository.purge(ctx.company_id, ctx.now() - KEPT)}
