"""Reports sent at a clock: each reader gets what their own rights show, once for each time."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, model_validator

from renshi_reporting.exports.service import FileFormat, keep
from renshi_reporting.saved.content import of_subject
from renshi_reporting.schedules.clock import Clock, Rhythm, next_time
from renshi_sdk import Context, Text, new_id
from renshi_sdk.contributions import Job, JobRun, Schedule
from renshi_sdk.db import execute, fetch, fetch_row, fetch_value, savepoint
from renshi_sdk.errors import Forbidden, Invalid, NotFound, RenshiError
from renshi_sdk.web import Schema

SEND = "reporting.send_due"
RHYTHMS = {
    "daily": Text("每天", "Daily"),
    "weekly": Text("每周", "Weekly"),
    "monthly": Text("每月", "Monthly"),
    "last_working_day": Text("每月最后一个工作日（周一至周五）", "Last weekday of the month"),
}
MOST_READERS = 200


class ScheduleBody(Schema):
    """A report, its clock (``at`` as ``08:30``) and its readers."""

    title: str = Field(min_length=1, max_length=80)
    subject: str = Field(min_length=1, max_length=120)
    params: dict[str, str] = Field(default_factory=dict)
    format: FileFormat = "xlsx"
    rhythm: Rhythm = "monthly"
    weekday: int | None = Field(None, ge=1, le=7)
    month_day: int | None = Field(None, ge=1, le=31)
    at: str = Field("08:30", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    people: list[UUID] = Field(default_factory=list, max_length=MOST_READERS)
    roles: list[str] = Field(default_factory=list, max_length=20)

    @model_validator(mode="after")
    def _somebody(self) -> ScheduleBody:
        if not self.people and not self.roles:
            raise ValueError("name a person or a role who gets it")
        return self


async def create(ctx: Context, body: ScheduleBody) -> dict[str, Any]:
    """Send a report from now on. Raises ``Invalid``, ``NotFound`` or ``Forbidden`` where its owner can't run it."""
    if ctx.actor.id is None:
        raise Forbidden(Text("需要登录账号", "an account is needed"))
    if body.people:
        known = await fetch_value(
            "SELECT count(*) FROM renshi_employee WHERE id = ANY($1) AND status <> 'left'", body.people
        )
        if known != len(set(body.people)):
            message = Text("收件人不存在或已离职", "a reader isn't there or has left")
            raise Invalid(message, fields={"people": message})
    await of_subject(ctx, body.subject, body.params)
    minute = int(body.at[:2]) * 60 + int(body.at[3:])
    clock = Clock(body.rhythm, minute, body.weekday, body.month_day)
    made = new_id()
    await execute(
        "INSERT INTO reporting_schedule (id, company_id, title, subject, params, format, rhythm, weekday, month_day,"
        " at_minute, people, roles, owner_id, owner_name, employee_id, next_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        made, ctx.company_id, body.title, body.subject, json.dumps(body.params), body.format, body.rhythm,
        body.weekday, body.month_day, minute, body.people, body.roles, ctx.actor.id, ctx.actor.name,
        ctx.actor.employee_id, next_time(clock, ctx.now(), ZoneInfo(ctx.time_zone)),
    )  # fmt: skip
    await ctx.audit.record(
        "reporting.schedule.create",
        subject="schedule",
        subject_id=made,
        detail={
            "report": body.subject,
            "rhythm": body.rhythm,
            "people": [str(p) for p in body.people],
            "roles": body.roles,
        },
    )
    return await show(ctx, made)


async def listed(ctx: Context) -> list[dict[str, Any]]:
    """Schedules of the company."""
    rows = await fetch(
        "SELECT * FROM reporting_schedule WHERE company_id = $1 ORDER BY title, id", ctx.company_id
    )
    return [_seen(ctx, r) for r in rows]


async def show(ctx: Context, schedule_id: UUID) -> dict[str, Any]:
    """One of them, with what it sent last. Raises ``NotFound``."""
    row = await _row(ctx, schedule_id)
    sent = await fetch(
        "SELECT d.due_at, d.state, d.detail, e.name FROM reporting_delivery d JOIN renshi_employee e"
        " ON e.id = d.employee_id WHERE d.schedule_id = $1 ORDER BY d.due_at DESC, e.name LIMIT 100",
        schedule_id,
    )
    return _seen(ctx, row) | {"sent": [dict(r) for r in sent]}


async def pause(ctx: Context, schedule_id: UUID, *, paused: bool) -> dict[str, Any]:
    """Stop sending, or go on with the next time; what was missed isn't made up for."""
    row = await _row(ctx, schedule_id)
    later = None if paused else next_time(_clock(row), ctx.now(), ZoneInfo(ctx.time_zone))
    await execute(
        "UPDATE reporting_schedule SET paused_at = $2, next_at = coalesce($3, next_at), failed_at = NULL,"
        " failure = NULL, version = version + 1 WHERE id = $1",
        schedule_id,
        ctx.now() if paused else None,
        later,
    )
    await ctx.audit.record(
        "reporting.schedule.pause" if paused else "reporting.schedule.resume",
        subject="schedule",
        subject_id=schedule_id,
    )
    return await show(ctx, schedule_id)


async def remove(ctx: Context, schedule_id: UUID) -> None:
    """Send it no longer. Raises ``NotFound``."""
    await _row(ctx, schedule_id)
    await execute("DELETE FROM reporting_schedule WHERE id = $1", schedule_id)
    await ctx.audit.record("reporting.schedule.remove", subject="schedule", subject_id=schedule_id)


