"""The inbox page, and what it keeps about people."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any
from uuid import UUID

from renshi_core.notices import repository, rules, service
from renshi_core.notices.pages import MENU, PAGES
from renshi_sdk.context import Context
from renshi_sdk.contributions import (
    DataScope,
    Erasure,
    Job,
    JobRun,
    Permission,
    PersonalData,
    Schedule,
    SuggestedRole,
)
from renshi_sdk.db import execute
from renshi_sdk.text import Text

__all__ = ["JOBS", "MENU", "PAGES", "PERMISSIONS", "PERSONAL_DATA", "SCHEDULES"]

PERMISSIONS = (
    Permission(
        "core.notice.read",
        Text("查看自己的通知", "See one's own notices"),
        tuple((role, DataScope.SELF) for role in SuggestedRole),
    ),
    Permission(
        "core.notice.manage",
        Text("设置通知规则和模板", "Set rules and words of notices"),
        ((SuggestedRole.ADMIN, DataScope.COMPANY), (SuggestedRole.HR, DataScope.COMPANY)),
    ),
    Permission(
        "core.notice.log",
        Text("查看通知发送记录", "See how notices fared"),
        ((SuggestedRole.ADMIN, DataScope.COMPANY), (SuggestedRole.HR, DataScope.COMPANY)),
    ),
)


async def _purge(ctx: Context, params: Any, run: JobRun) -> dict[str, Any]:
    return await service.purge(ctx)


async def _fall_back(ctx: Context, params: Any, run: JobRun) -> dict[str, Any]:
    return await service.fall_back(ctx)


async def _export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    chosen = await rules.person(employee_id)
    return {
        "core_notice": await repository.export_of(employee_id),
        "core_notice_person": [
            {k: v.isoformat() if isinstance(v, time) else v for k, v in chosen.items() if k != "off"}
        ],
        "core_notice_off": chosen["off"],
    }


async def _erase(ctx: Context, employee_id: UUID) -> Erasure:
    erased = {"core_notice": await repository.erase_of(employee_id)}
    for table in ("core_notice_person", "core_notice_off"):
        tag = await execute(f"DELETE FROM {table} WHERE employee_id = $1", employee_id)
        erased[table] = int(tag.split()[-1])
    return Erasure(erased=erased)


JOBS = (
    Job(
        name="core.purge_notices",
        title=Text("清理过期的通知", "Remove old notices"),
        handler=_purge,
        timeout=timedelta(minutes=10),
    ),
    Job(
        name="core.notice_fallback",
        title=Text("未读通知改用下一渠道", "Send unread notices over the next channel"),
        handler=_fall_back,
    ),
)
SCHEDULES = (
    Schedule(job="core.purge_notices", cron="30 3 * * *"),
    Schedule(job="core.notice_fallback", cron="*/5 * * * *"),
)
PERSONAL_DATA = PersonalData(
    title=Text("通知", "Notices"),
    export=_export,
    erase=_erase,
    tables=("core_notice", "core_notice_delivery", "core_notice_person", "core_notice_off"),
)
