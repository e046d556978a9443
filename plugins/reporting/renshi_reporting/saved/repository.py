"""Queries of kept reports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk import Context
from renshi_sdk.db import fetch, fetch_row, where
from renshi_sdk.errors import NotFound
from renshi_sdk.services import Clause
from renshi_sdk.text import Text


def mine_or_shared(ctx: Context) -> Clause:
    """Reports that are there for the reader: their own, and those shared with a role of theirs or with everybody."""
    return Clause(
        "r.company_id = {} AND r.archived_at IS NULL AND (r.owner_id = {} OR r.shared = 'company'"
        " OR (r.shared = 'roles' AND r.roles && {}::text[]))",
        (ctx.company_id, ctx.actor.id, sorted(ctx.access.roles())),
    )


async def visible(ctx: Context, saved_id: UUID, *, lock: bool = False) -> Any:
    """A report that is there for the reader. Raises ``NotFound``."""
    sql, arguments = where(mine_or_shared(ctx), start=2)
    row = await fetch_row(
        f"SELECT r.* FROM reporting_report r WHERE r.id = $1 AND {sql}{' FOR UPDATE' if lock else ''}",
        saved_id,
        *arguments,
    )
    if row is None:
        raise NotFound(Text("没有这张报表", "there is no such report"), code="reporting.report")
    return row


async def listed(ctx: Context) -> list[Any]:
    """All reports that are there for the reader."""
    sql, arguments = where(mine_or_shared(ctx))
    return list(
        await fetch(f"SELECT r.* FROM reporting_report r WHERE {sql} ORDER BY r.title, r.id", *arguments)
    )
