"""Queries over jobs."""

# Column lists come from this code alone.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from renshi_core.jobs.queue_table import QueueTable
from renshi_sdk.context import Context
from renshi_sdk.contributions import Job
from renshi_sdk.db import ListField, ListSpec, execute, fetch, fetch_row, fetch_value

JOBS = QueueTable("core_job", waiting="queued")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A leased job."""

    id: UUID
    tenant_id: UUID
    company_id: UUID
    time_zone: str
    name: str
    plugin: str
    attempts: int
    failures: int
    token: UUID


async def insert(
    job_id: UUID, job: Job, plugin: str, params: str, key: str | None, ctx: Context
) -> UUID | None:
    """Store a job; ``None`` where an unfinished one has the same name and key."""
    found: UUID | None = await fetch_value(
        "INSERT INTO core_job (id, company_id, name, plugin, queue, params, key, actor_kind, actor_name, actor_id,"
        " actor_employee_id, request_id, locale, next_at, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $11, $12, $13, $14, $14)"
        " ON CONFLICT (tenant_id, company_id, name, key)"
        " WHERE key IS NOT NULL AND state IN ('queued', 'running', 'parked') DO NOTHING RETURNING id",
        job_id,
        ctx.company_id,
        job.name,
        plugin,
        job.queue,
        params,
        key,
        ctx.actor.kind,
        ctx.actor.name,
        ctx.actor.id,
        ctx.actor.employee_id,
        ctx.request_id,
        ctx.locale,
        ctx.now(),
    )
    return found


async def unfinished(company_id: UUID, name: str, key: str) -> UUID | None:
    """The unfinished job of this name and key."""
    found: UUID | None = await fetch_value(
        "SELECT id FROM core_job WHERE company_id = $1 AND name = $2 AND key = $3"
        " AND state IN ('queued', 'running', 'parked')",
        company_id,
        name,
        key,
    )
    return found


async def claim(
    queue: str, limit: int, known: Sequence[str], now: datetime, lease_seconds: float, token: UUID
) -> list[Claimed]:
    """Lease jobs of ``queue`` whose handlers this process has."""
    rows = await fetch(
        "WITH due AS (SELECT id FROM core_job WHERE queue = $1 AND state = 'queued' AND next_at <= $3"
        "  AND name = ANY($4) ORDER BY next_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED)"
        " UPDATE core_job j SET state = 'running', attempts = attempts + 1, lease_token = $6,"
        "  lease_until = clock_timestamp() + $5 * interval '1 second', started_at = coalesce(j.started_at, $3)"
        " FROM due, core_company c WHERE j.id = due.id AND c.id = j.company_id"
        " RETURNING j.id, j.tenant_id, j.company_id, c.time_zone, j.name, j.plugin, j.attempts, j.failures",
        queue,
        limit,
        now,
        list(known),
        lease_seconds,
        token,
    )
    return [Claimed(**dict(r), token=token) for r in rows]


async def load(item: Claimed) -> Record | None:
    """What a runner needs to begin: parameters, who asked, and the plugin's activation."""
    return await fetch_row(
        "SELECT j.params, j.cancel_requested, j.actor_kind, j.actor_name, j.actor_id, j.actor_employee_id,"
        " j.request_id, j.locale, a.enabled, a.broken_at FROM core_job j"
        " LEFT JOIN core_plugin_activation a ON a.company_id = j.company_id AND a.plugin = j.plugin"
        " WHERE j.id = $1 AND j.lease_token = $2 AND j.state = 'running'",
        item.id,
        item.token,
    )


async def succeed(item: Claimed, result: str | None, now: datetime) -> bool:
    """Mark a job done in the open unit; ``False`` where another worker has taken it over."""
    tag = await execute(
        "UPDATE core_job SET state = 'succeeded', result = $3::jsonb, finished_at = $4, error = NULL,"
        " lease_until = NULL, lease_token = NULL WHERE id = $1 AND lease_token = $2 AND state = 'running'",
        item.id,
        item.token,
        result,
        now,
    )
    return tag == "UPDATE 1"


