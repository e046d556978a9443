"""API of channels and their costs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.sourcing import service
from renshi_recruiting_ai.sourcing.schemas import ChannelChange, ChannelForm, CostForm
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import delete, get, page_of, post, put


@get("/channels", permission=permissions.REQUISITION_READ)
async def list_channels(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Channels with how many applied through each and what it cost in all."""
    return page_of(await service.channels(ctx, listing_query))


@get("/channels/options", permission=permissions.REQUISITION_READ)
async def channel_options(ctx: Context, by_key: bool = False) -> dict[str, Any]:
    """Choices for a form, by id or by key."""
    return {"options": await service.options(ctx, by_key=by_key)}


@post("/channels", permission=permissions.REQUISITION_MANAGE)
async def create_channel(ctx: Context, data: ChannelForm) -> dict[str, Any]:
    """Add a channel; `?channel=<key>` in a link to the careers page counts for it."""
    return await service.create(ctx, data)


@put("/channels/{job_channel_id:uuid}", permission=permissions.REQUISITION_MANAGE)
async def change_channel(ctx: Context, job_channel_id: UUID, data: ChannelChange) -> dict[str, Any]:
    """Rename or close a channel."""
    return await service.change(ctx, job_channel_id, data)


@get("/channel-costs", permission=permissions.REQUISITION_READ)
async def list_costs(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Costs by period."""
    return page_of(await service.costs(ctx, listing_query))


@post("/channel-costs", permission=permissions.REQUISITION_MANAGE)
async def add_cost(ctx: Context, data: CostForm) -> dict[str, Any]:
    """Enter what a channel cost over a period."""
    return await service.add_cost(ctx, data)


@delete("/channel-costs/{channel_cost_id:uuid}", permission=permissions.REQUISITION_MANAGE)
async def remove_cost(ctx: Context, channel_cost_id: UUID) -> None:
    """Take a wrong entry out."""
    await service.remove_cost(ctx, channel_cost_id)


HANDLERS = (list_channels, channel_options, create_channel, change_channel, list_costs, add_cost, remove_cost)
