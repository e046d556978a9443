"""What the API and the console show of accounts, roles and keys, and who may change whose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.access.facade import AccessFacade
from renshi_core.identity import users as accounts
from renshi_core.identity.principal import companies_of
from renshi_sdk.context import Context
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, fetch, fetch_row, fetch_value, listing
from renshi_sdk.errors import Forbidden, NotFound
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

MANAGE, GRANT = "core.user.manage", "core.role.grant"

USERS = ListSpec(
    select="SELECT u.id, u.login, u.name, u.email, u.employee_id, e.number AS employee_number, u.last_login_at,"
    " u.created_at, u.disabled_at, u.disabled_at IS NULL AS active, u.totp_confirmed_at IS NOT NULL AS has_totp,"
    " u.password_hash IS NOT NULL AS has_password, ARRAY(SELECT DISTINCT r.title_zh FROM core_role_grant g"
    "  JOIN core_role r ON r.id = g.role_id WHERE g.user_id = u.id ORDER BY 1) AS roles"
    " FROM core_user u LEFT JOIN core_employee_current e ON e.id = u.employee_id",
    fields={
        "login": ListField("u.login", sortable=True),
        "name": ListField("u.name", sortable=True),
        "email": ListField("u.email"),
        "employee_id": ListField("u.employee_id", "uuid"),
        "last_login_at": ListField("u.last_login_at", "datetime", sortable=True, nullable=True),
        "created_at": ListField("u.created_at", "datetime", sortable=True),
        "active": ListField("(u.disabled_at IS NULL)", "boolean"),
        "has_totp": ListField("(u.totp_confirmed_at IS NOT NULL)", "boolean"),
    },
    key="u.id",
    default_sort="login",
    search="u.login ILIKE {} OR u.name ILIKE {} OR e.number ILIKE {}",
)
ROLES = ListSpec(
    select="SELECT r.id, r.code, r.title_zh, r.title_en, r.suggested, r.reach, (SELECT count(*)"
    " FROM core_role_permission p WHERE p.role_id = r.id) AS permissions, (SELECT count(DISTINCT g.user_id)"
    " FROM core_role_grant g WHERE g.role_id = r.id) AS holders FROM core_role r",
    fields={
        "code": ListField("r.code", sortable=True),
        "title_zh": ListField("r.title_zh", sortable=True),
        "suggested": ListField("r.suggested", "boolean"),
    },
    key="r.id",
    default_sort="code",
    search="r.code ILIKE {} OR r.title_zh ILIKE {} OR r.title_en ILIKE {}",
)
KEYS = ListSpec(
    select="SELECT k.id, k.name, k.hint, k.roles, k.created_at, k.expires_at, k.last_used_at, k.revoked_at,"
    " k.revoked_at IS NULL AS active, u.id AS user_id, u.name AS user_name"
    " FROM core_api_key k JOIN core_user u ON u.id = k.user_id",
    fields={
        "name": ListField("k.name", sortable=True),
        "user_id": ListField("k.user_id", "uuid"),
        "created_at": ListField("k.created_at", "datetime", sortable=True),
        "last_used_at": ListField("k.last_used_at", "datetime", sortable=True, nullable=True),
        "active": ListField("(k.revoked_at IS NULL)", "boolean"),
    },
    key="k.id",
    default_sort="-created_at",
    search="k.name ILIKE {} OR u.name ILIKE {}",
)
_IN_COMPANY = (
    "(EXISTS (SELECT FROM core_role_grant g WHERE g.user_id = u.id AND g.company_id = {})"
    " OR EXISTS (SELECT FROM core_employee_current h WHERE h.id = u.employee_id AND h.company_id = {})"
    " OR NOT EXISTS (SELECT FROM core_role_grant g WHERE g.user_id = u.id))"
)


def _access(ctx: Context) -> AccessFacade:
    access = ctx.access
    if not isinstance(access, AccessFacade):
        raise TypeError("accounts are managed through the platform's own services")
    return access


def _everywhere(ctx: Context, permission: str) -> bool:
    return _access(ctx).grants.reach(permission) is DataScope.TENANT


async def session_of(ctx: Context) -> dict[str, Any]:
    """Who is signed in, the companies they may enter, and their rights in this one."""
    user_id = ctx.actor.id
    user = await accounts.user(user_id) if user_id is not None else None
    companies = [
        {"id": c.id, "code": c.code, "name": c.name, "time_zone": c.time_zone}
        for c in (await companies_of(user_id) if user_id is not None else [])
    ]
    return {
        "user": {
            "id": user_id,
            "name": ctx.actor.name,
            "login": user["login"] if user else None,
            "email": user["email"] if user else None,
            "employee_id": ctx.actor.employee_id,
            "has_totp": bool(user and user["has_totp"]),
        },
        "companies": companies,
        "company": next((c for c in companies if c["id"] == ctx.company_id), None),
        "permissions": sorted(_access(ctx).grants.in_company(ctx.company_id).permissions),
        "locale": ctx.locale,
    }


async def users(ctx: Context, query: ListQuery) -> Listing:
    """Accounts of the company: with a role there, of its employees, or with no role at all yet."""
    if _everywhere(ctx, "core.user.read"):
        return await listing(USERS, query)
    return await listing(USERS, query, Clause(_IN_COMPANY, (ctx.company_id, ctx.company_id)))


async def sheet(ctx: Context, user_id: UUID) -> dict[str, Any]:
    """An account with its grants. Raises ``NotFound``, also for accounts of other companies."""
    await _seen(ctx, user_id, "core.user.read")
    grants = await fetch(
        "SELECT g.id, r.code AS role, r.title_zh, r.title_en, g.scope, g.company_id, c.name AS company_name,"
        " g.department_id, d.name AS department_name, g.created_at FROM core_role_grant g"
        " JOIN core_role r ON r.id = g.role_id LEFT JOIN core_company c ON c.id = g.company_id"
        " LEFT JOIN core_department d ON d.id = g.department_id WHERE g.user_id = $1 ORDER BY g.created_at",
        user_id,
    )
    return await accounts.user(user_id) | {
        "grants": [
            dict(row) | {"user_id": user_id, "title": Text(row["title_zh"], row["title_en"]).of(ctx.locale)}
            for row in grants
        ]
    }


async def _seen(ctx: Context, user_id: UUID, permission: str) -> None:
    if _everywhere(ctx, permission):
        await accounts.user(user_id)
        return
    found = await fetch_value(
        f"SELECT true FROM core_user u WHERE u.id = $1 AND {_IN_COMPANY.format('$2', '$2')}",
        user_id,
        ctx.company_id,
    )
    if not found:
        raise NotFound(Text("没有这个账号", "there is no such account"))


async def may_manage(ctx: Context, user_id: UUID) -> None:
    """Let an administrator change accounts of their own company only, and none that reaches beyond it.

    Raises:
        NotFound: not an account of this company. Forbidden: it has rights in other companies as well.
    """
    await _seen(ctx, user_id, MANAGE)
    if _everywhere(ctx, MANAGE):
        return
    beyond = await fetch_value(
        "SELECT EXISTS (SELECT FROM core_role_grant WHERE user_id = $1 AND company_id IS DISTINCT FROM $2)",
        user_id,
        ctx.company_id,
    )
    if beyond:
        raise Forbidden(
            Text("此账号的权限超出本公司，请由集团管理员处理", "this account reaches beyond your company"),
            code="user.beyond",
        )


async def may_grant(ctx: Context, user_id: UUID, scope: DataScope) -> None:
    """Refuse roles for oneself, and roles that reach further than the giver.

    Raises:
        Forbidden: for oneself, or for the whole group by somebody who has it not.
    """
    if user_id == ctx.actor.id:
        raise Forbidden(Text("不能更改自己的角色", "you can't change your own roles"), code="role.self")
    everywhere = _everywhere(ctx, GRANT)
    if scope is DataScope.TENANT and not everywhere:
        raise Forbidden(
            Text(
                "只有集团管理员可以授予集团范围的角色",
                "only a group administrator grants roles for the group",
            ),
            code="role.beyond",
        )
    if not everywhere:
        await _seen(ctx, user_id, GRANT)


async def scope_of_grant(ctx: Context, user_id: UUID, grant_id: UUID) -> DataScope:
    """The reach of a user's grant in this company or the whole group. Raises ``NotFound``."""
    scope = await fetch_value(
        "SELECT scope FROM core_role_grant WHERE id = $1 AND user_id = $2 AND (company_id = $3 OR company_id IS NULL)",
        grant_id,
        user_id,
        ctx.company_id,
    )
    if scope is None:
        raise NotFound(Text("没有这项授权", "there is no such grant"))
    return DataScope(scope)


