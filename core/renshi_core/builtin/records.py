"""Rights and pages of the plugin market and of people's data rights."""

from __future__ import annotations

from renshi_sdk.contributions import DataScope, MenuEntry, Page, Permission, SuggestedRole
from renshi_sdk.pages import Action, Column, Field, Option, Table
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

STATES = (
    Option(value="on", label=Text("已启用", "On"), colour="success"),
    Option(value="off", label=Text("未启用", "Off")),
    Option(value="out_of_service", label=Text("已熔断", "Out of service"), colour="danger"),
    Option(value="set_aside", label=Text("加载失败", "Set aside"), colour="danger"),
)

PAGES = (
    Page(
        path="/plugins",
        title=Text("插件", "Plugins"),
        permission="core.plugin.read",
        body=(
            Table(
                api="/api/market",
                columns=(
                    Column(name="title", label=Text("插件", "Plugin"), width=140),
                    Column(name="summary", label=Text("说明", "What it does")),
                    Column(name="state", label=Text("状态", "State"), options=STATES, width=110),
                    Column(
                        name="recommended",
                        label=Text("行业推荐", "For this industry"),
                        kind="boolean",
                        width=100,
                    ),
                    Column(name="version", label=Text("版本", "Version"), width=80),
                    Column(name="detail", label=Text("备注", "Note")),
                ),
                row_actions=(
                    Action(
                        label=Text("启用", "Switch on"),
                        api="/api/market/${id}/enable",
                        visible_when="state == 'off'",
                        level="primary",
                        permission="core.plugin.manage",
                        done=Text("已启用，立即生效", "It is on, effective at once"),
                    ),
                    Action(
                        label=Text("停用", "Switch off"),
                        api="/api/market/${id}/disable",
                        visible_when="state == 'on'",
                        permission="core.plugin.manage",
                        confirm=Text(
                            "停用后，该插件的页面、接口、任务立即停止，数据保留。确定停用？",
                            "Its pages, API and jobs stop at once; its data stays. Switch it off?",
                        ),
                    ),
                    Action(
                        label=Text("恢复服务", "Put back in service"),
                        api="/api/market/${id}/reset",
                        visible_when="state == 'out_of_service'",
                        permission="core.plugin.manage",
                    ),
                    Action(
                        label=Text("设置", "Settings"),
                        link="/console/core/plugins/${id}/settings",
                        visible_when="has_settings && state == 'on'",
                        level="link",
                        permission="core.plugin.manage",
                    ),
                ),
                empty=Text("没有安装任何插件", "No plugin is installed"),
            ),
        ),
    ),
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
