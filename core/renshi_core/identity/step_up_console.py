"""Tabs about proofs, sign-ins and sessions."""

from __future__ import annotations

from renshi_sdk.pages import Action, Column, Detail, Field, Form, Option, Tab, Table
from renshi_sdk.text import Text

_EVENTS = (
    Option(value="begin", label=Text("登录成功", "Signed in"), colour="success"),
    Option(value="refuse", label=Text("登录失败", "Refused"), colour="danger"),
    Option(value="prove", label=Text("再次验证", "Proved again"), colour="info"),
    Option(value="refuse_proof", label=Text("验证失败", "Proof refused"), colour="danger"),
    Option(value="end", label=Text("退出登录", "Signed out")),
)
_COLUMNS = (
    Column(name="at", label=Text("时间", "When"), kind="datetime", sortable=True, width=160),
    Column(name="event", label=Text("事件", "What"), options=_EVENTS, width=110),
    Column(name="address", label=Text("地址", "Address"), width=150),
    Column(name="device", label=Text("设备", "Device")),
)
_YES_NO = (
    Option(value="true", label=Text("有效", "Holds"), colour="success"),
    Option(value="false", label=Text("无", "None")),
)


def _history(api: str) -> Table:
    return Table(api=api, columns=_COLUMNS, empty=Text("没有登录记录", "No sign-in so far"), export=False)


OWN_HISTORY = Tab(title=Text("登录记录", "Sign-ins"), body=(_history("/api/sign-ins"),))
HISTORY = Tab(title=Text("登录记录", "Sign-ins"), body=(_history("/api/users/${id}/sign-ins"),))
SESSIONS = Tab(
    title=Text("登录设备", "Sessions"),
    body=(
        Table(
            api="/api/users/${id}/sessions",
            columns=(
                Column(name="device", label=Text("设备", "Device")),
                Column(name="address", label=Text("地址", "Address"), width=150),
                Column(name="created_at", label=Text("登录时间", "Since"), kind="datetime", width=160),
                Column(name="seen_at", label=Text("最近使用", "Last used"), kind="datetime", width=160),
            ),
            row_actions=(
                Action(
                    label=Text("强制退出", "Sign out"),
                    api="/api/users/${user_id}/sessions/${id}",
                    method="delete",
                    permission="core.user.manage",
                    confirm=Text("此设备将立即退出登录。", "This device is signed out at once."),
                    level="danger",
                ),
            ),
            export=False,
            empty=Text("没有登录中的设备", "It is signed in nowhere"),
        ),
    ),
)
PROOF = Tab(
    title=Text("身份验证", "Proof"),
    body=(
        Detail(
            api="/api/session/proof",
            columns=(
                Column(name="proved", label=Text("当前验证", "Proof"), options=_YES_NO),
                Column(name="proved_until", label=Text("有效至", "Until"), kind="datetime"),
                Column(
                    name="minutes",
                    label=Text("有效分钟数", "Minutes"),
                    kind="integer",
                ),
            ),
        ),
        Form(
            api="/api/session/proof",
            fields=(
                Field(
                    name="code",
                    label=Text("动态验证码", "One-time code"),
                    help=Text("已开启动态验证码时填写", "where codes are on"),
                ),
                Field(
                    name="password",
                    label=Text("密码", "Password"),
                    kind="password",
                    help=Text("未开启动态验证码时填写", "where codes are off"),
                ),
            ),
            submit=Text("验证", "Prove"),
            done=Text("验证通过", "Proved"),
        ),
    ),
)