async def may_shape(ctx: Context, role_id: UUID) -> None:
    """Refuse changes to the rights of a role one holds, unless the whole group is one's own.

    Raises:
        Forbidden: the actor holds the role.
    """
    if _everywhere(ctx, "core.role.manage"):
        return
    if await fetch_value(
        "SELECT EXISTS (SELECT FROM core_role_grant WHERE role_id = $1 AND user_id = $2)",
        role_id,
        ctx.actor.id,
    ):
        raise Forbidden(
            Text("不能更改自己持有的角色", "you can't change a role that you hold"), code="role.self"
        )


async def usual_reach(ctx: Context, code: str) -> DataScope:
    """The reach a role of the company is made for. Raises ``NotFound``."""
    row = await fetch_row(
        "SELECT reach FROM core_role WHERE company_id = $1 AND code = $2", ctx.company_id, code
    )
    if row is None:
        raise NotFound(Text(f"没有角色“{code}”", f"there is no role {code!r}"), code="role.unknown")
    return DataScope(row["reach"])


async def roles(ctx: Context, query: ListQuery) -> Listing:
    """Roles of the company."""
    found = await listing(ROLES, query, Clause("r.company_id = {}", (ctx.company_id,)))
    for item in found.items:
        item["title"] = Text(item["title_zh"], item["title_en"]).of(ctx.locale)
    return found


