"""API of one-off items."""

from typing import Any
from uuid import UUID

from renshi_payroll.adjustments import service
from renshi_payroll.adjustments.schemas import AdjustmentIn
from renshi_payroll.permissions import TERM_MANAGE
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post


@get("/adjustments", permission=TERM_MANAGE)
async def list_adjustments(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """One-off items."""
    return page_of(await service.list_adjustments(ctx, listing_query))


@post("/adjustments", permission=TERM_MANAGE)
async def add_adjustment(ctx: Context, data: AdjustmentIn) -> dict[str, Any]:
    """Enter a one-off item of a month."""
    return await service.add(ctx, data)


@post("/adjustments/{adjustment_id:uuid}/cancel", permission=TERM_MANAGE, status_code=200)
async def cancel_adjustment(ctx: Context, adjustment_id: UUID) -> dict[str, Any]:
    """Cancel a one-off item of an open month."""
    return await service.cancel(ctx, adjustment_id)


HANDLERS = (list_adjustments, add_adjustment, cancel_adjustment)
