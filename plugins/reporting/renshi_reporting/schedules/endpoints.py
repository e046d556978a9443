"""Reports sent at a clock, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_reporting.permissions import SCHEDULE
from renshi_reporting.schedules import service
from renshi_reporting.schedules.service import ScheduleBody
from renshi_sdk import Context
from renshi_sdk.web import delete, get, post


@get("/schedules", permission=SCHEDULE)
async def list_schedules(ctx: Context) -> dict[str, Any]:
    """Schedules of the company."""
    found = await service.listed(ctx)
    return {"items": found, "total": len(found), "next_cursor": None}


@post("/schedules", permission=SCHEDULE)
async def create_schedule(ctx: Context, data: ScheduleBody) -> dict[str, Any]:
    """Send a report from now on."""
    return await service.create(ctx, data)


@get("/schedules/{report_schedule_id:uuid}", permission=SCHEDULE)
async def show_schedule(ctx: Context, report_schedule_id: UUID) -> dict[str, Any]:
    """One of them, with what it sent last."""
    return await service.show(ctx, report_schedule_id)


@post("/schedules/{report_schedule_id:uuid}/pause", permission=SCHEDULE, status_code=200)
async def pause_schedule(ctx: Context, report_schedule_id: UUID) -> dict[str, Any]:
    """Stop sending for now."""
    return await service.pause(ctx, report_schedule_id, paused=True)


@post("/schedules/{report_schedule_id:uuid}/resume", permission=SCHEDULE, status_code=200)
async def resume_schedule(ctx: Context, report_schedule_id: UUID) -> dict[str, Any]:
    """Go on with the next time."""
    return await service.pause(ctx, report_schedule_id, paused=False)


@delete("/schedules/{report_schedule_id:uuid}", permission=SCHEDULE)
async def remove_schedule(ctx: Context, report_schedule_id: UUID) -> None:
    """Send it no longer."""
    await service.remove(ctx, report_schedule_id)


HANDLERS = (list_schedules, create_schedule, show_schedule, pause_schedule, resume_schedule, remove_schedule)
