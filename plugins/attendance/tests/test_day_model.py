"""Days against a slow model that looks at every minute: random shifts, midnights, flexible rules, leave by the hour and
by the half day, trips, and a calendar typed off the notice.

The model shares no code with the engine: it knows a shift as a set of minutes and works by counting them.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from renshi_attendance.engine.calendar import CalendarDay, DayKind
from renshi_attendance.engine.day import DayResult, LeaveUse, Status, judge
from renshi_attendance.engine.leave import DaySpan, Half, charge
from renshi_attendance.engine.leave_types import Counting, Unit
from renshi_attendance.engine.minutes import Interval
from renshi_attendance.engine.pattern import WorkPattern
from renshi_attendance.engine.punches import by_day, cuts
from renshi_attendance.reference import national_calendar

MONDAY = date(2026, 3, 2)
DAYS = 5
MINUTES = 1440


@dataclass(frozen=True)
class Shift:
    """What is drawn: clock minutes of one day; ``None`` spans = off."""

    spans: tuple[tuple[int, int], ...]
    off: bool = False
    flexible: tuple[int, int] | None = None
    each: bool = False
    window: tuple[int, int] | None = None
    grace: tuple[int, int] = (0, 0)

    def pattern(self) -> WorkPattern:
        start, end = self.spans[0][0], self.spans[-1][1]
        return WorkPattern(
            "drawn",
            self.spans,
            half_split=(start + end) // 2,
            grace_late=self.grace[0],
            grace_early=self.grace[1],
            flexible=self.flexible,
            each_segment=self.each,
            window=self.window,
            due=not self.off,
        )


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    start = draw(st.integers(0, 1439))
    edges = [start]
    for _ in range(draw(st.integers(1, 3)) * 2 - 1):
        edges.append(edges[-1] + draw(st.integers(20, 240)))
    spans = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    if sum(b - a for a, b in spans) % 2:
        spans[-1] = (spans[-1][0], spans[-1][1] + 1)
    flexible = None
    each = draw(st.booleans())
    if not each and draw(st.booleans()):
        before = draw(st.integers(0, min(start, spans[-1][1] - spans[-1][0] - 1, 90)))
        after = draw(st.integers(0, min(spans[0][1] - start - 1, 90)))
        flexible = (before, after) if before + after else None
    window = draw(st.none() | st.tuples(st.integers(0, 180), st.integers(0, 180)))
    grace = draw(st.tuples(st.integers(0, 20), st.integers(0, 20)))
    return Shift(tuple(spans), draw(st.integers(0, 4)) == 0, flexible, each, window, grace)


def spans_of(draw: st.DrawFn, at_most: int) -> list[tuple[int, int]]:
    """Disjoint pieces of time over the days."""
    zero = MONDAY.toordinal() * MINUTES
    marks = sorted(
        draw(st.lists(st.integers(zero, zero + DAYS * MINUTES), max_size=at_most * 2, unique=True))
    )
    return list(zip(marks[::2], marks[1::2], strict=False))


@st.composite
def weeks(draw: st.DrawFn) -> tuple[list[Shift], list[int], list[tuple[int, int]], list[tuple[int, int]]]:
    drawn = draw(st.lists(shifts(), min_size=DAYS + 4, max_size=DAYS + 4))
    zero = MONDAY.toordinal() * MINUTES
    edges = [
        zero + (i - 2) * MINUTES + edge
        for i, shift in enumerate(drawn)
        for edge in (shift.spans[0][0], shift.spans[-1][1])
    ]
    near = st.sampled_from(edges).flatmap(lambda e: st.integers(e - 130, e + 130))
    # The minute at which one day's punches end and the next one's begin, and its neighbours.
    middles = [(end + start) // 2 for end, start in zip(edges[1::2], edges[2::2], strict=False)]
    between = st.sampled_from(middles).flatmap(lambda m: st.integers(m - 1, m + 1))
    punches = draw(st.lists(near | between, max_size=25))
    return drawn, punches, spans_of(draw, 2), spans_of(draw, 2)


def owner(minute: int, drawn: list[Shift], zero: int) -> int:
    """The day a minute belongs to: walk from day to day while the next one has the better claim."""
    day = 0
    for i in range(1, len(drawn)):
        left, right = drawn[i - 1], drawn[i]
        if right.off and not left.off:
            right = left
            end = zero + (i - 1) * MINUTES + left.spans[-1][1]
            mine = max((end + zero + i * MINUTES + right.spans[0][0]) // 2, end + 240)
        elif left.off and not right.off:
            start = zero + i * MINUTES + right.spans[0][0]
            mine = min((zero + (i - 1) * MINUTES + right.spans[-1][1] + start) // 2, start - 240)
        else:
            mine = (
                zero + (i - 1) * MINUTES + left.spans[-1][1] + zero + i * MINUTES + right.spans[0][0]
            ) // 2
        if minute >= mine:
            day = i
    return day


def pair(punches: list[int]) -> tuple[int | None, int | None]:
    if not punches:
        return None, None
    low, high = min(punches), max(punches)
    return low, (high if high - low > 2 else None)


def slow(
    shift: Shift,
    zero: int,
    punches: list[int],
    leave: set[int],
    away: set[int],
    charge: int | None = None,
) -> tuple[Status, dict[str, int]]:
    """A working day by counting minutes. ``charge``: what leave costs, where that is not what it covers."""
    nominal = [m for a, b in shift.spans for m in range(zero + a, zero + b)]
    work = set(nominal)
    if charge is None:
        charge = len(work & leave)
    seen = list(punches)
    if shift.window is not None:
        early, late = shift.flexible or (0, 0)
        low = nominal[0] - early - shift.window[0]
        high = nominal[-1] + 1 + late + shift.window[1]
        seen = [m for m in seen if low <= m <= high]
    if shift.flexible and seen and nominal[0] not in leave | away:
        moved = max(-shift.flexible[0], min(min(seen) - nominal[0], shift.flexible[1]))
        last = nominal[-1] + 1
        if moved > 0:
            work -= set(range(nominal[0], nominal[0] + moved))
            work |= set(range(last, last + moved))
        else:
            work |= set(range(nominal[0] + moved, nominal[0]))
            work -= set(range(last + moved, last))
    rest = len(nominal) - charge
    trip = min(rest, len((work - leave) & away))
    left = rest - trip
    need = sorted(work - leave - away)
    told = {"late": 0, "early": 0, "absent": 0, "unknown": 0, "trip": trip}
    if not need or not left:
        return (Status.TRIP if trip else Status.LEAVE), told
    groups = [(need, seen)]
    if shift.each:
        groups = []
        for i, (a, b) in enumerate(shift.spans):
            mine = [m for m in need if zero + a <= m < zero + b]
            own = seen
            if i:
                middle = (zero + shift.spans[i - 1][1] + zero + a) / 2
                own = [m for m in own if m >= middle]
            if i + 1 < len(shift.spans):
                middle = (zero + b + zero + shift.spans[i + 1][0]) / 2
                own = [m for m in own if m < middle]
            if mine:
                groups.append((mine, own))
    for mine, own in groups:
        whole = len(mine) if shift.each else left
        first, last = pair(own)
        if first is None:
            told["absent"] += whole
        elif last is None:
            told["unknown"] += whole
        else:
            if first - mine[0] > shift.grace[0]:
                told["late"] += sum(m < first for m in mine)
            if mine[-1] + 1 - last > shift.grace[1]:
                told["early"] += sum(m >= last for m in mine)
    for name in ("absent", "unknown", "late", "early"):
        told[name] = min(told[name], left)
        left -= told[name]
    if told["unknown"]:
        return Status.MISSING_PUNCH, told
    if told["absent"]:
        return Status.ABSENT, told
    both = (told["late"] > 0, told["early"] > 0)
    words = {
        (True, True): Status.LATE_AND_EARLY,
        (True, False): Status.LATE,
        (False, True): Status.EARLY,
        (False, False): Status.PRESENT,
    }
    return words[both], told


def fast(
    drawn: list[Shift], punches: list[int], leave: list[tuple[int, int]], away: list[tuple[int, int]]
) -> list[DayResult]:
    patterns = [one.pattern() for one in drawn]

    def pattern_on(day: date) -> WorkPattern:
        return patterns[(day - MONDAY).days + 2]

    edges = cuts(MONDAY, MONDAY + timedelta(days=DAYS - 1), pattern_on)
    found: list[DayResult] = []
    for i, own in enumerate(by_day(punches, edges)):
        day = MONDAY + timedelta(days=i)
        work = {m for part in pattern_on(day).working(day) for m in range(part.start, part.end)}
        uses = [
            LeaveUse("annual", minutes, minutes, Interval(a, b))
            for a, b in leave
            if (minutes := len(work & set(range(a, b))))
        ]
        calendar = CalendarDay(day, DayKind.WORKDAY, None, "")
        found.append(judge(calendar, pattern_on(day), own, uses, trips=[Interval(a, b) for a, b in away]))
    return found


@given(weeks())
@settings(max_examples=400)
def test_days_equal_a_look_at_every_minute(
    week: tuple[list[Shift], list[int], list[tuple[int, int]], list[tuple[int, int]]],
) -> None:
    drawn, punches, leave, away = week
    base = (MONDAY.toordinal() - 2) * MINUTES
    on_leave = {m for a, b in leave for m in range(a, b)}
    # A leave that touches no working minute of a day has no window on it.
    on_trip = {m for a, b in away for m in range(a, b)}
    for i, got in enumerate(fast(drawn, punches, leave, away)):
        shift, zero = drawn[i + 2], base + (i + 2) * MINUTES
        own = [m for m in punches if owner(m, drawn, base) == i + 2]
        if shift.off:
            assert (got.status, got.due_minutes, got.worked_minutes) == (Status.REST_DAY, 0, 0)
            continue
        touching = {
            m
            for a, b in leave
            if any(zero + x <= m < zero + y for m in range(a, b) for x, y in shift.spans)
            for m in range(a, b)
        }
        status, told = slow(shift, zero, own, touching & on_leave, on_trip)
        assert got.status is status
        assert {
            "late": got.late_minutes,
            "early": got.early_minutes,
            "absent": got.absent_minutes,
            "unknown": got.unknown_minutes,
            "trip": got.trip_minutes,
        } == told
        parts = got.late_minutes + got.early_minutes + got.absent_minutes + got.unknown_minutes
        assert got.due_minutes == got.leave_due_minutes + parts + got.worked_minutes
        assert got.worked_minutes >= got.trip_minutes >= 0


CAL = national_calendar()
# Typed off the notice for 2026 (国办发明电〔2025〕7号), so that neither the package nor our data is asked.
OFF_2026 = {
    date(2026, month, day)
    for month, first, last in (
        (1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7),
    )
    for day in range(first, last + 1)
}  # fmt: skip
MADE_UP_2026 = {
    date(2026, month, day) for month, day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))
}


@st.composite
def half_days(draw: st.DrawFn) -> tuple[Shift, int, Half, date, list[int], list[tuple[int, int]]]:
    shift = draw(shifts())
    start, end = shift.spans[0][0], shift.spans[-1][1]
    split = draw(st.integers(start + 1, end - 1))
    day = draw(st.sampled_from(sorted({date(2026, 3, 2) + timedelta(days=i) for i in range(5)})))
    zero = day.toordinal() * MINUTES
    marks = st.sampled_from([start, split, end, *(m for span in shift.spans for m in span)])
    punches = draw(st.lists(marks.flatmap(lambda m: st.integers(zero + m - 40, zero + m + 40)), max_size=8))
    edges = sorted(draw(st.lists(st.integers(zero, zero + 2 * MINUTES), max_size=2, min_size=2, unique=True)))
    away = [(edges[0], edges[1])] if draw(st.integers(0, 3)) == 0 else []
    return shift, split, draw(st.sampled_from(list(Half))), day, punches, away


@given(half_days())
@settings(max_examples=400)
def test_half_days_of_leave_equal_a_look_at_every_minute(
    case: tuple[Shift, int, Half, date, list[int], list[tuple[int, int]]],
) -> None:
    shift, split, half, day, punches, away = case
    drawn = shift.pattern()
    pattern = WorkPattern(
        "drawn", drawn.segments, half_split=split, grace_late=drawn.grace_late, grace_early=drawn.grace_early,
        flexible=drawn.flexible, each_segment=drawn.each_segment, window=drawn.window, due=True,
    )  # fmt: skip
    (cost,) = charge(
        DaySpan(day, day, half, half),
        unit=Unit.HALF_DAY,
        counting=Counting.WORKING,
        calendar=CAL,
        pattern_on=lambda _: pattern,
    )
    whole = sum(b - a for a, b in shift.spans)
    assert cost.minutes * 2 == whole
    zero = day.toordinal() * MINUTES
    start, end = shift.spans[0][0], shift.spans[-1][1]
    covered = range(zero + start, zero + split) if half is Half.AM else range(zero + split, zero + end)
    got = judge(
        CAL.day(day),
        pattern,
        punches,
        [LeaveUse("annual", cost.minutes, cost.due_minutes, cost.window)],
        trips=[Interval(a, b) for a, b in away],
    )
    on_trip = {m for a, b in away for m in range(a, b)}
    status, told = slow(shift, zero, punches, set(covered), on_trip, charge=whole // 2)
    assert got.status is status
    assert (got.late_minutes, got.early_minutes, got.absent_minutes, got.unknown_minutes, got.trip_minutes) == (
        told["late"], told["early"], told["absent"], told["unknown"], told["trip"],
    )  # fmt: skip
    assert got.leave_due_minutes == whole // 2


@given(
    day=st.sampled_from(sorted(OFF_2026 | MADE_UP_2026)) | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    punches=st.lists(st.integers(520, 1110), max_size=4),
    grace=st.integers(0, 15),
)
@settings(max_examples=400)
def test_which_days_are_due_and_what_is_late_over_a_year(
    day: date, weekdays: frozenset[int], punches: list[int], grace: int
) -> None:
    pattern = WorkPattern(
        "office", ((540, 720), (780, 1080)), half_split=780, weekdays=weekdays, grace_late=grace
    )
    zero = day.toordinal() * MINUTES
    got = judge(CAL.day(day), pattern, [zero + m for m in punches])
    due = day in MADE_UP_2026 or (day.weekday() in weekdays and day not in OFF_2026)
    assert got.due_minutes == (480 if due else 0)
    if due and punches and max(punches) - min(punches) > 2:
        missed = sum(540 <= m < 720 or 780 <= m < 1080 for m in range(540, max(540, min(punches))))
        assert got.late_minutes == (missed if min(punches) - 540 > grace else 0)
