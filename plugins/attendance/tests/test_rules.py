"""Rules with effective dates: weeks, rotations, rosters, groups, and what each regime does to hours."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from renshi_attendance.engine.errors import PatternInvalid, RosterUnknown
from renshi_attendance.engine.leave import DaySpan, charge
from renshi_attendance.engine.leave_types import Counting, Unit
from renshi_attendance.engine.overtime import OvertimeResult, OvertimeRule, Rounding, Source
from renshi_attendance.engine.pattern import WorkPattern, cut_before
from renshi_attendance.engine.regimes import Averaging, excess, span_of
from renshi_attendance.engine.rules import (
    NOWHERE,
    GroundRule,
    Rule,
    Schedule,
    Shifts,
    ShiftUnknown,
    planned,
    working_segments,
)
from renshi_attendance.reference import national_calendar, period_standards

CAL = national_calendar()
DAY = WorkPattern("白", ((480, 720), (780, 1020)), half_split=780)
EARLY = WorkPattern("早", ((480, 960),), half_split=720)
LATE = WorkPattern("中", ((960, 1440),), half_split=1200)
NIGHT = WorkPattern("夜", ((1440 - 1, 1440 + 479),), half_split=1680)
SHIFTS = Shifts({p.code: ((date(2026, 1, 1), p),) for p in (DAY, EARLY, LATE, NIGHT)})
GROUND = GroundRule("组", OvertimeRule())


def week(*codes: str | None, follow: bool = True) -> Rule:
    return Rule(date(2026, 1, 1), Schedule.WEEK, GROUND, week=tuple(codes), follow_calendar=follow)


def rotation(anchor: date, *codes: str | None) -> Rule:
    return Rule(date(2026, 1, 1), Schedule.ROTATION, GROUND, rotation=tuple(codes), anchor=anchor)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 3, 2), True),
        (date(2026, 3, 8), False),
        # 14 February 2026 is a Saturday on which everybody makes up.
        (date(2026, 2, 14), True),
        (date(2026, 2, 17), False),
        (date(2026, 5, 4), False),
    ],
)
def test_a_week_follows_the_calendar(day: date, due: bool) -> None:
    rule = week("白", "白", "白", "白", "白", None, None)
    assert planned(rule, CAL.day(day), SHIFTS).due is due


def test_a_week_that_does_not_follow_the_calendar_works_on_holidays() -> None:
    rule = week("白", "白", "白", "白", "白", "白", "白", follow=False)
    assert planned(rule, CAL.day(date(2026, 2, 17)), SHIFTS).due is True


def test_two_days_on_two_days_off_whatever_the_weekday() -> None:
    rule = rotation(date(2026, 3, 1), "白", "白", None, None)
    on = [planned(rule, CAL.day(date(2026, 3, 1) + timedelta(days=i)), SHIFTS).due for i in range(8)]
    assert on == [True, True, False, False, True, True, False, False]
    before = planned(rule, CAL.day(date(2026, 2, 27)), SHIFTS)
    assert (before.due, before.code) == (False, "白")


def test_three_shifts_in_turn() -> None:
    rule = rotation(date(2026, 3, 2), "早", "早", "中", "中", "夜", "夜", None, None)
    codes = [planned(rule, CAL.day(date(2026, 3, 2) + timedelta(days=i)), SHIFTS).code for i in range(8)]
    assert codes == ["早", "早", "中", "中", "夜", "夜", "夜", "夜"]


def test_a_new_version_of_a_shift_counts_from_its_day() -> None:
    later = WorkPattern("白", ((540, 1020),), half_split=780)
    shifts = Shifts({"白": ((date(2026, 1, 1), DAY), (date(2026, 4, 1), later))})
    assert shifts.on("白", date(2026, 3, 31), due=True).start == 480
    assert shifts.on("白", date(2026, 4, 1), due=True).start == 540
    with pytest.raises(ShiftUnknown, match="没有生效的版本"):
        shifts.on("白", date(2025, 12, 31), due=True)


def test_only_unpaid_breaks_are_taken_out() -> None:
    assert working_segments([(540, 1080)], [(720, 780)]) == ((540, 720), (780, 1080))
    assert working_segments([(540, 1080)], []) == ((540, 1080),)
    with pytest.raises(PatternInvalid, match="休息时段"):
        working_segments([(540, 1080)], [(500, 560)])
    with pytest.raises(PatternInvalid, match="依次"):
        working_segments([(780, 1080), (540, 720)], [])


@pytest.mark.parametrize(
    ("flexible", "message"),
    [((0, 0), "正数"), ((30, 200), "核心时间"), ((400, 0), "核心时间"), ((-1, 5), "正数")],
)
def test_flexible_hours_keep_a_core(flexible: tuple[int, int], message: str) -> None:
    with pytest.raises(PatternInvalid, match=message):
        WorkPattern("弹", ((540, 720), (780, 1080)), half_split=780, flexible=flexible)


def test_a_shift_beside_a_day_off_keeps_four_hours() -> None:
    guard = WorkPattern("24", ((480, 1920),), half_split=1200, due=True)
    off = WorkPattern("24", ((480, 1920),), half_split=1200, due=False)
    day = date(2026, 3, 3)
    zero = day.toordinal() * 1440
    assert cut_before(day, off, guard) == zero + 480 + 240
    assert cut_before(day, guard, off) == zero + 480 - 240


def test_leave_on_a_day_nobody_planned_is_refused() -> None:
    day = date(2026, 3, 2)
    with pytest.raises(RosterUnknown, match="班表还没有发布"):
        charge(
            DaySpan(day, day),
            unit=Unit.DAY,
            counting=Counting.WORKING,
            calendar=CAL,
            pattern_on=lambda _: NOWHERE,
        )


@pytest.mark.parametrize(
    ("rule", "minutes", "counted"),
    [
        (OvertimeRule(minimum=30), 29, 0),
        (OvertimeRule(minimum=30), 30, 30),
        (OvertimeRule(unit=30), 59, 30),
        (OvertimeRule(unit=30, rounding=Rounding.NEAREST), 45, 60),
        (OvertimeRule(unit=30, rounding=Rounding.NEAREST), 44, 30),
        (OvertimeRule(unit=30, rounding=Rounding.UP), 31, 60),
        (OvertimeRule(Source.BOTH, 60, 60), 119, 60),
    ],
)
def test_overtime_in_units(rule: OvertimeRule, minutes: int, counted: int) -> None:
    assert rule.counted(minutes) == counted
    assert rule.applied(OvertimeResult(workday=minutes)).workday == counted


@pytest.mark.parametrize(
    ("averaging", "day", "minutes"),
    [
        (Averaging.MONTH, date(2026, 3, 31), 9921),  # 165.36 h = 9,921.6 min
        (Averaging.QUARTER, date(2026, 3, 31), 29760),
        (Averaging.YEAR, date(2025, 12, 31), 119040),
        (Averaging.QUARTER, date(2024, 12, 31), 30000),
        (Averaging.YEAR, date(2024, 12, 31), 120000),
    ],
)
def test_standard_hours_of_a_period(averaging: Averaging, day: date, minutes: int) -> None:
    assert period_standards().on(averaging, day).minutes == minutes


def test_the_excess_of_a_period() -> None:
    assert excess(30000, 29760) == 240
    assert excess(29760, 29760) == 0
    assert excess(29000, 29760, leave=960) == 200
    # Employed for 45 of 90 days: half of the standard.
    assert excess(15000, 29760, employed_days=45, period_days=90) == 120


def test_months_of_a_period() -> None:
    assert span_of(Averaging.QUARTER, 2026, 5) == ((2026, 4), (2026, 6))
    assert span_of(Averaging.YEAR, 2026, 5) == ((2026, 1), (2026, 12))
    assert span_of(Averaging.MONTH, 2026, 5) == ((2026, 5), (2026, 5))
    assert Decimal(period_standards().on(Averaging.YEAR, date(2026, 1, 1)).minutes) / 60 == 1984
