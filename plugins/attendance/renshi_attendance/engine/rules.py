"""Attendance rules with effective dates: which shift a day has, by week, by rotation or by a roster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from .calendar import CalendarDay, DayKind
from .errors import EngineError, PatternInvalid
from .minutes import Interval, minus
from .overtime import OvertimeRule
from .pattern import WorkPattern
from .regimes import Averaging, Regime


class ShiftUnknown(EngineError):
    """A rule names a shift that has no version on that day."""

    code = "attendance.shift_unknown"

    def __init__(self, code: str, day: date) -> None:
        super().__init__(
            f"班次「{code}」在 {day:%Y-%m-%d} 没有生效的版本", f"shift {code!r} has no version on {day}"
        )


class Schedule(StrEnum):
    """Who decides which shift a day has."""

    WEEK = "week"
    """固定班制: a shift for each weekday."""
    ROTATION = "rotation"
    """轮班: shifts and days off that repeat from an anchor day (做二休二, 三班倒)."""
    ROSTER = "roster"
    """排班制: what a scheduling plugin has published."""


class Outside(StrEnum):
    """What happens to a punch away from every site."""

    REFUSE = "refuse"
    REASON = "reason"
    """Taken with a reason, and marked."""
    ALLOW = "allow"


def working_segments(
    spans: Sequence[tuple[int, int]], unpaid: Sequence[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    """Spans of presence without the unpaid breaks; paid breaks are working time and stay in."""
    flat = [edge for span in spans for edge in span]
    if any(a >= b for a, b in (*spans, *unpaid)) or flat != sorted(flat):
        raise PatternInvalid("时段须依次排列且互不重叠", "spans must be in order and disjoint")
    holes = [Interval(a, b) for a, b in unpaid]
    if any(not any(a <= x and y <= b for a, b in spans) for x, y in unpaid):
        raise PatternInvalid("休息时段须落在工作时段之内", "a break lies outside the shift")
    return tuple((p.start, p.end) for p in minus([Interval(a, b) for a, b in spans], holes))


@dataclass(frozen=True, slots=True)
class GroundRule:
    """What a day of a person follows beside its shift.

    ``label`` names the rule in a reason. ``regime`` None = as the employee's job facts say; ``sites`` are the
    places (keys) where a punch counts, empty = all sites of the company.
    """

    label: str
    overtime: OvertimeRule
    regime: Regime | None = None
    averaging: Averaging | None = None
    outside: Outside = Outside.REFUSE
    sites: tuple[str, ...] = ()
    max_accuracy: int | None = None
    correction_limit: int = 3
    key: str = ""
    """The row it comes from, empty for the company's settings."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a group's rule, in force from ``valid_from`` until the next version."""

    valid_from: date
    schedule: Schedule
    ground: GroundRule
    week: tuple[str | None, ...] = ()
    rotation: tuple[str | None, ...] = ()
    anchor: date | None = None
    follow_calendar: bool = True
    """False: holidays of the calendar are worked where the week says so, and paid as holidays."""
    punch_required: bool = True

    def __post_init__(self) -> None:
        if self.schedule is Schedule.WEEK and (len(self.week) != 7 or not any(self.week)):
            raise PatternInvalid("固定班制须给出周一至周日的班次", "a week needs seven days and a shift")
        if self.schedule is Schedule.ROTATION and (not any(self.rotation) or self.anchor is None):
            raise PatternInvalid(
                "轮班须给出循环和起始日期", "a rotation needs its cycle, a shift and the day it begins"
            )


@dataclass(frozen=True, slots=True)
class Shifts:
    """Shift versions by code, oldest first."""

    versions: Mapping[str, Sequence[tuple[date, WorkPattern]]]
    _made: dict[tuple[int, bool | None, bool], WorkPattern] = field(default_factory=dict)

    def on(self, code: str, day: date, *, due: bool | None, punch_required: bool = True) -> WorkPattern:
        """The version in force on a day, decided as due, off or by the calendar."""
        found: WorkPattern | None = None
        for valid_from, pattern in self.versions.get(code, ()):
            if valid_from <= day:
                found = pattern
        if found is None:
            raise ShiftUnknown(code, day)
        # Asked for once per person and day; identical answers are one object.
        key = (id(found), due, punch_required)
        made = self._made.get(key)
        if made is None:
            made = replace(found, due=due, punch_required=found.punch_required and punch_required)
            self._made[key] = made
        return made


NOWHERE = WorkPattern("unplanned", ((540, 1020),), half_split=780, due=False, planned=False)
"""A day that nobody has planned. Its hours are never counted."""


def planned(rule: Rule, day: CalendarDay, shifts: Shifts) -> WorkPattern:
    """The pattern of a day by a week or a rotation (a roster is looked up by the caller)."""
    if rule.schedule is Schedule.ROTATION:
        # A Rule of this kind cannot be made without an anchor.
        place = (day.day - (rule.anchor or day.day)).days % len(rule.rotation)
        return _slot(rule, rule.rotation, place, day.day, shifts)
    weekday = day.day.weekday()
    if not rule.follow_calendar:
        return _slot(rule, rule.week, weekday, day.day, shifts)
    if day.kind is DayKind.MAKEUP_WORKDAY and rule.week[weekday] is None:
        code = next(code for code in rule.week if code is not None)
        return shifts.on(code, day.day, due=True, punch_required=rule.punch_required)
    slot = _slot(rule, rule.week, weekday, day.day, shifts)
    if slot.due and day.kind in (DayKind.HOLIDAY_OFF, DayKind.STATUTORY, DayKind.COMPANY_OFF):
        return shifts.on(slot.code, day.day, due=False, punch_required=rule.punch_required)
    return slot


def _slot(rule: Rule, slots: Sequence[str | None], place: int, day: date, shifts: Shifts) -> WorkPattern:
    """The shift of a slot, or a day off that has the hours of the last shift before it."""
    code = slots[place]
    if code is not None:
        return shifts.on(code, day, due=True, punch_required=rule.punch_required)
    before = next(
        slots[(place - back) % len(slots)]
        for back in range(1, len(slots) + 1)
        if slots[(place - back) % len(slots)]
    )
    return shifts.on(str(before), day, due=False, punch_required=rule.punch_required)


def clock(minute: int, *, zh: bool = True) -> str:
    """``09:00``, or ``次日 06:00`` past midnight; ``06:00 (+1)`` in English."""
    day, rest = divmod(minute, 1440)
    time = f"{rest // 60:02d}:{rest % 60:02d}"
    if not day:
        return time
    return f"次日 {time}" if zh else f"{time} (+{day})"


def clock_span(start: int, end: int, *, zh: bool = True) -> str:
    """``09:00–12:00``."""
    return f"{clock(start, zh=zh)}–{clock(end, zh=zh)}"
