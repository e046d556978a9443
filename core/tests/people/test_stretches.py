"""Changes and corrections of job facts against a model that keeps one value per fact and day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renshi_core.people.stretches import Facts, Stretch, at, change, close, correct, reopen

START = date(2026, 1, 1)
DAYS = 40
COMPANY = uuid4()
DEPARTMENTS = [uuid4() for _ in range(3)]
MANAGERS = [uuid4() for _ in range(2)]
FIRST = Facts(COMPANY, DEPARTMENTS[0], None, None, "P1", "上海", "standard")

changes = st.fixed_dictionaries(
    {},
    optional={
        "department_id": st.sampled_from(DEPARTMENTS),
        "manager_id": st.sampled_from([None, *MANAGERS]),
        "grade": st.sampled_from(["P1", "P2", "P3"]),
        "city": st.sampled_from(["上海", "北京"]),
    },
)


class Days:
    """The model: for each day, each fact by itself."""

    def __init__(self) -> None:
        self.facts: list[dict[str, Any]] = [
            {name: getattr(FIRST, name) for name in Facts.__slots__} for _ in range(DAYS)
        ]

    def change(self, day: int, wanted: dict[str, Any]) -> None:
        for name, value in wanted.items():
            before = self.facts[day][name]
            for later in range(day, DAYS):
                if self.facts[later][name] != before:
                    break
                self.facts[later][name] = value


def row() -> list[Stretch]:
    return [Stretch(START, None, FIRST, "hire", uuid4())]


def stored(stretches: list[Stretch]) -> list[Stretch]:
    """As a later edit would read them: every stretch has an id."""
    return [s if s.id else replace(s, id=uuid4()) for s in stretches]


def assert_side_by_side(stretches: list[Stretch]) -> None:
    for left, right in pairwise(stretches):
        assert left.end == right.start
    for s in stretches:
        assert s.end is None or s.start < s.end


@given(st.lists(st.tuples(st.integers(0, DAYS - 1), changes), max_size=12))
def test_changes_in_any_order_leave_each_fact_as_if_it_were_alone(
    edits: list[tuple[int, dict[str, Any]]],
) -> None:
    model, believed = Days(), row()
    for day, wanted in edits:
        model.change(day, wanted)
        believed = stored(change(believed, START + timedelta(days=day), wanted, "x"))
        assert_side_by_side(believed)
        assert believed[0].start == START
        assert believed[-1].end is None
        for n in range(DAYS):
            found = at(believed, START + timedelta(days=n))
            assert found is not None
            assert {name: getattr(found.facts, name) for name in Facts.__slots__} == model.facts[n]


@given(
    st.lists(st.tuples(st.integers(0, DAYS - 1), changes), max_size=8),
    st.data(),
)
def test_a_correction_touches_only_the_stretch_and_the_days_it_takes_or_gives(
    edits: list[tuple[int, dict[str, Any]]], data: st.DataObject
) -> None:
    believed = row()
    for day, wanted in edits:
        believed = stored(change(believed, START + timedelta(days=day), wanted, "x"))
    index = data.draw(st.integers(0, len(believed) - 1))
    wrong = believed[index]
    first = believed[index - 1].start + timedelta(days=1) if index else wrong.start - timedelta(days=5)
    last = (wrong.end or START + timedelta(days=DAYS)) - timedelta(days=1)
    start = data.draw(st.dates(first, last))
    right = data.draw(changes)
    after = correct(believed, index, right, "typing error", start=start)
    assert_side_by_side(after)
    corrected = replace(wrong.facts, **right)
    for n in range(-5, DAYS):
        day = START + timedelta(days=n)
        found = at(after, day)
        if day < min(start, believed[0].start) or (index == 0 and day < start):
            assert found is None
        elif start <= day and wrong.covers(max(day, wrong.start)) and (wrong.end is None or day < wrong.end):
            assert found is not None
            assert found.facts == corrected
        elif wrong.start <= day < start:
            assert found is not None
            assert found.facts == believed[index - 1].facts
        else:
            before = at(believed, day)
            assert (found.facts if found else None) == (before.facts if before else None)


def test_a_change_for_a_day_outside_is_refused() -> None:
    with pytest.raises(ValueError, match="no stretch covers"):
        change(row(), START - timedelta(days=1), {"grade": "P2"}, "x")


def test_a_planned_change_of_another_fact_carries_the_new_value_on() -> None:
    planned = change(row(), date(2026, 3, 1), {"grade": "P2"}, "promotion")
    moved = change(stored(planned), date(2026, 2, 1), {"department_id": DEPARTMENTS[1]}, "transfer")
    assert [(s.start, s.facts.grade, s.facts.department_id) for s in moved] == [
        (date(2026, 1, 1), "P1", DEPARTMENTS[0]),
        (date(2026, 2, 1), "P1", DEPARTMENTS[1]),
        (date(2026, 3, 1), "P2", DEPARTMENTS[1]),
    ]
    assert [s.reason for s in moved] == ["hire", "transfer", "promotion"]


def test_a_company_goes_with_its_department_until_the_next_department() -> None:
    other = uuid4()
    planned = change(
        row(), date(2026, 3, 1), {"department_id": DEPARTMENTS[1], "company_id": COMPANY}, "planned"
    )
    moved = change(
        stored(planned), date(2026, 2, 1), {"department_id": DEPARTMENTS[2], "company_id": other}, "group"
    )
    assert [(s.facts.company_id, s.facts.department_id) for s in moved] == [
        (COMPANY, DEPARTMENTS[0]),
        (other, DEPARTMENTS[2]),
        (COMPANY, DEPARTMENTS[1]),
    ]


def test_an_end_drops_what_was_planned_for_later_and_can_be_taken_back() -> None:
    planned = stored(change(row(), date(2026, 3, 1), {"grade": "P2"}, "promotion"))
    ended = stored(close(planned, date(2026, 2, 11)))
    assert [(s.start, s.end) for s in ended] == [(START, date(2026, 2, 11))]
    assert [(s.start, s.end, s.facts) for s in reopen(ended)] == [(START, None, FIRST)]


def test_a_stretch_that_stays_keeps_its_id() -> None:
    before = stored(change(row(), date(2026, 3, 1), {"grade": "P2"}, "promotion"))
    after = change(before, date(2026, 3, 10), {"city": "北京"}, "move")
    kept: list[UUID | None] = [s.id for s in after]
    assert kept == [before[0].id, None, None]
