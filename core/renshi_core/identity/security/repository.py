"""The group's rules, one row or none; tables stand in migration core_0023."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import execute, fetch, fetch_row, fetch_value

COLUMNS = "password_length, session_minutes, two_factor_roles, networks"
MUST_ENROL = (
    "u.totp_confirmed_at IS NULL AND EXISTS (SELECT FROM core_security_policy p, core_role_grant g"
    " JOIN core_role r ON r.id = g.role_id WHERE g.user_id = u.id AND r.code = ANY(p.two_factor_roles))"
)
"""Of an account ``u``: it has no second factor, and one of its roles needs one."""


async def kept() -> dict[str, Any] | None:
    """What the group has set."""
    row = await fetch_row(f"SELECT {COLUMNS} FROM core_security_policy")
    return dict(row) if row else None


async def keep(values: dict[str, Any]) -> None:
    """Set all of it."""
    await execute(
        f"INSERT INTO core_security_policy (id, {COLUMNS}) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id)"
        " DO UPDATE SET password_length = excluded.password_length, session_minutes = excluded.session_minutes,"
        " two_factor_roles = excluded.two_factor_roles, networks = excluded.networks",
        new_id(),
        values["password_length"],
        values["session_minutes"],
        values["two_factor_roles"],
        values["networks"],
    )


async def password_length() -> int | None:
    """The shortest password that the group takes; ``None`` where it has set nothing."""
    found: int | None = await fetch_value("SELECT password_length FROM core_security_policy")
    return found


async def shorten_sessions(now: datetime, life: timedelta) -> int:
    """End running sessions no later than ``life`` from now; how many that changed."""
    tag = await execute("UPDATE core_session SET expires_at = $1 WHERE expires_at > $1", now + life)
    return int(tag.split()[-1])


async def roles() -> list[dict[str, Any]]:
    """Roles of the group by code, however many companies have them."""
    rows = await fetch(
        "SELECT DISTINCT ON (code) code, title_zh, title_en FROM core_role ORDER BY code, created_at, id"
    )
    return [dict(row) for row in rows]


async def without_second_factor(codes: list[str]) -> int:
    """Open accounts that hold one of the roles and have no second factor."""
    found: int = await fetch_value(
        "SELECT count(DISTINCT u.id) FROM core_user u JOIN core_role_grant g ON g.user_id = u.id"
        " JOIN core_role r ON r.id = g.role_id WHERE u.disabled_at IS NULL AND u.totp_confirmed_at IS NULL"
        " AND r.code = ANY($1)",
        codes,
    )
    return found


async def has_role(user_id: UUID, codes: list[str]) -> bool:
    """Whether an account holds one of the roles anywhere."""
    found: bool = await fetch_value(
        "SELECT EXISTS (SELECT FROM core_role_grant g JOIN core_role r ON r.id = g.role_id"
        " WHERE g.user_id = $1 AND r.code = ANY($2))",
        user_id,
        codes,
    )
    return found
