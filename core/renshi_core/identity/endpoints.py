"""Sessions, accounts, roles and keys over HTTP."""

from typing import Any
from uuid import UUID

from litestar import Request
from litestar.datastructures import Cookie
from litestar.response import Response

from renshi_core.identity import directory, invitations, keys, roles, second_factor, sessions, users
from renshi_core.identity.address import client_address
from renshi_core.identity.principal import SESSION_LIFE, companies_of
from renshi_core.identity.schemas import (
    AcceptInvitation,
    ChangePassword,
    ChooseCompany,
    Code,
    GrantCreate,
    KeyCreate,
    PasswordOnly,
    PermissionOfRole,
    Reach,
    RoleCreate,
    RolePermissions,
    RoleUpdate,
    SignIn,
    UserCreate,
    UserUpdate,
)
from renshi_core.identity.sign_in import sign_in
from renshi_core.identity.welcome import WELCOME
from renshi_core.platform import Platform
from renshi_sdk.context import Context
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import ListQuery
from renshi_sdk.errors import Forbidden, NotFound
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED, delete, get, page_of, patch, post, public_post, put

AnyRequest = Request[Any, Any, Any]
USERS, USERS_MANAGE = "core.user.read", "core.user.manage"
ROLES, ROLES_MANAGE, ROLES_GRANT = "core.role.read", "core.role.manage", "core.role.grant"
KEYS, KEYS_MANAGE = "core.api_key.create", "core.api_key.manage"


@public_post("/session", opt={"signs_in": True}, status_code=200, tags=["Session"])
async def begin_session(request: AnyRequest, platform: Platform, data: SignIn) -> Response[dict[str, Any]]:
    """Sign in. Sets the session's cookie, and the one whose value changes must repeat in ``X-CSRF-Token``."""
    signed_in = await sign_in(
        platform,
        tenant=data.tenant,
        login=data.login,
        password=data.password,
        code=data.totp,
        address=client_address(platform, request),
        agent=request.headers.get("user-agent", ""),
    )
    secure, life = platform.settings.cookie_secure, int(SESSION_LIFE.total_seconds())
    return Response(
        {"user_id": signed_in.user_id, "csrf_token": signed_in.token.csrf},
        cookies=[
            Cookie(
                sessions.COOKIE,
                value=signed_in.token.text,
                path="/",
                httponly=True,
                samesite="lax",
                secure=secure,
            ),
            Cookie(
                sessions.CSRF_COOKIE,
                value=signed_in.token.csrf,
                path="/",
                samesite="lax",
                secure=secure,
                max_age=life * 4,
            ),
        ],
    )


@get("/session", permission=AUTHENTICATED, tags=["Session"])
async def show_session(ctx: Context) -> dict[str, Any]:
    """Who is signed in, where they may go, and what they may do in this company."""
    return await directory.session_of(ctx)


@delete("/session", permission=AUTHENTICATED, tags=["Session"])
async def leave_session(request: AnyRequest, ctx: Context) -> Response[None]:
    """Sign out."""
    session_id = own_session(request)
    await sessions.end_session(ctx, session_id, owner=user_of(ctx))
    gone = [Cookie(name, value="", path="/", max_age=0) for name in (sessions.COOKIE, sessions.CSRF_COOKIE)]
    return Response(None, status_code=204, cookies=gone)


@post("/session/company", permission=AUTHENTICATED, status_code=200, tags=["Session"])
async def choose_company(request: AnyRequest, ctx: Context, data: ChooseCompany) -> dict[str, Any]:
    """Work in another company from now on."""
    if data.company_id not in {company.id for company in await companies_of(user_of(ctx))}:
        raise NotFound(
            Text("没有这家公司，或您无权进入", "there is no such company for you"), code="company.unknown"
        )
    await sessions.choose_company(own_session(request), data.company_id)
    return {"company_id": data.company_id}


@get("/sessions", permission=AUTHENTICATED, tags=["Session"])
async def list_sessions(request: AnyRequest, ctx: Context) -> dict[str, Any]:
    """One's own open sessions."""
    here = request.scope["state"]["renshi_principal"].session_id
    items = await sessions.sessions_of(user_of(ctx), ctx.now())
    return {
        "items": [item | {"current": item["id"] == here} for item in items],
        "total": len(items),
        "next_cursor": None,
    }


@delete("/sessions/{session_id:uuid}", permission=AUTHENTICATED, tags=["Session"])
async def end_session(ctx: Context, session_id: UUID) -> None:
    """End one of one's own sessions."""
    await sessions.end_session(ctx, session_id, owner=user_of(ctx))


