"""The generator: the same every time, valid numbers, a sound organisation."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from renshi_demo.generator import generate
from renshi_demo.generator.absence import annual_days
from renshi_demo.generator.calendar import works
from renshi_demo.generator.identity import check_character
from renshi_demo.generator.model import ExamTaken, Group, LeaveTaken, Left, Moved, OvertimeWorked, Raised

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def group() -> Group:
    return generate(TODAY)


def test_the_same_seed_and_day_give_the_same_group(group: Group) -> None:
    assert generate(TODAY) == group
    assert generate(TODAY, seed=1).people != group.people


def test_the_history_is_the_twelve_whole_months_and_the_days_since(group: Group) -> None:
    assert (group.begins, group.ends) == (date(2025, 11, 1), date(2026, 11, 23))
    assert all(group.begins <= fact.told_on <= group.ends for fact in group.facts)
    assert [fact.told_on for fact in group.facts] == sorted(fact.told_on for fact in group.facts)


def test_three_hundred_people_are_employed_at_the_start_and_in_the_end(group: Group) -> None:
    assert len(list(group.first_people())) == 300
    assert len(group.people) - len(group.left()) == 300
    assert Counter(p.company for p in group.first_people()) == {"HXJM": 194, "HXYX": 106}
    leavers = [fact for fact in group.facts if isinstance(fact, Left)]
    assert 40 <= len(leavers) <= 60
    assert len(list(group.joiners())) == len(leavers)


def test_a_checked_identity_number() -> None:
    # The worked example of GB 11643-1999, annex A.
    assert check_character("11010519491231002") == "X"


def test_identity_numbers_are_valid_and_belong_to_nobody(group: Group) -> None:
    for person in group.people:
        number = person.identity_number
        assert number[17] == check_character(number[:17])
        assert number[2:6] == "0199"
        assert number[6:14] == f"{person.born_on:%Y%m%d}"
        assert int(number[16]) % 2 == (person.sex == "male")
        assert (person.hired_on - person.born_on).days // 366 >= 16
    assert len({p.identity_number for p in group.people}) == len(group.people)
    assert all(p.phone.startswith("154") and len(p.phone) == 11 for p in group.people)


def test_names_numbers_and_mailboxes_are_used_once(group: Group) -> None:
    for values in (
        [p.name for p in group.people],
        [p.number for p in group.people],
        [p.email for p in group.people],
    ):
        assert len(set(values)) == len(values)
    assert all(2 <= len(p.name) <= 4 for p in group.people)
    assert all(p.email.endswith("@huaxing.example") and p.email.isascii() for p in group.people)


def test_every_department_has_one_head_and_everybody_a_manager_above(group: Group) -> None:
    people = {p.number: p for p in group.people}
    for plan in group.companies:
        first = [p for p in group.first_people() if p.company == plan.code]
        for department in plan.departments:
            heads = [p for p in first if (p.department, p.position) == (department.code, department.head)]
            assert len(heads) == 1, department
    for person in group.people:
        seen = [person.number]
        while (manager := people[seen[-1]].manager) is not None:
            assert people[manager].company == person.company
            assert people[manager].hired_on < group.begins
            assert manager not in seen
            seen.append(manager)
        assert people[seen[-1]].position == "GM"
        assert len(seen) <= 6


def test_managers_come_before_those_they_lead(group: Group) -> None:
    met: set[str] = set()
    for person in group.first_people():
        assert person.manager is None or person.manager in met
        met.add(person.number)


def test_pay_lies_in_the_range_of_the_position(group: Group) -> None:
    for person in group.people:
        low, high = group.company(person.company).position(person.position).wage
        assert low <= person.wage <= high
        assert person.wage % 100 == 0


def test_nothing_happens_to_people_who_are_not_there(group: Group) -> None:
    people = {p.number: p for p in group.people}
    gone = {fact.number: fact.last_day for fact in group.facts if isinstance(fact, Left)}
    for fact in group.facts:
        hired_on, last_day = people[fact.number].hired_on, gone.get(fact.number, date.max)
        match fact:
            case LeaveTaken():
                assert hired_on <= fact.told_on <= fact.first <= fact.last <= last_day
            case OvertimeWorked():
                assert hired_on <= fact.day <= last_day
            case Moved():
                assert hired_on <= fact.told_on <= fact.effective_on
                assert fact.number not in gone
            case Raised():
                assert hired_on < fact.valid_from <= last_day
            case ExamTaken():
                assert hired_on <= fact.told_on <= last_day
            case Left():
                assert hired_on <= fact.told_on <= fact.last_day <= group.ends


def test_leave_lies_on_working_days_and_no_day_is_taken_twice(group: Group) -> None:
    taken: set[tuple[str, date]] = set()
    for fact in group.facts:
        if isinstance(fact, LeaveTaken):
            for offset in range((fact.last - fact.first).days + 1):
                day = fact.first + timedelta(days=offset)
                assert works(day)
                assert (fact.number, day) not in taken
                taken.add((fact.number, day))
    assert len(taken) > 600


def test_annual_leave_stays_within_the_law(group: Group) -> None:
    people = {p.number: p for p in group.people}
    used: Counter[tuple[str, int]] = Counter()
    for fact in group.facts:
        if isinstance(fact, LeaveTaken) and fact.code == "annual":
            used[fact.number, fact.first.year] += (fact.last - fact.first).days + 1
    assert used
    for (number, year), days in used.items():
        assert people[number].hired_on < date(year, 1, 1)
        assert days <= annual_days(people[number].first_work_on, year)


@pytest.mark.parametrize(
    ("first_work_on", "days"),
    [(date(2025, 1, 1), 5), (date(2025, 1, 2), 0), (date(2016, 1, 1), 10), (date(2006, 1, 1), 15)],
)
def test_annual_leave_by_years_of_work(first_work_on: date, days: int) -> None:
    assert annual_days(first_work_on, 2026) == days


@pytest.mark.parametrize(
    "today", [date(2026, 1, 1), date(2026, 2, 28), date(2026, 7, 31), date(2026, 12, 31)]
)
def test_it_works_on_any_day_of_the_year(today: date) -> None:
    group = generate(today)
    assert len(group.people) - len(group.left()) == 300
    assert group.ends == today - timedelta(days=1)
