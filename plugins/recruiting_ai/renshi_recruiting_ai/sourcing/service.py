"""Channels that bring candidates, and what they cost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError

from renshi_recruiting_ai.rows import insert
from renshi_recruiting_ai.sourcing.schemas import ChannelChange, ChannelForm, CostForm
from renshi_sdk import Clause, Conflict, Context, NotFound, Text, new_id
from renshi_sdk.db import (
    ListField,
    Listing,
    ListQuery,
    ListSpec,
    execute,
    fetch,
    fetch_row,
    fetch_value,
    insert_rows,
    listing,
    savepoint,
)

STARTERS = (
    ("careers", "招聘官网", "careers"),
    ("referral", "员工内推", "referral"),
    ("job_board", "招聘网站", "job_board"),
    ("agency", "猎头", "agency"),
    ("campus", "校园招聘", "campus"),
    ("wechat", "微信", "social"),
    ("import", "人才库导入", "other"),
)
CHANNELS = ListSpec(
    select=(
        "SELECT c.id, c.key, c.title, c.kind, c.closed_at, c.closed_at IS NULL AS open, c.created_at,"
        " (SELECT count(*) FROM recruiting_ai_application a WHERE a.company_id = c.company_id AND"
        " a.channel = c.key)"
        " AS applications,"
        " (SELECT coalesce(sum(x.amount), 0) FROM recruiting_ai_channel_cost x WHERE x.channel_id ="
        " c.id) AS cost"
        " FROM recruiting_ai_channel c"
    ),
    fields={
        "title": ListField("c.title", sortable=True),
        "kind": ListField("c.kind"),
        "key": ListField("c.key", sortable=True),
    },
    key="c.id",
    default_sort="title",
    search="c.title ILIKE {}",
)
COSTS = ListSpec(
    select=(
        "SELECT x.id, x.channel_id, c.title AS channel, x.requisition_id, r.title AS requisition_title,"
        " x.from_on,"
        " x.until_on, x.amount, x.note, x.entered_by_name, x.created_at FROM recruiting_ai_channel_cost x"
        " JOIN recruiting_ai_channel c ON c.id = x.channel_id"
        " LEFT JOIN recruiting_ai_requisition r ON r.id = x.requisition_id"
    ),
    fields={
        "channel_id": ListField("x.channel_id", "uuid"),
        "requisition_id": ListField("x.requisition_id", "uuid"),
        "from_on": ListField("x.from_on", "date", sortable=True),
        "amount": ListField("x.amount", "number", sortable=True),
    },
    key="x.id",
    default_sort="-from_on",
)


async def seed(ctx: Context) -> None:
    """Give a company the usual channels it does not have yet."""
    known = {
        row["key"]
        for row in await fetch("SELECT key FROM recruiting_ai_channel WHERE company_id = $1", ctx.company_id)
    }
    await insert_rows(
        "recruiting_ai_channel",
        ("id", "company_id", "key", "title", "kind"),
        [(new_id(), ctx.company_id, key, title, kind) for key, title, kind in STARTERS if key not in known],
    )


async def channels(ctx: Context, query: ListQuery) -> Listing:
    return await listing(CHANNELS, query, Clause("c.company_id = {}", (ctx.company_id,)))


async def options(ctx: Context, *, by_key: bool) -> list[dict[str, str]]:
    rows = await fetch(
        "SELECT id, key, title FROM recruiting_ai_channel WHERE company_id = $1 AND closed_at IS NULL"
        " ORDER BY title",
        ctx.company_id,
    )
    return [{"value": row["key"] if by_key else str(row["id"]), "label": row["title"]} for row in rows]


async def create(ctx: Context, form: ChannelForm) -> dict[str, Any]:
    """Add a channel.

    Raises:
        Conflict: its key is taken.
    """
    try:
        async with savepoint():
            channel_id = await insert("recruiting_ai_channel", company_id=ctx.company_id, **form.model_dump())
    except UniqueViolationError as error:
        raise Conflict(
            Text("该代号已被使用", "this key is taken"), code="recruiting_ai.channel_taken"
        ) from error
    await _audit(ctx, "create", channel_id, {"key": form.key})
    return {"id": channel_id} | form.model_dump()


async def change(ctx: Context, channel_id: UUID, form: ChannelChange) -> dict[str, Any]:
    """Rename a channel, or close it: its figures stay, links with its key still count."""
    tag = await execute(
        "UPDATE recruiting_ai_channel SET title = $3, kind = $4, closed_at = CASE WHEN $5 THEN"
        " coalesce(closed_at, $6)"
        " END WHERE company_id = $1 AND id = $2",
        ctx.company_id,
        channel_id,
        form.title,
        form.kind,
        form.closed,
        ctx.now(),
    )
    if tag != "UPDATE 1":
        raise NotFound(Text("没有这个渠道", "there is no such channel"))
    await _audit(ctx, "change", channel_id, form.model_dump())
    return {"id": channel_id} | form.model_dump()


async def costs(ctx: Context, query: ListQuery) -> Listing:
    return await listing(COSTS, query, Clause("x.company_id = {}", (ctx.company_id,)))


async def add_cost(ctx: Context, form: CostForm) -> dict[str, Any]:
    """Enter what a channel cost."""
    if not await fetch_value(
        "SELECT EXISTS (SELECT FROM recruiting_ai_channel WHERE company_id = $1 AND id = $2)",
        ctx.company_id,
        form.channel_id,
    ):
        raise NotFound(Text("没有这个渠道", "there is no such channel"))
    if form.requisition_id is not None and not await fetch_value(
        "SELECT EXISTS (SELECT FROM recruiting_ai_requisition WHERE company_id = $1 AND id = $2)",
        ctx.company_id,
        form.requisition_id,
    ):
        raise NotFound(Text("没有这个招聘需求", "there is no such requisition"))
    cost_id = await insert(
        "recruiting_ai_channel_cost",
        company_id=ctx.company_id,
        entered_by_name=ctx.actor.name,
        **form.model_dump(),
    )
    await _audit(ctx, "cost", form.channel_id, {"amount": str(form.amount), "from": form.from_on.isoformat()})
    return {"id": cost_id}


async def remove_cost(ctx: Context, cost_id: UUID) -> None:
    """Take a wrong entry out; the audit chain keeps it."""
    row = await fetch_row(
        "DELETE FROM recruiting_ai_channel_cost WHERE company_id = $1 AND id = $2 RETURNING channel_id,"
        " amount, from_on",
        ctx.company_id,
        cost_id,
    )
    if row is None:
        raise NotFound(Text("没有这笔费用", "there is no such entry"))
    await _audit(
        ctx,
        "cost_removed",
        row["channel_id"],
        {"amount": str(row["amount"]), "from": row["from_on"].isoformat()},
    )


async def _audit(ctx: Context, verb: str, channel_id: UUID, detail: dict[str, Any]) -> None:
    await ctx.audit.record(
        f"recruiting_ai.channel.{verb}", subject="recruiting_ai_channel", subject_id=channel_id, detail=detail
    )
