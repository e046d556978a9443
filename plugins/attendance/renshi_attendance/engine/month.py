"""One employee's month as a sum of days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from .day import DayResult, Status
from .overtime import DAY_LIMIT, MONTH_LIMIT, OvertimeResult
from .reasons import Reason

SIX_PLACES = Decimal("0.000001")
"""A day of 480 minutes at 1,000 yuan: six places keep the error of a day's share below a tenth of a fen."""


def in_days(minutes: Mapping[int, int]) -> Decimal:
    """Days from minutes per length of working day, exact, rounded once half up to six places.

    ``minutes`` maps the daily minutes of a pattern to the minutes used of it, so that 240 of 480 and 210 of
    420 are half a day each.
    """
    exact = sum((Fraction(used, daily) for daily, used in minutes.items()), Fraction(0))
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(SIX_PLACES, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class LeaveSum:
    """Leave of one type in the month. ``due_*`` is the part pay may follow; the rest fell on off days."""

    minutes: int
    due_minutes: int
    days: Decimal
    due_days: Decimal


@dataclass(frozen=True, slots=True)
class MonthSummary:
    """Totals of a month. Minutes unless the name says days (Decimal, six places) or count.

    ``due_minutes`` = worked + leave_due + late + early + absent + unknown.
    """

    due_days: int
    due_minutes: int
    worked_minutes: int
    worked_days: Decimal
    absent_minutes: int
    absent_days: Decimal
    late_count: int
    late_minutes: int
    early_count: int
    early_minutes: int
    missing_punches: int
    unknown_minutes: int
    pending_days: int
    leave: Mapping[str, LeaveSum]
    overtime: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[Reason, ...] = ()
    trip_days: int = 0
    trip_minutes: int = 0
    unplanned_days: int = 0


def summarise(
    days: Iterable[DayResult], overtime: Iterable[OvertimeResult] = (), *, day_limits: bool = True
) -> MonthSummary:
    """Sum the days of one employee; ``days`` holds each working day once, in any order.

    ``day_limits`` False leaves the limit of a day out, where hours count over a longer period.
    """
    due_days = pending = late_n = early_n = missing = 0
    due = late = early = unknown = worked = absent = 0
    trip_days = trip = unplanned = 0
    worked_by: dict[int, int] = {}
    absent_by: dict[int, int] = {}
    leave: dict[str, list[tuple[int, int, int]]] = {}
    for day in days:
        length = day.daily_minutes
        if day.due_minutes:
            due_days += 1
        due += day.due_minutes
        worked += day.worked_minutes
        absent += day.absent_minutes
        worked_by[length] = worked_by.get(length, 0) + day.worked_minutes
        absent_by[length] = absent_by.get(length, 0) + day.absent_minutes
        late += day.late_minutes
        early += day.early_minutes
        unknown += day.unknown_minutes
        late_n += day.late_minutes > 0
        early_n += day.early_minutes > 0
        missing += day.status is Status.MISSING_PUNCH
        pending += day.status is Status.PENDING
        unplanned += day.status is Status.UNPLANNED
        if day.trip_minutes:
            trip_days += 1
            trip += day.trip_minutes
        for code, minutes, due_part in day.leave:
            leave.setdefault(code, []).append((length, minutes, due_part))
    kinds = {"workday": 0, "rest_day": 0, "statutory": 0}
    warnings: list[Reason] = []
    long_days = 0
    for item in overtime:
        kinds["workday"] += item.workday
        kinds["rest_day"] += item.rest_day
        kinds["statutory"] += item.statutory
        long_days += day_limits and item.workday > DAY_LIMIT
    if long_days:
        warnings.append(Reason("over_day_limit", (long_days,)))
    if (all_overtime := sum(kinds.values())) > MONTH_LIMIT:
        warnings.append(Reason("over_month_limit", (all_overtime,)))
    return MonthSummary(
        due_days,
        due,
        worked,
        in_days(worked_by),
        absent,
        in_days(absent_by),
        late_n,
        late,
        early_n,
        early,
        missing,
        unknown,
        pending,
        {code: _leave_sum(parts) for code, parts in sorted(leave.items())},
        kinds,
        tuple(warnings),
        trip_days,
        trip,
        unplanned,
    )


def _leave_sum(parts: list[tuple[int, int, int]]) -> LeaveSum:
    used: dict[int, int] = {}
    due: dict[int, int] = {}
    for length, minutes, due_part in parts:
        used[length] = used.get(length, 0) + minutes
        due[length] = due.get(length, 0) + due_part
    return LeaveSum(sum(used.values()), sum(due.values()), in_days(used), in_days(due))
