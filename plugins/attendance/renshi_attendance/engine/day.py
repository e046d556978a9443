"""One person's day, judged from the calendar, the pattern, the punches, the leave and the trips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .calendar import CalendarDay, DayKind
from .minutes import Interval, common, minus, show, total
from .pattern import WorkPattern
from .reasons import Reason


class Status(StrEnum):
    """The one word a month sheet prints for a day."""

    PRESENT = "present"
    LATE = "late"
    EARLY = "early"
    LATE_AND_EARLY = "late_and_early"
    MISSING_PUNCH = "missing_punch"
    """缺卡: one of the two punches is there. A state of its own, neither present nor absent."""
    ABSENT = "absent"
    """旷工: due, no punch, no leave. With split shifts, of at least one segment."""
    LEAVE = "leave"
    TRIP = "trip"
    """出差或外勤: all that leave left over was spent away on duty."""
    REST_DAY = "rest_day"
    HOLIDAY = "holiday"
    """Off by the notice or by the company, not a 300 % day."""
    STATUTORY_HOLIDAY = "statutory_holiday"
    UNPLANNED = "unplanned"
    """未排班: a roster decides and none is published."""
    PENDING = "pending"
    """The working day is not over yet."""


EXCEPTIONS = frozenset(
    {
        Status.LATE,
        Status.EARLY,
        Status.LATE_AND_EARLY,
        Status.MISSING_PUNCH,
        Status.ABSENT,
        Status.UNPLANNED,
    }
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
    ``worked_minutes`` holds ``trip_minutes``, the part spent away on duty.
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
    reasons: tuple[Reason, ...]
    trip_minutes: int = 0
    shift: str = ""

    @property
    def leave_due_minutes(self) -> int:
        return sum(due for _, _, due in self.leave)


OFF_STATUS = {
    DayKind.STATUTORY: Status.STATUTORY_HOLIDAY,
    DayKind.HOLIDAY_OFF: Status.HOLIDAY,
    DayKind.COMPANY_OFF: Status.HOLIDAY,
}


@dataclass(slots=True)
class _Found:
    """What the punches say about the time that was needed."""

    late: int = 0
    early: int = 0
    absent: int = 0
    unknown: int = 0

    def within(self, left: int) -> None:
        """A half day of leave charges half the day but may cover less: nothing exceeds what it left over."""
        self.absent = min(self.absent, left)
        self.unknown = min(self.unknown, left - self.absent)
        self.late = min(self.late, left - self.absent - self.unknown)
        self.early = min(self.early, left - self.absent - self.unknown - self.late)

    @property
    def status(self) -> Status:
        if self.unknown:
            return Status.MISSING_PUNCH
        if self.absent:
            return Status.ABSENT
        if self.late and self.early:
            return Status.LATE_AND_EARLY
        return Status.LATE if self.late else Status.EARLY if self.early else Status.PRESENT


def judge(
    calendar_day: CalendarDay,
    pattern: WorkPattern,
    punches: Sequence[int],
    leave: Sequence[LeaveUse] = (),
    *,
    trips: Sequence[Interval] = (),
    now: int | None = None,
    cut_after: int | None = None,
) -> DayResult:
    """Judge one working day.

    ``punches``: local minutes that belong to this working day (see :func:`.punches.by_day`), in any order.
    ``trips``: time away on duty, for which no punch is asked. ``now`` with ``cut_after`` (the minute at which
    the day's punches end): before it the day is ``PENDING``. Leave both out for a day that is over.
    """
    day = calendar_day.day
    charged = tuple((use.code, use.minutes, use.due_minutes) for use in leave)
    if not pattern.works_on(calendar_day):
        return _off(calendar_day, pattern, charged, _ends(punches, pattern.double_tap), bool(trips))
    seen = _inside(pattern, day, punches) if pattern.window else punches
    first, last = _ends(seen, pattern.double_tap)
    due = pattern.daily_minutes
    leave_due = min(due, sum(use.due_minutes for use in leave))
    required = pattern.working(day)
    holes = [use.window for use in leave]
    if pattern.flexible and first is not None and not _covers(required[0].start, holes, trips):
        required = pattern.shifted(day, _offset(pattern, first - required[0].start))
    if holes:
        required = minus(required, holes)
    reasons = _kind_reasons(calendar_day)
    if leave:
        reasons.append(Reason("leave", (leave_due,)))
    if len(seen) < len(punches):
        reasons.append(Reason("outside_window", (len(punches) - len(seen),)))
    remaining = due - leave_due
    trip = 0
    needed = required
    if trips:
        trip = min(remaining, total(common(required, trips)))
        needed = minus(required, trips)
        if trip:
            reasons.append(Reason("trip", (trip,)))
    left = remaining - trip

    def result(status: Status, found: _Found) -> DayResult:
        done = remaining - found.late - found.early - found.absent - found.unknown
        return DayResult(
            day, calendar_day.kind, status, due, due, done, charged, found.late, found.early, found.absent,
            found.unknown, first, last, tuple(reasons), trip, pattern.code,
        )  # fmt: skip

    if not needed or not left:
        # Nothing is left to be present for: hours that leave covers but does not charge count as worked.
        return result(Status.TRIP if trip else Status.LEAVE, _Found())
    if not pattern.punch_required:
        reasons.append(Reason("no_punch_needed"))
        return result(Status.PRESENT, _Found())
    if now is not None and cut_after is not None and now < cut_after:
        reasons.append(Reason("not_over"))
        return result(Status.PENDING, _Found(unknown=left))
    if pattern.each_segment:
        found = _segments(pattern, day, needed, seen, reasons)
    else:
        found = _look(needed, seen, pattern, left, reasons)
    found.within(left)
    return result(found.status, found)


def _look(
    needed: tuple[Interval, ...], seen: Sequence[int], pattern: WorkPattern, left: int, reasons: list[Reason]
) -> _Found:
    """What the first and the last punch say about ``needed``; without a pair, all of ``left`` is open."""
    first, last = _ends(seen, pattern.double_tap)
    start, end = needed[0].start, needed[-1].end
    if first is None:
        reasons.append(Reason("no_punch"))
        return _Found(absent=left)
    if last is None:
        side = "missing_out" if first * 2 <= start + end else "missing_in"
        reasons.append(Reason(side, (show(first),)))
        return _Found(unknown=left)
    if first <= start and last >= end:
        return _Found()
    late = _beyond(needed, Interval(start, first), pattern.grace_late)
    early = _beyond(needed, Interval(last, end), pattern.grace_early)
    # Somebody who came after the end was late for all of it, and did not leave early as well.
    early = min(early, total(needed) - late)
    if late:
        reasons.append(Reason("late", (show(start), show(first), min(late, left))))
    if early:
        reasons.append(Reason("early", (show(end), show(last), min(early, left))))
    return _Found(late=late, early=early)


def _segments(
    pattern: WorkPattern, day: date, needed: tuple[Interval, ...], seen: Sequence[int], reasons: list[Reason]
) -> _Found:
    """A split shift: each segment by its own punches, cut in the middle of the gap between two segments."""
    parts = pattern.working(day)
    found = _Found()
    for i, part in enumerate(parts):
        mine = common(needed, [part])
        if not mine:
            continue
        after = parts[i - 1].end + part.start if i else None
        before = part.end + parts[i + 1].start if i + 1 < len(parts) else None
        own = [m for m in seen if (after is None or 2 * m >= after) and (before is None or 2 * m < before)]
        words: list[Reason] = []
        one = _look(mine, own, pattern, total(mine), words)
        reasons += [word._replace(segment=i + 1) for word in words]
        found.late += one.late
        found.early += one.early
        found.absent += one.absent
        found.unknown += one.unknown
    return found


def _ends(punches: Sequence[int], double_tap: int) -> tuple[int | None, int | None]:
    """First and last punch; the last is None if there is only one, double taps counted as one."""
    if not punches:
        return None, None
    first, last = min(punches), max(punches)
    return first, (last if last - first > double_tap else None)


def _inside(pattern: WorkPattern, day: date, punches: Sequence[int]) -> list[int]:
    """Punches inside the pattern's own window, which a flexible day widens."""
    before, after = pattern.window or (0, 0)
    early, late = pattern.flexible or (0, 0)
    whole = pattern.whole(day)
    return [m for m in punches if whole.start - early - before <= m <= whole.end + late + after]


def _covers(start: int, leave: Sequence[Interval], trips: Sequence[Interval]) -> bool:
    """Whether leave or a trip covers the beginning of the day, so that no punch can move it."""
    return any(part.start <= start < part.end for part in (*leave, *trips))


def _offset(pattern: WorkPattern, by: int) -> int:
    before, after = pattern.flexible or (0, 0)
    return max(-before, min(by, after))


def _beyond(required: tuple[Interval, ...], missed: Interval, grace: int) -> int:
    """Required minutes inside ``missed``; none if ``missed`` is no longer than the grace."""
    if missed.minutes <= grace:
        return 0
    return total(required) - total(minus(required, [missed]))


def _kind_reasons(day: CalendarDay) -> list[Reason]:
    if day.kind is DayKind.MAKEUP_WORKDAY:
        return [Reason("makeup", (day.source,))]
    if day.kind is DayKind.STATUTORY:
        return [Reason("worked_holiday", (day.name or "", day.source))]
    return []


def _off(
    day: CalendarDay,
    pattern: WorkPattern,
    charged: tuple[tuple[str, int, int], ...],
    ends: tuple[int | None, int | None],
    away: bool,
) -> DayResult:
    first, last = ends
    if not pattern.planned:
        status, reasons = Status.UNPLANNED, [Reason("unplanned")]
    else:
        status = OFF_STATUS.get(day.kind, Status.REST_DAY)
        reasons = [Reason("day_off", (day.name, day.source)) if day.name else Reason("rest_day")]
        if pattern.due is False and day.working:
            reasons = [Reason("planned_rest")]
    if charged:
        reasons.append(Reason("leave_runs_on"))
    if away:
        reasons.append(Reason("trip_on_rest"))
    if first is not None:
        reasons.append(Reason("punched_on_rest"))
    return DayResult(
        day.day, day.kind, status, pattern.daily_minutes, 0, 0, charged, 0, 0, 0, 0, first, last,
        tuple(reasons), 0, pattern.code,
    )  # fmt: skip
