"""Overtime by kind, and the month as a sum."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from renshi_attendance.engine.calendar import DayKind
from renshi_attendance.engine.day import LeaveUse, judge
from renshi_attendance.engine.minutes import Interval, midnight, wall
from renshi_attendance.engine.month import in_days, summarise
from renshi_attendance.engine.overtime import OvertimeKind, OvertimeResult, credit, may_be_time_off
from renshi_attendance.engine.pattern import WorkPattern
from renshi_attendance.reference import national_calendar

CAL = national_calendar()
OFFICE = WorkPattern("office", ((540, 720), (780, 1080)), half_split=780)
SHORT = WorkPattern("short", ((540, 960),), half_split=720)
NIGHT = WorkPattern("night", ((1320, 1800),), half_split=1560)


def span(start: str, end: str) -> Interval:
    return Interval(wall(datetime.fromisoformat(start)), wall(datetime.fromisoformat(end)))


@pytest.mark.parametrize(
    ("day", "start", "end", "pattern", "expected"),
    [
        ("2026-03-02", "2026-03-02T18:30", "2026-03-02T21:00", OFFICE, (150, 0, 0)),
        # Half an hour of it is ordinary working time.
        ("2026-03-02", "2026-03-02T17:30", "2026-03-02T19:00", OFFICE, (60, 0, 0)),
        ("2026-03-07", "2026-03-07T09:00", "2026-03-07T12:00", OFFICE, (0, 180, 0)),
        ("2026-05-04", "2026-05-04T09:00", "2026-05-04T10:00", OFFICE, (0, 60, 0)),
        ("2026-05-01", "2026-05-01T09:00", "2026-05-01T17:00", OFFICE, (0, 0, 480)),
        ("2026-05-09", "2026-05-09T18:00", "2026-05-09T19:00", OFFICE, (60, 0, 0)),
        # Friday evening into Saturday stays Friday's extended hours.
        ("2026-03-06", "2026-03-06T22:00", "2026-03-07T01:00", OFFICE, (180, 0, 0)),
        # The last evening of April runs into Labour Day.
        ("2026-04-30", "2026-04-30T22:00", "2026-05-01T01:00", OFFICE, (120, 0, 60)),
        # The last statutory day runs into an ordinary off day.
        ("2026-05-02", "2026-05-02T22:00", "2026-05-03T01:00", OFFICE, (0, 60, 120)),
        # A Friday night shift prolonged on Saturday morning.
        ("2026-03-06", "2026-03-07T06:00", "2026-03-07T08:00", NIGHT, (120, 0, 0)),
    ],
)
def test_kinds(day: str, start: str, end: str, pattern: WorkPattern, expected: tuple[int, ...]) -> None:
    got = credit(date.fromisoformat(day), [span(start, end)], calendar=CAL, pattern=pattern)
    assert (got.workday, got.rest_day, got.statutory) == expected


def test_only_presence_counts_where_punches_are_asked_for() -> None:
    got = credit(
        date(2026, 3, 2),
        [span("2026-03-02T18:00", "2026-03-02T21:00")],
        calendar=CAL,
        pattern=OFFICE,
        present=span("2026-03-02T08:55", "2026-03-02T19:40"),
    )
    assert (got.workday, [one.zh for one in got.reasons]) == (100, ["打卡时间以外的部分不计加班"])


def test_two_approvals_of_the_same_hour_count_once() -> None:
    hour = span("2026-03-07T09:00", "2026-03-07T10:00")
    got = credit(date(2026, 3, 7), [hour, hour], calendar=CAL, pattern=OFFICE)
    assert got.rest_day == 60


def test_only_rest_day_overtime_may_become_time_off() -> None:
    assert [k for k in OvertimeKind if may_be_time_off(k)] == [OvertimeKind.REST_DAY]


@given(
    st.dates(date(2026, 4, 27), date(2026, 5, 11)),
    st.integers(0, 1439),
    st.integers(1, 900),
    st.sampled_from([OFFICE, NIGHT]),
)
def test_overtime_equals_a_look_at_every_minute(
    day: date, start: int, length: int, pattern: WorkPattern
) -> None:
    zero = midnight(day)
    wanted = Interval(zero + start, zero + start + length)
    works = pattern.works_on(CAL.day(day))
    expected = {"workday": 0, "rest_day": 0, "statutory": 0}
    for minute in range(*wanted):
        if works and any(zero + a <= minute < zero + b for a, b in pattern.segments):
            continue
        on = date.fromordinal(minute // 1440)
        if CAL.day(on).kind is DayKind.STATUTORY:
            expected["statutory"] += 1
        elif CAL.day(day).kind is DayKind.STATUTORY:
            expected["workday" if pattern.works_on(CAL.day(on)) else "rest_day"] += 1
        else:
            expected["workday" if works else "rest_day"] += 1
    got = credit(day, [wanted], calendar=CAL, pattern=pattern)
    assert {"workday": got.workday, "rest_day": got.rest_day, "statutory": got.statutory} == expected


def month(first: date, last: date, pattern: WorkPattern = OFFICE) -> list:
    out = []
    day = first
    while day <= last:
        zero = midnight(day)
        out.append(judge(CAL.day(day), pattern, [zero + pattern.start, zero + pattern.end]))
        day += timedelta(days=1)
    return out


@pytest.mark.parametrize(
    ("first", "last", "due_days"),
    [
        (date(2026, 1, 1), date(2026, 1, 31), 21),
        (date(2026, 2, 1), date(2026, 2, 28), 16),
        (date(2026, 3, 1), date(2026, 3, 31), 22),
        (date(2026, 5, 1), date(2026, 5, 31), 19),
        (date(2026, 10, 1), date(2026, 10, 31), 18),
    ],
)
def test_days_due_in_months_of_2026(first: date, last: date, due_days: int) -> None:
    got = summarise(month(first, last))
    assert (got.due_days, got.due_minutes, got.worked_days) == (
        due_days,
        due_days * 480,
        Decimal(due_days).quantize(Decimal("0.000001")),
    )


def test_a_march_with_everything_in_it() -> None:
    days = {d.day: d for d in month(date(2026, 3, 1), date(2026, 3, 31))}

    def again(day: int, punches: list[int], leave: list[LeaveUse] | None = None) -> None:
        on = date(2026, 3, day)
        days[on] = judge(CAL.day(on), OFFICE, [midnight(on) + p for p in punches], leave or [])

    again(2, [560, 1080])  # 20 minutes late
    again(3, [540, 1050])  # 30 minutes early
    again(4, [540])  # missing punch
    again(5, [])  # absent
    again(6, [780, 1080], [LeaveUse("annual", 240, 240, OFFICE.morning(date(2026, 3, 6)))])
    again(9, [], [LeaveUse("sick", 480, 480, OFFICE.whole(date(2026, 3, 9)))])
    again(
        10,
        [540, 1080],
        [LeaveUse("personal", 90, 90, Interval(*(midnight(date(2026, 3, 10)) + m for m in (600, 690))))],
    )
    got = summarise(days.values(), [OvertimeResult(workday=200), OvertimeResult(rest_day=480, statutory=60)])
    assert got.due_days == 22
    assert (got.late_count, got.late_minutes, got.early_count, got.early_minutes) == (1, 20, 1, 30)
    assert (got.missing_punches, got.unknown_minutes) == (1, 480)
    assert (got.absent_minutes, got.absent_days) == (480, Decimal("1.000000"))
    assert {k: (v.minutes, v.days) for k, v in got.leave.items()} == {
        "annual": (240, Decimal("0.500000")),
        "personal": (90, Decimal("0.187500")),
        "sick": (480, Decimal("1.000000")),
    }
    assert got.worked_minutes == 22 * 480 - 20 - 30 - 480 - 480 - 240 - 480 - 90
    assert got.overtime == {"workday": 200, "rest_day": 480, "statutory": 60}
    assert [one.zh for one in got.warnings] == ["1 天延长工作时间超过 3 小时（劳动法第四十一条）"]


def test_more_than_36_hours_is_said() -> None:
    got = summarise([], [OvertimeResult(rest_day=2160)])
    assert got.warnings == ()
    got = summarise([], [OvertimeResult(rest_day=2161)])
    assert [one.zh for one in got.warnings] == ["当月加班 2161 分钟，超过 36 小时（劳动法第四十一条）"]


def test_half_days_of_two_patterns_make_one_day() -> None:
    assert in_days({480: 240, 420: 210}) == Decimal("1.000000")
    assert in_days({480: 160}) == Decimal("0.333333")
    assert in_days({480: 320}) == Decimal("0.666667")
    assert in_days({}) == Decimal("0.000000")


def test_the_sum_does_not_depend_on_the_order() -> None:
    days = month(date(2026, 3, 1), date(2026, 3, 15)) + month(date(2026, 3, 16), date(2026, 3, 31), SHORT)
    forward, backward = summarise(days), summarise(reversed(days))
    assert forward == backward
    assert forward.worked_days == Decimal("22.000000")
    assert forward.worked_minutes == 10 * 480 + 12 * 420
