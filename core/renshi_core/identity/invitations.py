"""Invitations: a one-time link by which somebody sets their password, the first one or after losing it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from renshi_core.db import unit_of_work
from renshi_core.identity import throttle, users
from renshi_core.identity.contexts import context_of
from renshi_core.identity.tokens import Token
from renshi_sdk import new_id
from renshi_sdk.context import Actor, Context
from renshi_sdk.db import execute, fetch_row
from renshi_sdk.errors import Conflict, NotFound
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

LIFE = timedelta(days=3)


async def invite(ctx: Context, user_id: UUID) -> str:
    """Make a one-time token for a user and return it; earlier ones stop working.

    Raises:
        NotFound: no such user. Conflict: the account is disabled.
    """
    known = await users.user(user_id)
    if known["disabled_at"] is not None:
        raise Conflict(Text("账号已停用", "the account is disabled"), code="user.disabled")
    await execute(
        "UPDATE core_invitation SET revoked_at = $2 WHERE user_id = $1 AND used_at IS NULL AND revoked_at IS NULL",
        user_id,
        ctx.now(),
    )
    token, invitation_id = Token.make("ri", ctx.tenant_id), new_id()
    await execute(
        "INSERT INTO core_invitation (id, user_id, token_hash, invited_by, expires_at) VALUES ($1, $2, $3, $4, $5)",
        invitation_id,
        user_id,
        token.hash,
        ctx.actor.name,
        ctx.now() + LIFE,
    )
    await ctx.audit.record(
        "core.user.invite", subject="user", subject_id=user_id, employee_id=known["employee_id"]
    )
    return token.text


async def accept(platform: Platform, *, token_text: str, password: str, address: str) -> None:
    """Set the password of the invited user; the token is used up, all sessions end.

    Raises:
        NotFound: unknown, used, revoked or expired; all four look alike. Invalid: the password.
    """
    now = platform.clock.now()
    counts = throttle.brakes("invitation", account=token_text[:80], address=address)
    await throttle.attempt(counts, now)
    token = Token.read("ri", token_text)
    if token is None:
        raise _gone()
    async with unit_of_work(token.tenant_id):
        row = await fetch_row(
            "UPDATE core_invitation i SET used_at = $2 FROM core_user u WHERE i.token_hash = $1 AND u.id = i.user_id"
            " AND i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $2 AND u.disabled_at IS NULL"
            " RETURNING u.id, u.name, u.employee_id",
            token.hash,
            now,
        )
        company = await fetch_row("SELECT id FROM core_company ORDER BY code LIMIT 1")
        if row is None or company is None:
            raise _gone()
        ctx = context_of(
            platform,
            tenant_id=token.tenant_id,
            company_id=company["id"],
            actor=Actor("user", row["name"], row["id"], row["employee_id"]),
        )
        await users.set_password(ctx, row["id"], password)
    await throttle.succeeded(counts)


def _gone() -> NotFound:
    return NotFound(
        Text(
            "链接无效或已过期，请联系管理员重新发送",
            "the link is no longer valid; ask for a new one",
        ),
        code="invitation.gone",
    )
