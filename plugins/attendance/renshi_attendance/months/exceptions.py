"""Exceptions of a month: what to do about each, and doing it for the person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from renshi_sdk import Conflict, Context, NotFound, Text, new_id
from renshi_sdk.contracts import RequestView
from renshi_sdk.db import execute, fetch_row, fetch_value

from ..engine.reasons import Reason, joined, read, read_line
from .schemas import AcceptIn, FixLeaveIn, FixPunchIn

FIXES: dict[str, Text] = {
    "absent": Text(
        "补请假、补出差或补卡；确属旷工则接受", "Add leave, a trip or punches; accept a real absence"
    ),
    "missing_punch": Text("补卡，或接受", "Add the punch, or accept"),
    "late": Text("如有公出请补外勤，否则接受", "Add work outside if that was the reason, else accept"),
    "early": Text("如有公出请补外勤，否则接受", "Add work outside if that was the reason, else accept"),
    "late_and_early": Text(
        "如有公出请补外勤，否则接受", "Add work outside if that was the reason, else accept"
    ),
    "unplanned": Text("请发布该日班表后重新汇总", "Publish the roster of the day and compute again"),
    "rule_missing": Text("按原因补充设置后重新汇总", "Record what the reason says and compute again"),
}
"""What settles an exception, by its status."""
LINKS = {
    "unplanned": "/console/attendance/groups",
    "rule_missing": "/console/attendance/groups",
}


def fix_of(status: str, *, zh: bool) -> dict[str, str]:
    """The advice and where to follow it."""
    text = FIXES[status]
    link = LINKS.get(status, "/console/core/requests/new/attendance.missing_punch")
    if status in ("late", "early", "late_and_early"):
        link = "/console/core/requests/new/attendance.trip"
    return {"fix": text.zh if zh else text.en, "fix_link": link}


def said(row: Mapping[str, Any], *, zh: bool) -> dict[str, Any]:
    """The reasons of an exception as one line and as codes. Older rows hold Chinese sentences in ``reason``."""
    reasons = [read(one) for one in json.loads(row["reasons"])] or read_line(row["reason"] or "")
    codes = [{"code": one.code, "args": list(one.args), "segment": one.segment or None} for one in reasons]
    return {"reason": joined(reasons, zh=zh), "reasons": codes}


async def _exception(ctx: Context, exception_id: UUID) -> Any:
    row = await fetch_row(
        "SELECT x.employee_id, x.day, x.status, m.state, m.period FROM attendance_exception x"
        " JOIN attendance_month m ON m.id = x.month_id WHERE x.id = $1 AND x.company_id = $2",
        exception_id,
        ctx.company_id,
    )
    if row is None:
        raise NotFound(
            Text("没有这条异常，可能已重新汇总", "there is no such exception; the month may be computed anew")
        )
    await ctx.access.require_for("attendance.month.close", row["employee_id"])
    return row


async def add_punch(ctx: Context, exception_id: UUID, given: FixPunchIn) -> RequestView:
    """Ask for a missing punch in the person's name; it goes the way of every correction."""
    row = await _exception(ctx, exception_id)
    return await ctx.requests.submit(
        "attendance.missing_punch",
        {"day": row["day"].isoformat(), "time": given.time, "reason": given.reason},
        employee_id=row["employee_id"],
    )


async def add_leave(ctx: Context, exception_id: UUID, given: FixLeaveIn) -> RequestView:
    """Ask for a day of leave in the person's name."""
    row = await _exception(ctx, exception_id)
    day = row["day"].isoformat()
    return await ctx.requests.submit(
        "attendance.leave",
        {"leave_code": given.leave_code, "start_on": day, "end_on": day, "reason": given.reason},
        employee_id=row["employee_id"],
    )


async def accept(ctx: Context, exception_id: UUID, given: AcceptIn) -> None:
    """Say that the exception is as it should be; it stays accepted when the month is computed again."""
    row = await _exception(ctx, exception_id)
    if row["state"] == "locked":
        raise Conflict(
            Text(f"{row['period']} 考勤已锁定", f"{row['period']} is locked"), code="attendance.month_locked"
        )
    await execute(
        "INSERT INTO attendance_acceptance (id, company_id, employee_id, day, status, note, by_name)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)"
        " ON CONFLICT (tenant_id, company_id, employee_id, day, status) DO UPDATE SET note = EXCLUDED.note,"
        " by_name = EXCLUDED.by_name",
        new_id(),
        ctx.company_id,
        row["employee_id"],
        row["day"],
        row["status"],
        given.note,
        ctx.actor.name,
    )
    await ctx.audit.record(
        "attendance.exception.accept",
        subject="attendance_exception",
        subject_id=exception_id,
        employee_id=row["employee_id"],
        detail={"day": row["day"].isoformat(), "status": row["status"], "note": given.note},
    )


async def open_count(month_id: UUID) -> int:
    """Exceptions of a month that nobody has accepted."""
    return int(
        await fetch_value(
            "SELECT count(*) FROM attendance_exception x WHERE x.month_id = $1 AND NOT EXISTS ("
            " SELECT FROM attendance_acceptance a WHERE a.company_id = x.company_id"
            " AND a.employee_id = x.employee_id AND a.day = x.day AND a.status = x.status)",
            month_id,
        )
    )


async def remind_missing(ctx: Context, found: list[tuple[UUID, date, Reason]]) -> int:
    """Tell people about a missing punch; each day once, however often the day is looked at."""
    for employee_id, day, reason in found:
        await ctx.notices.send(
            employee_id,
            kind="attendance.missing_punch",
            title=Text(f"{day:%Y-%m-%d} 缺卡", f"A punch of {day} is missing"),
            body=Text(
                f"{reason.zh}。请提交补卡申请。",
                f"{reason.en.capitalize()}. Please ask for it to be added.",
            ),
            link="/console/core/requests/new/attendance.missing_punch",
            key=f"attendance.missing:{employee_id}:{day}",
        )
    return len(found)
