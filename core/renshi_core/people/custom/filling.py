"""Filling the index of a field in batches, while people work: the field is found by when all of it is there.

A field that becomes searchable has its slot at once, so that whatever is written from then on is in the index by
itself. What had been entered before is brought in by the job ``core.index_custom_field``, some people at a time and
each batch alone: writers hold the tenant's fields in common (``slots.hold``), a batch holds them by itself for the
blink it takes, and reads the values only then. It never waits long for writers, because others would wait behind it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from asyncpg import DeadlockDetectedError, LockNotAvailableError
from pydantic import BaseModel

from renshi_core.people.custom import index, slots
from renshi_core.people.fields.catalogue import CUSTOM_COLUMNS, custom_field
from renshi_core.people.fields.definition import FieldDef
from renshi_sdk.context import Context
from renshi_sdk.contributions import Job, JobRun
from renshi_sdk.db import execute, fetch, fetch_row, fetch_value
from renshi_sdk.errors import Temporary
from renshi_sdk.text import Text

NAME: Final = "core.index_custom_field"
AT_ONCE: Final = 2_000
"""Where there are no more people than this, a field is indexed in the unit that marks it."""
BATCH: Final = 1_000
PATIENCE: Final = "400ms"
"""The longest a batch waits for writers before it steps aside."""
TRIES: Final = 150
PAUSE_S: Final = 0.2
RUNNING: Final = ("queued", "running", "parked")


class FieldOf(BaseModel):
    """Which field to index."""

    field_id: UUID


async def begin(ctx: Context, field: FieldDef) -> None:
    """Let a job fill the index of a field that has just been marked, or is to be filled anew."""
    job_id = await ctx.jobs.enqueue(NAME, FieldOf(field_id=_id(field)))
    await execute("UPDATE core_custom_field SET indexed_by = $2 WHERE id = $1", field.custom_id, job_id)


async def finish(field: FieldDef) -> None:
    """The index is whole: a job that still fills it stops at its next batch."""
    await execute(
        "UPDATE core_custom_field SET indexed_by = NULL WHERE id = $1 AND indexed_by IS NOT NULL",
        field.custom_id,
    )


async def too_many() -> bool:
    """Whether people are so many that filling an index at once would hold up writers."""
    found: int = await fetch_value(
        "SELECT count(*) FROM (SELECT FROM core_employee LIMIT $1) AS few", AT_ONCE + 1
    )
    return found > AT_ONCE


async def stopped(field_id: UUID) -> bool:
    """Whether the job of a field that is being indexed ended without having filled the index."""
    state = await fetch_value(
        "SELECT coalesce((SELECT j.state FROM core_job j WHERE j.id = f.indexed_by), 'gone')"
        " FROM core_custom_field f WHERE f.id = $1 AND f.indexed_by IS NOT NULL",
        field_id,
    )
    return state is not None and state not in RUNNING


async def fill(_: Context, params: FieldOf, run: JobRun) -> dict[str, Any]:
    """Fill the index batch by batch. A killed run goes on behind the batches that it finished."""
    after: UUID | None = None
    done, number, total = 0, 0, 0
    while True:
        people: Sequence[UUID] = ()
        async with run.step(f"{run.attempt}:people:{number}") as ctx:
            if ctx is not None:
                total = total or await fetch_value("SELECT count(*) FROM core_employee")
                people = await _next(after)
        if people:
            if not await _batch(params.field_id, people, after, run):
                return {"people": done, "superseded": True}
            after, done, number = people[-1], done + len(people), number + 1
            await run.progress(done, total, Text("正在建立索引", "Filling the index"))
        if len(people) < BATCH:
            break
    async with run.step("whole") as ctx:
        if ctx is not None:
            await execute(
                "UPDATE core_custom_field SET indexed_by = NULL WHERE id = $1 AND indexed_by = $2",
                params.field_id,
                run.id,
            )
            await ctx.audit.record(
                "core.custom_field.index",
                subject="custom_field",
                subject_id=params.field_id,
                detail={"people": done},
            )
    return {"people": done}


async def _next(after: UUID | None) -> list[UUID]:
    rows = await fetch(
        "SELECT id FROM core_employee WHERE ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2", after, BATCH
    )
    return [r["id"] for r in rows]


async def _batch(field_id: UUID, people: Sequence[UUID], after: UUID | None, run: JobRun) -> bool:
    """One batch, tried until writers leave it room; false where the field is no longer this job's to fill."""
    # Its ends are the name of the step: people who came between them make another step of it.
    for _ in range(TRIES):
        try:
            async with run.step(f"fill:{after}:{people[-1]}:{len(people)}") as ctx:
                return True if ctx is None else await _filled(ctx, field_id, people, run.id)
        except (LockNotAvailableError, DeadlockDetectedError):
            await asyncio.sleep(PAUSE_S)
    raise Temporary(Text("数据正被频繁写入，稍后继续建立索引", "too many writes; the index is filled later"))


async def _filled(ctx: Context, field_id: UUID, people: Sequence[UUID], job_id: UUID) -> bool:
    await fetch_value("SELECT set_config('lock_timeout', $1, true)", PATIENCE)
    await slots.alone()
    row = await fetch_row(
        f"SELECT {CUSTOM_COLUMNS}, archived_at FROM core_custom_field WHERE id = $1", field_id
    )
    if row is None or row["archived_at"] is not None or row["indexed_by"] != job_id:
        return False
    await index.rebuild(ctx, custom_field(dict(row)), people=people)
    return True


def _id(field: FieldDef) -> UUID:
    if field.custom_id is None:
        raise AssertionError(f"{field.code} is no field of a tenant's own")
    return field.custom_id


JOBS = (
    Job(
        name=NAME,
        title=Text("为自定义字段建立索引", "Fill the index of a custom field"),
        handler=fill,
        params=FieldOf,
        timeout=timedelta(minutes=30),
        stepwise=True,
    ),
)
