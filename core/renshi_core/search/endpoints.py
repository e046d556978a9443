"""The search over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from litestar.params import Parameter

from renshi_core.platform import Platform
from renshi_core.search import service
from renshi_sdk.context import Context
from renshi_sdk.web import AUTHENTICATED, get


@get("/search", permission=AUTHENTICATED)
async def search_everything(
    ctx: Context, platform: Platform, q: Annotated[str, Parameter(max_length=200)] = ""
) -> dict[str, Any]:
    """People (name, pinyin, initials, staff number), departments, requests by number, pages, and plugins' own.

    Only what the caller may open, at most eight a group.
    """
    return {"groups": await service.search(ctx, platform, q)}


HANDLERS = (search_everything,)
