"""What accounts keep about a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_core.identity import users
from renshi_sdk.context import Context
from renshi_sdk.contributions import Erasure, PersonalData, SealedColumn
from renshi_sdk.db import execute, fetch
from renshi_sdk.text import Text

_EXPORTS = {
    "core_user": "SELECT login, name, email, created_at, last_login_at, password_changed_at, disabled_at,"
    " totp_confirmed_at FROM core_user WHERE id = $1",
    "core_role_grant": "SELECT r.code AS role, r.title_zh, g.scope, g.created_at FROM core_role_grant g"
    " JOIN core_role r ON r.id = g.role_id WHERE g.user_id = $1 ORDER BY g.created_at",
    "core_session": "SELECT created_at, seen_at, expires_at, address, agent FROM core_session WHERE user_id = $1"
    " ORDER BY created_at",
    "core_api_key": "SELECT name, created_at, expires_at, last_used_at, revoked_at FROM core_api_key"
    " WHERE user_id = $1 ORDER BY created_at",
    "core_invitation": "SELECT created_at, invited_by, expires_at, used_at FROM core_invitation WHERE user_id = $1"
    " ORDER BY created_at",
}


async def _accounts(employee_id: UUID) -> list[UUID]:
    return [r["id"] for r in await fetch("SELECT id FROM core_user WHERE employee_id = $1", employee_id)]


async def export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """A person's account, roles, sessions, keys and invitations. Passwords and secrets are no data of theirs."""
    found: dict[str, Any] = {}
    for user_id in await _accounts(employee_id):
        for table, query in _EXPORTS.items():
            found[table] = [
                {k: v if v is None or isinstance(v, str) else v.isoformat() for k, v in row.items()}
                for row in await fetch(query, user_id)
            ]
    return found


async def erase(ctx: Context, employee_id: UUID) -> Erasure:
    """Close the account and take the person out of it; its id stays where it acted."""
    erased: dict[str, int] = {}
    for user_id in await _accounts(employee_id):
        await users.end_access(ctx, user_id)
        for table in ("core_api_key", "core_invitation", "core_role_grant"):
            tag = await execute(f"DELETE FROM {table} WHERE user_id = $1", user_id)
            erased[table] = int(tag.split()[-1])
        await execute(
            "UPDATE core_user SET login = 'erased-' || id, name = '已删除', email = NULL, password_hash = NULL,"
            " totp_sealed = NULL, totp_confirmed_at = NULL, employee_id = NULL,"
            " disabled_at = coalesce(disabled_at, $2) WHERE id = $1",
            user_id,
            ctx.now(),
        )
        erased["core_user"] = erased.get("core_user", 0) + 1
        await ctx.audit.record("core.user.erase", subject="user", subject_id=user_id)
    return Erasure(erased)


PERSONAL_DATA = PersonalData(
    title=Text("账号与登录", "Account and sign-ins"),
    export=export,
    erase=erase,
    tables=("core_user", "core_session", "core_api_key", "core_invitation", "core_role_grant"),
    sealed=(SealedColumn("core_user", "totp_sealed", "core_user.totp:{id}"),),
)
