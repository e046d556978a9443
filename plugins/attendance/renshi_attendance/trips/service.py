"""Trips: noted when they are asked for, counted as work when they are approved."""

from __future__ import annotations

from datetime import date, timedelta

from renshi_sdk import Conflict, Context, Text
from renshi_sdk.contracts import RequestView

from .. import locks
from ..engine.minutes import Interval, day_of
from ..months.late import facts_changed
from ..settings import AttendanceSettings
from . import repository
from .schemas import TripForm


async def submit(ctx: Context, request: RequestView, form: TripForm) -> None:
    """Check and note a trip.

    Raises ``Conflict`` outside the employment, too long ago, or where it overlaps another trip.
    """
    await locks.person(request.employee_id)
    person = await ctx.people.get(request.employee_id)
    if form.start_on < person.hired_on or (person.left_on and form.end_on > person.left_on):
        raise Conflict(
            Text("日期不在在职期间内", "the trip lies outside the employment"),
            code="attendance.trip_outside_employment",
        )
    oldest = ctx.today() - timedelta(days=(await ctx.settings(AttendanceSettings)).leave_backdate_days)
    if form.start_on < oldest:
        raise Conflict(
            Text(
                f"只能补报 {oldest:%Y-%m-%d} 及以后的出差或外勤",
                f"a trip before {oldest} can no longer be asked for",
            ),
            code="attendance.trip_too_late",
        )
    if await repository.overlapping(request.employee_id, form.span()):
        raise Conflict(
            Text("与已有出差或外勤重叠", "it overlaps another trip"), code="attendance.trip_overlap"
        )
    await repository.insert(
        ctx.company_id, request.employee_id, request.id, form.kind.value, form.span(), form.place
    )


async def approve(ctx: Context, request: RequestView, form: TripForm) -> None:
    """Count the trip from now on."""
    await locks.person(request.employee_id)
    trip = await repository.move(request.id, "pending", "approved")
    if trip is None:
        raise Conflict(
            Text("该申请没有登记，请重新提交", "nothing was noted for this request; submit it again"),
            code="attendance.trip_not_noted",
        )
    await facts_changed(
        ctx,
        {trip.employee_id: _days(trip.span)},
        cause=f"trip:{trip.id}",
        note=f"出差或外勤 {request.number}",
    )


async def release(ctx: Context, request: RequestView, form: TripForm) -> None:
    """Forget a trip that was not approved."""
    await locks.person(request.employee_id)
    await repository.move(request.id, "pending", "released")


def _days(span: Interval) -> list[date]:
    # The night shift of the day before may reach into the first morning.
    first, last = day_of(span.start) - timedelta(days=1), day_of(span.end - 1)
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]
