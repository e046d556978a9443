"""Rights, pages and housekeeping of accounts."""

from __future__ import annotations

from renshi_core.identity import console, console_roles
from renshi_core.identity.housekeeping import JOBS, SCHEDULES
from renshi_core.identity.personal_data import PERSONAL_DATA
from renshi_core.identity.security import records as security
from renshi_sdk.contributions import DataScope, MenuEntry, Permission, SuggestedRole
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED

_ADMIN = (SuggestedRole.ADMIN, DataScope.TENANT)

PERMISSIONS = (
    Permission("core.user.read", Text("查看账号", "See accounts"), (_ADMIN,)),
    Permission("core.user.manage", Text("管理账号", "Manage accounts"), (_ADMIN,), sensitive=True),
    Permission("core.role.read", Text("查看角色与权限", "See roles and rights"), (_ADMIN,)),
    Permission("core.role.manage", Text("维护角色的权限", "Shape roles"), (_ADMIN,), sensitive=True),
    Permission("core.role.grant", Text("授予角色", "Grant roles"), (_ADMIN,), sensitive=True),
    Permission("core.api_key.create", Text("创建 API 密钥", "Make API keys"), (_ADMIN,), sensitive=True),
    Permission("core.api_key.manage", Text("管理全部 API 密钥", "Manage everybody's API keys"), (_ADMIN,)),
    security.PERMISSION,
)

PAGES = (*console.PAGES, *console_roles.PAGES, security.PAGE)

MENU = (
    MenuEntry(
        title=Text("我的账号", "My account"),
        page="/account",
        permission=AUTHENTICATED,
        section="settings",
        icon="id-card",
        order=5,
    ),
    MenuEntry(
        title=Text("账号", "Accounts"),
        page="/users",
        permission="core.user.read",
        section="settings",
        icon="user",
        order=60,
    ),
    MenuEntry(
        title=Text("角色与权限", "Roles and rights"),
        page="/roles",
        permission="core.role.read",
        section="settings",
        icon="lock",
        order=61,
    ),
    MenuEntry(
        title=Text("API 密钥", "API keys"),
        page="/api-keys",
        permission="core.api_key.create",
        section="settings",
        icon="key",
        order=62,
    ),
    security.ENTRY,
)

__all__ = ["JOBS", "MENU", "PAGES", "PERMISSIONS", "PERSONAL_DATA", "SCHEDULES"]
