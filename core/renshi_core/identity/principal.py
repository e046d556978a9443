"""Who is calling: one query inside the tenant's unit of work, grants from a cache keyed by version."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from renshi_core.access.grants import Grant, Grants
from renshi_core.identity.tokens import Token
from renshi_sdk.context import Actor
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import execute, fetch, fetch_row
from renshi_sdk.errors import NotFound, Unauthenticated
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

SESSION_LIFE = timedelta(hours=12)
SESSION_TOUCH = timedelta(minutes=5)
CACHE_SIZE = 5000
REACH = {scope: index for index, scope in enumerate(DataScope)}

_WHO = """
SELECT u.id AS user_id, u.name, u.login, u.employee_id, u.locale,
  k.expires_at, {seen} AS seen_at, {chosen} AS chosen_company,
  (SELECT v.version FROM core_identity_version v) AS version
FROM {table} k JOIN core_user u ON u.id = k.user_id
WHERE k.id = $1 AND k.secret_hash = $2 AND k.revoked_at IS NULL
  AND (k.expires_at IS NULL OR k.expires_at > $3) AND u.disabled_at IS NULL
"""
_QUERIES = {
    "rs": _WHO.format(table="core_session", seen="k.seen_at", chosen="k.company_id"),
    "rk": _WHO.format(table="core_api_key", seen="NULL::timestamptz", chosen="NULL::uuid"),
}
_COMPANY = """
SELECT c.id, c.code, c.name, c.time_zone, array(SELECT a.plugin FROM core_plugin_activation a
  WHERE a.company_id = c.id AND a.enabled AND a.broken_at IS NULL) AS enabled
FROM core_company c
"""


@dataclass(frozen=True, slots=True)
class CompanyInfo:
    """The company a caller works in, with the plugins that are on there."""

    id: UUID
    code: str
    name: str
    time_zone: str
    enabled: frozenset[str]


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in caller."""

    tenant_id: UUID
    user_id: UUID
    login: str
    actor: Actor
    grants: Grants
    company: CompanyInfo | None
    locale: str
    session_id: UUID | None


class GrantCache:
    """Grants by user, thrown away when the tenant's version moves on."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[UUID, UUID], tuple[int, Grants]] = OrderedDict()

    async def of(self, tenant_id: UUID, user_id: UUID, version: int) -> Grants:
        """The user's grants as of ``version``."""
        key = (tenant_id, user_id)
        found = self._kept.get(key)
        if found is not None and found[0] == version:
            self._kept.move_to_end(key)
            return found[1]
        grants = await load_grants(user_id)
        self._kept[key] = (version, grants)
        if len(self._kept) > CACHE_SIZE:
            self._kept.popitem(last=False)
        return grants


_cache = GrantCache()


async def load_grants(user_id: UUID) -> Grants:
    """A user's permissions: a role's scope for a permission, narrowed to that of the grant."""
    rows = await fetch(
        "SELECT p.permission, p.scope AS role_scope, g.scope AS grant_scope, g.company_id, g.department_id"
        " FROM core_role_grant g JOIN core_role_permission p ON p.role_id = g.role_id WHERE g.user_id = $1",
        user_id,
    )
    return Grants.of(
        Grant(
            row["permission"],
            narrower(DataScope(row["role_scope"]), DataScope(row["grant_scope"])),
            row["company_id"],
            row["department_id"],
        )
        for row in rows
    )


def narrower(one: DataScope, other: DataScope) -> DataScope:
    """The scope that reaches less far."""
    return one if REACH[one] <= REACH[other] else other


async def identify(platform: Platform, token: Token, *, wish: str | None) -> Principal:
    """The caller behind ``token``, in the open unit of the token's tenant.

    ``wish`` is an id or code of a company; without one the session's choice counts, then the first company.

    Raises:
        Unauthenticated: unknown, expired or revoked; a disabled user. NotFound: no such company for the caller.
    """
    now = platform.clock.now()
    row = (
        await fetch_row(_QUERIES[token.kind], token.row_id, token.digest, now)
        if token.kind in _QUERIES
        else None
    )
    if row is None:
        raise Unauthenticated(
            Text("登录已失效，请重新登录", "the sign-in is no longer valid; sign in again"),
            code="credentials_invalid",
        )
    grants = await _cache.of(token.tenant_id, row["user_id"], row["version"] or 0)
    if token.kind == "rs" and now - row["seen_at"] > SESSION_TOUCH:
        await execute(
            "UPDATE core_session SET seen_at = $2, expires_at = $3 WHERE id = $1",
            token.row_id,
            now,
            now + SESSION_LIFE,
        )
    company = await _company(grants, wish, row["chosen_company"])
    actor = Actor(
        kind="user" if token.kind == "rs" else "api_key",
        name=row["name"],
        id=row["user_id"],
        employee_id=row["employee_id"],
    )
    return Principal(
        tenant_id=token.tenant_id,
        user_id=row["user_id"],
        login=row["login"],
        actor=actor,
        grants=grants,
        company=company,
        locale=row["locale"],
        session_id=token.row_id if token.kind == "rs" else None,
    )


async def _company(grants: Grants, wish: str | None, chosen: UUID | None) -> CompanyInfo | None:
    allowed = reachable(grants)
    if wish:
        row = await fetch_row(_COMPANY + "WHERE c.id::text = $1 OR c.code = $1 LIMIT 1", wish)
        if row is None or (allowed is not None and row["id"] not in allowed):
            raise NotFound(
                Text("没有这家公司，或您无权进入", "there is no such company for you"), code="company_unknown"
            )
    elif chosen is not None and (allowed is None or chosen in allowed):
        row = await fetch_row(_COMPANY + "WHERE c.id = $1", chosen)
    elif allowed is None:
        row = await fetch_row(_COMPANY + "ORDER BY c.created_at, c.id LIMIT 1")
    elif allowed:
        row = await fetch_row(
            _COMPANY + "WHERE c.id = ANY($1) ORDER BY c.created_at, c.id LIMIT 1", list(allowed)
        )
    else:
        return None
    if row is None:
        return None
    return CompanyInfo(row["id"], row["code"], row["name"], row["time_zone"], frozenset(row["enabled"]))


def reachable(grants: Grants) -> frozenset[UUID] | None:
    """Companies an actor has any right in; ``None`` = all of the tenant."""
    if any(g.company_id is None for g in grants.entries):
        return None
    return frozenset(g.company_id for g in grants.entries if g.company_id is not None)
