"""Starting, watching, cancelling and reviving jobs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from asyncpg import Record, UniqueViolationError
from pydantic import BaseModel, ValidationError

from renshi_core.jobs import actors, repository
from renshi_core.jobs.wake import announce
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contributions import Job
from renshi_sdk.db import Listing, ListQuery, listing, savepoint
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.services import Clause, JobState
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

CORE = "core"
KEPT = timedelta(days=180)
"""Jobs that ended are kept for this long."""


async def enqueue(
    platform: Platform,
    ctx: Context,
    name: str,
    params: BaseModel | Mapping[str, Any] | None,
    *,
    key: str | None = None,
) -> UUID:
    """Store a job in the open transaction; it starts after the commit. Returns its id.

    Raises:
        LookupError: no such job, or another plugin's; a mistake in the code.
        Invalid: the parameters do not fit. Conflict: the company has the plugin off.
    """
    owned = platform.registry.jobs.get(name)
    if owned is None:
        raise LookupError(f"there is no job {name!r}; is it contributed by renshi_jobs()?")
    if ctx.plugin not in (None, CORE, owned.plugin):
        raise LookupError(f"job {name!r} belongs to plugin {owned.plugin!r}; {ctx.plugin!r} can't start it")
    if not await platform.activation.is_enabled(ctx.company_id, owned.plugin):
        raise Conflict(
            Text("插件未启用，不能发起此任务", "the plugin is off, so its job can't be started"),
            code="job.plugin_off",
        )
    stored = _checked(owned.record, params)
    # The unfinished job of the same key may end between the two statements.
    for _ in range(3):
        job_id = await repository.insert(new_id(), owned.record, owned.plugin, stored, key, ctx)
        if job_id is not None:
            announce(platform, owned.record.queue)
            return job_id
        found = await repository.unfinished(ctx.company_id, name, key or "")
        if found is not None:
            return found
    raise Conflict(Text("任务正在变更，请重试", "the job is changing; try again"), code="job.changing")


def _checked(job: Job, params: BaseModel | Mapping[str, Any] | None) -> str:
    plain = params.model_dump(mode="json") if isinstance(params, BaseModel) else dict(params or {})
    if job.params is None:
        return orjson.dumps(plain, default=str).decode()
    try:
        return job.params.model_validate(plain).model_dump_json()
    except ValidationError as error:
        raise Invalid(
            Text("任务参数有误", "the job's parameters are wrong"),
            fields={".".join(map(str, e["loc"])): e["msg"] for e in error.errors()},
        ) from error


def _missing() -> NotFound:
    return NotFound(Text("没有这个任务", "there is no such job"))


async def state(ctx: Context, job_id: UUID) -> JobState:
    """Where a job of the tenant stands."""
    row = await repository.state(job_id)
    if row is None:
        raise _missing()
    english = ctx.locale.lower().startswith("en")
    return JobState(
        id=row["id"],
        name=row["name"],
        state=row["state"],
        done=row["done"],
        total=row["total"],
        message=row["message_en"] if english else row["message_zh"],
        result=json.loads(row["result"]) if row["result"] else None,
        error=row["error"],
    )


async def cancel(ctx: Context, job_id: UUID) -> None:
    """Ask a job to stop; one that waits ends at once.

    Raises:
        NotFound: no such job. Conflict: it has ended.
    """
    if await repository.state(job_id) is None:
        raise _missing()
    if not await repository.cancel(job_id, ctx.now()):
        raise Conflict(Text("任务已结束", "the job has ended"), code="job.ended")
    await ctx.audit.record("core.job.cancel", subject="job", subject_id=job_id)


def _seen(platform: Platform, ctx: Context, row: Record | Mapping[str, Any]) -> dict[str, Any]:
    owned = platform.registry.jobs.get(row["name"])
    english = ctx.locale.lower().startswith("en")
    item = dict(row)
    zh, en = item.pop("message_zh"), item.pop("message_en")
    item["message"] = en if english else zh
    item["result"] = json.loads(item["result"]) if item["result"] else None
    item["title"] = owned.record.title.of(ctx.locale) if owned else item["name"]
    item["actor"] = actors.said(platform, item["actor_name"], ctx.locale)
    item["percent"] = round(item["done"] / item["total"], 2) if item["total"] else None
    return item


async def list_jobs(platform: Platform, ctx: Context, query: ListQuery) -> Listing:
    """Jobs of the company, newest first."""
    found = await listing(repository.LIST, query, Clause("company_id = {}", (ctx.company_id,)))
    return Listing(
        items=[_seen(platform, ctx, item) for item in found.items],
        next_cursor=found.next_cursor,
        total=found.total,
    )


async def watch(platform: Platform, ctx: Context, job_id: UUID) -> dict[str, Any]:
    """A job, for those who may see background work and for whoever started it."""
    row = await repository.job(job_id, ctx.company_id)
    if row is None or not (_own(ctx, row) or ctx.access.allows("core.job.read")):
        raise _missing()
    seen = _seen(platform, ctx, row)
    del seen["actor_id"]
    return seen


async def cancel_as(ctx: Context, job_id: UUID) -> None:
    """Cancel a job, for those who may manage background work and for whoever started it."""
    row = await repository.job(job_id, ctx.company_id)
    if row is None or not (_own(ctx, row) or ctx.access.allows("core.job.manage")):
        raise _missing()
    await cancel(ctx, job_id)


async def retry(platform: Platform, ctx: Context, job_id: UUID) -> None:
    """Run a job again that failed or was cancelled; a stepwise one goes on after its finished steps.

    Raises:
        NotFound: no such job. Conflict: it has not ended so, or a newer one of the same key is under way.
    """
    row = await repository.job(job_id, ctx.company_id)
    if row is None:
        raise _missing()
    try:
        async with savepoint():
            queue = await repository.revive(job_id, ctx.now())
    except UniqueViolationError:
        raise Conflict(
            Text("相同的任务已在进行", "the same job is under way already"), code="job.under_way"
        ) from None
    if queue is None:
        raise Conflict(
            Text("只有失败或已取消的任务可以重试", "only a job that failed or was cancelled can run again"),
            code="job.not_ended",
            state=row["state"],
        )
    await ctx.audit.record("core.job.retry", subject="job", subject_id=job_id)
    announce(platform, queue)


def _own(ctx: Context, row: Record) -> bool:
    return ctx.actor.id is not None and row["actor_id"] == ctx.actor.id


async def purge(ctx: Context) -> dict[str, Any]:
    """Remove jobs that ended more than :data:`KEPT` ago."""
    return {"jobs": await repository.purge(ctx.company_id, ctx.now() - KEPT)}