async def role_options(ctx: Context) -> list[dict[str, str]]:
    """Roles of the company as choices."""
    rows = await fetch(
        "SELECT code, title_zh, title_en FROM core_role WHERE company_id = $1 ORDER BY suggested DESC, code",
        ctx.company_id,
    )
    return [
        {"value": row["code"], "label": Text(row["title_zh"], row["title_en"]).of(ctx.locale)} for row in rows
    ]


def _registry(ctx: Context) -> Any:
    platform: Platform = ctx.services.platform  # type: ignore[attr-defined]
    return platform.registry


def known_permissions(ctx: Context) -> frozenset[str]:
    """Names of all rights that are declared."""
    return frozenset(_registry(ctx).permissions)


def permissions(ctx: Context) -> list[dict[str, Any]]:
    """Rights as choices, by plugin and name."""
    return [
        {
            "name": owned.record.name,
            "plugin": owned.plugin,
            "title": owned.record.title.of(ctx.locale),
            "sensitive": owned.record.sensitive,
        }
        for owned in sorted(_registry(ctx).permissions.values(), key=lambda o: (o.plugin, o.record.name))
    ]


def permission_plugins(ctx: Context) -> list[dict[str, Any]]:
    """Plugins that declare rights, as choices."""
    return [
        {"value": p.id, "label": p.manifest.title.of(ctx.locale)}
        for p in _registry(ctx).in_order()
        if p.permissions
    ]


def matrix(ctx: Context, role: dict[str, Any], plugin: str | None) -> list[dict[str, Any]]:
    """Every right, with the reach in which a role holds it (``""`` where it doesn't)."""
    held = {p["permission"]: p["scope"] for p in role["permissions"]}
    titles = {p.id: p.manifest.title.of(ctx.locale) for p in _registry(ctx).in_order()}
    return [
        {
            "permission": item["name"],
            "plugin_title": titles.get(item["plugin"], item["plugin"]),
            "title": item["title"],
            "sensitive": item["sensitive"],
            "scope": held.get(item["name"], ""),
        }
        for item in permissions(ctx)
        if not plugin or item["plugin"] == plugin
    ]


def with_titles(ctx: Context, role: dict[str, Any]) -> dict[str, Any]:
    """A role with the titles of its rights; a right whose plugin isn't loaded shows its name."""
    known = _registry(ctx).permissions
    for item in role["permissions"]:
        owned = known.get(item["permission"])
        item["title"] = owned.record.title.of(ctx.locale) if owned else item["permission"]
    return role


async def api_keys(ctx: Context, query: ListQuery, *, own: bool) -> Listing:
    """Keys made in the company."""
    conditions = [Clause("k.company_id = {}", (ctx.company_id,))]
    if own:
        conditions.append(Clause("k.user_id = {}", (ctx.actor.id,)))
    return await listing(KEYS, query, *conditions)
