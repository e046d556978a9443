"""A month goes to the people it is about: they confirm it, or say what is wrong with it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from renshi_sdk import Conflict, Context, NotFound, Text
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import execute, fetch, fetch_row, fetch_value

from .. import locks
from ..settings import AttendanceSettings
from . import repository
from .schemas import SendMonth
from .service import SHARDS, parse, require_unlocked

DIGEST = "md5(r.figures::text || r.days::text)"


async def start(ctx: Context, period: str) -> UUID:
    """Begin to send a computed month to everybody in it; returns the job's id.

    Sending again reaches only those whose month has changed since. ``Conflict`` for a month that is not
    computed, stale, not over or locked.
    """
    parse(period)
    await locks.month(ctx.company_id, period)
    month = await repository.find(ctx.company_id, period)
    if month is None or month.state == "open" or month.stale:
        raise Conflict(
            Text("请先汇总考勤月，再发给员工确认", "compute the month first, then send it"),
            code="attendance.month_stale",
        )
    require_unlocked(month)
    if month.pending_days:
        raise Conflict(
            Text("该月份尚未结束，不能发给员工确认", "the month is not over yet"),
            code="attendance.month_not_over",
        )
    settings = await ctx.settings(AttendanceSettings)
    due = ctx.today() + timedelta(days=settings.confirm_days)
    await execute(
        "UPDATE attendance_month SET sent_at = $2, confirm_due = $3 WHERE id = $1", month.id, ctx.now(), due
    )
    await ctx.audit.record(
        "attendance.month.send",
        subject="attendance_month",
        subject_id=month.id,
        detail={"period": period, "due": due.isoformat()},
    )
    return await ctx.jobs.enqueue(
        "attendance.send_month",
        SendMonth(period=period, due_on=due),
        key=f"{ctx.company_id}:{period}:send:{ctx.now().isoformat()}",
    )


async def send_month(ctx: Context, params: SendMonth, run: JobRun) -> dict[str, Any]:
    """Ask everybody of a month, shard by shard."""
    for shard in range(SHARDS):
        async with run.step(f"shard-{shard}") as step:
            if step is not None:
                await _send_shard(step, params.period, params.due_on, shard)
        await run.progress(shard + 1, SHARDS, Text("正在发送确认", "asking for confirmation"))
    return {"period": params.period}


async def _send_shard(ctx: Context, period: str, due: date, shard: int) -> None:
    month = await repository.ensure(ctx.company_id, period)
    require_unlocked(month)
    rows = await fetch(
        "INSERT INTO attendance_confirmation AS c (id, month_id, company_id, employee_id, period, state, digest,"
        " sent_at, due_on)"
        f" SELECT gen_random_uuid(), r.month_id, r.company_id, r.employee_id, r.period, 'sent', {DIGEST}, $3, $4"
        " FROM attendance_month_row r WHERE r.month_id = $1 AND get_byte(uuid_send(r.employee_id), 15) % $5 = $2"
        " ON CONFLICT (tenant_id, month_id, employee_id) DO UPDATE SET state = 'sent', digest = EXCLUDED.digest,"
        " sent_at = EXCLUDED.sent_at, due_on = EXCLUDED.due_on, decided_at = NULL"
        " WHERE c.digest <> EXCLUDED.digest RETURNING c.employee_id, c.digest",
        month.id,
        shard,
        ctx.now(),
        due,
        SHARDS,
    )
    for row in rows:
        await ctx.notices.send(
            row["employee_id"],
            kind="attendance.confirm",
            title=Text(f"请确认 {period} 考勤", f"Please confirm your attendance of {period}"),
            body=Text(
                f"请在 {due:%Y-%m-%d} 前核对；如有出入，请注明后退回",
                f"Look at it by {due}; if something is wrong, say what",
            ),
            link="/console/attendance/me",
            key=f"attendance.confirm:{month.id}:{row['employee_id']}:{row['digest']}",
        )


async def mine(ctx: Context, employee_id: UUID) -> list[dict[str, Any]]:
    """What the person has been asked to confirm, newest first."""
    rows = await fetch(
        "SELECT c.id, c.period, c.state, c.due_on, c.comment, c.answer, c.decided_at, r.due_days, r.worked_days,"
        " r.late_count, r.early_count, r.missing_punches, r.absent_days, r.leave_minutes, r.trip_days,"
        " r.overtime_workday, r.overtime_rest_day, r.overtime_statutory, m.state = 'locked' AS locked,"
        f" c.digest <> {DIGEST} AS changed"
        " FROM attendance_confirmation c JOIN attendance_month m ON m.id = c.month_id"
        " LEFT JOIN attendance_month_row r ON r.month_id = c.month_id AND r.employee_id = c.employee_id"
        " WHERE c.company_id = $1 AND c.employee_id = $2 ORDER BY c.period DESC LIMIT 24",
        ctx.company_id,
        employee_id,
    )
    return [dict(row) for row in rows]


async def decide(ctx: Context, employee_id: UUID, confirmation_id: UUID, *, comment: str | None) -> str:
    """Confirm, or with a comment dispute; returns the new state.

    Raises ``NotFound`` for somebody else's, ``Conflict`` once the month is locked or has changed since it was
    sent.
    """
    row = await fetch_row(
        "SELECT c.period, c.state, m.state AS month,"
        f" (SELECT {DIGEST} FROM attendance_month_row r WHERE r.month_id = c.month_id"
        "   AND r.employee_id = c.employee_id) IS DISTINCT FROM c.digest AS changed"
        " FROM attendance_confirmation c JOIN attendance_month m ON m.id = c.month_id"
        " WHERE c.id = $1 AND c.employee_id = $2 AND c.company_id = $3",
        confirmation_id,
        employee_id,
        ctx.company_id,
    )
    if row is None:
        raise NotFound(Text("没有这条确认", "there is nothing to confirm"))
    await locks.month_shared(ctx.company_id, row["period"])
    if row["month"] == "locked":
        raise Conflict(
            Text(
                "该月考勤已锁定，如有出入请补提申请，差异计入以后月份",
                "the month is locked; ask for what is missing and the difference is settled later",
            ),
            code="attendance.month_locked",
        )
    if row["changed"] and comment is None:
        raise Conflict(
            Text(
                "考勤在发送后有变动，请等待重新发送",
                "the month changed after it was sent; wait for the new one",
            ),
            code="attendance.confirmation_changed",
        )
    state = "confirmed" if comment is None else "disputed"
    await execute(
        "UPDATE attendance_confirmation SET state = $2, comment = coalesce($3, comment), decided_at = $4"
        " WHERE id = $1",
        confirmation_id,
        state,
        comment,
        ctx.now(),
    )
    await ctx.audit.record(
        f"attendance.confirmation.{'confirm' if comment is None else 'dispute'}",
        subject="attendance_confirmation",
        subject_id=confirmation_id,
        employee_id=employee_id,
        detail={"period": row["period"]},
    )
    return state


async def answer(ctx: Context, confirmation_id: UUID, text: str) -> None:
    """HR answers a dispute; the person is asked again."""
    row = await fetch_row(
        "SELECT employee_id, period, due_on FROM attendance_confirmation"
        " WHERE id = $1 AND company_id = $2 AND state = 'disputed'",
        confirmation_id,
        ctx.company_id,
    )
    if row is None:
        raise NotFound(Text("没有待处理的异议", "there is no open dispute"))
    await ctx.access.require_for("attendance.month.close", row["employee_id"])
    await execute(
        "UPDATE attendance_confirmation SET state = 'sent', answer = $2, decided_at = NULL WHERE id = $1",
        confirmation_id,
        text,
    )
    await ctx.notices.send(
        row["employee_id"],
        kind="attendance.confirm",
        title=Text(f"{row['period']} 考勤异议已处理", f"Your dispute of {row['period']} was answered"),
        body=Text(f"人事答复：{text}。请再次确认。", f"HR says: {text}. Please look again."),
        link="/console/attendance/me",
        key=f"attendance.answer:{confirmation_id}:{ctx.now().isoformat()}",
    )
    await ctx.audit.record(
        "attendance.confirmation.answer",
        subject="attendance_confirmation",
        subject_id=confirmation_id,
        employee_id=row["employee_id"],
        detail={"answer": text},
    )


async def confirm_overdue(ctx: Context, today: date) -> int:
    """What nobody answered by its day counts as confirmed, where the company has set that."""
    if not (await ctx.settings(AttendanceSettings)).auto_confirm:
        return 0
    return int(
        await fetch_value(
            "WITH done AS (UPDATE attendance_confirmation c SET state = 'auto', decided_at = $3"
            " FROM attendance_month m WHERE m.id = c.month_id AND m.state <> 'locked' AND c.company_id = $1"
            " AND c.state = 'sent' AND c.due_on < $2 RETURNING 1) SELECT count(*) FROM done",
            ctx.company_id,
            today,
            ctx.now(),
        )
    )
