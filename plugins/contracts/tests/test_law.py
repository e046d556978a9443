"""The law's limits against a slow reading of its articles."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from renshi_contracts.law import (
    OpenReason,
    Span,
    Term,
    allowed_probation,
    fixed_terms_in_a_row,
    renewal_duty,
    written_duty,
)

from renshi_sdk.labour import last_day_of_months, longest_probation, whole_months

DAYS = st.dates(date(2008, 1, 1), date(2040, 12, 31))


def lasts_at_least(starts_on: date, ends_on: date, months: int) -> bool:
    """Walks day by day: does the day before the same day ``months`` later lie in the term?"""
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    day = starts_on.day
    while True:
        try:
            after = date(year, month + 1, day)
        except ValueError:
            day -= 1
            continue
        break
    last = after if day != starts_on.day else after - timedelta(days=1)
    return ends_on >= last


@given(DAYS, st.integers(0, 2200))
def test_probation_is_what_article_19_says(starts_on: date, days: int) -> None:
    ends_on = starts_on + timedelta(days=days)
    if lasts_at_least(starts_on, ends_on, 36):
        wanted = 6
    elif lasts_at_least(starts_on, ends_on, 12):
        wanted = 2
    elif lasts_at_least(starts_on, ends_on, 3):
        wanted = 1
    else:
        wanted = 0
    assert allowed_probation(Term.FIXED, starts_on, ends_on) == wanted


def test_probation_at_the_borders() -> None:
    first = date(2026, 1, 1)
    assert allowed_probation(Term.FIXED, first, date(2026, 3, 30)) == 0
    assert allowed_probation(Term.FIXED, first, date(2026, 3, 31)) == 1
    assert allowed_probation(Term.FIXED, first, date(2026, 12, 30)) == 1
    assert allowed_probation(Term.FIXED, first, date(2026, 12, 31)) == 2
    assert allowed_probation(Term.FIXED, first, date(2028, 12, 30)) == 2
    assert allowed_probation(Term.FIXED, first, date(2028, 12, 31)) == 6
    assert allowed_probation(Term.FIXED, first, date(2026, 1, 20)) == 0
    assert allowed_probation(Term.OPEN, first, None) == 6
    assert allowed_probation(Term.TASK, first, None) == 0
    assert [longest_probation(n) for n in (1, 2, 3, 11, 12, 35, 36, 0)] == [0, 0, 1, 1, 2, 2, 6, 6]


@given(DAYS, st.integers(1, 240))
def test_months_count_back(starts_on: date, months: int) -> None:
    last = last_day_of_months(starts_on, months)
    assert whole_months(starts_on, last) == months
    assert whole_months(starts_on, last - timedelta(days=1)) == months - 1


def test_the_last_day_of_a_month_that_lacks_the_day() -> None:
    assert last_day_of_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert last_day_of_months(date(2027, 12, 31), 2) == date(2028, 2, 29)
    assert last_day_of_months(date(2026, 11, 23), 12) == date(2027, 11, 22)
    with pytest.raises(ValueError, match="a month at least"):
        last_day_of_months(date(2026, 1, 1), 0)


def test_without_a_written_contract() -> None:
    duty = written_duty(date(2026, 3, 10))
    assert (duty.due_by, duty.double_from) == (date(2026, 4, 9), date(2026, 4, 10))
    assert (duty.double_until, duty.deemed_open_from) == (date(2027, 3, 9), date(2027, 3, 10))
    assert whole_months(duty.double_from, duty.double_until) == 11


def span(term: Term, first: date, last: date | None = None) -> Span:
    return Span(term, first, last)


FIRST = span(Term.FIXED, date(2020, 1, 1), date(2022, 12, 31))
SECOND = span(Term.FIXED, date(2023, 1, 1), date(2025, 12, 31))


def test_two_fixed_terms_give_the_right_to_an_open_ended_one() -> None:
    once = renewal_duty([FIRST], date(2020, 1, 1), date(2023, 1, 1))
    assert (once.fixed_terms, once.service_months, once.reasons) == (1, 36, ())
    twice = renewal_duty([SECOND, FIRST], date(2020, 1, 1), date(2026, 1, 1))
    assert (twice.fixed_terms, twice.reasons, twice.open_ended) == (2, (OpenReason.TWO_FIXED_TERMS,), True)
    never = renewal_duty([], date(2020, 1, 1), date(2020, 1, 1))
    assert (once.last_free, twice.last_free, never.last_free) == (True, False, False)


def test_terms_before_2008_and_after_another_kind_do_not_count() -> None:
    old = span(Term.FIXED, date(2007, 12, 31), date(2009, 12, 30))
    assert fixed_terms_in_a_row([old, FIRST]) == 1
    task = span(Term.TASK, date(2022, 1, 1))
    assert fixed_terms_in_a_row([span(Term.FIXED, date(2019, 1, 1), date(2021, 12, 31)), task, SECOND]) == 1


def test_ten_years_of_service_count_to_the_day() -> None:
    since = date(2016, 5, 1)
    assert renewal_duty([FIRST], since, date(2026, 5, 1)).reasons == (OpenReason.TEN_YEARS,)
    assert renewal_duty([FIRST], since, date(2026, 4, 30)).reasons == ()
