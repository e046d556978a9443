"""Roles, their rights, and API keys over HTTP."""

from typing import Any
from uuid import UUID

from renshi_core.identity import directory, keys, roles
from renshi_core.identity.caller import user_of
from renshi_core.identity.schemas import (
    KeyCreate,
    PermissionOfRole,
    Reach,
    RoleCreate,
    RoleMatrix,
    RolePermissions,
    RoleUpdate,
)
from renshi_sdk.context import Context
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import ListQuery
from renshi_sdk.errors import NotFound
from renshi_sdk.text import Text
from renshi_sdk.web import delete, get, page_of, patch, post, put

ROLES, ROLES_MANAGE = "core.role.read", "core.role.manage"
KEYS, KEYS_MANAGE = "core.api_key.create", "core.api_key.manage"


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


@get("/permissions/plugins", permission=ROLES, tags=["Accounts"])
async def permission_plugins(ctx: Context) -> dict[str, Any]:
    """Plugins that declare rights, for a choice."""
    return {"options": directory.permission_plugins(ctx)}


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


@get("/roles/{role_id:uuid}/matrix", permission=ROLES, tags=["Accounts"])
async def show_matrix(ctx: Context, role_id: UUID, plugin: str | None = None) -> dict[str, Any]:
    """Every right that is declared, by plugin, with the reach in which the role holds it."""
    items = directory.matrix(ctx, await roles.role(ctx, role_id), plugin)
    return {"items": items, "total": len(items), "next_cursor": None}


@put("/roles/{role_id:uuid}/matrix", permission=ROLES_MANAGE, tags=["Accounts"])
async def set_matrix(ctx: Context, role_id: UUID, data: RoleMatrix) -> dict[str, Any]:
    """Set the reach of each right that is named; rights that aren't named stay as they are."""
    await directory.may_shape(ctx, role_id)
    held = {p["permission"]: DataScope(p["scope"]) for p in (await roles.role(ctx, role_id))["permissions"]}
    for row in data.items:
        if row.scope:
            held[row.permission] = DataScope(row.scope)
        else:
            held.pop(row.permission, None)
    await roles.set_permissions(ctx, role_id, held.items(), known=directory.known_permissions(ctx))
    items = directory.matrix(ctx, await roles.role(ctx, role_id), None)
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


HANDLERS = (
    permission_plugins,
    show_matrix,
    set_matrix,
    list_permissions,
    permission_options,
    list_roles,
    role_options,
    get_role,
    create_role,
    rename_role,
    set_permissions,
    list_permissions_of,
    give_permission,
    change_permission,
    take_permission,
    delete_role,
    list_keys,
    create_key,
    revoke_key,
)
