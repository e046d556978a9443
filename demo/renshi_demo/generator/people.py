"""The people of a company at the day of hire: names, numbers, places, managers, pay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from renshi_demo.generator.identity import Identities
from renshi_demo.generator.model import CompanyPlan, Person, PositionPlan, Sex
from renshi_demo.generator.names import Names

LEADERS = frozenset({"SUPV", "DSM"})
"""Positions below the head of a department that lead its people."""
_MEN = {"CNC": 0.8, "PLT": 0.8, "TECH": 0.9, "DRV": 0.95, "MENG": 0.8, "EENG": 0.8, "SUPV": 0.75, "WH": 0.7}
_WOMEN = {"CLK": 0.75, "CSH": 0.85, "ACC": 0.8, "HRS": 0.8, "ADMS": 0.8, "CS": 0.75, "MKTS": 0.7}
_YOUNGEST_FIRM = date(2012, 3, 1)
"""No one has been with the group for longer."""
_YEAR = 365.25


@dataclass(slots=True)
class Draft:
    """A person before numbers are given: ``hired_on`` decides the order."""

    plan: CompanyPlan
    department: str
    position: PositionPlan
    name: str
    sex: Sex
    born_on: date
    first_work_on: date
    hired_on: date
    wage: int
    number: str = ""
    manager: str | None = None

    @property
    def is_head(self) -> bool:
        return self.plan.department(self.department).head == self.position.code

    @property
    def leads(self) -> bool:
        return self.is_head or self.position.code in LEADERS


@dataclass(slots=True)
class Maker:
    """Draws people from one stream of chance."""

    random: Random
    names: Names
    identities: Identities

    def draft(self, plan: CompanyPlan, department: str, position: PositionPlan, hired_on: date) -> Draft:
        """Somebody hired on ``hired_on`` into a post."""
        chance = self.random
        men = _MEN.get(position.code, 1 - _WOMEN.get(position.code, 0.5))
        sex: Sex = "male" if chance.random() < men else "female"
        oldest = 56 if sex == "male" else 51
        senior = position.grade.startswith("M")
        before = chance.uniform(6, 15) if senior else min(chance.expovariate(1 / 4), 14)
        worked_since = hired_on - timedelta(days=int(before * _YEAR))
        began_at = position.since + chance.uniform(0, 2.5)
        served = (date(2026, 1, 1) - worked_since).days / _YEAR
        if began_at + served > oldest:
            worked_since += timedelta(days=int((began_at + served - oldest) * _YEAR))
        worked_since = min(worked_since, hired_on)
        born_on = worked_since - timedelta(days=int(began_at * _YEAR))
        low, high = position.wage
        return Draft(
            plan=plan,
            department=department,
            position=position,
            name=self.names.draw(sex, born_on.year),
            sex=sex,
            born_on=born_on,
            first_work_on=worked_since,
            hired_on=hired_on,
            wage=chance.randrange(low, high + 1, 100),
        )

    def staff(self, plan: CompanyPlan, begins: date) -> list[Draft]:
        """Every post of the plan filled with somebody hired before ``begins``."""
        made = []
        for post in plan.posts:
            position = plan.position(post.position)
            years = 6.0 if position.grade.startswith("M") else 3.2
            for _ in range(post.count):
                served = 30 + int(self.random.expovariate(1 / years) * _YEAR)
                hired_on = weekday(max(begins - timedelta(days=served), _YOUNGEST_FIRM), begins)
                made.append(self.draft(plan, post.department, position, hired_on))
        return made

    def finished(self, draft: Draft) -> Person:
        """The person of a draft that has its number and manager."""
        plan = draft.plan
        position = draft.position
        return Person(
            number=draft.number,
            name=draft.name,
            sex=draft.sex,
            born_on=draft.born_on,
            identity_number=self.identities.number(
                self.random.choice(plan.regions), draft.born_on, draft.sex
            ),
            phone=self.identities.phone(),
            email=f"{self.names.mailbox(draft.name)}@huaxing.example",
            company=plan.code,
            department=draft.department,
            position=position.code,
            grade=position.grade,
            manager=draft.manager,
            first_work_on=draft.first_work_on,
            hired_on=draft.hired_on,
            probation_months=6 if position.grade.startswith("M") else 3 if position.grade[0] == "P" else 2,
            wage=draft.wage,
        )


def weekday(day: date, before: date) -> date:
    """``day``, or the Monday after a weekend, but always before ``before``."""
    shifted = day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
    return shifted if shifted < before else before - timedelta(days=3 if before.weekday() == 0 else 1)


def give_numbers(plan: CompanyPlan, drafts: Iterable[Draft]) -> None:
    """Staff numbers in the order of hire: ``M0001`` …"""
    ordered = sorted(drafts, key=lambda d: (d.hired_on, d.name))
    for index, draft in enumerate(ordered, start=1):
        draft.number = f"{plan.prefix}{index:04d}"


def give_managers(plan: CompanyPlan, staff: Sequence[Draft], others: Sequence[Draft]) -> None:
    """Heads answer to the head of the department above, people to a leader of their own department."""
    heads = {d.department: d for d in staff if d.is_head}
    leaders: dict[str, list[Draft]] = {}
    for draft in staff:
        if draft.position.code in LEADERS:
            leaders.setdefault(draft.department, []).append(draft)
    turns: dict[str, int] = {}
    for draft in (*staff, *others):
        if draft.is_head:
            parent = plan.department(draft.department).parent
            draft.manager = heads[parent].number if parent else None
        elif draft.position.code in LEADERS or draft.department not in leaders:
            draft.manager = heads[draft.department].number
        else:
            turn = turns.get(draft.department, 0)
            turns[draft.department] = turn + 1
            own = leaders[draft.department]
            draft.manager = own[turn % len(own)].number
