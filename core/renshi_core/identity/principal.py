"""Who is calling: one query behind the tenant's wall, rights from a cache that the same query checks.

The query brings the account, the company asked for with what is switched on there, and the tenant's counter of
changes to roles. Rights are read again only where the counter moved on (triggers on the role tables move it).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.access.grants import Grant, Grants
from renshi_core.identity.roles import effective
from renshi_core.identity.security.repository import MUST_ENROL
from renshi_core.identity.tokens import Token
from renshi_sdk.context import Actor
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import execute, fetch, fetch_row
from renshi_sdk.errors import Forbidden, NotFound, Unauthenticated
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

SESSION_LIFE = timedelta(hours=12)
SESSION_TOUCH = timedelta(minutes=5)
KEY_TOUCH = timedelta(hours=1)
CACHED = 20_000

_CALLER = """
SELECT k.id AS credential_id, {seen} AS seen_at, {roles} AS roles, {enrol} AS must_enrol,
  u.id AS user_id, u.login, u.name, u.employee_id,
  e.company_id AS employed_in, v.version, c.id AS company_id, c.code, c.name AS company_name, c.time_zone,
  EXISTS (SELECT FROM core_plugin_activation a
    WHERE a.company_id = c.id AND a.plugin = $4 AND a.enabled AND a.broken_at IS NULL) AS plugin_on
FROM {table} k
  JOIN core_user u ON u.id = k.user_id AND u.disabled_at IS NULL
  LEFT JOIN core_employee_current e ON e.id = u.employee_id
  LEFT JOIN core_access_version v ON true
  LEFT JOIN core_company c ON c.id = coalesce($3, k.company_id)
