"""Warnings over HTTP."""

from typing import Any

from renshi_contracts.permissions import MANAGE
from renshi_contracts.warnings import service
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of


@get("/warnings", permission=MANAGE)
async def list_warnings(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Missing, expired and ending labour contracts, each with what the law makes of it."""
    return page_of(await service.list_warnings(ctx, listing_query))


HANDLERS = (list_warnings,)
