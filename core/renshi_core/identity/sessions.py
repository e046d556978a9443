"""Sessions: kept on the server, so that they can be ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from renshi_core.identity import devices
from renshi_core.identity.security.service import session_life
from renshi_core.identity.tokens import Token
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch, fetch_row
from renshi_sdk.errors import NotFound
from renshi_sdk.text import Text

COOKIE = "renshi_session"
CSRF_COOKIE = "renshi_csrf"


async def open_session(
    *, tenant_id: UUID, user_id: UUID, company_id: UUID | None, address: str, agent: str, now: datetime
) -> Token:
    """Begin a session with a token of its own, whatever the browser sent along before."""
    token = Token.make("rs", tenant_id)
    await execute(
        "INSERT INTO core_session (id, user_id, token_hash, company_id, seen_at, expires_at, address, agent)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        new_id(),
        user_id,
        token.hash,
        company_id,
        now,
        now + await session_life(),
        address,
        agent[:200],
    )
    return token


async def sessions_of(ctx: Context, user_id: UUID) -> list[dict[str, Any]]:
    """A user's open sessions, newest first."""
    rows = await fetch(
        "SELECT id, created_at, seen_at, expires_at, address, agent FROM core_session"
        " WHERE user_id = $1 AND expires_at > $2 ORDER BY seen_at DESC",
        user_id,
        ctx.now(),
    )
    return [dict(row) | {"device": devices.said(row["agent"], ctx.locale)} for row in rows]


async def end_session(ctx: Context, session_id: UUID, *, owner: UUID) -> None:
    """End one of a user's sessions. Raises ``NotFound``."""
    if (
        await fetch_row(
            "DELETE FROM core_session WHERE id = $1 AND user_id = $2 RETURNING id", session_id, owner
        )
        is None
    ):
        raise NotFound(Text("没有这个会话", "there is no such session"))
    await ctx.audit.record("core.session.end", subject="session", subject_id=session_id)


async def end_others(ctx: Context, *, owner: UUID, keep: UUID) -> int:
    """Sign a user out everywhere but here; how many sessions ended."""
    ended = await fetch("DELETE FROM core_session WHERE user_id = $1 AND id <> $2 RETURNING id", owner, keep)
    for row in ended:
        await ctx.audit.record("core.session.end", subject="session", subject_id=row["id"])
    return len(ended)


async def choose_company(session_id: UUID, company_id: UUID) -> None:
    """Remember the company a session works in."""
    await execute("UPDATE core_session SET company_id = $2 WHERE id = $1", session_id, company_id)