async def begin_step(job_id: UUID, step_id: UUID, key: str) -> bool:
    """Mark a step in its own transaction; ``False`` where it is done. Waits for whoever runs it right now."""
    return (
        await fetch_value(
            "INSERT INTO core_job_step (id, job_id, key) VALUES ($1, $2, $3)"
            " ON CONFLICT (job_id, key) DO NOTHING RETURNING true",
            step_id,
            job_id,
            key,
        )
        is not None
    )


async def standing(job_id: UUID, token: UUID) -> bool | None:
    """Whether cancelling was asked for; ``None`` where the lease is lost."""
    asked: bool | None = await fetch_value(
        "SELECT cancel_requested FROM core_job WHERE id = $1 AND lease_token = $2 AND state = 'running'",
        job_id,
        token,
    )
    return asked


_STATE = (
    "id, name, CASE WHEN state = 'parked' THEN 'queued' ELSE state END AS state, done, total, message_zh,"
    " message_en, result, error"
)


async def state(job_id: UUID) -> Record | None:
    """Where a job stands."""
    return await fetch_row(f"SELECT {_STATE} FROM core_job WHERE id = $1", job_id)


async def job(job_id: UUID, company_id: UUID) -> Record | None:
    """Everything that the pages show of a job."""
    return await fetch_row(
        f"SELECT {_STATE}, plugin, queue, actor_id, actor_name, cancel_requested, attempts, failures, next_at,"
        " created_at, started_at, finished_at, state = 'parked' AS parked FROM core_job"
        " WHERE id = $1 AND company_id = $2",
        job_id,
        company_id,
    )


async def cancel(job_id: UUID, now: datetime) -> bool:
    """Cancel what waits, ask what runs to stop; ``False`` where the job has ended or doesn't exist."""
    return (
        await fetch_value(
            "UPDATE core_job SET cancel_requested = true,"
            " state = CASE WHEN state = 'running' THEN state ELSE 'cancelled' END,"
            " finished_at = CASE WHEN state = 'running' THEN NULL ELSE $2::timestamptz END"
            " WHERE id = $1 AND state IN ('queued', 'running', 'parked') RETURNING true",
            job_id,
            now,
        )
        is not None
    )


async def revive(job_id: UUID, now: datetime) -> str | None:
    """Let an ended job run again, going on after its finished steps; gives its queue."""
    queue: str | None = await fetch_value(
        "UPDATE core_job SET state = 'queued', attempts = 0, failures = 0, next_at = $2, finished_at = NULL,"
        " cancel_requested = false, error = NULL WHERE id = $1 AND state IN ('failed', 'cancelled') RETURNING queue",
        job_id,
        now,
    )
    return queue


async def purge(company_id: UUID, before: datetime) -> int:
    """Remove jobs that ended before ``before``, and what schedules remember of that time."""
    await execute("DELETE FROM core_schedule_run WHERE company_id = $1 AND fire_at < $2", company_id, before)
    count: int = await fetch_value(
        "WITH gone AS (DELETE FROM core_job WHERE company_id = $1 AND finished_at < $2"
        " AND state IN ('succeeded', 'cancelled', 'failed') RETURNING 1) SELECT count(*) FROM gone",
        company_id,
        before,
    )
    return count


LIST = ListSpec(
    select=f"SELECT {_STATE}, plugin, queue, actor_name, attempts, failures, next_at, created_at, started_at,"
    " finished_at, state = 'parked' AS parked FROM core_job",
    fields={
        "state": ListField("state"),
        "name": ListField("name"),
        "queue": ListField("queue"),
        "plugin": ListField("plugin"),
        "created_at": ListField("created_at", "datetime", sortable=True),
        "finished_at": ListField("finished_at", "datetime", sortable=True, nullable=True),
    },
    key="id",
    default_sort="-created_at",
    search="name ILIKE {} OR error ILIKE {}",
)
