"""Which day is over: calendar arithmetic against counting days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renshi_core.privacy.retention.periods import cutoff, last_day

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def naive(day: date, months: int) -> date:
    """The same day ``months`` later, found by walking month by month and counting back from a day there isn't."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    number = day.day
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


@given(DAYS, st.integers(0, 600))
def test_the_last_day_is_the_same_day_months_later(day: date, months: int) -> None:
    assert last_day(day, months, "months") == naive(day, months)


@given(DAYS, st.integers(0, 400), st.sampled_from(["months", "days"]), st.integers(-70, 70))
def test_a_row_goes_exactly_when_its_last_day_has_passed(today: date, keep: int, unit: str, off: int) -> None:
    limit = cutoff(today, keep, unit)  # type: ignore[arg-type]
    row = limit + timedelta(days=off)
    assert (row < limit) == (last_day(row, keep, unit) < today)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("today", "keep", "expected"),
    [
        (date(2026, 3, 1), 1, date(2026, 2, 1)),
        # 28 February kept for one month stays through 28 March; there is no 30 February to stand for the rest.
        (date(2026, 3, 30), 1, date(2026, 3, 1)),
        (date(2024, 2, 29), 24, date(2022, 3, 1)),
        (date(2026, 11, 26), 24, date(2024, 11, 26)),
    ],
)
def test_limits_at_ends_of_months(today: date, keep: int, expected: date) -> None:
    assert cutoff(today, keep, "months") == expected
