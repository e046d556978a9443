"""How many of a month's people have confirmed it, and whether that is enough to lock it."""

from __future__ import annotations

from uuid import UUID

from renshi_sdk import Conflict, Context, Text
from renshi_sdk.db import fetch_row

from ..settings import AttendanceSettings


async def standing(month_id: UUID) -> dict[str, int]:
    """How many of a month's people have confirmed, disputed, not answered, or were never asked."""
    row = await fetch_row(
        "SELECT count(*) FILTER (WHERE c.state IN ('confirmed', 'auto'))::int AS confirmed,"
        " count(*) FILTER (WHERE c.state = 'disputed')::int AS disputed,"
        " count(*) FILTER (WHERE c.state = 'sent')::int AS waiting,"
        " count(*) FILTER (WHERE c.id IS NULL)::int AS unsent"
        " FROM attendance_month_row r LEFT JOIN attendance_confirmation c"
        "  ON c.month_id = r.month_id AND c.employee_id = r.employee_id WHERE r.month_id = $1",
        month_id,
    )
    return dict(row) if row else {}


async def require_confirmed(ctx: Context, month_id: UUID, *, accept_disputes: bool) -> None:
    """Refuse a lock with open disputes, or where the company asks everybody and somebody has not answered."""
    found = await standing(month_id)
    if found["disputed"] and not accept_disputes:
        raise Conflict(
            Text(
                f"还有 {found['disputed']} 人对考勤有异议，请先处理",
                f"{found['disputed']} people dispute their month; answer them first",
            ),
            code="attendance.month_disputed",
            disputed=found["disputed"],
        )
    settings = await ctx.settings(AttendanceSettings)
    open_ = found["waiting"] + found["unsent"]
    if settings.require_confirmation and open_ and not accept_disputes:
        raise Conflict(
            Text(f"还有 {open_} 人没有确认考勤", f"{open_} people have not confirmed their month"),
            code="attendance.month_not_confirmed",
            waiting=open_,
        )
