"""Rights and pages of the plugin market and of people's data rights."""

from __future__ import annotations

from renshi_core.builtin.market_pages import PAGES as MARKET_PAGES
from renshi_core.builtin.org_pages import PAGES as ORG_PAGES
from renshi_sdk.contributions import DataScope, MenuEntry, Page, Permission, SuggestedRole
from renshi_sdk.pages import Column, Field, Table
from renshi_sdk.text import Text

_ADMIN = (SuggestedRole.ADMIN, DataScope.COMPANY)

PERMISSIONS = (
    Permission(
        "core.plugin.read", Text("查看插件", "See plugins"), (_ADMIN, (SuggestedRole.HR, DataScope.COMPANY))
    ),
    Permission("core.plugin.manage", Text("启用和设置插件", "Switch and set up plugins"), (_ADMIN,)),
    Permission(
        "core.privacy.export", Text("导出个人数据", "Export a person's data"), (_ADMIN,), sensitive=True
    ),
    Permission(
        "core.privacy.erase", Text("删除个人数据", "Erase a person's data"), (_ADMIN,), sensitive=True
    ),
    Permission(
        "core.report.read",
        Text("查看报表", "See reports"),
        (_ADMIN, (SuggestedRole.HR, DataScope.COMPANY), (SuggestedRole.FINANCE, DataScope.COMPANY)),
    ),
)

PAGES = (
    *MARKET_PAGES,
    *ORG_PAGES,
    Page(
        path="/reports",
        title=Text("报表", "Reports"),
        permission="core.report.read",
        body=(
            Table(
                api="/api/reports",
                columns=(
                    Column(
                        name="title",
                        label=Text("报表", "Report"),
                        link="/console/core/reports/${name}",
                        width=200,
                    ),
                    Column(name="definition", label=Text("口径", "Definition")),
                ),
                filters=(Field(name="q", label=Text("搜索", "Search")),),
                empty=Text(
                    "启用插件后，其报表会出现在这里", "Reports of the plugins you switch on appear here"
                ),
            ),
        ),
    ),
)

MENU = (
    MenuEntry(
        title=Text("组织架构图", "Organisation chart"),
        page="/organization/chart",
        permission="core.organization.read",
        section="people",
        icon="diagram-project",
        order=15,
    ),
    MenuEntry(
        title=Text("插件", "Plugins"),
        page="/plugins",
        permission="core.plugin.read",
        section="settings",
        icon="puzzle-piece",
        order=10,
    ),
    MenuEntry(
        title=Text("报表", "Reports"),
        page="/reports",
        permission="core.report.read",
        section="insight",
        icon="bar-chart",
        order=10,
    ),
)
