"""Overtime by kind: extended hours, rest day, statutory holiday (劳动法 arts. 41, 44)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .calendar import DayKind, WorkCalendar
from .errors import PatternInvalid
from .minutes import DAY, Interval, common, day_of, merged, midnight, minus
from .pattern import WorkPattern
from .reasons import Reason

MONTH_LIMIT = 36 * 60
"""劳动法 art. 41: 36 hours a month."""
DAY_LIMIT = 3 * 60
"""劳动法 art. 41: 3 hours a day where there are special reasons."""


class OvertimeKind(StrEnum):
    """The three rates of 劳动法 art. 44: 150 %, 200 %, 300 %."""

    WORKDAY = "workday"
    REST_DAY = "rest_day"
    STATUTORY = "statutory"


class Compensation(StrEnum):
    """How overtime is made good. Only a rest day's may be given back as time; a statutory holiday's never."""

    PAY = "pay"
    TIME_OFF = "time_off"


class Source(StrEnum):
    """What overtime rests on."""

    APPROVED = "approved"
    """The approved time."""
    BOTH = "both"
    """The approved time in which the punches show presence."""
    PUNCHED = "punched"
    """Presence outside the working time, without an application."""


class Rounding(StrEnum):
    """Where minutes go that do not fill a unit."""

    DOWN = "down"
    NEAREST = "nearest"
    UP = "up"


@dataclass(frozen=True, slots=True)
class OvertimeRule:
    """How overtime of a day is counted: less than ``minimum`` is none; the rest is counted in ``unit``
    minutes.
    """

    source: Source = Source.APPROVED
    minimum: int = 0
    unit: int = 1
    rounding: Rounding = Rounding.DOWN

    def __post_init__(self) -> None:
        if self.minimum < 0 or not 1 <= self.unit <= 480:
            raise PatternInvalid("加班最小单位须为 1—480 分钟", "the unit is 1 to 480 minutes")

    def counted(self, minutes: int) -> int:
        """Minutes that count; half a unit is rounded up by ``nearest``."""
        if minutes < self.minimum:
            return 0
        whole, rest = divmod(minutes, self.unit)
        if self.rounding is Rounding.UP:
            whole += rest > 0
        elif self.rounding is Rounding.NEAREST:
            whole += rest * 2 >= self.unit
        return whole * self.unit

    def applied(self, result: OvertimeResult) -> OvertimeResult:
        """A day's result by this rule, kind by kind."""
        parts = (
            self.counted(result.workday), self.counted(result.rest_day), self.counted(result.statutory),
        )  # fmt: skip
        if parts == (result.workday, result.rest_day, result.statutory):
            return result
        note = Reason("overtime_unit", (self.minimum, self.unit))
        return OvertimeResult(*parts, (*result.reasons, note))


@dataclass(frozen=True, slots=True)
class OvertimeResult:
    """Minutes of one working day's approved overtime that count, by kind, and what was left out and why."""

    workday: int = 0
    rest_day: int = 0
    statutory: int = 0
    reasons: tuple[Reason, ...] = ()

    @property
    def minutes(self) -> int:
        return self.workday + self.rest_day + self.statutory


def kind_of_day(day: date, calendar: WorkCalendar, pattern: WorkPattern) -> OvertimeKind:
    """The kind of overtime that belongs to the working day ``day``, statutory minutes apart."""
    judged = calendar.day(day)
    if judged.kind is DayKind.STATUTORY:
        return OvertimeKind.STATUTORY
    return OvertimeKind.WORKDAY if pattern.works_on(judged) else OvertimeKind.REST_DAY


def credit(
    day: date,
    approved: Sequence[Interval],
    *,
    calendar: WorkCalendar,
    pattern: WorkPattern,
    present: Interval | None = None,
) -> OvertimeResult:
    """Overtime minutes of the working day ``day``.

    Every minute that falls on a statutory date is statutory, also the hours after midnight of a shift begun
    the day before; the other minutes take the kind of the working day they belong to, so a night shift's
    extra hours on Saturday morning are extended hours of Friday. Ordinary working time never counts. With
    ``present`` (first to last punch) only minutes of presence count.
    """
    reasons: list[Reason] = []
    wanted = merged(approved)
    # A working day off (rest day, holiday) has no ordinary working time to take out.
    if pattern.works_on(calendar.day(day)):
        free = minus(wanted, pattern.working(day))
        if free != wanted:
            reasons.append(Reason("overtime_in_hours"))
    else:
        free = wanted
    if present is not None:
        there = common(free, [present])
        if there != free:
            reasons.append(Reason("overtime_not_present"))
        free = there
    sums = dict.fromkeys(OvertimeKind, 0)
    base = kind_of_day(day, calendar, pattern)
    for part in _by_date(free):
        on = day_of(part.start)
        if calendar.day(on).kind is DayKind.STATUTORY:
            kind = OvertimeKind.STATUTORY
        elif base is OvertimeKind.STATUTORY:
            # After midnight of a statutory day the next date decides.
            kind = OvertimeKind.WORKDAY if pattern.works_on(calendar.day(on)) else OvertimeKind.REST_DAY
        else:
            kind = base
        sums[kind] += part.minutes
    return OvertimeResult(
        sums[OvertimeKind.WORKDAY], sums[OvertimeKind.REST_DAY], sums[OvertimeKind.STATUTORY], tuple(reasons)
    )


def may_be_time_off(kind: OvertimeKind) -> bool:
    """调休 replaces the money only for rest-day overtime (劳动法 art. 44 item 2)."""
    return kind is OvertimeKind.REST_DAY


def _by_date(parts: Sequence[Interval]) -> list[Interval]:
    out: list[Interval] = []
    for start, end in parts:
        at = start
        while at < end:
            stop = min(end, midnight(day_of(at)) + DAY)
            out.append(Interval(at, stop))
            at = stop
    return out
