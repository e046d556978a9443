"""Console pages of roles and keys."""

from __future__ import annotations

from renshi_core.identity.console import ACTIVE, SCOPE, SCOPES
from renshi_core.identity.schemas import RoleCreate, RoleUpdate
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Field, Form, Grid, Option, Table
from renshi_sdk.text import Text

_ROLES = Page(
    path="/roles",
    title=Text("角色与权限", "Roles and rights"),
    permission="core.role.read",
    body=(
        Table(
            api="/api/roles",
            columns=(
                Column(
                    name="title",
                    label=Text("角色", "Role"),
                    link="/console/core/roles/${id}",
                ),
                Column(name="code", label=Text("编码", "Code"), sortable=True, width=140),
                Column(name="reach", label=Text("通常范围", "Usual reach"), options=SCOPES, width=120),
                Column(name="permissions", label=Text("权限数", "Rights"), kind="integer", width=90),
                Column(name="holders", label=Text("持有人数", "Holders"), kind="integer", width=90),
            ),
            actions=(
                Action(
                    label=Text("新建角色", "New role"),
                    api="/api/roles",
                    schema=RoleCreate,
                    level="primary",
                    permission="core.role.manage",
                ),
            ),
            row_actions=(
                Action(
                    label=Text("改名", "Rename"),
                    api="/api/roles/${id}",
                    method="patch",
                    schema=RoleUpdate,
                    permission="core.role.manage",
                ),
                Action(
                    label=Text("删除", "Remove"),
                    api="/api/roles/${id}",
                    method="delete",
                    visible_when="!suggested",
                    permission="core.role.manage",
                    confirm=Text("确定删除此角色？", "Remove this role?"),
                    level="danger",
                ),
            ),
        ),
    ),
)
_ROLE_PAGE = Page(
    path="/roles/:id",
    title=Text("角色权限", "Rights of a role"),
    permission="core.role.read",
    body=(
        Grid(
            title=Text("权限矩阵", "All rights"),
            api="/api/roles/${id}/matrix",
            save_api="/api/roles/${id}/matrix",
            permission="core.role.manage",
            columns=(
                Column(name="plugin_title", label=Text("插件", "Plugin"), width=150),
                Column(name="title", label=Text("权限", "Right")),
                Column(name="sensitive", label=Text("敏感数据", "Sensitive"), kind="boolean", width=100),
            ),
            inputs=(
                Field(
                    name="scope",
                    label=Text("数据范围", "Reach"),
                    kind="choice",
                    options=(Option(value="", label=Text("无", "None")), *SCOPES),
                ),
            ),
            filters=(
                Field(
                    name="plugin",
                    label=Text("插件", "Plugin"),
                    kind="choice",
                    options_api="/api/permissions/plugins",
                ),
            ),
        ),
        Table(
            title=Text("已有权限", "Rights it holds"),
            api="/api/roles/${id}/permissions",
            columns=(
                Column(name="title", label=Text("权限", "Right")),
                Column(name="permission", label=Text("编码", "Name")),
                Column(name="scope", label=Text("数据范围", "Reach"), options=SCOPES, width=130),
            ),
            actions=(
                Action(
                    label=Text("添加权限", "Give a right"),
                    api="/api/roles/${id}/permissions",
                    fields=(
                        Field(
                            name="permission",
                            label=Text("权限", "Right"),
                            kind="choice",
                            options_api="/api/permissions/options",
                            required=True,
                        ),
                        SCOPE,
                    ),
                    level="primary",
                    permission="core.role.manage",
                ),
            ),
            row_actions=(
                Action(
                    label=Text("改范围", "Change reach"),
                    api="/api/roles/${role_id}/permissions/${permission}",
                    method="put",
                    fields=(SCOPE,),
                    permission="core.role.manage",
                ),
                Action(
                    label=Text("移除", "Take away"),
                    api="/api/roles/${role_id}/permissions/${permission}",
                    method="delete",
                    permission="core.role.manage",
                    confirm=Text(
                        "移除后所有持有人立即失去此权限。确定？", "All holders lose it at once. Sure?"
                    ),
                    level="danger",
                ),
            ),
            empty=Text("此角色还没有权限", "This role has no rights yet"),
        ),
    ),
)
_KEYS = Page(
    path="/api-keys",
    title=Text("API 密钥", "API keys"),
    permission="core.api_key.create",
    body=(
        Form(
            api="/api/api-keys",
            fields=(
                Field(name="name", label=Text("用途", "What it's for"), required=True),
                Field(
                    name="expires_at",
                    label=Text("到期时间", "Ends at"),
                    kind="datetime",
                    help=Text("不填则一直有效", "empty: it doesn't end"),
                ),
                Field(name="token", label=Text("密钥", "Key"), kind="textarea", visible_when="token"),
            ),
            title=Text("新建密钥", "New key"),
            submit=Text("生成密钥", "Make a key"),
            done=Text("已生成，仅显示这一次，请立即保存", "Made; it's shown this once, keep it now"),
        ),
        Table(
            api="/api/api-keys",
            columns=(
                Column(name="name", label=Text("用途", "What it's for"), sortable=True),
                Column(name="user_name", label=Text("所有人", "Owner"), width=120),
                Column(name="hint", label=Text("尾号", "Ends in"), width=80),
                Column(name="last_used_at", label=Text("最近使用", "Last used"), kind="datetime", width=150),
                Column(name="expires_at", label=Text("到期时间", "Ends at"), kind="datetime", width=150),
                Column(name="active", label=Text("状态", "State"), options=ACTIVE, width=90),
            ),
            row_actions=(
                Action(
                    label=Text("吊销", "Revoke"),
                    api="/api/api-keys/${id}",
                    method="delete",
                    visible_when="active",
                    confirm=Text(
                        "使用此密钥的程序会立即失败。确定吊销？",
                        "Programs that use it fail at once. Revoke it?",
                    ),
                    level="danger",
                ),
            ),
            empty=Text("还没有密钥", "There are no keys yet"),
        ),
    ),
)
PAGES = (_ROLES, _ROLE_PAGE, _KEYS)
