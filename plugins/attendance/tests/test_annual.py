"""Annual leave: worked examples and properties."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from renshi_attendance.engine.annual import (
    Service,
    TierChange,
    add_years,
    completed_years,
    entitlement,
    on_leaving,
    tier,
    tier_dates,
)


@pytest.mark.parametrize(("years", "days"), [(0, 0), (1, 5), (9, 5), (10, 10), (19, 10), (20, 15), (44, 15)])
def test_tiers(years: int, days: int) -> None:
    assert tier(years) == days


def test_hired_on_1_july_with_three_years_before_gets_two_days() -> None:
    """184 ÷ 365 × 5 = 2.52 → 2."""
    service = Service(date(2026, 7, 1), date(2023, 7, 1), date(2023, 7, 1))
    result = entitlement(service, 2026)
    assert (result.full_year_days, result.calendar_days, result.days) == (5, 184, 2)


def test_hired_on_1_april_with_eleven_years_gets_seven_days() -> None:
    """275 ÷ 365 × 10 = 7.53 → 7."""
    service = Service(date(2026, 4, 1), date(2015, 3, 1), date(2020, 1, 1))
    assert entitlement(service, 2026).days == 7


def test_hired_late_in_the_year_gets_nothing_but_a_whole_day_is_kept() -> None:
    """73 ÷ 365 × 5 = 1 exactly; one day less drops it."""
    assert entitlement(Service(date(2026, 10, 20), date(2020, 1, 1), date(2020, 1, 1)), 2026).days == 1
    assert entitlement(Service(date(2026, 10, 21), date(2020, 1, 1), date(2020, 1, 1)), 2026).days == 0


def test_a_graduate_waits_twelve_months_and_then_gets_the_rest_of_the_year() -> None:
    service = Service(date(2025, 7, 1), date(2025, 7, 1), date(2025, 7, 1))
    assert entitlement(service, 2025).days == 0
    assert entitlement(service, 2026, as_of=date(2026, 1, 1)).days == 0
    assert entitlement(service, 2026, as_of=date(2026, 6, 30)).days == 0
    assert entitlement(service, 2026, as_of=date(2026, 7, 1)).days == 2
    assert entitlement(service, 2027).days == 5


def test_twenty_years_with_a_recent_gap_still_waits_twelve_months() -> None:
    """Cumulative service alone is not enough: 实施办法 art. 3."""
    service = Service(date(2026, 1, 5), date(2003, 1, 1), date(2026, 1, 5))
    assert entitlement(service, 2026).days == 0
    assert entitlement(service, 2027, as_of=date(2027, 1, 1)).days == 0
    # From 5 January 2027 on 361 of 365 days: 361 × 15 ÷ 365 = 14.8 → 14.
    assert entitlement(service, 2027).days == 14


def test_ten_years_reached_in_june_under_both_rules() -> None:
    service = Service(date(2016, 6, 1), date(2016, 6, 1), date(2016, 6, 1))
    assert entitlement(service, 2026, as_of=date(2026, 1, 1)).days == 5
    assert entitlement(service, 2026, as_of=date(2026, 6, 1)).days == 10
    # 151 days × 5 + 214 days × 10 = 2895; ÷ 365 = 7.93 → 7.
    assert entitlement(service, 2026, tier_change=TierChange.PRORATED).days == 7
    assert entitlement(service, 2026, as_of=date(2026, 5, 31), tier_change=TierChange.PRORATED).days == 5
    assert tier_dates(service, 2026) == (date(2026, 6, 1),)


def test_a_leap_year_never_adds_a_day() -> None:
    service = Service(date(2000, 1, 1), date(2000, 1, 1), date(2000, 1, 1))
    result = entitlement(service, 2024)
    assert (result.calendar_days, result.days) == (366, 15)


def test_leaving_owes_the_part_passed_and_takes_nothing_back() -> None:
    """181 ÷ 365 × 10 = 4.96 → 4."""
    service = Service(date(2015, 1, 1), date(2010, 1, 1), date(2010, 1, 1), left_on=date(2026, 6, 30))
    assert on_leaving(service, 2026, taken_days=1) == 3
    assert on_leaving(service, 2026, taken_days=4) == 0
    assert on_leaving(service, 2026, taken_days=9) == 0
    with pytest.raises(ValueError, match="last day in that year"):
        on_leaving(service, 2025, taken_days=0)


def test_29_february_has_its_anniversary_on_the_last_day_of_february() -> None:
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert completed_years(date(2024, 2, 29), date(2025, 2, 27)) == 0
    assert completed_years(date(2024, 2, 29), date(2025, 2, 28)) == 1


def test_dates_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="cumulative service begins first"):
        Service(date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(ValueError, match="last day lies before"):
        Service(date(2026, 1, 1), date(2020, 1, 1), date(2020, 1, 1), left_on=date(2025, 12, 31))


days = st.dates(date(1985, 1, 1), date(2026, 12, 31))


@st.composite
def services(draw: st.DrawFn) -> Service:
    cumulative, continuous, hired = sorted(draw(st.tuples(days, days, days)))
    return Service(hired, cumulative, continuous)


def naive(service: Service, year: int, seen: date, tier_change: TierChange) -> int:
    """Walk the year day by day with fractions."""

    def full_years(since: date, on: date) -> int:
        n = 0
        while add_years(since, n + 1) <= on:
            n += 1
        return n

    if full_years(service.continuous_since, seen) < 1 or seen < service.hired_on:
        return 0
    table = {**dict.fromkeys(range(1, 10), 5), **dict.fromkeys(range(10, 20), 10)}
    amount = Fraction(0)
    top = table.get(full_years(service.cumulative_since, seen), 15)
    day = date(year, 1, 1)
    while day.year == year:
        if day >= service.hired_on and full_years(service.continuous_since, day) >= 1:
            held = full_years(service.cumulative_since, min(day, seen))
            share = top if tier_change is TierChange.AT_REACHED else table.get(held, 15 if held >= 20 else 0)
            amount += Fraction(share, 365)
        day += timedelta(days=1)
    return min(int(amount), top)


@given(services(), st.integers(2000, 2027), st.integers(0, 364), st.sampled_from(TierChange))
def test_entitlement_equals_a_walk_over_the_year(
    service: Service, year: int, offset: int, tier_change: TierChange
) -> None:
    seen = date(year, 1, 1) + timedelta(days=offset)
    got = entitlement(service, year, as_of=seen, tier_change=tier_change).days
    assert got == naive(service, year, seen, tier_change)


@given(services(), st.integers(2000, 2027), st.integers(0, 363), st.sampled_from(TierChange))
def test_an_entitlement_never_falls_during_the_year(
    service: Service, year: int, offset: int, tier_change: TierChange
) -> None:
    day = date(year, 1, 1) + timedelta(days=offset)
    before = entitlement(service, year, as_of=day, tier_change=tier_change).days
    after = entitlement(service, year, as_of=day + timedelta(days=1), tier_change=tier_change).days
    assert 0 <= before <= after <= 15
