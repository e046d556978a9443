"""Files of punches: looked at first, then taken in steps; the same row never counts twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from renshi_sdk import Conflict, Context, Invalid, NotFound, Text, new_id
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import execute, fetch, fetch_row

from .. import locks
from ..badges import repository as badges
from ..months.late import facts_changed
from ..planning.repository import insert
from ..workplace import workplace
from . import repository
from .parse import FileUnreadable, Parsed, Row, parse
from .repository import NewPunch
from .schemas import ImportIn
from .service import working_days

SHOWN = 200
"""Problems and unknown numbers that a preview keeps; their count is always whole."""
CHUNK = 4000
MOST_BYTES = 30 * 1024 * 1024


class ApplyImport(BaseModel):
    """Which file a job takes."""

    model_config = ConfigDict(extra="forbid")

    import_id: UUID


def key(row: Row) -> str:
    """What makes a row of any file count once: whose punch, and when to the second."""
    return f"{row.number}:{row.at:%Y%m%dT%H%M%S}"


async def preview(ctx: Context, given: ImportIn) -> UUID:
    """Read a file and say what taking it would do; nothing is taken yet.

    Raises ``Invalid`` for a file that cannot be read.
    """
    stored, content = await ctx.files.get(given.file_id)
    parsed = _read(content)
    latest = ctx.now() + timedelta(minutes=5)
    zone = ZoneInfo(ctx.time_zone)
    future = [row for row in parsed.rows if row.at.replace(tzinfo=zone) > latest]
    rows = [row for row in parsed.rows if row.at.replace(tzinfo=zone) <= latest]
    owners = await badges.owners(ctx.company_id, sorted({row.number for row in rows}))
    unknown = sorted({row.number for row in rows if owners.of(row.number, row.at.date()) is None})
    keys = {key(row) for row in rows if owners.of(row.number, row.at.date()) is not None}
    known = await repository.known_keys(ctx.company_id, "import", sorted(keys))
    problems = [
        {"line": one.line, "text": one.text, "zh": one.zh, "en": one.en} for one in parsed.problems
    ] + [
        {
            "line": row.line,
            "text": f"{row.number},{row.at}",
            "zh": "时间晚于当前时间，请检查设备时钟",
            "en": "the time lies in the future; check the device's clock",
        }
        for row in future
    ]
    problems.sort(key=lambda one: int(str(one["line"])))
    import_id = await insert(
        "attendance_import",
        {
            "company_id": ctx.company_id,
            "file_id": given.file_id,
            "name": stored.name,
            "digest": sha256(content).hexdigest(),
            "encoding": parsed.encoding,
            "rows": len(parsed.rows) + len(parsed.problems),
            "fresh": len(keys) - len(known),
            "known": len(known),
            "problem_count": len(problems),
            "problems": json.dumps(problems[:SHOWN], ensure_ascii=False),
            "unknown_numbers": unknown[:SHOWN],
            "by_name": ctx.actor.name,
        },
    )
    await ctx.audit.record(
        "attendance.import.preview",
        subject="attendance_import",
        subject_id=import_id,
        detail={"name": stored.name, "rows": len(rows), "problems": len(problems)},
    )
    return import_id


def _read(content: bytes) -> Parsed:
    if len(content) > MOST_BYTES:
        raise Invalid(
            Text("文件超过 30 MB", "the file is larger than 30 MB"), code="attendance.file_too_large"
        )
    try:
        return parse(content)
    except FileUnreadable as error:
        raise Invalid(Text(error.zh, error.en), code="attendance.file_unreadable") from error


async def start(ctx: Context, import_id: UUID) -> UUID:
    """Begin to take a file that was looked at; returns the job's id. ``Conflict`` for one that was taken."""
    found = await get(ctx, import_id)
    if found["state"] != "preview":
        raise Conflict(Text("这个文件已经导入", "this file was taken already"), code="attendance.import_done")
    job = await ctx.jobs.enqueue(
        "attendance.apply_import", ApplyImport(import_id=import_id), key=f"import:{import_id}"
    )
    await execute("UPDATE attendance_import SET state = 'running', job_id = $2 WHERE id = $1", import_id, job)
    await ctx.audit.record("attendance.import.apply", subject="attendance_import", subject_id=import_id)
    return job


async def get(ctx: Context, import_id: UUID) -> dict[str, Any]:
    """One file of the company, with its problems."""
    row = await fetch_row(
        "SELECT * FROM attendance_import WHERE company_id = $1 AND id = $2", ctx.company_id, import_id
    )
    if row is None:
        raise NotFound(Text("没有这次导入", "there is no such import"))
    found = dict(row)
    found.pop("tenant_id")
    return found | {"problems": json.loads(row["problems"])}


async def apply_import(ctx: Context, params: ApplyImport, run: JobRun) -> dict[str, Any]:
    """Take a file in steps of some thousand rows, sorted by person; each step commits by itself."""
    content = b""
    # Every attempt reads the file again; a step of a new name is never taken as done.
    async with run.step(f"read-{new_id()}") as step:
        if step is not None:
            _, content = await step.files.get((await get(step, params.import_id))["file_id"])
    latest = ctx.now() + timedelta(minutes=5)
    zone = ZoneInfo(ctx.time_zone)
    rows = sorted(
        (row for row in _read(content).rows if row.at.replace(tzinfo=zone) <= latest),
        key=lambda row: (row.number, row.at),
    )
    chunks = [rows[i : i + CHUNK] for i in range(0, len(rows), CHUNK)]
    for i, chunk in enumerate(chunks):
        async with run.step(f"rows-{i}") as step:
            if step is not None:
                await _take(step, params.import_id, chunk, f"{params.import_id}:{i}")
        await run.progress(i + 1, len(chunks) + 1, Text("正在导入打卡记录", "taking punches"))
    async with run.step("finish") as step:
        if step is not None:
            await execute(
                "UPDATE attendance_import SET state = 'applied', applied_at = $2, written ="
                " (SELECT count(*) FROM attendance_punch WHERE import_id = $1 AND company_id = $3) WHERE id = $1",
                params.import_id,
                step.now(),
                step.company_id,
            )
    await run.progress(len(chunks) + 1, len(chunks) + 1, Text("导入完成", "taken"))
    return {"rows": len(rows)}


async def _take(ctx: Context, import_id: UUID, rows: Sequence[Row], cause: str) -> None:
    place = await workplace(ctx)
    owners = await badges.owners(ctx.company_id, sorted({row.number for row in rows}))
    fresh = [
        NewPunch(
            employee_id=owner,
            at=row.at.replace(tzinfo=place.zone),
            source="import",
            external_id=key(row),
            import_id=import_id,
        )
        for row in rows
        if (owner := owners.of(row.number, row.at.date())) is not None
    ]
    if not fresh:
        return
    await locks.people(one.employee_id for one in fresh)
    written = await repository.insert(ctx.company_id, fresh)
    changed = await working_days(ctx, place, written)
    await facts_changed(ctx, changed, cause=f"import:{cause}", note="打卡记录导入")


async def recent(ctx: Context) -> list[dict[str, Any]]:
    """The newest imports."""
    rows = await fetch(
        "SELECT id, name, encoding, state, rows, fresh, known, problem_count, written, by_name, created_at,"
        " applied_at FROM attendance_import WHERE company_id = $1 ORDER BY created_at DESC, id LIMIT 50",
        ctx.company_id,
    )
    return [dict(row) for row in rows]
