"""Accounts and their roles over HTTP."""

from typing import Any
from uuid import UUID

from renshi_core.identity import directory, invitations, roles, second_factor, users
from renshi_core.identity.schemas import GrantCreate, UserCreate, UserUpdate
from renshi_core.platform import Platform
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.errors import Forbidden
from renshi_sdk.text import Text
from renshi_sdk.web import delete, get, page_of, patch, post

USERS, USERS_MANAGE, ROLES_GRANT = "core.user.read", "core.user.manage", "core.role.grant"


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


HANDLERS = (
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
)
