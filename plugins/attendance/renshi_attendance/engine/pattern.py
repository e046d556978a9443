"""A fixed work pattern: which weekdays, which hours, which tolerances."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from .calendar import CalendarDay, DayKind
from .errors import PatternInvalid
from .minutes import DAY, Interval, midnight

MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class WorkPattern:
    """One working day, in minutes from its own midnight; an end above 1440 runs past midnight (22:00–06:00 is
    ``(1320, 1800)``).

    ``segments`` in order, disjoint, at most 24 hours from first start to last end, an even number of
    minutes in all (a half day is exactly half). ``half_split``: where the afternoon half begins, on or
    between segments. ``weekdays``: 0 = Monday; make-up working days are worked whatever the weekday.
    ``grace_late``, ``grace_early``: minutes forgiven; beyond them the whole lateness counts.
    ``double_tap``: two punches closer than this are one. ``punch_required`` False: 免打卡, presence is
    assumed unless leave says otherwise.
    """

    code: str
    segments: tuple[tuple[int, int], ...]
    half_split: int
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    grace_late: int = 0
    grace_early: int = 0
    double_tap: int = 2
    punch_required: bool = True
    start: int = field(init=False)
    end: int = field(init=False)
    daily_minutes: int = field(init=False)
    """Working minutes of one full day; one day of leave is this many minutes."""

    def __post_init__(self) -> None:
        if not self.segments:
            raise PatternInvalid("班次没有工作时段", "a pattern needs working time")
        flat = [edge for segment in self.segments for edge in segment]
        if any(a >= b for a, b in self.segments) or flat != sorted(flat) or not 0 <= flat[0] < DAY:
            raise PatternInvalid(
                "工作时段须依次排列、互不重叠，且从当日开始", "segments must be in order and disjoint"
            )
        # Asked for once per person and day of a month, so they are worked out once.
        object.__setattr__(self, "start", flat[0])
        object.__setattr__(self, "end", flat[-1])
        object.__setattr__(self, "daily_minutes", sum(b - a for a, b in self.segments))
        if self.end - self.start > DAY:
            raise PatternInvalid("一个班次不能超过 24 小时", "a pattern is at most 24 hours long")
        if self.daily_minutes % 2:
            raise PatternInvalid("每日工作分钟数须为偶数，才能请半天假", "daily minutes must be even")
        if not self.start < self.half_split < self.end:
            raise PatternInvalid("上下午分界须落在班次之内", "the half-day split must lie inside the pattern")
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise PatternInvalid("工作日须取自周一至周日", "weekdays run from 0 to 6")
        if min(self.grace_late, self.grace_early, self.double_tap) < 0:
            raise PatternInvalid("宽限分钟数不能为负", "a tolerance is never negative")

    def working(self, day: date) -> tuple[Interval, ...]:
        """The working time of a day as local minutes, whether or not the day is worked."""
        zero = midnight(day)
        return tuple(Interval(zero + a, zero + b) for a, b in self.segments)

    def whole(self, day: date) -> Interval:
        """From the first start to the last end of the day, breaks included."""
        zero = midnight(day)
        return Interval(zero + self.start, zero + self.end)

    def morning(self, day: date) -> Interval:
        zero = midnight(day)
        return Interval(zero + self.start, zero + self.half_split)

    def afternoon(self, day: date) -> Interval:
        zero = midnight(day)
        return Interval(zero + self.half_split, zero + self.end)

    def works_on(self, day: CalendarDay) -> bool:
        """True if the person is due: the calendar works and the weekday is theirs, or everybody makes up.

        A pattern with Saturdays (六天班) works on ordinary Saturdays, which the calendar calls rest days;
        holidays and statutory days stay off.
        """
        if day.kind is DayKind.MAKEUP_WORKDAY:
            return True
        if day.kind in (DayKind.WORKDAY, DayKind.REST_DAY):
            return day.day.weekday() in self.weekdays
        return False


def cut_before(day: date, pattern: WorkPattern, previous: WorkPattern) -> int:
    """The local minute at which punches stop belonging to the day before and start belonging to ``day``.

    It is the middle of the gap between yesterday's end and today's start, so every instant belongs to
    exactly one working day: for 09:00–18:00 the cut is 01:30, for 22:00–06:00 it is 14:00.
    """
    yesterday_end = midnight(day) - DAY + previous.end
    today_start = midnight(day) + pattern.start
    return (yesterday_end + today_start) // 2
