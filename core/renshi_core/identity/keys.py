"""API keys: a user's rights, or those of some of their roles, for a program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from renshi_core.identity.tokens import Token
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch, fetch_row
from renshi_sdk.errors import Invalid, NotFound
from renshi_sdk.text import Text


async def create_api_key(
    ctx: Context,
    *,
    user_id: UUID,
    name: str,
    roles: Sequence[str] | None = None,
    expires_at: datetime | None = None,
) -> str:
    """Make a key of a user for the context's company and return it; it can't be shown again.

    ``roles`` narrows it to roles (by code) of the user's. Raises ``Invalid`` for roles the user doesn't hold
    and for an end that has passed.
    """
    if expires_at is not None and expires_at <= ctx.now():
        message = Text("到期时间已过", "the end has passed already")
        raise Invalid(message, fields={"expires_at": message})
    if roles is not None:
        held = await fetch(
            "SELECT DISTINCT r.code FROM core_role_grant g JOIN core_role r ON r.id = g.role_id"
            " WHERE g.user_id = $1",
            user_id,
        )
        foreign = sorted(set(roles) - {row["code"] for row in held})
        if foreign or not roles:
            message = Text("请选择账号已持有的角色", "choose roles that the account holds")
            raise Invalid(message, fields={"roles": message})
    token, key_id = Token.make("rk", ctx.tenant_id), new_id()
    await execute(
        "INSERT INTO core_api_key (id, user_id, name, token_hash, hint, company_id, roles, expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        key_id,
        user_id,
        name,
        token.hash,
        token.hint,
        ctx.company_id,
        sorted(set(roles)) if roles is not None else None,
        expires_at,
    )
    await ctx.audit.record(
        "core.api_key.create",
        subject="api_key",
        subject_id=key_id,
        detail={"name": name, "user_id": str(user_id), "roles": list(roles) if roles is not None else None},
    )
    return token.text


async def revoke_api_key(ctx: Context, key_id: UUID, *, owner: UUID | None = None) -> None:
    """End a key; with ``owner`` only where it's theirs. Raises ``NotFound``."""
    gone = await fetch_row(
        "UPDATE core_api_key SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1"
        " AND ($3::uuid IS NULL OR user_id = $3) AND company_id = $4 RETURNING name",
        key_id,
        ctx.now(),
        owner,
        ctx.company_id,
    )
    if gone is None:
        raise NotFound(Text("没有这个密钥", "there is no such key"))
    await ctx.audit.record(
        "core.api_key.revoke", subject="api_key", subject_id=key_id, detail={"name": gone["name"]}
    )
