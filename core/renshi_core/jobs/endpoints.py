"""Jobs over HTTP: watching, cancelling, running again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_core.jobs import service
from renshi_core.jobs.above import platform_of
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import AUTHENTICATED, get, page_of, post


@get("/jobs", permission="core.job.read")
async def list_jobs(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Jobs of the company, newest first."""
    return page_of(await service.list_jobs(platform_of(ctx), ctx, listing_query))


@get("/jobs/{job_id:uuid}", permission=AUTHENTICATED)
async def watch_job(ctx: Context, job_id: UUID) -> dict[str, Any]:
    """Where a job stands, for whoever started it and for those who may see background work."""
    return await service.watch(platform_of(ctx), ctx, job_id)


@post("/jobs/{job_id:uuid}/cancel", permission=AUTHENTICATED, status_code=200)
async def cancel_job(ctx: Context, job_id: UUID) -> dict[str, Any]:
    """Stop a job at its next step, for whoever started it and for those who may manage background work."""
    await service.cancel_as(ctx, job_id)
    return await service.watch(platform_of(ctx), ctx, job_id)


@post("/jobs/{job_id:uuid}/retry", permission="core.job.manage", status_code=200)
async def retry_job(ctx: Context, job_id: UUID) -> dict[str, Any]:
    """Run a job again that failed or was cancelled."""
    await service.retry(platform_of(ctx), ctx, job_id)
    return await service.watch(platform_of(ctx), ctx, job_id)


HANDLERS = (list_jobs, watch_job, cancel_job, retry_job)