WHERE k.token_hash = $1 AND {valid} AND e.status IS DISTINCT FROM 'left'
"""
_COMPANY = "SELECT id AS company_id, code, name AS company_name, time_zone FROM core_company"
_QUERIES = {
    "rs": _CALLER.format(
        table="core_session",
        seen="k.seen_at",
        roles="NULL::text[]",
        enrol=MUST_ENROL,
        valid="k.expires_at > $2",
    ),
    "rk": _CALLER.format(
        table="core_api_key",
        seen="k.last_used_at",
        roles="k.roles",
        enrol="false",
        valid="k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $2)",
    ),
}


@dataclass(frozen=True, slots=True)
class Company:
    """A company as its callers' requests need it."""

    id: UUID
    code: str
    name: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller with an account, in one company; ``grants`` are those that count there.

    ``plugin_on`` answers for the plugin that was asked about.
    """

    tenant_id: UUID
    user_id: UUID
    login: str
    actor: Actor
    company: Company
    grants: Grants
    plugin_on: bool
    session_id: UUID | None
    must_enrol: bool = False
    """A role of theirs needs a second factor, and they have none yet."""


@dataclass(frozen=True, slots=True)
class _Rights:
    """What is kept of a user: companies with any right, and the rights in each (with the role they come from)."""

    version: int
    companies: frozenset[UUID] | None
    """``None``: every company of the tenant."""
    grants: dict[tuple[UUID, tuple[str, ...] | None], Grants]


_cache: OrderedDict[UUID, _Rights] = OrderedDict()


async def identify(
    platform: Platform, token: Token, *, wish: str | None = None, plugin: str | None = None
) -> Principal:
    """The caller behind ``token``, in the open unit of the token's tenant.

    ``wish`` is the id or code of a company; without one the credential's company counts, then the first one the
    caller may enter. ``plugin`` is the one that the request depends on.

    Raises:
        Unauthenticated: unknown, expired or revoked, the account disabled, or its owner's employment over.
        NotFound: no such company for this caller. Forbidden: no company is theirs.
    """
    now = platform.clock.now()
    wished = await _wished(wish) if wish else None
    query = _QUERIES.get(token.kind)
    row = await fetch_row(query, token.hash, now, wished, plugin) if query else None
    if row is None:
        raise Unauthenticated(
            Text("登录已失效，请重新登录", "you are no longer signed in; sign in again"), code="signed_out"
        )
    await _touch(token, row, now)
    rights = await _rights(row["user_id"], row["version"] or 0)
    mine = _reachable(rights, row)
    company, plugin_on = _company_of(row), row["plugin_on"]
    if company is None or (mine is not None and company.id not in mine):
        if wish:
            raise NotFound(
                Text("没有这家公司，或您无权进入", "there is no such company for you"), code="company.unknown"
            )
        company = await _first(mine)
        plugin_on = plugin is not None and await platform.activation.is_enabled(company.id, plugin)
    roles = tuple(row["roles"]) if row["roles"] is not None else None
    return Principal(
        tenant_id=token.tenant_id,
        user_id=row["user_id"],
        login=row["login"],
        actor=Actor(
            kind="user" if token.kind == "rs" else "api_key",
            name=row["name"],
            id=row["user_id"],
            employee_id=row["employee_id"],
        ),
        company=company,
        grants=await _grants(rights, row["user_id"], company.id, roles),
        plugin_on=plugin_on,
        session_id=row["credential_id"] if token.kind == "rs" else None,
        must_enrol=row["must_enrol"],
    )


async def companies_of(user_id: UUID) -> list[Company]:
    """The companies a user may enter, by code; asked without the cache, so that a change shows at once."""
    user = await fetch_row(
        "SELECT e.company_id AS employed_in FROM core_user u LEFT JOIN core_employee_current e"
        " ON e.id = u.employee_id WHERE u.id = $1",
        user_id,
    )
    if user is None:
        return []
    mine = _reachable(await _load(user_id, 0), user)
    rows = await fetch(
        f"{_COMPANY} WHERE $1::uuid[] IS NULL OR id = ANY($1) ORDER BY code",
        list(mine) if mine is not None else None,
    )
    return [company for row in rows if (company := _company_of(row)) is not None]


def _company_of(row: Any) -> Company | None:
    if row["company_id"] is None:
        return None
    return Company(row["company_id"], row["code"], row["company_name"], row["time_zone"])


def _reachable(rights: _Rights, row: Any) -> frozenset[UUID] | None:
    if rights.companies is None or row["employed_in"] is None:
        return rights.companies
    return rights.companies | {row["employed_in"]}


async def _wished(wish: str) -> UUID | None:
    try:
        return UUID(wish)
    except ValueError:
        row = await fetch_row("SELECT id FROM core_company WHERE code = $1", wish)
        # The nil id belongs to no company, where NULL would fall back to another one.
        return row["id"] if row else UUID(int=0)


async def _first(mine: frozenset[UUID] | None) -> Company:
    row = await fetch_row(
        f"{_COMPANY} WHERE $1::uuid[] IS NULL OR id = ANY($1) ORDER BY code LIMIT 1",
        list(mine) if mine is not None else None,
    )
    company = _company_of(row) if row else None
    if company is None:
        raise Forbidden(
            Text(
                "您的账号还没有任何公司的权限，请联系管理员", "your account has no right in any company yet"
            ),
            code="company.none",
        )
    return company


async def _touch(token: Token, row: Any, now: datetime) -> None:
    # Written seldom, so that reading stays reading.
    if token.kind == "rs" and now - row["seen_at"] >= SESSION_TOUCH:
        await execute(
            "UPDATE core_session SET seen_at = $2, expires_at = $2::timestamptz + coalesce("
            "(SELECT make_interval(mins => session_minutes) FROM core_security_policy), $3::interval) WHERE id = $1",
            row["credential_id"],
            now,
            SESSION_LIFE,
        )
    elif token.kind == "rk" and (row["seen_at"] is None or now - row["seen_at"] >= KEY_TOUCH):
        await execute("UPDATE core_api_key SET last_used_at = $2 WHERE id = $1", row["credential_id"], now)


async def _rights(user_id: UUID, version: int) -> _Rights:
    kept = _cache.get(user_id)
    if kept is not None and kept.version == version:
        _cache.move_to_end(user_id)
        return kept
    fresh = await _load(user_id, version)
    _cache[user_id] = fresh
    if len(_cache) > CACHED:
        _cache.popitem(last=False)
    return fresh


async def _load(user_id: UUID, version: int) -> _Rights:
    rows = await fetch("SELECT DISTINCT company_id FROM core_role_grant WHERE user_id = $1", user_id)
    companies = frozenset(row["company_id"] for row in rows)
    return _Rights(version, None if None in companies else companies, {})


async def _grants(rights: _Rights, user_id: UUID, company_id: UUID, roles: tuple[str, ...] | None) -> Grants:
    key = (company_id, roles)
    if key not in rights.grants:
        rights.grants[key] = await grants_in(user_id, company_id, roles=roles)
    return rights.grants[key]


async def grants_in(user_id: UUID, company_id: UUID, *, roles: tuple[str, ...] | None = None) -> Grants:
    """A user's rights in a company, from all roles or from those with the codes ``roles``."""
    rows = await fetch(
        # A role that may read files also stands for itself, as far as that right of it reaches.
        "SELECT unnest(CASE p.permission WHEN 'core.employee.read' THEN ARRAY[p.permission, 'role:' || r.code]"
        " ELSE ARRAY[p.permission] END) AS permission, p.scope,"
        " r.reach, g.scope AS granted, g.company_id, g.department_id"
        " FROM core_role_grant g JOIN core_role own ON own.id = g.role_id"
        # A grant for the whole tenant is the role of the same code in each company.
        " JOIN core_role r ON (g.company_id IS NULL AND r.company_id = $2 AND r.code = own.code)"
        "   OR (g.company_id = $2 AND r.id = own.id)"
        " JOIN core_role_permission p ON p.role_id = r.id"
        " WHERE g.user_id = $1 AND ($3::text[] IS NULL OR r.code = ANY($3))",
        user_id,
        company_id,
        list(roles) if roles is not None else None,
    )
    entries = {
        effective(
            row["permission"],
            DataScope(row["scope"]),
            reach=DataScope(row["reach"]),
            granted=DataScope(row["granted"]),
            place=Grant("", DataScope.SELF, row["company_id"], row["department_id"]),
        ): None
        for row in rows
    }
    return Grants(tuple(entries))
