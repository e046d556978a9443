"""Dead letters over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_core.events import service
from renshi_core.events.schemas import RetryDeliveries
from renshi_core.jobs.above import platform_of
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post

PERMISSION = "core.delivery.manage"


@get("/deliveries", permission=PERMISSION)
async def list_deliveries(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Deliveries of events that failed for good, or those of ``state``."""
    return page_of(await service.list_deliveries(ctx, listing_query))


@get("/deliveries/{delivery_id:uuid}", permission=PERMISSION)
async def inspect_delivery(ctx: Context, delivery_id: UUID) -> dict[str, Any]:
    """A delivery with the event it carries and its last error."""
    return await service.inspect(platform_of(ctx), ctx, delivery_id)


@post("/deliveries/{delivery_id:uuid}/retry", permission=PERMISSION, status_code=200)
async def retry_delivery(ctx: Context, delivery_id: UUID) -> dict[str, Any]:
    """Try a dead letter again."""
    await service.retry(platform_of(ctx), ctx, delivery_id)
    return {"retried": 1}


@post("/deliveries/retry", permission=PERMISSION, status_code=200)
async def retry_deliveries(ctx: Context, data: RetryDeliveries) -> dict[str, Any]:
    """Try several dead letters again, or all."""
    count = await service.retry_many(platform_of(ctx), ctx, ids=data.ids, subscription=data.subscription)
    return {"retried": count}


HANDLERS = (list_deliveries, inspect_delivery, retry_delivery, retry_deliveries)
