"""One day judged: exact cases, and a model that looks at every minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from renshi_attendance.engine.calendar import DayKind
from renshi_attendance.engine.day import DayResult, LeaveUse, Status, judge
from renshi_attendance.engine.minutes import Interval, midnight, to_minute, wall
from renshi_attendance.engine.pattern import WorkPattern
from renshi_attendance.engine.punches import by_day, cuts
from renshi_attendance.reference import national_calendar

CAL = national_calendar()
OFFICE = WorkPattern("office", ((540, 720), (780, 1080)), half_split=780)
LENIENT = WorkPattern("lenient", ((540, 720), (780, 1080)), half_split=780, grace_late=10, grace_early=5)
NIGHT = WorkPattern("night", ((1320, 1800),), half_split=1560)
FREE = WorkPattern("free", ((540, 720), (780, 1080)), half_split=780, punch_required=False)
MONDAY = date(2026, 3, 2)


def clock(*times: str, day: date = MONDAY) -> list[int]:
    """Minutes of ``09:00`` or, on the next day, ``+06:00``."""
    return [
        midnight(day + timedelta(days=t.startswith("+")))
        + int(t.lstrip("+").split(":")[0]) * 60
        + int(t.split(":")[1])
        for t in times
    ]


def look(
    *times: str, pattern: WorkPattern = OFFICE, day: date = MONDAY, leave: list[LeaveUse] | None = None
) -> DayResult:
    return judge(CAL.day(day), pattern, clock(*times, day=day), leave or [])


def sums(result: DayResult) -> tuple[int, ...]:
    return (
        result.worked_minutes,
        result.late_minutes,
        result.early_minutes,
        result.absent_minutes,
        result.unknown_minutes,
    )


@pytest.mark.parametrize(
    ("times", "status", "amounts"),
    [
        (("08:55", "18:03"), Status.PRESENT, (480, 0, 0, 0, 0)),
        (("09:00", "18:00"), Status.PRESENT, (480, 0, 0, 0, 0)),
        (("09:01", "18:00"), Status.LATE, (479, 1, 0, 0, 0)),
        (("09:00", "17:30"), Status.EARLY, (450, 0, 30, 0, 0)),
        (("09:15", "17:30"), Status.LATE_AND_EARLY, (435, 15, 30, 0, 0)),
        # The lunch break is nobody's lateness: 09:00–12:00 and half an hour of the afternoon.
        (("13:30", "18:00"), Status.LATE, (270, 210, 0, 0, 0)),
        (("09:00", "12:30"), Status.EARLY, (180, 0, 300, 0, 0)),
        (("08:50",), Status.MISSING_PUNCH, (0, 0, 0, 0, 480)),
        (("08:50", "08:51", "08:52"), Status.MISSING_PUNCH, (0, 0, 0, 0, 480)),
        ((), Status.ABSENT, (0, 0, 0, 480, 0)),
        (("18:10", "08:50", "12:05", "12:55"), Status.PRESENT, (480, 0, 0, 0, 0)),
        # Both punches before the shift: all of it was left.
        (("07:00", "08:00"), Status.EARLY, (0, 0, 480, 0, 0)),
    ],
)
def test_an_office_day(times: tuple[str, ...], status: Status, amounts: tuple[int, ...]) -> None:
    result = look(*times)
    assert result.status is status
    assert sums(result) == amounts
    assert result.due_minutes == 480


@pytest.mark.parametrize(
    ("times", "status", "late", "early"),
    [
        (("09:10", "18:00"), Status.PRESENT, 0, 0),
        (("09:11", "18:00"), Status.LATE, 11, 0),
        (("09:00", "17:55"), Status.PRESENT, 0, 0),
        (("09:00", "17:54"), Status.EARLY, 0, 6),
    ],
)
def test_beyond_the_grace_the_whole_lateness_counts(
    times: tuple[str, ...], status: Status, late: int, early: int
) -> None:
    result = look(*times, pattern=LENIENT)
    assert (result.status, result.late_minutes, result.early_minutes) == (status, late, early)


def test_which_punch_is_missing() -> None:
    assert look("08:50").reasons[-1].zh == "缺下班卡，仅有 2026-03-02 08:50"
    assert look("18:02").reasons[-1].zh == "缺上班卡，仅有 2026-03-02 18:02"


def test_the_reason_of_a_late_arrival_names_both_times() -> None:
    (why,) = look("09:20", "18:00").reasons
    assert why.zh == "应 2026-03-02 09:00 到，2026-03-02 09:20 打卡，迟到 20 分钟"
    assert why.en == "due at 2026-03-02 09:00, punched at 2026-03-02 09:20: 20 minutes late"


def test_half_day_leave_moves_the_time_that_is_due() -> None:
    morning = LeaveUse("annual", 240, 240, OFFICE.morning(MONDAY))
    result = look("12:58", "18:00", leave=[morning])
    assert (result.status, sums(result)) == (Status.PRESENT, (240, 0, 0, 0, 0))
    assert result.leave == (("annual", 240, 240),)
    late = look("13:20", "18:00", leave=[morning])
    assert (late.status, sums(late)) == (Status.LATE, (220, 20, 0, 0, 0))
    gone = look(leave=[morning])
    assert (gone.status, sums(gone)) == (Status.ABSENT, (0, 0, 0, 240, 0))


def test_leave_in_the_middle_of_the_day_leaves_both_ends_due() -> None:
    hours = LeaveUse("personal", 120, 120, Interval(*clock("10:00", "12:00")))
    result = look("09:00", "18:00", leave=[hours])
    assert (result.status, result.worked_minutes, result.leave_due_minutes) == (Status.PRESENT, 360, 120)


def test_a_day_of_leave_needs_no_punch() -> None:
    whole = LeaveUse("sick", 480, 480, OFFICE.whole(MONDAY))
    assert (look(leave=[whole]).status, look("08:00", leave=[whole]).status) == (Status.LEAVE, Status.LEAVE)


@pytest.mark.parametrize(
    ("day", "status", "kind"),
    [
        (date(2026, 3, 7), Status.REST_DAY, DayKind.REST_DAY),
        (date(2026, 5, 1), Status.STATUTORY_HOLIDAY, DayKind.STATUTORY),
        (date(2026, 5, 4), Status.HOLIDAY, DayKind.HOLIDAY_OFF),
        (date(2026, 5, 9), Status.ABSENT, DayKind.MAKEUP_WORKDAY),
    ],
)
def test_days_without_punches(day: date, status: Status, kind: DayKind) -> None:
    result = look(day=day)
    assert (result.status, result.kind) == (status, kind)
    assert result.due_minutes == (480 if status is Status.ABSENT else 0)


def test_a_make_up_working_day_says_so() -> None:
    result = look("09:00", "18:00", day=date(2026, 5, 9))
    assert result.status is Status.PRESENT
    assert result.reasons[0].zh.startswith("调休上班日（全国年节及纪念日放假办法")


def test_punches_on_a_rest_day_are_no_overtime_by_themselves() -> None:
    result = look("09:00", "18:00", day=date(2026, 3, 7))
    assert (result.status, result.worked_minutes) == (Status.REST_DAY, 0)
    assert [one.zh for one in result.reasons] == ["休息日", "休息日有打卡，未申请加班不计加班"]


def test_without_a_duty_to_punch_presence_is_assumed() -> None:
    assert (look(pattern=FREE).status, look(pattern=FREE).worked_minutes) == (Status.PRESENT, 480)
    half = LeaveUse("personal", 240, 240, FREE.afternoon(MONDAY))
    assert look(pattern=FREE, leave=[half]).worked_minutes == 240


@pytest.mark.parametrize(
    ("times", "status", "amounts"),
    [
        (("21:50", "+06:05"), Status.PRESENT, (480, 0, 0, 0, 0)),
        (("22:30", "+06:00"), Status.LATE, (450, 30, 0, 0, 0)),
        (("22:00", "+05:00"), Status.EARLY, (420, 0, 60, 0, 0)),
        (("+06:00",), Status.MISSING_PUNCH, (0, 0, 0, 0, 480)),
    ],
)
def test_a_shift_over_midnight(times: tuple[str, ...], status: Status, amounts: tuple[int, ...]) -> None:
    result = look(*times, pattern=NIGHT)
    assert (result.day, result.status, sums(result)) == (MONDAY, status, amounts)


def test_a_day_is_pending_until_its_punches_can_end() -> None:
    edges = cuts(MONDAY, MONDAY, lambda _: OFFICE)
    before = judge(CAL.day(MONDAY), OFFICE, clock("09:00"), now=edges[1] - 1, cut_after=edges[1])
    after = judge(CAL.day(MONDAY), OFFICE, clock("09:00"), now=edges[1], cut_after=edges[1])
    assert (before.status, before.unknown_minutes) == (Status.PENDING, 480)
    assert after.status is Status.MISSING_PUNCH


def test_the_cut_lies_in_the_middle_of_the_night() -> None:
    assert cuts(MONDAY, MONDAY, lambda _: OFFICE) == tuple(clock("01:30", "+01:30"))
    assert cuts(MONDAY, MONDAY, lambda _: NIGHT) == tuple(clock("14:00", "+14:00"))


def test_a_change_from_nights_to_days_gives_each_punch_one_day() -> None:
    """Night shift on Monday (until Tuesday 06:00), day shift on Tuesday from 09:00: the cut is at 07:30."""
    tuesday = MONDAY + timedelta(days=1)
    edges = cuts(MONDAY, tuesday, lambda d: NIGHT if d <= MONDAY else OFFICE)
    groups = by_day(clock("21:58", "+06:03", "+08:55", "+18:01"), edges)
    assert groups == (tuple(clock("21:58", "+06:03")), tuple(clock("+08:55", "+18:01")))


def test_the_same_instant_is_another_day_in_another_zone() -> None:
    instant = datetime(2026, 3, 2, 17, 30, 59, tzinfo=UTC)
    assert to_minute(instant, ZoneInfo("Asia/Shanghai")) == wall(datetime(2026, 3, 3, 1, 30))
    assert to_minute(instant, ZoneInfo("Europe/Berlin")) == wall(datetime(2026, 3, 2, 18, 30))
    with pytest.raises(ValueError, match="zone"):
        to_minute(datetime(2026, 3, 2, 9, 0), ZoneInfo("Asia/Shanghai"))


@st.composite
def day_cases(draw: st.DrawFn) -> tuple[WorkPattern, list[int], list[LeaveUse]]:
    pattern = draw(st.sampled_from([OFFICE, LENIENT, NIGHT]))
    zero = midnight(MONDAY)
    punches = draw(st.lists(st.integers(zero + pattern.start - 180, zero + pattern.end + 180), max_size=5))
    leave = []
    if draw(st.booleans()):
        choice = draw(st.sampled_from(["am", "pm", "hours"]))
        if choice == "hours":
            a = draw(st.integers(zero + pattern.start, zero + pattern.end - 1))
            b = draw(st.integers(a + 1, zero + pattern.end))
            minutes = sum(any(s <= m < e for s, e in pattern.working(MONDAY)) for m in range(a, b))
            window = Interval(a, b)
        else:
            minutes = pattern.daily_minutes // 2
            window = pattern.morning(MONDAY) if choice == "am" else pattern.afternoon(MONDAY)
        if minutes:
            leave = [LeaveUse("annual", minutes, minutes, window)]
    return pattern, punches, leave


@given(day_cases())
def test_a_day_equals_a_look_at_every_minute(case: tuple[WorkPattern, list[int], list[LeaveUse]]) -> None:
    pattern, punches, leave = case
    got = judge(CAL.day(MONDAY), pattern, punches, leave)
    zero = midnight(MONDAY)
    required = [
        m
        for m in range(zero, zero + 2 * 1440)
        if any(zero + a <= m < zero + b for a, b in pattern.segments)
        and not any(u.window.start <= m < u.window.end for u in leave)
    ]
    remaining = pattern.daily_minutes - sum(u.minutes for u in leave)
    if not required or remaining <= 0:
        assert got.status is Status.LEAVE
        return
    if not punches:
        assert (got.status, got.absent_minutes) == (Status.ABSENT, remaining)
        return
    first, last = min(punches), max(punches)
    if last - first <= pattern.double_tap:
        assert (got.status, got.unknown_minutes) == (Status.MISSING_PUNCH, remaining)
        return
    late = sum(m < first for m in required) if first - required[0] > pattern.grace_late else 0
    early = sum(m >= last for m in required) if required[-1] + 1 - last > pattern.grace_early else 0
    late = min(late, remaining)
    early = min(early, remaining - late)
    assert (got.late_minutes, got.early_minutes, got.worked_minutes) == (
        late,
        early,
        remaining - late - early,
    )


@given(day_cases())
def test_the_parts_of_a_day_add_up(case: tuple[WorkPattern, list[int], list[LeaveUse]]) -> None:
    pattern, punches, leave = case
    got = judge(CAL.day(MONDAY), pattern, punches, leave)
    assert got.due_minutes == got.leave_due_minutes + sum(sums(got))
    assert min(sums(got)) >= 0
    assert judge(CAL.day(MONDAY), pattern, list(reversed(punches)), leave) == got


@given(
    st.lists(st.integers(midnight(MONDAY) - 3000, midnight(MONDAY) + 12000), max_size=30),
    st.lists(st.sampled_from([OFFICE, NIGHT]), min_size=8, max_size=8),
)
def test_every_punch_belongs_to_exactly_one_day(punches: list[int], shifts: list[WorkPattern]) -> None:
    def pattern_on(day: date) -> WorkPattern:
        return shifts[(day - MONDAY).days % 8]

    edges = cuts(MONDAY, MONDAY + timedelta(days=5), pattern_on)
    groups = by_day(punches, edges)
    assert sorted(m for g in groups for m in g) == sorted(m for m in punches if edges[0] <= m < edges[-1])
    for i, group in enumerate(groups):
        assert all(edges[i] <= m < edges[i + 1] for m in group)