@post("/password", permission=AUTHENTICATED, status_code=204, tags=["Session"])
async def change_password(request: AnyRequest, ctx: Context, data: ChangePassword) -> None:
    """Change one's own password; every other session ends."""
    await users.change_password(
        ctx, user_of(ctx), current=data.current, new=data.new, keep_session=own_session(request)
    )


@post("/totp", permission=AUTHENTICATED, status_code=200, tags=["Session"])
async def enrol_codes(request: AnyRequest, ctx: Context) -> dict[str, str]:
    """A secret for an authenticator app; it counts once a code of it was confirmed."""
    own_session(request)
    return await second_factor.enrol(ctx, user_of(ctx))


@post("/totp/confirm", permission=AUTHENTICATED, status_code=204, tags=["Session"])
async def confirm_codes(request: AnyRequest, ctx: Context, data: Code) -> None:
    """Switch one-time codes on."""
    own_session(request)
    await second_factor.confirm(ctx, user_of(ctx), data.code)


@post("/totp/off", permission=AUTHENTICATED, status_code=204, tags=["Session"])
async def stop_codes(request: AnyRequest, ctx: Context, data: PasswordOnly) -> None:
    """Switch one's own one-time codes off."""
    own_session(request)
    await second_factor.switch_off(ctx, user_of(ctx), data.password)


@public_post("/invitations/accept", opt={"signs_in": True}, status_code=204, tags=["Session"])
async def accept_invitation(request: AnyRequest, platform: Platform, data: AcceptInvitation) -> None:
    """Set the password that an invitation was made for; the invitation is used up."""
    await invitations.accept(
        platform, token_text=data.token, password=data.password, address=client_address(platform, request)
    )


@post("/users/{user_id:uuid}/invitation", permission=USERS_MANAGE, tags=["Accounts"])
async def invite(ctx: Context, platform: Platform, user_id: UUID) -> dict[str, Any]:
    """Make a one-time link with which somebody sets their password. It is shown this once."""
    await directory.may_manage(ctx, user_id)
    token = await invitations.invite(ctx, user_id)
    base = platform.settings.public_url or ""
    return {"token": token, "link": f"{base}/api/welcome#{token}", "expires_at": ctx.now() + invitations.LIFE}


