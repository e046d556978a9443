"""Taking a lock off again, while nobody was paid from it and nothing stands on it."""

from __future__ import annotations

from typing import Any

from renshi_sdk import Conflict, Context, NotFound, Text, new_id
from renshi_sdk.db import execute, fetch, fetch_value

from .. import locks
from . import repository
from .repository import MonthState


async def reopen(ctx: Context, period: str, reason: str) -> MonthState:
    """Open a locked month again; the lock, its digest and the reason stay on record.

    Raises ``NotFound`` for a month nobody computed, ``Conflict`` where it is not locked, where pay was closed from
    it, where a later month is locked, or where late facts have already gone into a later month.
    """
    await locks.month(ctx.company_id, period)
    month = await repository.find(ctx.company_id, period)
    if month is None:
        raise NotFound(Text("该月份还没有计算", "this month has not been computed"))
    await _may(ctx, month)
    await execute(
        "INSERT INTO attendance_reopening (id, month_id, company_id, period, reason, by_name, digest, locked_at,"
        " locked_by) SELECT $1, m.id, m.company_id, m.period, $3, $4, m.digest, m.locked_at, m.locked_by"
        " FROM attendance_month m WHERE m.id = $2",
        new_id(),
        month.id,
        reason,
        ctx.actor.name,
    )
    await execute(
        "UPDATE attendance_month SET state = 'computed', locked_at = NULL, locked_by = NULL, digest = NULL"
        " WHERE id = $1",
        month.id,
    )
    await ctx.audit.record(
        "attendance.month.reopen",
        subject="attendance_month",
        subject_id=month.id,
        detail={"period": period, "reason": reason, "digest": month.digest, "locked_by": month.locked_by},
    )
    opened = await repository.find(ctx.company_id, period)
    if opened is None:
        raise RuntimeError("a month that was just opened is gone")
    return opened


async def _may(ctx: Context, month: MonthState) -> None:
    if month.state != "locked":
        raise Conflict(
            Text(f"{month.period} 考勤没有锁定", f"{month.period} is not locked"),
            code="attendance.month_not_locked",
        )
    if month.paid_at is not None:
        raise Conflict(
            Text(
                "该月工资已发放，不能重新打开；之后的变动会记入以后月份的补差",
                "pay was closed from this month; later changes become adjustments of a later month",
            ),
            code="attendance.month_paid",
        )
    later = await fetch_value(
        "SELECT max(period) FROM attendance_month WHERE company_id = $1 AND period > $2 AND state = 'locked'",
        ctx.company_id,
        month.period,
    )
    if later is not None:
        raise Conflict(
            Text(f"{later} 已锁定，请先打开较晚的月份", f"{later} is locked; open the later month first"),
            code="attendance.later_month_locked",
        )
    late = await fetch_value(
        "SELECT count(*) FROM attendance_adjustment WHERE company_id = $1 AND source_period = $2",
        ctx.company_id,
        month.period,
    )
    if late:
        raise Conflict(
            Text(
                f"锁定后的变动已有 {late} 条记入以后月份，不能重新打开，否则会重复计算",
                f"{late} late facts have gone into later months; opened again they would count twice",
            ),
            code="attendance.month_has_adjustments",
        )


async def reopenings(ctx: Context, period: str) -> list[dict[str, Any]]:
    """Every time a month was opened again, newest first."""
    rows = await fetch(
        "SELECT id, reason, by_name, created_at, digest, locked_at, locked_by FROM attendance_reopening"
        " WHERE company_id = $1 AND period = $2 ORDER BY created_at DESC",
        ctx.company_id,
        period,
    )
    return [dict(row) for row in rows]
