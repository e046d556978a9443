"""The seeded generator of the example group: the same seed and day give the same group."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from renshi_demo.generator.calendar import months_before
from renshi_demo.generator.history import History
from renshi_demo.generator.identity import Identities
from renshi_demo.generator.model import Group
from renshi_demo.generator.names import Names
from renshi_demo.generator.people import Maker
from renshi_demo.generator.shape import companies

SEED = 20260723
MONTHS = 12


def generate(today: date, *, seed: int = SEED) -> Group:
    """The group as it stands on the morning of ``today``, with its last twelve whole months and the days since.

    Raises:
        NotImplementedError: the holidays of a year it needs are not published.
    """
    chance = Random(seed)
    begins, ends = months_before(today, MONTHS)[0], today - timedelta(days=1)
    maker = Maker(chance, Names(chance), Identities(chance))
    people = []
    facts = []
    for plan in companies():
        history = History(chance, maker, plan, begins, ends)
        people += history.people
        facts += history.facts
    return Group(
        begins=begins,
        ends=ends,
        companies=companies(),
        people=tuple(people),
        facts=tuple(sorted(facts, key=lambda fact: (fact.told_on, fact.number, type(fact).__name__))),
    )