class NoChoice(BaseModel):
    """Nothing to choose."""


async def send_due(ctx: Context, params: NoChoice, run: JobRun) -> dict[str, Any]:
    """Send what is due, a step a schedule and time: an interrupted run goes on, and nobody gets one twice."""
    due = []
    async with run.step(f"due-{run.attempt}") as inside:
        if inside is not None:
            due = await fetch(
                "SELECT id, next_at FROM reporting_schedule WHERE company_id = $1 AND paused_at IS NULL"
                " AND next_at <= $2 ORDER BY next_at, id",
                inside.company_id,
                inside.now(),
            )
    sent = 0
    for row in due:
        async with run.step(f"{row['id']}-{row['next_at'].isoformat()}") as inside:
            if inside is not None:
                sent += await _send(inside, row["id"], row["next_at"])
    return {"sent": sent}


async def _send(ctx: Context, schedule_id: UUID, due: datetime) -> int:
    row = await fetch_row("SELECT * FROM reporting_schedule WHERE id = $1 FOR UPDATE", schedule_id)
    if row is None or row["paused_at"] is not None or row["next_at"] != due:
        return 0
    readers = sorted({*row["people"], *(await ctx.reports.role_members(row["roles"]))})[:MOST_READERS]
    sent, failure = 0, None
    for reader in readers:
        made = await fetch_value(
            "SELECT true FROM reporting_delivery WHERE schedule_id = $1 AND due_at = $2 AND employee_id = $3",
            schedule_id,
            due,
            reader,
        )
        if made:
            continue
        state, detail, file = "sent", None, None
        try:
            async with savepoint():
                file = await _deliver(ctx, row, reader, due)
                sent += 1
        except RenshiError as error:
            state, detail = "failed", error.text.of(ctx.locale)
            failure = error.text
        await execute(
            "INSERT INTO reporting_delivery (id, schedule_id, due_at, employee_id, state, detail, file_id)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            new_id(), schedule_id, due, reader, state, detail, file,
        )  # fmt: skip
    later = next_time(_clock(row), ctx.now(), ZoneInfo(ctx.time_zone))
    # The owner is told when it begins to fail, not every day that it goes on.
    if failure is not None and row["failed_at"] is None and row["employee_id"] is not None:
        await ctx.notices.send(
            row["employee_id"],
            kind="reporting.failed",
            title=Text(f"报表推送失败：{row['title']}", f"A report couldn't be sent: {row['title']}"),
            body=failure,
            link="/console/reporting/schedules",
            key=f"reporting.failed:{schedule_id}:{due.isoformat()}",
        )
    await execute(
        "UPDATE reporting_schedule SET next_at = $2, failed_at = CASE WHEN $3::text IS NULL THEN NULL"
        " ELSE coalesce(failed_at, $4) END, failure = $3 WHERE id = $1",
        schedule_id,
        later,
        failure.of(ctx.locale) if failure else None,
        ctx.now(),
    )
    return sent


async def _deliver(ctx: Context, row: Any, reader_id: UUID, due: datetime) -> UUID:
    reader = await ctx.reports.as_reader(employee_id=reader_id)
    content = await of_subject(reader, row["subject"], json.loads(row["params"]))
    file = await keep(reader, content, row["format"])
    lines = Text(
        f"{content.note or ''}\n共 {len(content.rows)} 行，详见附件。数据为您权限范围内的结果。".strip(),
        f"{content.note or ''}\n{len(content.rows)} lines, attached. The figures are those of your own scope.".strip(),
    )
    await ctx.notices.send(
        reader_id,
        kind="reporting.scheduled",
        title=Text(row["title"], row["title"]),
        body=lines,
        link=f"/api/files/{file}",
        key=f"reporting.scheduled:{row['id']}:{due.isoformat()}:{reader_id}",
        attachments=(file,),
    )
    await ctx.audit.record(
        "reporting.schedule.send",
        subject="schedule",
        subject_id=row["id"],
        detail={"report": row["subject"], "rows": len(content.rows)},
        employee_id=reader_id,
    )
    return file


async def _row(ctx: Context, schedule_id: UUID) -> Any:
    row = await fetch_row(
        "SELECT * FROM reporting_schedule WHERE id = $1 AND company_id = $2", schedule_id, ctx.company_id
    )
    if row is None:
        raise NotFound(Text("没有这个推送", "there is no such schedule"), code="reporting.schedule")
    return row


def _clock(row: Any) -> Clock:
    return Clock(row["rhythm"], row["at_minute"], row["weekday"], row["month_day"])


def _seen(ctx: Context, row: Any) -> dict[str, Any]:
    shown = ("id", "title", "subject", "format", "rhythm", "weekday", "month_day", "people", "roles", "next_at",
             "paused_at", "failure")  # fmt: skip
    return {name: row[name] for name in shown} | {
        "at": f"{row['at_minute'] // 60:02d}:{row['at_minute'] % 60:02d}",
        "owner": row["owner_name"],
        "rhythm_title": RHYTHMS[row["rhythm"]].of(ctx.locale),
        "state": "paused" if row["paused_at"] else "failing" if row["failure"] else "on",
    }


JOBS = (
    Job(
        name=SEND,
        title=Text("推送到期报表", "Send reports that are due"),
        handler=send_due,
        params=NoChoice,
        stepwise=True,
    ),
)
SCHEDULES = (Schedule(job=SEND, cron="*/5 * * * *"),)
