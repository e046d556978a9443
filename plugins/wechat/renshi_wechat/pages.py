"""Console pages and menu."""

from __future__ import annotations

from renshi_sdk import Text
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import Action, Column, Detail, Field, Markdown, Option, Tab, Table, Tabs
from renshi_wechat.accounts import forms
from renshi_wechat.permissions import (
    ACCOUNT_MANAGE,
    ACCOUNT_READ,
    BINDING_MANAGE,
    BINDING_READ,
    MESSAGE_READ,
)

_STATUS = (
    Option(value="active", label=Text("已绑定", "bound"), colour="success"),
    Option(value="unsubscribed", label=Text("已取消关注", "not following"), colour="warning"),
    Option(value="stale", label=Text("失效", "stale"), colour="danger"),
    Option(value="ended", label=Text("已解绑", "ended")),
)
_STATES = (
    Option(value="sent", label=Text("已发送", "sent"), colour="success"),
    Option(value="delivered", label=Text("已送达", "delivered"), colour="success"),
    Option(value="pending", label=Text("待发送", "pending"), colour="info"),
    Option(value="sending", label=Text("发送中", "sending"), colour="info"),
    Option(value="undeliverable", label=Text("无法送达", "undeliverable"), colour="warning"),
    Option(value="unknown", label=Text("可能已送达", "may have arrived"), colour="warning"),
    Option(value="failed", label=Text("失败", "failed"), colour="danger"),
)
_APIS = (
    Option(value="custom", label=Text("客服消息", "custom message")),
    Option(value="template", label=Text("模板消息", "template message")),
    Option(value="none", label=Text("无", "none")),
)
_PURPOSES = (
    Option(value="notice", label=Text("通知", "notice")),
    Option(value="reply", label=Text("回复", "reply")),
)
BINDINGS = Page(
    path="/bindings",
    title=Text("微信绑定", "WeChat bindings"),
    permission=BINDING_READ,
    body=(
        Table(
            api="/bindings",
            columns=(
                Column(name="number", label=Text("工号", "Staff number"), sortable=True),
                Column(name="employee_name", label=Text("姓名", "Name"), sortable=True),
                Column(name="department_name", label=Text("部门", "Department")),
                Column(name="account_name", label=Text("公众号", "Account")),
                Column(name="status", label=Text("状态", "Status"), options=_STATUS),
                Column(name="created_at", label=Text("绑定时间", "Bound at"), kind="datetime", sortable=True),
                Column(name="ended_reason", label=Text("解绑原因", "Ended because")),
            ),
            filters=(
                Field(name="q", label=Text("姓名或工号", "Name or number")),
                Field(name="status", label=Text("状态", "Status"), kind="choice", options=_STATUS),
            ),
            actions=(
                Action(
                    label=Text("发放绑定码", "Issue a code"),
                    api="/binding-codes",
                    fields=(
                        Field(
                            name="employee_id", label=Text("员工", "Employee"), kind="employee", required=True
                        ),
                    ),
                    level="primary",
                    permission=BINDING_MANAGE,
                ),
            ),
            row_actions=(
                Action(
                    label=Text("解除绑定", "End"),
                    api="/bindings/${id}/end",
                    level="danger",
                    confirm=Text(
                        "解除后该员工收不到微信通知，确定吗？",
                        "The employee will get no WeChat notices. End it?",
                    ),
                    visible_when="status != 'ended'",
                    permission=BINDING_MANAGE,
                ),
            ),
            empty=Text(
                "还没有员工绑定微信。发放绑定码，让员工在公众号中发送。",
                "Nobody is bound yet. Issue a code and let the employee send it to the account.",
            ),
        ),
    ),
)
MESSAGES = Page(
    path="/messages",
    title=Text("微信消息记录", "WeChat messages"),
    permission=MESSAGE_READ,
    body=(
        Tabs(
            tabs=(
                Tab(
                    title=Text("发出", "Sent"),
                    body=(
                        Table(
                            api="/messages",
                            columns=(
                                Column(
                                    name="created_at",
                                    label=Text("时间", "Time"),
                                    kind="datetime",
                                    sortable=True,
                                ),
                                Column(name="employee_name", label=Text("员工", "Employee")),
                                Column(name="purpose", label=Text("用途", "Purpose"), options=_PURPOSES),
                                Column(name="topic", label=Text("主题", "Topic")),
                                Column(name="api", label=Text("方式", "Way"), options=_APIS),
                                Column(name="state", label=Text("结果", "Outcome"), options=_STATES),
                                Column(name="errcode", label=Text("返回码", "Code"), kind="integer"),
                                Column(name="detail", label=Text("说明", "Detail")),
                            ),
                            filters=(
                                Field(name="q", label=Text("姓名或工号", "Name or number")),
                                Field(
                                    name="state",
                                    label=Text("结果", "Outcome"),
                                    kind="choice",
                                    options=_STATES,
                                ),
                            ),
                        ),
                    ),
                ),
                Tab(
                    title=Text("收到", "Received"),
                    body=(
                        Table(
                            api="/pushes",
                            columns=(
                                Column(
                                    name="created_at",
                                    label=Text("时间", "Time"),
                                    kind="datetime",
                                    sortable=True,
                                ),
                                Column(name="employee_name", label=Text("员工", "Employee")),
                                Column(name="kind", label=Text("类型", "Kind")),
                                Column(name="event", label=Text("事件", "Event")),
                                Column(name="outcome", label=Text("处理结果", "Outcome")),
                            ),
                        ),
                    ),
                ),
            )
        ),
    ),
)
ACCOUNTS = Page(
    path="/accounts",
    title=Text("公众号", "WeChat accounts"),
    permission=ACCOUNT_READ,
    body=(
        Markdown(
            text=Text(
                "在微信公众平台“设置与开发 → 基本配置”中启用服务器配置：地址填写公众号详情页的回调地址，"
                "消息加解密方式选“安全模式”，数据格式选 XML，并把本系统出口 IP 加入白名单。",
                "In WeChat's console enable the server configuration: use the callback address of "
                "the account's page, "
                "safe mode, XML, and put this system's outgoing IP address on the whitelist.",
            )
        ),
        Table(
            api="/accounts",
            columns=(
                Column(
                    name="name",
                    label=Text("名称", "Name"),
                    sortable=True,
                    link="/console/wechat/accounts/${id}",
                ),
                Column(name="appid", label=Text("AppID", "AppID")),
                Column(name="safe_mode", label=Text("安全模式", "Safe mode"), kind="boolean"),
                Column(
                    name="state",
                    label=Text("状态", "State"),
                    options=forms.STATES,
                ),
                Column(name="trouble", label=Text("异常", "Trouble")),
            ),
            actions=(
                Action(
                    label=Text("添加公众号", "Add an account"),
                    api="/accounts",
                    fields=forms.NEW,
                    level="primary",
                    permission=ACCOUNT_MANAGE,
                ),
            ),
            row_actions=(
                Action(
                    label=Text("测试连接", "Test"), api="/accounts/${id}/check", permission=ACCOUNT_MANAGE
                ),
            ),
            empty=Text("还没有公众号，先添加一个。", "No account yet. Add one first."),
        ),
    ),
)
ACCOUNT = Page(
    path="/accounts/:id",
    title=Text("公众号详情", "WeChat account"),
    permission=ACCOUNT_READ,
    body=(
        Detail(
            api="/accounts/${id}",
            columns=(
                Column(name="name", label=Text("名称", "Name")),
                Column(name="appid", label=Text("AppID", "AppID")),
                Column(name="callback_path", label=Text("回调路径", "Callback path")),
                Column(name="callback_url", label=Text("回调地址", "Callback address")),
                Column(name="safe_mode", label=Text("安全模式", "Safe mode"), kind="boolean"),
                Column(name="template_id", label=Text("模板 ID", "Template")),
                Column(name="paused_until", label=Text("暂停至", "Paused until"), kind="datetime"),
                Column(name="trouble", label=Text("异常", "Trouble")),
            ),
            actions=(
                Action(
                    label=Text("修改", "Change"),
                    api="/accounts/${id}",
                    method="patch",
                    fields=forms.CHANGE,
                    permission=ACCOUNT_MANAGE,
                ),
                Action(
                    label=Text("测试连接", "Test"), api="/accounts/${id}/check", permission=ACCOUNT_MANAGE
                ),
            ),
        ),
    ),
)
PAGES = (BINDINGS, MESSAGES, ACCOUNTS, ACCOUNT)
MENU = (
    MenuEntry(
        title=Text("微信绑定", "WeChat bindings"),
        page="/bindings",
        permission=BINDING_READ,
        section="channels",
        icon="wechat",
        order=10,
    ),
    MenuEntry(
        title=Text("微信消息", "WeChat messages"),
        page="/messages",
        permission=MESSAGE_READ,
        section="channels",
        icon="comments",
        order=20,
    ),
    MenuEntry(
        title=Text("公众号", "WeChat accounts"),
        page="/accounts",
        permission=ACCOUNT_READ,
        section="channels",
        icon="cog",
        order=30,
    ),
)
