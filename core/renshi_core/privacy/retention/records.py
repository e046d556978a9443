"""The nightly purge, its rights, and kinds of data of the platform itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from renshi_core.jobs.above import platform_of
from renshi_core.privacy.retention import service
from renshi_core.privacy.retention.endpoints import MANAGE, READ
from renshi_sdk.context import Context
from renshi_sdk.contributions import (
    DataClass,
    DataScope,
    HomeCard,
    HomeFigure,
    Job,
    JobRun,
    Permission,
    Schedule,
    SuggestedRole,
)
from renshi_sdk.text import Text

_ADMIN = (SuggestedRole.ADMIN, DataScope.COMPANY)
_HR = (SuggestedRole.HR, DataScope.COMPANY)
PERMISSIONS = (
    Permission(READ, Text("查看隐私中心", "See the privacy centre"), (_ADMIN, _HR)),
    Permission(
        MANAGE,
        Text("设置保存期限、同意事项和影响评估", "Set times of keeping, consents and assessments"),
        (_ADMIN,),
    ),
)


async def _purge(ctx: Context, params: None, run: JobRun) -> dict[str, Any]:
    return await service.purge(platform_of(ctx), run)


JOBS = (
    Job(
        name=service.JOB,
        title=Text("清理超过保存期限的数据", "Remove data whose time is over"),
        handler=_purge,
        timeout=timedelta(hours=2),
        stepwise=True,
    ),
)
SCHEDULES = (Schedule(job=service.JOB, cron="30 1 * * *"),)


async def _unchosen(ctx: Context) -> tuple[HomeFigure, ...]:
    """Nothing once every kind of data has its time, so the card goes away."""
    waiting = (await service.state(platform_of(ctx), ctx))["waiting"]
    if not waiting:
        return ()
    return (
        HomeFigure(
            label=Text(
                "类数据未采用期限，超期也不清理", "kinds of data have no time yet and are never purged"
            ),
            value=waiting,
            link="/console/core/privacy",
            colour="warning",
        ),
    )


HOME_CARDS = (
    HomeCard(
        name="core.retention",
        title=Text("数据保存期限", "How long data is kept"),
        permission=MANAGE,
        load=_unchosen,
        icon="hourglass-half",
        link="/console/core/privacy",
        order=900,
    ),
)


async def _a_year(ctx: Context) -> int:
    return 12


RETENTION = (
    DataClass(
        name="core.notice",
        title=Text("站内通知", "Notices"),
        content=Text("通知内容及发送记录", "notices and how they fared"),
        counted_from=Text("发送时间", "the time of sending"),
        basis=Text("个人信息保护法第十九条", "PIPL art. 19"),
        own_job="core.purge_notices",
        period=_a_year,
    ),
    DataClass(
        name="core.audit",
        title=Text("审计日志", "The audit chain"),
        content=Text("操作和查看敏感信息的记录", "changes, and reads of sensitive data"),
        counted_from=Text("操作时间", "the time of the action"),
        basis=Text(
            "网络安全法第二十一条：网络日志至少留存六个月；个人信息保护法第五十四条",
            "Cybersecurity Law art. 21: logs are kept for six months at least; PIPL art. 54",
        ),
        kept=Text(
            "每条记录与前一条相连，删除即破坏防篡改校验，因此长期保留；记录中只有编号，不含证件号、账号和薪资数额",
            "each row is bound to the one before, so that removing one would break the proof against tampering; rows "
            "name people by id and hold no identity numbers, accounts or pay",
        ),
    ),
)
