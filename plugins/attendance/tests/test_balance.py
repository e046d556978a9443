"""Balances with expiry: exact cases, and the greedy order against an exhaustive search."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from renshi_attendance.engine.balance import Lot, Use, available, expired, missing, settle

OLD = Lot("2025", 480, date(2025, 1, 1), date(2026, 3, 31))
NEW = Lot("2026", 2400, date(2026, 1, 1), date(2027, 3, 31))
FOREVER = Lot("gift", 60, date(2026, 1, 1))


def test_the_grant_that_runs_out_first_is_used_first() -> None:
    standing = settle([NEW, OLD, FOREVER], [Use(600, date(2026, 2, 1))])
    assert standing.left == {"2025": 0, "2026": 2280, "gift": 60}
    assert standing.short == 0


def test_a_leave_after_the_expiry_cannot_use_the_old_grant() -> None:
    assert available([OLD, NEW], [], date(2026, 3, 31)) == 2880
    assert available([OLD, NEW], [], date(2026, 4, 1)) == 2400
    assert available([OLD, NEW], [], date(2027, 4, 1)) == 0


def test_an_earlier_leave_may_take_away_what_a_later_one_stood_on() -> None:
    lots = [Lot("a", 480, date(2026, 1, 1), date(2026, 3, 31))]
    assert missing(lots, [Use(480, date(2026, 2, 10))], [Use(240, date(2026, 1, 20))]) == 240
    assert missing(lots, [Use(240, date(2026, 2, 10))], [Use(240, date(2026, 1, 20))]) == 0


def test_nothing_can_be_taken_before_it_is_granted() -> None:
    assert missing([NEW], [], [Use(60, date(2025, 12, 31))]) == 60


def test_what_expires() -> None:
    used = [Use(180, date(2026, 2, 1))]
    assert expired([OLD, NEW], used, date(2026, 3, 31)) == {}
    assert expired([OLD, NEW], used, date(2026, 4, 1)) == {"2025": 300}
    # Once written off it is gone, and never twice.
    assert expired([OLD, NEW], [*used, Use(300, date(2026, 3, 31))], date(2026, 4, 1)) == {}


def test_two_lots_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="one key"):
        settle([OLD, OLD], [])


days = st.integers(0, 9)
START = date(2026, 1, 1)


@st.composite
def books(draw: st.DrawFn) -> tuple[list[Lot], list[Use]]:
    lots = []
    for i in range(draw(st.integers(0, 4))):
        a, b = sorted(draw(st.tuples(days, days)))
        end = None if draw(st.booleans()) else START + timedelta(days=b)
        lots.append(Lot(str(i), draw(st.integers(1, 2)), START + timedelta(days=a), end))
    uses = [Use(1, START + timedelta(days=draw(days))) for _ in range(draw(st.integers(0, 5)))]
    return lots, uses


def best(lots: list[Lot], uses: list[Use]) -> int:
    """The most minutes that any assignment covers, by trying all of them."""

    def go(i: int, left: tuple[int, ...]) -> int:
        if i == len(uses):
            return 0
        most = go(i + 1, left)
        for j, lot in enumerate(lots):
            if left[j] and lot.covers(uses[i].on):
                most = max(most, 1 + go(i + 1, (*left[:j], left[j] - 1, *left[j + 1 :])))
        return most

    return go(0, tuple(lot.minutes for lot in lots))


@given(books())
def test_no_other_order_covers_more(book: tuple[list[Lot], list[Use]]) -> None:
    lots, uses = book
    assert settle(lots, uses).short == len(uses) - best(lots, uses)


@given(books(), days)
def test_what_is_said_to_be_available_can_be_taken_and_not_one_minute_more(
    book: tuple[list[Lot], list[Use]], offset: int
) -> None:
    lots, uses = book
    on = START + timedelta(days=offset)
    if settle(lots, uses).short or any(u.on > on for u in uses):
        return
    free = available(lots, uses, on)
    assert missing(lots, uses, [Use(free, on)]) == 0
    assert missing(lots, uses, [Use(free + 1, on)]) == 1
