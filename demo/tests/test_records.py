"""Files and contracts of the example people: valid numbers, terms that the law allows, the same each time."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from renshi_demo.generator import generate
from renshi_demo.generator.model import Group
from renshi_demo.generator.records import custom_values, luhn, record_of, words
from renshi_demo.world.agreements import terms_of

from renshi_sdk.labour import last_day_of_months, longest_probation

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def group() -> Group:
    return generate(TODAY)


def test_a_checked_card_number() -> None:
    # The worked example of ISO/IEC 7812-1, annex B.
    assert luhn("7992739871") == "3"


def test_everybody_has_a_file_with_an_account_that_passes_the_check(group: Group) -> None:
    accounts = []
    for person in group.people:
        entries = record_of(person, group.company(person.company).industry, person.hired_on)
        assert entries == record_of(person, group.company(person.company).industry, person.hired_on)
        sections = [e.section for e in entries]
        assert sections.count("bank") == sections.count("personal") == sections.count("contact") == 1
        assert sections.count("education") == 1 <= sections.count("family")
        account = next(e.values["number"] for e in entries if e.section == "bank")
        assert len(account) == 19
        assert account[-1] == luhn(account[:-1])
        accounts.append(account)
    assert len(set(accounts)) == len(group.people)


def test_custom_values_are_among_the_choices(group: Group) -> None:
    given = [custom_values(p, group.company(p.company).industry) for p in group.people]
    assert {v["shirt_size"] for v in given if "shirt_size" in v} == set(words()["shirts"])
    assert {v["skill_grade"] for v in given if "skill_grade" in v} <= set(words()["skills"])


def test_contracts_follow_each_other_without_a_gap_and_keep_to_the_law(group: Group) -> None:
    lengths = set()
    for person in group.people:
        chain = terms_of(person, TODAY)
        lengths.add(len(chain))
        assert chain[0].starts_on == person.hired_on
        assert [t.probation_months > 0 for t in chain[1:]] == [False] * (len(chain) - 1)
        assert chain[0].ends_on is not None
        months = next(m for m in (24, 36, 60) if last_day_of_months(person.hired_on, m) == chain[0].ends_on)
        assert chain[0].probation_months <= longest_probation(months)
        for one, following in pairwise(chain):
            assert one.ends_on is not None
            assert following.starts_on == one.ends_on + timedelta(days=1)
        assert (chain[-1].ends_on is None) == (len(chain) == 3)
        assert chain[-1].ends_on is None or chain[-1].ends_on >= TODAY
    assert lengths == {1, 2, 3}


def test_places_and_cost_centres_name_what_is_there(group: Group) -> None:
    for plan in group.companies:
        departments = [code for centre in plan.cost_centres for code in centre.departments]
        assert len(departments) == len(set(departments))
        posts = {(p.department, p.position) for p in plan.posts}
        assert {(p.department, p.position) for p in plan.places} <= posts
        assert set(departments) <= {d.code for d in plan.departments}
