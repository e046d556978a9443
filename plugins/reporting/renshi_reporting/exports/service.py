"""Files of reports, made in the background with the rights of whoever asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from renshi_reporting.builder import run
from renshi_reporting.builder.query import Query
from renshi_reporting.exports.files import MEDIA, written
from renshi_reporting.saved.content import Content, of_query, of_subject
from renshi_sdk import Context, Text, new_id
from renshi_sdk.contributions import Job, JobRun
from renshi_sdk.db import execute, fetch, fetch_row
from renshi_sdk.errors import Forbidden, NotFound
from renshi_sdk.web import Schema

KEPT_DAYS = 7
MAKE = "reporting.make_file"
FileFormat = Literal["xlsx", "csv", "pdf"]


class ExportBody(Schema):
    """What is wanted: a kept or finished report (``subject``, with its ``params``), or a question."""

    subject: str | None = Field(None, max_length=120)
    params: dict[str, str] = Field(default_factory=dict)
    query: Query | None = None
    title: str | None = Field(None, max_length=80)
    format: FileFormat = "xlsx"


class MakeFile(BaseModel):
    """Which file."""

    export_id: UUID


async def ask_for(ctx: Context, body: ExportBody) -> dict[str, Any]:
    """Start making a file. Raises ``Invalid``, ``NotFound`` or ``Forbidden`` as running the report would."""
    if ctx.actor.id is None:
        raise Forbidden(Text("需要登录账号", "an account is needed"))
    if body.query is not None:
        await run.check(ctx, body.query)
        title = body.title or Text("报表", "Report").of(ctx.locale)
    else:
        title = (await of_subject(ctx, body.subject or "", body.params)).title
    made = new_id()
    await execute(
        "INSERT INTO reporting_export (id, company_id, subject, title, query, params, format, locale, owner_id,"
        " owner_name, employee_id, expires_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        made,
        ctx.company_id,
        body.subject or "query",
        title,
        body.query.model_dump_json() if body.query else None,
        json.dumps(body.params),
        body.format,
        ctx.locale,
        ctx.actor.id,
        ctx.actor.name,
        ctx.actor.employee_id,
        ctx.today() + timedelta(days=KEPT_DAYS),
    )
    job = await ctx.jobs.enqueue(MAKE, MakeFile(export_id=made), key=str(made))
    await execute("UPDATE reporting_export SET job_id = $2 WHERE id = $1", made, job)
    await ctx.audit.record(
        "reporting.report.export",
        subject="report",
        subject_id=made,
        detail={"report": body.subject or "query", "format": body.format, "params": body.params},
    )
    return {"id": made, "job_id": job, "title": title}


async def make(ctx: Context, params: MakeFile, run: JobRun) -> dict[str, Any]:
    """Run the report as whoever asked for it, and keep the file for them."""
    row = await fetch_row("SELECT * FROM reporting_export WHERE id = $1", params.export_id)
    if row is None:
        raise NotFound(Text("没有这个导出", "there is no such file"))
    await run.progress(0, 3, Text("读取数据", "reading"))
    reader = replace_locale(await ctx.reports.as_reader(user_id=row["owner_id"]), row["locale"])
    if row["query"]:
        content = await of_query(reader, row["title"], Query.model_validate(json.loads(row["query"])))
    else:
        content = await of_subject(reader, row["subject"], json.loads(row["params"]))
    await run.progress(1, 3, Text("生成文件", "writing"))
    stored = await keep(reader, content, row["format"])
    await execute(
        "UPDATE reporting_export SET file_id = $2, rows = $3 WHERE id = $1",
        row["id"],
        stored,
        len(content.rows),
    )
    await run.progress(3, 3)
    return {"file_id": str(stored), "rows": len(content.rows)}


def replace_locale(ctx: Context, locale: str) -> Context:
    """The context in another language."""
    return replace(ctx, locale=locale)


async def keep(ctx: Context, content: Content, file_format: str) -> UUID:
    """The content as a stored file of the context's actor; it goes by itself after a week."""
    made_on = ctx.now().strftime("%Y-%m-%d %H:%M UTC")
    body = await asyncio.to_thread(
        written, content, file_format, locale=ctx.locale, foot=f"{ctx.actor.name} · {made_on}"
    )
    stored = await ctx.files.put(
        f"{content.title}-{ctx.today()}.{file_format}",
        body,
        media_type=MEDIA[file_format],
        keep_until=ctx.today() + timedelta(days=KEPT_DAYS),
    )
    return stored.id


async def listed(ctx: Context) -> list[dict[str, Any]]:
    """Files that the actor asked for, newest first."""
    rows = await fetch(
        "SELECT id, title, format, rows, job_id, file_id, expires_on, created_at FROM reporting_export"
        " WHERE owner_id = $1 AND company_id = $2 ORDER BY created_at DESC LIMIT 50",
        ctx.actor.id,
        ctx.company_id,
    )
    # Only those that aren't done have a state worth asking for, and few are under way at once.
    return [await _stood(ctx, r) if r["file_id"] is None else _seen(ctx, r) | {"progress": 1} for r in rows]


async def show(ctx: Context, report_file_id: UUID) -> dict[str, Any]:
    """One of the actor's files, and where its making stands. Raises ``NotFound``."""
    row = await fetch_row(
        "SELECT id, title, format, rows, job_id, file_id, expires_on, created_at FROM reporting_export"
        " WHERE id = $1 AND owner_id = $2 AND company_id = $3",
        report_file_id,
        ctx.actor.id,
        ctx.company_id,
    )
    if row is None:
        raise NotFound(Text("没有这个导出", "there is no such file"), code="reporting.export")
    return await _stood(ctx, row)


async def _stood(ctx: Context, row: Mapping[str, Any]) -> dict[str, Any]:
    seen = _seen(ctx, row)
    if row["job_id"] is not None:
        state = await ctx.jobs.state(row["job_id"])
        seen |= {"state": state.state, "error": state.error, "progress": state.done / (state.total or 1)}
    return seen


def _seen(ctx: Context, row: Mapping[str, Any]) -> dict[str, Any]:
    file = {"id": row["file_id"], "name": f"{row['title']}.{row['format']}"} if row["file_id"] else None
    return dict(row) | {"file": file, "expired": row["expires_on"] < ctx.today()}


JOBS = (Job(name=MAKE, title=Text("生成报表文件", "Make a report's file"), handler=make, params=MakeFile),)
