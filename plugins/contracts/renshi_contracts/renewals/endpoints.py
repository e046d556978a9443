"""Renewals over HTTP."""

from typing import Any

from renshi_contracts.permissions import MANAGE
from renshi_contracts.renewals import service
from renshi_contracts.renewals.schemas import OpenIn, SubmitIn
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post


@get("/renewals", permission=MANAGE)
async def list_renewals(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Contracts that end, where their renewal stands, and what the law makes of the next one."""
    return page_of(await service.list_renewals(ctx, listing_query))


@post("/renewals/open", permission=MANAGE, status_code=200)
async def open_renewals(ctx: Context, data: OpenIn) -> dict[str, int]:
    """Open a decision for all that end by a day."""
    return await service.open_renewals(ctx, data)


@post("/renewals/submit", permission=MANAGE, status_code=200)
async def submit_renewals(ctx: Context, data: SubmitIn) -> dict[str, Any]:
    """Send the same decision about several contracts to approval."""
    return await service.submit(ctx, data)


HANDLERS = (list_renewals, open_renewals, submit_renewals)
