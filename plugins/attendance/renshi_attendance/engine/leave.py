"""How much leave a span uses, day by day, in whole minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .calendar import CalendarDay, DayKind, WorkCalendar
from .errors import LeaveOverlap, LeaveSpanInvalid, RosterUnknown
from .leave_types import Counting, Unit
from .minutes import Interval, common, day_of, show, total
from .pattern import WorkPattern
from .reasons import Reason

PatternOn = Callable[[date], WorkPattern]


class Half(StrEnum):
    """上午 / 下午."""

    AM = "am"
    PM = "pm"


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Leave in whole and half days: from the ``start_half`` of ``start`` to the ``end_half`` of ``end``,
    both in.
    """

    start: date
    end: date
    start_half: Half = Half.AM
    end_half: Half = Half.PM

    def halves(self, day: date) -> tuple[bool, bool]:
        """(morning, afternoon) of a day that the span covers."""
        if not self.start <= day <= self.end:
            return False, False
        return (day > self.start or self.start_half is Half.AM), (day < self.end or self.end_half is Half.PM)


@dataclass(frozen=True, slots=True)
class HourSpan:
    """Leave from one local minute to another."""

    start: int
    end: int


Span = DaySpan | HourSpan


@dataclass(frozen=True, slots=True)
class LeaveDay:
    """What a leave does to one working day.

    ``minutes``: taken from the balance. ``due_minutes``: the part of it in which the person would have been
    due, the only part pay may follow. ``window``: the time covered, for overlap and for judging punches.
    ``daily_minutes``: one full day in this pattern, so that ``minutes / daily_minutes`` is the leave in
    days.
    """

    day: date
    minutes: int
    due_minutes: int
    daily_minutes: int
    window: Interval
    reason: Reason


def charge(
    span: Span, *, unit: Unit, counting: Counting, calendar: WorkCalendar, pattern_on: PatternOn
) -> tuple[LeaveDay, ...]:
    """Minutes of leave per working day.

    A half day is exactly half of the day's working minutes, whatever the lunch break. Hours count the
    working minutes they cover. Days that use nothing up are left out.

    Raises :class:`LeaveSpanInvalid` for a backwards or empty span, one finer than ``unit``, or one without
    any minute to take; :class:`.CalendarUnknown` beyond the known years.
    """
    if isinstance(span, HourSpan):
        return _hours(span, unit, calendar, pattern_on)
    return _days(span, unit, counting, calendar, pattern_on)


def leave_minutes(days: Iterable[LeaveDay]) -> int:
    """Total taken from the balance."""
    return sum(d.minutes for d in days)


def check_overlap(new: Iterable[LeaveDay], others: Iterable[tuple[str, Interval]]) -> None:
    """Raises :class:`LeaveOverlap` for the first minute shared with a leave of the same person.

    ``others`` are ``(key, window)`` pairs of leaves that are pending or approved.
    """
    mine = sorted(d.window for d in new)
    for key, other in sorted(others, key=lambda pair: pair[1]):
        for window in mine:
            if window.start < other.end and other.start < window.end:
                raise LeaveOverlap(key, show(other.start), show(other.end))


def _days(
    span: DaySpan, unit: Unit, counting: Counting, calendar: WorkCalendar, pattern_on: PatternOn
) -> tuple[LeaveDay, ...]:
    if (span.start, span.start_half is Half.PM) > (span.end, span.end_half is Half.PM):
        raise LeaveSpanInvalid("结束时间早于开始时间", "the leave ends before it begins")
    if unit is Unit.DAY and (span.start_half is Half.PM or span.end_half is Half.AM):
        raise LeaveSpanInvalid("该假期须按整天请", "this leave is taken in whole days")
    facts = [(day, _planned(pattern_on, day.day)) for day in calendar.span(span.start, span.end)]
    due = [pattern.works_on(day) for day, pattern in facts]
    first_due, last_due = (due.index(True), len(due) - 1 - due[::-1].index(True)) if any(due) else (0, -1)
    out: list[LeaveDay] = []
    for i, (day, pattern) in enumerate(facts):
        why = _counts(day, counting, due=due[i], inside=first_due < i < last_due)
        if why is None:
            continue
        am, pm = span.halves(day.day)
        minutes = pattern.daily_minutes if am and pm else pattern.daily_minutes // 2
        window = Interval(
            (pattern.morning if am else pattern.afternoon)(day.day).start,
            (pattern.afternoon if pm else pattern.morning)(day.day).end,
        )
        out.append(LeaveDay(day.day, minutes, minutes if due[i] else 0, pattern.daily_minutes, window, why))
    if not out:
        raise LeaveSpanInvalid("所选日期都是休息日或节假日，无需请假", "no working day in this span")
    return tuple(out)


def _planned(pattern_on: PatternOn, day: date) -> WorkPattern:
    """The pattern of a day. Raises :class:`.RosterUnknown`: leave on a day nobody planned costs nobody knows what."""
    pattern = pattern_on(day)
    if not pattern.planned:
        raise RosterUnknown(day)
    return pattern


def _counts(day: CalendarDay, counting: Counting, *, due: bool, inside: bool) -> Reason | None:
    """Why a day uses leave up, None if it does not."""
    if due:
        return Reason("workday")
    match counting:
        case Counting.WORKING:
            return None
        case Counting.SANDWICH:
            return Reason("sandwiched") if inside else None
        case Counting.CALENDAR:
            return Reason("calendar_day")
        case Counting.CALENDAR_EXCEPT_STATUTORY:
            return None if day.kind is DayKind.STATUTORY else Reason("calendar_day_not_statutory")


def _hours(span: HourSpan, unit: Unit, calendar: WorkCalendar, pattern_on: PatternOn) -> tuple[LeaveDay, ...]:
    if unit is not Unit.HOUR:
        raise LeaveSpanInvalid("该假期不能按小时请", "this leave is not taken by the hour")
    if span.start >= span.end:
        raise LeaveSpanInvalid("结束时间早于开始时间", "the leave ends before it begins")
    wanted = Interval(span.start, span.end)
    # The day before may reach past midnight into the span.
    first, last = day_of(span.start) - timedelta(days=1), day_of(span.end - 1)
    out: list[LeaveDay] = []
    day = first
    while day <= last:
        pattern = _planned(pattern_on, day)
        parts = common([wanted], pattern.working(day))
        if parts and pattern.works_on(calendar.day(day)):
            minutes = total(parts)
            whole = pattern.whole(day)
            window = Interval(max(wanted.start, whole.start), min(wanted.end, whole.end))
            out.append(LeaveDay(day, minutes, minutes, pattern.daily_minutes, window, Reason("in_hours")))
        day += timedelta(days=1)
    if not out:
        raise LeaveSpanInvalid("所选时间不在工作时间内，无需请假", "no working time in this span")
    return tuple(out)
