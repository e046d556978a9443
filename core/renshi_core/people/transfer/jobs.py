"""Background work of imports and exports."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from renshi_core.people.transfer import exports, imports
from renshi_sdk.context import Context
from renshi_sdk.contributions import Job, JobRun, Schedule
from renshi_sdk.text import Text


class ImportParameters(BaseModel):
    """Which import."""

    import_id: UUID
    last_row: int = 0


class ExportParameters(BaseModel):
    """Which export."""

    export_id: UUID


async def _check(ctx: Context, params: ImportParameters, run: JobRun) -> dict[str, Any]:
    return await imports.check(ctx, params.import_id, run)


async def _write(ctx: Context, params: ImportParameters, run: JobRun) -> dict[str, Any]:
    return await imports.write(params.import_id, params.last_row, run)


async def _export(ctx: Context, params: ExportParameters, run: JobRun) -> dict[str, Any]:
    return await exports.write(ctx, params.export_id, run)


async def _purge(ctx: Context, params: None, run: JobRun) -> dict[str, Any]:
    return {"rows": await imports.purge(ctx)}


JOBS = (
    Job(
        name="core.check_import",
        title=Text("校验员工导入文件", "Check an import of employees"),
        handler=_check,
        params=ImportParameters,
        timeout=timedelta(minutes=10),
    ),
    Job(
        name="core.write_import",
        title=Text("导入员工", "Import employees"),
        handler=_write,
        params=ImportParameters,
        timeout=timedelta(minutes=30),
        stepwise=True,
    ),
    Job(
        name="core.export_employees",
        title=Text("导出员工", "Export employees"),
        handler=_export,
        params=ExportParameters,
        timeout=timedelta(minutes=10),
    ),
    Job(
        name="core.purge_imports",
        title=Text("清理过期的导入数据", "Remove what old imports read"),
        handler=_purge,
    ),
)
SCHEDULES = (Schedule(job="core.purge_imports", cron="20 3 * * *"),)
