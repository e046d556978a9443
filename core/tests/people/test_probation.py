"""劳动合同法 art. 19 and 民法典 art. 202, case by case."""

from __future__ import annotations

from datetime import date

import pytest

from renshi_core.people.probation import check_probation, last_day_of_probation, longest_probation
from renshi_sdk.errors import Invalid


@pytest.mark.parametrize(
    ("term", "most"),
    [(1, 0), (2, 0), (3, 1), (11, 1), (12, 2), (35, 2), (36, 6), (60, 6), (0, 6)],
)
def test_the_longest_probation_by_contract_term(term: int, most: int) -> None:
    assert longest_probation(term) == most


def test_a_probation_that_is_too_long_names_the_limit() -> None:
    with pytest.raises(Invalid) as refused:
        check_probation(3, 12)
    assert refused.value.extra == {"longest": 2}
    assert "第十九条" in refused.value.text.zh
    check_probation(2, 12)
    check_probation(6, None)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 11, 23), 3, date(2027, 2, 22)),
        (date(2026, 12, 1), 3, date(2027, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 8, 29), 6, date(2027, 2, 28)),
        (date(2026, 8, 28), 6, date(2027, 2, 27)),
        (date(2027, 8, 29), 6, date(2028, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 1), 6, date(2026, 6, 30)),
        (date(2026, 7, 1), 6, date(2026, 12, 31)),
    ],
)
def test_the_last_day(start: date, months: int, last: date) -> None:
    assert last_day_of_probation(start, months) == last


def test_no_months_no_probation() -> None:
    assert last_day_of_probation(date(2026, 1, 1), 0) is None
