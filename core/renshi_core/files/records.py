"""Rights and housekeeping of files, and what they keep about people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from renshi_core.files import repository, service
from renshi_core.jobs.above import platform_of
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
from renshi_sdk.text import Text

PERMISSIONS = (
    Permission(
        "core.file.read",
        Text("查看他人上传的文件", "Read files that others put in"),
        ((SuggestedRole.ADMIN, DataScope.COMPANY), (SuggestedRole.HR, DataScope.COMPANY)),
        sensitive=True,
    ),
)


async def _purge(ctx: Context, params: Any, run: JobRun) -> dict[str, Any]:
    return await service.purge(platform_of(ctx), ctx)


async def _export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    files = [
        {"id": str(i), "name": n, "media_type": m, "size": s, "created_at": c.isoformat()}
        for i, n, m, s, c, _ in await repository.of_employee(employee_id)
    ]
    return {"core_file": files}


async def _erase(ctx: Context, employee_id: UUID) -> Erasure:
    removed, kept = await service.erase_of(platform_of(ctx), ctx, employee_id)
    return Erasure(erased={"core_file": removed}, kept=kept)


JOBS = (
    Job(
        name="core.purge_files",
        title=Text("清理到期的文件", "Remove files whose time is over"),
        handler=_purge,
        timeout=timedelta(minutes=30),
    ),
)
SCHEDULES = (Schedule(job="core.purge_files", cron="40 3 * * *"),)
PERSONAL_DATA = PersonalData(title=Text("文件", "Files"), export=_export, erase=_erase, tables=("core_file",))
