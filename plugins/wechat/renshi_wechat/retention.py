"""How long the log of WeChat messages is kept: purged by a job of the plugin."""

from __future__ import annotations

from renshi_sdk import Context, Text
from renshi_sdk.contributions import DataClass


async def _days(ctx: Context) -> int:
    return 90


RETENTION = (
    DataClass(
        name="wechat.message",
        title=Text("微信消息记录", "Log of WeChat messages"),
        content=Text(
            "推送的时间、类型和结果；消息内容两天后删除", "time, kind and result; contents go after two days"
        ),
        counted_from=Text("收到时间", "the time of arrival"),
        basis=Text("个人信息保护法第十九条", "PIPL art. 19"),
        unit="days",
        own_job="wechat.tidy",
        period=_days,
    ),
)
