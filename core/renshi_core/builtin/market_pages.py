"""The plugin market: cards, and a page for each plugin."""

from __future__ import annotations

from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Callout, Cards, Column, Detail, Field, Option, Table
from renshi_sdk.text import Text

READ, MANAGE = "core.plugin.read", "core.plugin.manage"
STATES = (
    Option(value="on", label=Text("已启用", "On"), colour="success"),
    Option(value="off", label=Text("未启用", "Off")),
    Option(value="out_of_service", label=Text("已熔断", "Out of service"), colour="danger"),
    Option(value="set_aside", label=Text("加载失败", "Set aside"), colour="danger"),
)
STATE = Column(name="state", label=Text("状态", "State"), options=STATES)
_RECOMMENDED = (Option(value="true", label=Text("适合本行业", "For your industry"), colour="info"),)
_ROLES = (
    Option(value="employee", label=Text("员工", "Employee")),
    Option(value="manager", label=Text("主管", "Manager")),
    Option(value="hr", label=Text("人事", "HR")),
    Option(value="payroll", label=Text("薪酬", "Payroll")),
    Option(value="recruiter", label=Text("招聘", "Recruiter")),
    Option(value="finance", label=Text("财务", "Finance")),
    Option(value="admin", label=Text("管理员", "Administrator")),
)
ACTIONS = (
    Action(
        label=Text("启用", "Switch on"),
        api="/api/market/${id}/enable",
        visible_when="state == 'off'",
        level="primary",
        permission=MANAGE,
        done=Text("已启用，立即生效", "It is on, effective at once"),
    ),
    Action(
        label=Text("恢复服务", "Put back in service"),
        api="/api/market/${id}/reset",
        visible_when="state == 'out_of_service'",
        level="primary",
        permission=MANAGE,
        done=Text("已恢复", "It is back in service"),
    ),
    Action(
        label=Text("设置", "Settings"),
        link="/console/core/plugins/${id}/settings",
        visible_when="has_settings && state == 'on'",
        permission=MANAGE,
    ),
    Action(
        label=Text("停用", "Switch off"),
        api="/api/market/${id}/disable",
        visible_when="state == 'on'",
        permission=MANAGE,
        confirm=Text(
            "停用后，该插件的页面、接口、任务立即停止，数据保留。确定停用？",
            "Its pages, API and jobs stop at once; its data stays. Switch it off?",
        ),
        done=Text("已停用，数据保留", "It is off; its data stays"),
    ),
)
_NEEDS = Column(name="needs", label=Text("依赖", "Needs"), kind="tags")
_NEEDED_BY = Column(name="needed_by", label=Text("被依赖", "Needed by"), kind="tags")
_VERSION = Column(name="version", label=Text("版本", "Version"))

MARKET = Page(
    path="/plugins",
    title=Text("插件", "Plugins"),
    permission=READ,
    body=(
        Cards(
            api="/api/market",
            text_field="summary",
            badge=STATE,
            link="/console/core/plugins/${id}",
            columns=(
                Column(name="recommended", label=Text("推荐", "Suggested"), options=_RECOMMENDED),
                _NEEDS,
                _NEEDED_BY,
                Column(name="permissions", label=Text("权限数", "Rights"), kind="integer"),
                _VERSION,
                Column(name="detail", label=Text("原因", "Reason")),
            ),
            actions=ACTIONS,
            filters=(Field(name="q", label=Text("搜索", "Search")),),
            empty=Text("没有安装任何插件", "No plugin is installed"),
        ),
    ),
)
PLUGIN = Page(
    path="/plugins/:plugin",
    title=Text("插件详情", "Plugin"),
    permission=READ,
    body=(
        Callout(
            api="/api/market/${plugin}",
            level="danger",
            text=Text(
                "此插件连续出错，已在本公司停止服务：${detail}。排除原因后点击“恢复服务”。",
                "This plugin failed again and again and was taken out of service here: ${detail}. Mend the cause, then"
                " put it back in service.",
            ),
            visible_when="state == 'out_of_service'",
        ),
        Detail(
            api="/api/market/${plugin}",
            title=Text("概况", "Overview"),
            columns=(
                Column(name="title", label=Text("名称", "Name")),
                STATE,
                _VERSION,
                Column(name="summary", label=Text("说明", "What it does"), kind="textarea"),
                Column(name="recommended", label=Text("推荐", "Suggested"), kind="boolean"),
                _NEEDS,
                _NEEDED_BY,
                Column(name="broken_at", label=Text("停止服务时间", "Out of service since"), kind="datetime"),
            ),
            actions=ACTIONS,
        ),
        Table(
            title=Text("申请的权限", "Rights it brings"),
            api="/api/market/${plugin}/permissions",
            columns=(
                Column(name="title", label=Text("权限", "Right")),
                Column(name="id", label=Text("编码", "Name")),
                Column(name="sensitive", label=Text("敏感数据", "Sensitive"), kind="boolean", width=110),
                Column(name="roles", label=Text("启用时授予", "Given to"), kind="tags", options=_ROLES),
            ),
        ),
    ),
)
PAGES = (MARKET, PLUGIN)
