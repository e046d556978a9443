"""Times of keeping, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from renshi_core.jobs.above import platform_of
from renshi_core.privacy.retention import repository, service
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery, listing
from renshi_sdk.services import Clause
from renshi_sdk.web import delete, get, page_of, post, put

READ, MANAGE = "core.privacy.read", "core.privacy.manage"


class KeepBody(BaseModel):
    """For how many months or days (the kind's unit) data is kept."""

    model_config = ConfigDict(extra="forbid")
    keep: Annotated[int, Field(ge=0, le=1200)]


def _items(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/privacy/retention", permission=READ)
async def list_retention(ctx: Context) -> dict[str, Any]:
    """Kinds of data with the law's bounds, the company's choice, and when something was last removed."""
    return _items(await service.listed(platform_of(ctx), ctx))


@get("/privacy/retention/state", permission=READ)
async def retention_state(ctx: Context) -> dict[str, Any]:
    """How many kinds of data are purged and how many wait for a choice, with a sentence that says so."""
    return await service.state(platform_of(ctx), ctx)


@get("/privacy/retention/preview", permission=READ)
async def preview_retention(ctx: Context, on: date | None = None) -> dict[str, Any]:
    """What would go on a day (today where none is given). Nothing changes."""
    return _items(await service.preview(platform_of(ctx), ctx, on or ctx.today()))


@get("/privacy/retention/runs", permission=READ)
async def list_retention_runs(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """What the nights removed, newest first."""
    found = await listing(repository.RUNS, listing_query, Clause("r.company_id = {}", (ctx.company_id,)))
    known = platform_of(ctx).registry.retention
    for item in found.items:
        owned = known.get(item["data_class"])
        item["title"] = owned.record.title.of(ctx.locale) if owned else item["data_class"]
    return page_of(found)


@post("/privacy/retention/adopt", permission=MANAGE, status_code=200)
async def adopt_retention(ctx: Context) -> dict[str, Any]:
    """Choose the suggested time for every kind that has none so far."""
    return {"chosen": await service.adopt(platform_of(ctx), ctx)}


@put("/privacy/retention/{data_class:str}", permission=MANAGE)
async def choose_retention(ctx: Context, data_class: str, data: KeepBody) -> dict[str, Any]:
    """Keep a kind of data for so long, and purge it nightly from now on."""
    await service.choose(platform_of(ctx), ctx, data_class, data.keep)
    return {"name": data_class, "keep": data.keep}


@delete("/privacy/retention/{data_class:str}", permission=MANAGE)
async def stop_retention(ctx: Context, data_class: str) -> None:
    """Purge a kind of data no more."""
    await service.stop(platform_of(ctx), ctx, data_class)


HANDLERS = (
    list_retention,
    retention_state,
    preview_retention,
    list_retention_runs,
    adopt_retention,
    choose_retention,
    stop_retention,
)
