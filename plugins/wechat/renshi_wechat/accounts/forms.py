"""The console's forms for accounts."""

from __future__ import annotations

from dataclasses import replace

from renshi_sdk import Text
from renshi_sdk.pages import Field, Option

STATES = (
    Option(value="active", label=Text("启用", "active"), colour="success"),
    Option(value="disabled", label=Text("停用", "disabled")),
)
_SECRETS = (
    Field(
        name="token",
        label=Text("令牌（Token）", "Token"),
        kind="password",
        help=Text("与公众平台“服务器配置”中填写的一致", "The same as in WeChat's server configuration"),
    ),
    Field(name="secret", label=Text("开发者密码（AppSecret）", "AppSecret"), kind="password"),
    Field(
        name="aes_key",
        label=Text("消息加解密密钥（EncodingAESKey）", "EncodingAESKey"),
        kind="password",
        help=Text(
            "43 位；消息加解密方式须选“安全模式”", "43 characters; choose the safe mode in WeChat's console"
        ),
    ),
)
_TEMPLATE = (
    Field(
        name="template_id",
        label=Text("通知模板 ID", "Template for notices"),
        help=Text(
            "可不填；员工超过 48 小时没有与公众号互动时用它发送通知",
            "May be empty; used when an employee hasn't written to the account for 48 hours",
        ),
    ),
    Field(
        name="template_fields",
        label=Text("模板字段", "Template fields"),
        kind="json",
        help=Text(
            "各字段显示的内容：title 标题、body 正文、name 姓名、time 时间，"
            '例如 {"thing1": "title", "time2": "time"}',
            'What each field shows: title, body, name or time, e.g. {"thing1": "title", "time2": "time"}',
        ),
    ),
)
NEW = (
    Field(name="name", label=Text("名称", "Name"), required=True),
    Field(name="appid", label=Text("AppID", "AppID"), required=True),
    *(replace(field, required=True) for field in _SECRETS),
    *_TEMPLATE,
)
CHANGE = (
    Field(name="name", label=Text("名称", "Name")),
    *_SECRETS,
    Field(name="state", label=Text("状态", "State"), kind="choice", options=STATES),
    *_TEMPLATE,
)
