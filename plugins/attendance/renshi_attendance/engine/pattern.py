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

    ``flexible``: (minutes the day may begin earlier, minutes it may begin later); the end moves with the
    beginning, so that the hours of a day stay the same and the time between the latest beginning and the
    earliest end is the core time. ``each_segment``: every segment needs a punch at both its ends (split
    shift, 两头班). ``window``: (minutes before the start, minutes after the end) in which a punch counts.

    ``due``: None = the calendar and ``weekdays`` decide; True or False = a roster or a rotation has decided.
    ``planned`` False: nobody has decided yet (a roster that is not published).
    """

    code: str
    segments: tuple[tuple[int, int], ...]
    half_split: int
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    grace_late: int = 0
    grace_early: int = 0
    double_tap: int = 2
    punch_required: bool = True
    flexible: tuple[int, int] | None = None
    each_segment: bool = False
    window: tuple[int, int] | None = None
    due: bool | None = None
    planned: bool = True
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
        self._check_flexible()
        if self.window is not None and min(self.window) < 0:
            raise PatternInvalid("打卡时段的分钟数不能为负", "a punch window is never negative")

    def _check_flexible(self) -> None:
        if self.flexible is None:
            return
        before, after = self.flexible
        if min(before, after) < 0 or before + after == 0:
            raise PatternInvalid("弹性分钟数须为正数", "flexible minutes must be positive")
        if self.each_segment:
            raise PatternInvalid("分段打卡的班次不能弹性", "a split shift is not flexible")
        if self.start + after >= self.segments[0][1] or self.end - before <= self.segments[-1][0]:
            raise PatternInvalid(
                "弹性范围不能越过午休，否则没有核心时间", "the flexible range would leave no core time"
            )
        if self.start < before or self.end + after - (self.start + after) > DAY:
            raise PatternInvalid("弹性上班不能早于当日零点", "the day must not begin before midnight")

    def working(self, day: date) -> tuple[Interval, ...]:
        """The working time of a day as local minutes, whether or not the day is worked."""
        zero = midnight(day)
        return tuple(Interval(zero + a, zero + b) for a, b in self.segments)

    def shifted(self, day: date, by: int) -> tuple[Interval, ...]:
        """The working time of a flexible day that began ``by`` minutes later; breaks stay where they are."""
        parts = list(self.working(day))
        parts[0] = Interval(parts[0].start + by, parts[0].end)
        parts[-1] = Interval(parts[-1].start, parts[-1].end + by)
        return tuple(parts)

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

        A roster or rotation that has decided (``due``) is followed on any day, holidays included.

        A pattern with Saturdays (六天班) works on ordinary Saturdays, which the calendar calls rest days;
        holidays and statutory days stay off.
        """
        if self.due is not None:
            return self.due
        if day.kind is DayKind.MAKEUP_WORKDAY:
            return True
        if day.kind in (DayKind.WORKDAY, DayKind.REST_DAY):
            return day.day.weekday() in self.weekdays
        return False


SLACK = 4 * 60
"""Minutes around a shift beside a free day in which punches belong to the shift."""


def cut_before(day: date, pattern: WorkPattern, previous: WorkPattern) -> int:
    """The local minute at which punches stop belonging to the day before and start belonging to ``day``.

    It is the middle of the gap between yesterday's end and today's start, so every instant belongs to
    exactly one working day: for 09:00–18:00 the cut is 01:30, for 22:00–06:00 it is 14:00. Beside a day off
    the shift keeps at least four hours on that side, and the day off is taken as if it had the same shift.
    """
    zero = midnight(day)
    worked, works = previous.due is not False, pattern.due is not False
    if works and not worked:
        start = zero + pattern.start
        return min((zero - DAY + pattern.end + start) // 2, start - SLACK)
    if worked and not works:
        end = zero - DAY + previous.end
        return max((end + zero + previous.start) // 2, end + SLACK)
    return (zero - DAY + previous.end + zero + pattern.start) // 2