@get("/users", permission=USERS, tags=["Accounts"])
async def list_users(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Accounts of the company; of the whole group for who may see it."""
    return page_of(await directory.users(ctx, listing_query))


@get("/users/{user_id:uuid}", permission=USERS, tags=["Accounts"])
async def get_user(ctx: Context, user_id: UUID) -> dict[str, Any]:
    """One account with its roles."""
    return await directory.sheet(ctx, user_id)


@post("/users", permission=USERS_MANAGE, tags=["Accounts"])
async def create_user(ctx: Context, data: UserCreate) -> dict[str, Any]:
    """Open an account. It can sign in once an invitation was accepted."""
    user_id = await users.create_user(
        ctx, login=data.login, name=data.name, email=data.email, employee_id=data.employee_id
    )
    if data.role is not None:
        ctx.access.require(ROLES_GRANT)
        await roles.grant_role(
            ctx, user_id=user_id, role=data.role, scope=await directory.usual_reach(ctx, data.role)
        )
    return await directory.sheet(ctx, user_id)


@patch("/users/{user_id:uuid}", permission=USERS_MANAGE, tags=["Accounts"])
async def update_user(ctx: Context, user_id: UUID, data: UserUpdate) -> dict[str, Any]:
    """Change an account."""
    await directory.may_manage(ctx, user_id)
    given = data.model_dump(exclude_unset=True)
    values = {k: v for k, v in given.items() if v is not None or k in ("email", "employee_id")}
    if "employee_id" in values and user_id == ctx.actor.id:
        raise Forbidden(
            Text("不能更改自己账号关联的员工", "you can't change whom your own account belongs to"),
            code="user.self",
        )
    await users.change_user(ctx, user_id, values)
    return await directory.sheet(ctx, user_id)


@post("/users/{user_id:uuid}/disable", permission=USERS_MANAGE, status_code=204, tags=["Accounts"])
async def disable_user(ctx: Context, user_id: UUID) -> None:
    """Close an account; it's signed out at once and its keys end."""
    await directory.may_manage(ctx, user_id)
    await users.disable_user(ctx, user_id)


@post("/users/{user_id:uuid}/enable", permission=USERS_MANAGE, status_code=204, tags=["Accounts"])
async def enable_user(ctx: Context, user_id: UUID) -> None:
    """Open a closed account again."""
    await directory.may_manage(ctx, user_id)
    await users.enable_user(ctx, user_id)


@post("/users/{user_id:uuid}/totp/reset", permission=USERS_MANAGE, status_code=204, tags=["Accounts"])
async def reset_codes(ctx: Context, user_id: UUID) -> None:
    """Switch off the one-time codes of somebody who lost the phone."""
    await directory.may_manage(ctx, user_id)
    await second_factor.reset(ctx, user_id)


@get("/users/{user_id:uuid}/grants", permission=USERS, tags=["Accounts"])
async def list_grants(ctx: Context, user_id: UUID) -> dict[str, Any]:
    """The roles of an account."""
    items = (await directory.sheet(ctx, user_id))["grants"]
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/users/{user_id:uuid}/grants", permission=ROLES_GRANT, tags=["Accounts"])
async def grant_role(ctx: Context, user_id: UUID, data: GrantCreate) -> dict[str, Any]:
    """Give an account a role. Nobody gives roles to themselves."""
    await directory.may_grant(ctx, user_id, data.scope)
    grant_id = await roles.grant_role(
        ctx, user_id=user_id, role=data.role, scope=data.scope, department_id=data.department_id
    )
    return {"id": grant_id}


@delete("/users/{user_id:uuid}/grants/{grant_id:uuid}", permission=ROLES_GRANT, tags=["Accounts"])
async def revoke_grant(ctx: Context, user_id: UUID, grant_id: UUID) -> None:
    """Take a role back; the account is signed out."""
    scope = await directory.scope_of_grant(ctx, user_id, grant_id)
    await directory.may_grant(ctx, user_id, scope)
    await roles.revoke_grant(ctx, grant_id)


@get("/permissions", permission=ROLES, tags=["Accounts"])
async def list_permissions(ctx: Context) -> dict[str, Any]:
    """Every right that the core and loaded plugins declare."""
    items = directory.permissions(ctx)
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/permissions/options", permission=ROLES, tags=["Accounts"])
async def permission_options(ctx: Context) -> dict[str, Any]:
    """Rights for a choice."""
    return {
        "options": [
            {"value": item["name"], "label": f"{item['title']} ({item['name']})"}
            for item in directory.permissions(ctx)
        ]
    }


@get("/roles", permission=ROLES, tags=["Accounts"])
async def list_roles(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Roles of the company."""
    return page_of(await directory.roles(ctx, listing_query))


@get("/roles/options", permission=ROLES, tags=["Accounts"])
async def role_options(ctx: Context) -> dict[str, Any]:
    """Roles for a choice."""
    return {"options": await directory.role_options(ctx)}


@get("/roles/{role_id:uuid}", permission=ROLES, tags=["Accounts"])
async def get_role(ctx: Context, role_id: UUID) -> dict[str, Any]:
    """A role with its rights."""
    return directory.with_titles(ctx, await roles.role(ctx, role_id))


@post("/roles", permission=ROLES_MANAGE, tags=["Accounts"])
async def create_role(ctx: Context, data: RoleCreate) -> dict[str, Any]:
    """Add a role of the company's own."""
    role_id = await roles.create_role(ctx, **data.model_dump())
    return directory.with_titles(ctx, await roles.role(ctx, role_id))


@patch("/roles/{role_id:uuid}", permission=ROLES_MANAGE, tags=["Accounts"])
async def rename_role(ctx: Context, role_id: UUID, data: RoleUpdate) -> dict[str, Any]:
    """Call a role something else."""
    await roles.rename_role(ctx, role_id, title_zh=data.title_zh, title_en=data.title_en)
    return directory.with_titles(ctx, await roles.role(ctx, role_id))


@put("/roles/{role_id:uuid}/permissions", permission=ROLES_MANAGE, tags=["Accounts"])
async def set_permissions(ctx: Context, role_id: UUID, data: RolePermissions) -> dict[str, Any]:
    """Replace a role's rights. Nobody widens a role they hold themselves."""
    await directory.may_shape(ctx, role_id)
    wanted = [(item.permission, item.scope) for item in data.permissions]
    await roles.set_permissions(ctx, role_id, wanted, known=directory.known_permissions(ctx))
    return directory.with_titles(ctx, await roles.role(ctx, role_id))


@get("/roles/{role_id:uuid}/permissions", permission=ROLES, tags=["Accounts"])
async def list_permissions_of(ctx: Context, role_id: UUID) -> dict[str, Any]:
    """The rights of a role."""
    role = directory.with_titles(ctx, await roles.role(ctx, role_id))
    items = [item | {"role_id": role_id} for item in role["permissions"]]
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/roles/{role_id:uuid}/permissions", permission=ROLES_MANAGE, tags=["Accounts"])
async def give_permission(ctx: Context, role_id: UUID, data: PermissionOfRole) -> dict[str, Any]:
    """Give a role one more right."""
    await directory.may_shape(ctx, role_id)
    await _change_one(ctx, role_id, data.permission, data.scope)
    return directory.with_titles(ctx, await roles.role(ctx, role_id))


@put("/roles/{role_id:uuid}/permissions/{permission:str}", permission=ROLES_MANAGE, tags=["Accounts"])
async def change_permission(ctx: Context, role_id: UUID, permission: str, data: Reach) -> dict[str, Any]:
    """Change the reach of one of a role's rights."""
    await directory.may_shape(ctx, role_id)
    await _change_one(ctx, role_id, permission, data.scope)
    return directory.with_titles(ctx, await roles.role(ctx, role_id))


@delete("/roles/{role_id:uuid}/permissions/{permission:str}", permission=ROLES_MANAGE, tags=["Accounts"])
async def take_permission(ctx: Context, role_id: UUID, permission: str) -> None:
    """Take one right from a role."""
    await directory.may_shape(ctx, role_id)
    await _change_one(ctx, role_id, permission, None)


async def _change_one(ctx: Context, role_id: UUID, permission: str, scope: DataScope | None) -> None:
    held = {p["permission"]: DataScope(p["scope"]) for p in (await roles.role(ctx, role_id))["permissions"]}
    if scope is None:
        if held.pop(permission, None) is None:
            raise NotFound(Text("角色没有这项权限", "the role doesn't have this right"))
    else:
        held[permission] = scope
    await roles.set_permissions(ctx, role_id, held.items(), known=directory.known_permissions(ctx))


@delete("/roles/{role_id:uuid}", permission=ROLES_MANAGE, tags=["Accounts"])
async def delete_role(ctx: Context, role_id: UUID) -> None:
    """Remove a role of the company's own that nobody holds."""
    await roles.delete_role(ctx, role_id)


@get("/api-keys", permission=KEYS, tags=["Accounts"])
async def list_keys(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """One's own keys; all of the company's for who manages them. The keys themselves aren't kept."""
    return page_of(await directory.api_keys(ctx, listing_query, own=not ctx.access.allows(KEYS_MANAGE)))


@post("/api-keys", permission=KEYS, tags=["Accounts"])
async def create_key(ctx: Context, data: KeyCreate) -> dict[str, Any]:
    """Make a key with one's own rights, or those of some of one's roles. It is shown this once."""
    token = await keys.create_api_key(
        ctx, user_id=user_of(ctx), name=data.name, roles=data.roles, expires_at=data.expires_at
    )
    return {"token": token}


@delete("/api-keys/{key_id:uuid}", permission=KEYS, tags=["Accounts"])
async def revoke_key(ctx: Context, key_id: UUID) -> None:
    """End a key at once."""
    owner = None if ctx.access.allows(KEYS_MANAGE) else user_of(ctx)
    await keys.revoke_api_key(ctx, key_id, owner=owner)


def user_of(ctx: Context) -> UUID:
    """The account behind the request."""
    if ctx.actor.id is None:
        raise Forbidden(Text("此操作需要账号", "this needs an account"))
    return ctx.actor.id


def own_session(request: AnyRequest) -> UUID:
    """The session of the request; what concerns one's own sign-in isn't for keys."""
    session_id: UUID | None = request.scope["state"]["renshi_principal"].session_id
    if session_id is None:
        raise Forbidden(
            Text("请登录后操作，API 密钥不能使用此功能", "sign in for this; API keys can't do it"),
            code="session.needed",
        )
    return session_id


HANDLERS = (
    begin_session,
    show_session,
    leave_session,
    choose_company,
    list_sessions,
    end_session,
    change_password,
    enrol_codes,
    confirm_codes,
    stop_codes,
    accept_invitation,
    invite,
    list_users,
    get_user,
    create_user,
    update_user,
    disable_user,
    enable_user,
    reset_codes,
    list_grants,
    grant_role,
    revoke_grant,
    list_permissions,
    permission_options,
    list_permissions_of,
    list_roles,
    role_options,
    get_role,
    create_role,
    rename_role,
    set_permissions,
    give_permission,
    change_permission,
    take_permission,
    delete_role,
    list_keys,
    create_key,
    revoke_key,
    *WELCOME,
)
