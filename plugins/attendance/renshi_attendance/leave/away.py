"""Who is on leave on a day, as others may know it, and taking back an approved leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from renshi_sdk import Conflict, Context, Text
from renshi_sdk.contracts import Absence, RequestView
from renshi_sdk.db import fetch

from . import repository, service
from .schemas import LeaveForm

ON_LEAVE = Text("休假", "On leave")
"""Colleagues learn that somebody is away, not which kind of leave it is."""


async def collect_absences(ctx: Context, employee_ids: Sequence[UUID], day: date) -> list[Absence]:
    """Those with an approved leave over the whole of ``day``; a day off inside a leave counts as away."""
    rows = await fetch(
        "SELECT DISTINCT ON (l.employee_id) l.employee_id, l.first_day, l.last_day FROM attendance_leave l"
        " WHERE l.employee_id = ANY($1) AND l.state = 'approved' AND l.first_day <= $2 AND l.last_day >= $2"
        " AND NOT EXISTS (SELECT FROM attendance_leave_day d WHERE d.leave_id = l.id AND d.day = $2"
        "  AND d.minutes < d.daily_minutes)"
        " ORDER BY l.employee_id, l.last_day DESC",
        list(employee_ids),
        day,
    )
    return [
        Absence(employee_id=r["employee_id"], since=r["first_day"], until=r["last_day"], reason=ON_LEAVE)
        for r in rows
    ]


async def undo(ctx: Context, request: RequestView, form: LeaveForm) -> None:
    """Cancel the leave that an approved request made (销假); refused where it was cancelled already."""
    leave = await repository.by_request(request.id, "approved")
    if leave is None:
        raise Conflict(
            Text("该请假已销假", "this leave was cancelled already"), code="attendance.leave_not_approved"
        )
    await service.cancel(ctx, leave.id, request.number)
