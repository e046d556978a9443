"""Housekeeping of the outbox, and what it keeps about people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from renshi_core.events import repository, service
from renshi_sdk.context import Context
from renshi_sdk.contributions import Erasure, Job, JobRun, PersonalData, Schedule
from renshi_sdk.text import Text


async def _purge(ctx: Context, params: Any, run: JobRun) -> dict[str, Any]:
    return await service.purge(ctx)


async def _export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    return {"core_event": await repository.events_about(employee_id)}


async def _erase(ctx: Context, employee_id: UUID) -> Erasure:
    return Erasure(erased={"core_event": await repository.erase_about(employee_id)})


JOBS = (
    Job(
        name="core.purge_events",
        title=Text("清理过期的事件记录", "Remove old events"),
        handler=_purge,
        timeout=timedelta(minutes=10),
    ),
)
SCHEDULES = (Schedule(job="core.purge_events", cron="20 3 * * *"),)
PERSONAL_DATA = PersonalData(
    title=Text("事件记录", "Events"), export=_export, erase=_erase, tables=("core_event",)
)
