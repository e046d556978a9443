"""What the generator makes: plain frozen values, no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

Sex = Literal["male", "female"]


@dataclass(frozen=True, slots=True)
class DepartmentPlan:
    """A department; ``head`` is the code of the position that leads it."""

    code: str
    name: str
    parent: str | None
    head: str


@dataclass(frozen=True, slots=True)
class PositionPlan:
    """A position; ``wage`` is its range in yuan a month, ``since`` the age at which people begin to work in it."""

    code: str
    title: str
    grade: str
    wage: tuple[int, int]
    since: int


@dataclass(frozen=True, slots=True)
class Post:
    """So many people in one position of one department."""

    department: str
    position: str
    count: int


@dataclass(frozen=True, slots=True)
class CostCentre:
    """What the costs of some departments are charged to."""

    code: str
    title: str
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompanyPlan:
    """A company of the group as ``data/companies.yaml`` describes it."""

    code: str
    public_code: str
    name: str
    short: str
    industry: str
    city: str
    prefix: str
    plugins: tuple[str, ...]
    regions: tuple[str, ...]
    leaving: float
    """Share of the people that leaves in a month."""
    departments: tuple[DepartmentPlan, ...]
    positions: tuple[PositionPlan, ...]
    posts: tuple[Post, ...]
    cost_centres: tuple[CostCentre, ...]
    places: tuple[Post, ...]
    """Places of the headcount plan that differ from the posts; ``count`` is the difference."""

    def position(self, code: str) -> PositionPlan:
        return next(p for p in self.positions if p.code == code)

    def department(self, code: str) -> DepartmentPlan:
        return next(d for d in self.departments if d.code == code)

    @property
    def headcount(self) -> int:
        return sum(post.count for post in self.posts)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the group at the day of hire. ``wage`` in yuan; ``manager`` is a staff number."""

    number: str
    name: str
    sex: Sex
    born_on: date
    identity_number: str
    phone: str
    email: str
    company: str
    department: str
    position: str
    grade: str
    manager: str | None
    first_work_on: date
    hired_on: date
    probation_months: int
    wage: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Somebody's last day. ``told_on`` is the day HR writes it down."""

    told_on: date
    number: str
    last_day: date
    reason: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A transfer to another department, with a new manager."""

    told_on: date
    number: str
    effective_on: date
    department: str
    position: str
    manager: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """New pay from the first of a month; ``wage`` in yuan a month."""

    told_on: date
    number: str
    valid_from: date
    wage: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveTaken:
    """Leave asked for on ``told_on`` and approved by the manager. Halves are ``am`` and ``pm``."""

    told_on: date
    number: str
    code: Literal["annual", "personal", "sick"]
    first: date
    last: date
    first_half: Literal["am", "pm"]
    last_half: Literal["am", "pm"]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OvertimeWorked:
    """Overtime on one day, paid."""

    told_on: date
    number: str
    day: date
    start: str
    end: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamTaken:
    """A try at the exam of a course; ``share`` of its questions is answered rightly, in per cent."""

    told_on: date
    number: str
    course: str
    share: int


Fact = Left | Moved | Raised | LeaveTaken | OvertimeWorked | ExamTaken


@dataclass(frozen=True, slots=True)
class Group:
    """The whole group: who is there when the history begins, who comes later, and what happens day by day.

    ``begins`` is the first day of the first of twelve whole months; ``ends`` the day before today.
    ``facts`` are ordered by the day they are told on.
    """

    begins: date
    ends: date
    companies: tuple[CompanyPlan, ...]
    people: tuple[Person, ...]
    facts: tuple[Fact, ...]

    def company(self, code: str) -> CompanyPlan:
        return next(c for c in self.companies if c.code == code)

    def first_people(self) -> Iterator[Person]:
        """Everybody employed when the history begins, managers before those they lead."""
        return (p for p in self.people if p.hired_on < self.begins)

    def joiners(self) -> Iterator[Person]:
        """Those hired during the history, in the order of their first day."""
        return (p for p in self.people if p.hired_on >= self.begins)

    def left(self) -> set[str]:
        """Staff numbers of those whose last day is over when the history ends."""
        return {f.number for f in self.facts if isinstance(f, Left) and f.last_day <= self.ends}
