"""Leave arithmetic: exact spans, and a model that counts minute by minute."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from renshi_attendance.engine.calendar import DayKind
from renshi_attendance.engine.errors import (
    AdditionUnknown,
    LeaveOverlap,
    LeaveSpanInvalid,
    LeaveTypeUnknown,
    PatternInvalid,
    ProvinceUnknown,
)
from renshi_attendance.engine.leave import DaySpan, Half, HourSpan, charge, check_overlap, leave_minutes
from renshi_attendance.engine.leave_types import Addition, Counting, Unit
from renshi_attendance.engine.minutes import Interval, from_minute, wall
from renshi_attendance.engine.pattern import WorkPattern
from renshi_attendance.reference import leave_catalogue, national_calendar

CAL = national_calendar()
OFFICE = WorkPattern("office", ((540, 720), (780, 1080)), half_split=780)
NIGHT = WorkPattern("night", ((1320, 1800),), half_split=1560)
SIX_DAYS = WorkPattern("six", ((540, 720), (780, 1080)), half_split=780, weekdays=frozenset(range(6)))


def at(text: str) -> int:
    return wall(datetime.fromisoformat(text))


def use(
    span: DaySpan | HourSpan, counting: Counting = Counting.WORKING, pattern: WorkPattern = OFFICE
) -> int:
    return leave_minutes(
        charge(span, unit=Unit.HOUR, counting=counting, calendar=CAL, pattern_on=lambda _: pattern)
    )


@pytest.mark.parametrize(
    ("start", "start_half", "end", "end_half", "minutes"),
    [
        ("2026-03-02", "am", "2026-03-02", "pm", 480),
        ("2026-03-02", "am", "2026-03-02", "am", 240),
        ("2026-03-02", "pm", "2026-03-02", "pm", 240),
        ("2026-03-02", "pm", "2026-03-04", "am", 960),
        # Friday to Monday over a weekend: two working days.
        ("2026-03-06", "am", "2026-03-09", "pm", 960),
        # 27 February to 2 March 2026: Saturday 28 is a make-up working day, Sunday is not.
        ("2026-02-27", "am", "2026-03-02", "pm", 1440),
        # Labour Day: 30 April, five days off, 6 May.
        ("2026-04-30", "am", "2026-05-06", "pm", 960),
    ],
)
def test_days_and_half_days(start: str, start_half: str, end: str, end_half: str, minutes: int) -> None:
    span = DaySpan(date.fromisoformat(start), date.fromisoformat(end), Half(start_half), Half(end_half))
    assert use(span) == minutes


@pytest.mark.parametrize(
    ("counting", "minutes"),
    [
        (Counting.WORKING, 2 * 480),
        # 30 April – 6 May with the five days off between them.
        (Counting.SANDWICH, 7 * 480),
        (Counting.CALENDAR, 7 * 480),
        (Counting.CALENDAR_EXCEPT_STATUTORY, 5 * 480),
    ],
)
def test_what_a_holiday_inside_a_leave_costs(counting: Counting, minutes: int) -> None:
    assert use(DaySpan(date(2026, 4, 30), date(2026, 5, 6)), counting) == minutes


def test_the_sandwich_does_not_reach_past_the_edges() -> None:
    """Saturday and Sunday at the edges, Monday to Friday inside."""
    assert use(DaySpan(date(2026, 3, 7), date(2026, 3, 15)), Counting.SANDWICH) == 5 * 480
    assert use(DaySpan(date(2026, 3, 7), date(2026, 3, 15)), Counting.CALENDAR) == 9 * 480


def test_off_days_inside_a_calendar_leave_are_never_due() -> None:
    days = charge(
        DaySpan(date(2026, 3, 6), date(2026, 3, 9)),
        unit=Unit.DAY,
        counting=Counting.CALENDAR,
        calendar=CAL,
        pattern_on=lambda _: OFFICE,
    )
    assert [(d.minutes, d.due_minutes) for d in days] == [(480, 480), (480, 0), (480, 0), (480, 480)]


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-03-02T09:00", "2026-03-02T11:00", 120),
        ("2026-03-02T11:30", "2026-03-02T13:30", 60),
        ("2026-03-02T08:00", "2026-03-02T20:00", 480),
        ("2026-03-02T17:00", "2026-03-03T10:00", 120),
        ("2026-03-06T17:00", "2026-03-09T10:00", 120),
    ],
)
def test_hours(start: str, end: str, minutes: int) -> None:
    assert use(HourSpan(at(start), at(end))) == minutes


def test_hours_after_midnight_belong_to_the_night_shift_of_the_day_before() -> None:
    days = charge(
        HourSpan(at("2026-03-03T02:00"), at("2026-03-03T04:00")),
        unit=Unit.HOUR,
        counting=Counting.WORKING,
        calendar=CAL,
        pattern_on=lambda _: NIGHT,
    )
    assert [(d.day, d.minutes) for d in days] == [(date(2026, 3, 2), 120)]


def test_a_six_day_week_is_due_on_saturday_but_not_in_a_holiday() -> None:
    assert use(DaySpan(date(2026, 3, 7), date(2026, 3, 7)), pattern=SIX_DAYS) == 480
    with pytest.raises(LeaveSpanInvalid):
        use(DaySpan(date(2026, 5, 2), date(2026, 5, 2)), pattern=SIX_DAYS)


@pytest.mark.parametrize(
    ("span", "unit"),
    [
        (DaySpan(date(2026, 3, 3), date(2026, 3, 2)), Unit.HOUR),
        (DaySpan(date(2026, 3, 2), date(2026, 3, 2), Half.PM, Half.AM), Unit.HOUR),
        (DaySpan(date(2026, 3, 7), date(2026, 3, 8)), Unit.HOUR),
        (DaySpan(date(2026, 3, 2), date(2026, 3, 2), Half.AM, Half.AM), Unit.DAY),
        (HourSpan(at("2026-03-02T09:00"), at("2026-03-02T10:00")), Unit.HALF_DAY),
        (HourSpan(at("2026-03-02T10:00"), at("2026-03-02T09:00")), Unit.HOUR),
        (HourSpan(at("2026-03-02T12:00"), at("2026-03-02T13:00")), Unit.HOUR),
    ],
)
def test_spans_that_are_refused(span: DaySpan | HourSpan, unit: Unit) -> None:
    with pytest.raises(LeaveSpanInvalid):
        charge(span, unit=unit, counting=Counting.WORKING, calendar=CAL, pattern_on=lambda _: OFFICE)


@pytest.mark.parametrize(
    ("segments", "split"),
    [
        ((), 720),
        (((600, 540),), 570),
        (((540, 720), (700, 800)), 710),
        (((540, 721),), 600),
        (((540, 720),), 720),
        (((0, 720), (780, 1500)), 740),
        (((1500, 1600),), 1550),
    ],
)
def test_impossible_patterns_are_refused(segments: tuple[tuple[int, int], ...], split: int) -> None:
    with pytest.raises(PatternInvalid):
        WorkPattern("x", segments, half_split=split)


def test_overlap_names_the_earlier_leave_and_touching_is_allowed() -> None:
    def days(span: DaySpan | HourSpan) -> tuple:
        return charge(
            span, unit=Unit.HOUR, counting=Counting.WORKING, calendar=CAL, pattern_on=lambda _: OFFICE
        )

    morning = days(DaySpan(date(2026, 3, 2), date(2026, 3, 2), Half.AM, Half.AM))
    afternoon = days(DaySpan(date(2026, 3, 2), date(2026, 3, 2), Half.PM, Half.PM))
    held = [("r1", morning[0].window)]
    check_overlap(afternoon, held)
    with pytest.raises(LeaveOverlap) as refused:
        check_overlap(days(HourSpan(at("2026-03-02T11:00"), at("2026-03-02T15:00"))), held)
    assert (refused.value.key, refused.value.start, refused.value.end) == (
        "r1",
        "2026-03-02 09:00",
        "2026-03-02 13:00",
    )


def test_local_types_are_refused_where_nothing_is_recorded() -> None:
    maternity = leave_catalogue()["maternity"]
    assert maternity.granted("上海", date(2026, 3, 1)).days == 158
    assert maternity.granted("广东", date(2026, 3, 1)).days == 178
    for place in ("云南", None, ""):
        with pytest.raises(ProvinceUnknown):
            maternity.granted(place, date(2026, 3, 1))
    with pytest.raises(ProvinceUnknown):
        maternity.granted("上海", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("code", "province", "additions", "days"),
    [
        # 女职工劳动保护特别规定 art. 7: 98, +15 difficult birth, +15 for each further child.
        ("maternity", "上海", [], 158),
        ("maternity", "上海", ["difficult_birth"], 173),
        ("maternity", "上海", ["twins"], 173),
        ("maternity", "上海", ["triplets", "difficult_birth"], 203),
        # 浙江省人口与计划生育条例 art. 22: 60 days for the first child, 90 for the second and third.
        ("maternity", "浙江", [], 158),
        ("maternity", "浙江", ["later_child"], 188),
        ("maternity", "浙江", ["later_child", "later_child"], 188),
        # 广东省人口与计划生育条例 art. 30: 98 + 80.
        ("maternity", "广东", ["twins"], 193),
        # 河南省人口与计划生育条例 art. 27: 3 + 18, and 7 after a premarital examination.
        ("marriage", "河南", [], 21),
        ("marriage", "河南", ["premarital_exam"], 28),
        ("marriage", "上海", [], 10),
        ("work_injury", None, ["extension"], 730),
    ],
)
def test_days_of_a_place_with_what_adds_to_them(
    code: str, province: str | None, additions: list[str], days: int
) -> None:
    grant = leave_catalogue()[code].granted(province, date(2026, 3, 1))
    assert grant.days_with(code, map(Addition, additions)) == days


def test_what_the_place_does_not_know_adds_nothing_by_guess() -> None:
    for code, province, addition in (
        ("maternity", "上海", Addition.LATER_CHILD),
        ("marriage", "上海", Addition.PREMARITAL_EXAM),
        ("marriage", "河南", Addition.TWINS),
    ):
        with pytest.raises(AdditionUnknown):
            leave_catalogue()[code].granted(province, date(2026, 3, 1)).days_with(code, [addition])
    with pytest.raises(ProvinceUnknown, match="三个月"):
        leave_catalogue()["maternity"].granted("河南", date(2026, 3, 1))


def test_the_catalogue_holds_the_twelve_types_and_refuses_others() -> None:
    catalogue = leave_catalogue()
    assert [t.name_zh for t in catalogue.types.values()] == [
        "年休假",
        "事假",
        "病假",
        "婚假",
        "产假",
        "陪产假",
        "育儿假",
        "丧假",
        "调休",
        "工伤假",
        "福利年假",
        "哺乳假",
    ]
    assert [t.code for t in catalogue.types.values() if t.paid_fraction is None] == ["sick"]
    assert [t.code for t in catalogue.types.values() if t.balance] == [
        "annual",
        "parental",
        "compensatory",
        "company_annual",
    ]
    with pytest.raises(LeaveTypeUnknown):
        catalogue["holiday"]


@st.composite
def patterns(draw: st.DrawFn) -> WorkPattern:
    edges = sorted(draw(st.lists(st.integers(0, 60), min_size=2, max_size=6, unique=True)))
    edges = edges[: len(edges) // 2 * 2]
    start = draw(st.integers(0, 35))
    points = [(start + e) * 20 for e in edges]
    assume(points[0] < 1440)
    segments = tuple(zip(points[::2], points[1::2], strict=True))
    split = draw(st.integers(points[0] + 1, points[-1] - 1))
    week = draw(st.frozensets(st.integers(0, 6), min_size=1))
    return WorkPattern("p", segments, half_split=split, weekdays=week)


moments = st.integers(at("2026-01-20T00:00"), at("2026-03-05T00:00"))


@given(patterns(), moments, st.integers(1, 9000))
def test_hours_equal_a_count_minute_by_minute(pattern: WorkPattern, start: int, length: int) -> None:
    wanted = set(range(start, start + length))
    expected = 0
    for i in range(-2, 9):
        day = from_minute(start).date() + timedelta(days=i)
        kind = CAL.day(day).kind
        off = kind in (DayKind.STATUTORY, DayKind.HOLIDAY_OFF)
        if kind is not DayKind.MAKEUP_WORKDAY and (off or day.weekday() not in pattern.weekdays):
            continue
        zero = day.toordinal() * 1440
        for a, b in pattern.segments:
            expected += len(wanted.intersection(range(zero + a, zero + b)))
    try:
        got = use(HourSpan(start, start + length), pattern=pattern)
    except LeaveSpanInvalid:
        got = 0
    assert got == expected


@given(
    patterns(),
    st.dates(date(2026, 1, 1), date(2026, 3, 31)),
    st.integers(0, 20),
    st.sampled_from(Half),
    st.sampled_from(Half),
    st.sampled_from(Counting),
)
def test_days_equal_a_count_half_by_half(
    pattern: WorkPattern, start: date, length: int, first: Half, last: Half, counting: Counting
) -> None:
    end = start + timedelta(days=length)
    assume(length or (first, last) != (Half.PM, Half.AM))
    halves = []
    day = start
    while day <= end:
        halves += [(day, Half.AM), (day, Half.PM)]
        day += timedelta(days=1)
    if first is Half.PM:
        halves.pop(0)
    if last is Half.AM:
        halves.pop()

    def due(day: date) -> bool:
        kind = CAL.day(day).kind
        if kind is DayKind.MAKEUP_WORKDAY:
            return True
        return kind in (DayKind.WORKDAY, DayKind.REST_DAY) and day.weekday() in pattern.weekdays

    due_days = [d for d, _ in halves if due(d)]

    def counts(day: date) -> bool:
        if due(day):
            return True
        if counting is Counting.WORKING:
            return False
        if counting is Counting.SANDWICH:
            return bool(due_days) and min(due_days) < day < max(due_days)
        if counting is Counting.CALENDAR_EXCEPT_STATUTORY:
            return CAL.day(day).kind is not DayKind.STATUTORY
        return True

    expected = sum(counts(d) for d, _ in halves) * pattern.daily_minutes // 2
    try:
        got = use(DaySpan(start, end, first, last), counting, pattern)
    except LeaveSpanInvalid:
        got = 0
    assert got == expected


@given(patterns(), st.dates(date(2026, 3, 2), date(2026, 3, 20)))
def test_two_halves_make_a_day_and_never_overlap(pattern: WorkPattern, day: date) -> None:
    assume(pattern.works_on(CAL.day(day)))

    def one(first: Half, last: Half) -> tuple:
        return charge(
            DaySpan(day, day, first, last),
            unit=Unit.HALF_DAY,
            counting=Counting.WORKING,
            calendar=CAL,
            pattern_on=lambda _: pattern,
        )

    morning, afternoon, whole = one(Half.AM, Half.AM), one(Half.PM, Half.PM), one(Half.AM, Half.PM)
    assert leave_minutes(morning) + leave_minutes(afternoon) == leave_minutes(whole)
    check_overlap(afternoon, [("m", morning[0].window)])
    assert Interval(morning[0].window.start, afternoon[0].window.end) == whole[0].window
