"""The calendar against the published arrangements."""

from datetime import date, timedelta

import pytest
from renshi_attendance.engine.calendar import CalendarOverride, DayKind
from renshi_attendance.engine.errors import CalendarUnknown, OverrideRefused
from renshi_attendance.reference import national_calendar

CAL = national_calendar()


def kinds_of(year: int) -> dict[DayKind, int]:
    out: dict[DayKind, int] = {}
    for day in CAL.span(date(year, 1, 1), date(year, 12, 31)):
        out[day.kind] = out.get(day.kind, 0) + 1
    return out


@pytest.mark.parametrize(
    ("year", "working", "statutory", "makeup"), [(2024, 251, 11, 8), (2025, 248, 13, 5), (2026, 248, 13, 6)]
)
def test_a_year_has_the_published_number_of_days(
    year: int, working: int, statutory: int, makeup: int
) -> None:
    kinds = kinds_of(year)
    assert kinds[DayKind.WORKDAY] + kinds[DayKind.MAKEUP_WORKDAY] == working
    assert kinds[DayKind.STATUTORY] == statutory
    assert kinds[DayKind.MAKEUP_WORKDAY] == makeup


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 1, 1), DayKind.STATUTORY),
        (date(2026, 1, 2), DayKind.HOLIDAY_OFF),
        (date(2026, 1, 4), DayKind.MAKEUP_WORKDAY),
        (date(2026, 2, 15), DayKind.HOLIDAY_OFF),
        (date(2026, 2, 16), DayKind.STATUTORY),
        (date(2026, 2, 19), DayKind.STATUTORY),
        (date(2026, 2, 20), DayKind.HOLIDAY_OFF),
        (date(2026, 2, 28), DayKind.MAKEUP_WORKDAY),
        (date(2026, 3, 2), DayKind.WORKDAY),
        (date(2026, 3, 7), DayKind.REST_DAY),
        (date(2026, 10, 3), DayKind.STATUTORY),
        (date(2026, 10, 4), DayKind.HOLIDAY_OFF),
        (date(2026, 10, 10), DayKind.MAKEUP_WORKDAY),
    ],
)
def test_days_of_2026(day: date, kind: DayKind) -> None:
    assert CAL.day(day).kind is kind


def test_every_statutory_day_is_an_off_day_of_the_notice() -> None:
    import chinese_calendar

    for year in CAL.years.values():
        assert [d for d in year.days if chinese_calendar.is_workday(d)] == []


def test_the_year_after_the_last_notice_is_refused() -> None:
    with pytest.raises(CalendarUnknown) as refused:
        CAL.day(date(2027, 1, 4))
    assert (refused.value.year, refused.value.first, refused.value.last) == (2027, 2024, 2026)
    with pytest.raises(CalendarUnknown):
        CAL.span(date(2026, 12, 30), date(2027, 1, 2))
    with pytest.raises(CalendarUnknown):
        CAL.overridden([CalendarOverride(date(2027, 3, 1), works=False, note="厂庆")])


def test_a_company_gives_a_day_away_and_takes_a_saturday() -> None:
    own = CAL.overridden(
        [
            CalendarOverride(date(2026, 3, 2), works=False, note="厂庆"),
            CalendarOverride(date(2026, 3, 7), works=True, note="厂庆调班"),
        ]
    )
    assert own.day(date(2026, 3, 2)).kind is DayKind.COMPANY_OFF
    assert own.day(date(2026, 3, 7)).kind is DayKind.MAKEUP_WORKDAY
    assert own.day(date(2026, 3, 7)).name == "厂庆调班"
    assert CAL.day(date(2026, 3, 2)).kind is DayKind.WORKDAY


def test_an_override_that_says_what_the_calendar_says_changes_nothing() -> None:
    own = CAL.overridden([CalendarOverride(date(2026, 3, 3), works=True, note="正常上班")])
    assert own.day(date(2026, 3, 3)) == CAL.day(date(2026, 3, 3))


def test_a_statutory_day_cannot_become_an_ordinary_working_day() -> None:
    with pytest.raises(OverrideRefused) as refused:
        CAL.overridden([CalendarOverride(date(2026, 5, 1), works=True, note="赶工")])
    assert refused.value.name == "劳动节"


def test_a_company_holiday_on_a_statutory_day_stays_statutory() -> None:
    own = CAL.overridden([CalendarOverride(date(2026, 5, 1), works=False, note="放假")])
    assert own.day(date(2026, 5, 1)).kind is DayKind.STATUTORY


def test_make_up_days_stand_close_to_a_holiday() -> None:
    """Every make-up working day of the notices lies within three weeks of an off day that is no weekend."""
    for year in (2024, 2025, 2026):
        days = CAL.span(date(year, 1, 1), date(year, 12, 31))
        off = [d.day for d in days if d.kind in (DayKind.STATUTORY, DayKind.HOLIDAY_OFF)]
        for day in (d.day for d in days if d.kind is DayKind.MAKEUP_WORKDAY):
            assert any(abs(day - o) <= timedelta(days=21) for o in off)
