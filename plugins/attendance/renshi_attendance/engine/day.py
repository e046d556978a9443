"""One person's day, judged from the calendar, the pattern, the punches and the leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .calendar import CalendarDay, DayKind
from .minutes import Interval, minus, show, total
from .pattern import WorkPattern


class Status(StrEnum):
    """The one word a month sheet prints for a day."""

    PRESENT = "present"
    LATE = "late"
    EARLY = "early"
    LATE_AND_EARLY = "late_and_early"
    MISSING_PUNCH = "missing_punch"
    """缺卡: one of the two punches is there. A state of its own, neither present nor absent."""
    ABSENT = "absent"
    """旷工: due, no punch, no leave."""
    LEAVE = "leave"
    REST_DAY = "rest_day"
    HOLIDAY = "holiday"
    """Off by the notice or by the company, not a 300 % day."""
    STATUTORY_HOLIDAY = "statutory_holiday"
    PENDING = "pending"
    """The working day is not over yet."""


EXCEPTIONS = frozenset(
    {Status.LATE, Status.EARLY, Status.LATE_AND_EARLY, Status.MISSING_PUNCH, Status.ABSENT}
)


@dataclass(frozen=True, slots=True)
class LeaveUse:
    """A leave on one day: its type, its charge and the time it covers."""

    code: str
    minutes: int
    due_minutes: int
    window: Interval


@dataclass(frozen=True, slots=True)
class DayResult:
    """The judgement. All amounts in minutes; ``due_minutes`` = leave + absent + late + early + worked,
    always, except on a missing punch, where the hours nobody can know stay in ``unknown_minutes``.
    """

    day: date
    kind: DayKind
    status: Status
    daily_minutes: int
    due_minutes: int
    worked_minutes: int
    leave: tuple[tuple[str, int, int], ...]
    """(leave code, minutes taken from the balance, minutes of it that were due)."""
    late_minutes: int
    early_minutes: int
    absent_minutes: int
    unknown_minutes: int
    first_punch: int | None
    last_punch: int | None
    reasons: tuple[str, ...]

    @property
    def leave_due_minutes(self) -> int:
        return sum(due for _, _, due in self.leave)


OFF_STATUS = {
    DayKind.STATUTORY: Status.STATUTORY_HOLIDAY,
    DayKind.HOLIDAY_OFF: Status.HOLIDAY,
    DayKind.COMPANY_OFF: Status.HOLIDAY,
}


def judge(
    calendar_day: CalendarDay,
    pattern: WorkPattern,
    punches: Sequence[int],
    leave: Sequence[LeaveUse] = (),
    *,
    now: int | None = None,
    cut_after: int | None = None,
) -> DayResult:
    """Judge one working day.

    ``punches``: local minutes that belong to this working day (see :func:`.punches.by_day`), in any order.
    ``now`` with ``cut_after`` (the minute at which the day's punches end): before it the day is ``PENDING``.
    Leave both out for a day that is over.
    """
    day = calendar_day.day
    first, last = _ends(punches, pattern.double_tap)
    charged = tuple((use.code, use.minutes, use.due_minutes) for use in leave)
    if not pattern.works_on(calendar_day):
        return _off(calendar_day, pattern.daily_minutes, charged, first, last)
    due = pattern.daily_minutes
    leave_due = min(due, sum(use.due_minutes for use in leave))
    required = pattern.working(day)
    if leave:
        required = minus(required, [use.window for use in leave])
    reasons = _kind_reasons(calendar_day)
    if leave:
        reasons.append(f"请假 {leave_due} 分钟")

    def result(
        status: Status, worked: int, late: int = 0, early: int = 0, absent: int = 0, unknown: int = 0
    ) -> DayResult:
        return DayResult(
            day,
            calendar_day.kind,
            status,
            due,
            due,
            worked,
            charged,
            late,
            early,
            absent,
            unknown,
            first,
            last,
            tuple(reasons),
        )

    remaining = due - leave_due
    if not required or not remaining:
        return result(Status.LEAVE, 0)
    if not pattern.punch_required:
        reasons.append("免打卡")
        return result(Status.PRESENT, remaining)
    if now is not None and cut_after is not None and now < cut_after:
        reasons.append("当日未结束")
        return result(Status.PENDING, 0, unknown=remaining)
    if first is None:
        reasons.append("无打卡、无请假")
        return result(Status.ABSENT, 0, absent=remaining)
    if last is None:
        start, end = required[0].start, required[-1].end
        side = "下班" if first * 2 <= start + end else "上班"
        reasons.append(f"缺{side}卡，仅有 {show(first)}")
        return result(Status.MISSING_PUNCH, 0, unknown=remaining)
    if first <= required[0].start and last >= required[-1].end:
        return result(Status.PRESENT, remaining)
    late = _beyond(required, Interval(required[0].start, first), pattern.grace_late)
    early = _beyond(required, Interval(last, required[-1].end), pattern.grace_early)
    # A morning half day charges half the day but covers less than half the hours (or more): lateness can not
    # exceed what the leave left over.
    late = min(late, remaining)
    early = min(early, remaining - late)
    if late:
        reasons.append(f"应 {show(required[0].start)} 到，{show(first)} 打卡，迟到 {late} 分钟")
    if early:
        reasons.append(f"应 {show(required[-1].end)} 离，{show(last)} 打卡，早退 {early} 分钟")
    status = {
        (False, False): Status.PRESENT,
        (True, False): Status.LATE,
        (False, True): Status.EARLY,
        (True, True): Status.LATE_AND_EARLY,
    }[(late > 0, early > 0)]
    return result(status, remaining - late - early, late, early)


def _ends(punches: Sequence[int], double_tap: int) -> tuple[int | None, int | None]:
    """First and last punch; the last is None if there is only one, double taps counted as one."""
    if not punches:
        return None, None
    first, last = min(punches), max(punches)
    return first, (last if last - first > double_tap else None)


def _beyond(required: tuple[Interval, ...], missed: Interval, grace: int) -> int:
    """Required minutes inside ``missed``; none if ``missed`` is no longer than the grace."""
    if missed.minutes <= grace:
        return 0
    return total(required) - total(minus(required, [missed]))


def _kind_reasons(day: CalendarDay) -> list[str]:
    if day.kind is DayKind.MAKEUP_WORKDAY:
        return [f"调休上班日（{day.source}）"]
    return []


def _off(
    day: CalendarDay,
    daily: int,
    charged: tuple[tuple[str, int, int], ...],
    first: int | None,
    last: int | None,
) -> DayResult:
    status = OFF_STATUS.get(day.kind, Status.REST_DAY)
    reasons = [f"{day.name}（{day.source}）" if day.name else "休息日"]
    if charged:
        reasons.append("假期连续计算")
    if first is not None:
        reasons.append("休息日有打卡，未申请加班不计加班")
    return DayResult(day.day, day.kind, status, daily, 0, 0, charged, 0, 0, 0, 0, first, last, tuple(reasons))
