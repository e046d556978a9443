"""Companies, departments and positions as plugins see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Company:
    """A legal entity (法人主体) of a group."""

    id: UUID
    code: str
    name: str
    industry: str
    city: str
    time_zone: str = "Asia/Shanghai"
    credit_code: str | None = None
    public_code: str = ""
    """Its name in public addresses: ``/public/<public_code>/…``."""


@dataclass(frozen=True, slots=True)
class Department:
    """A node of a company's department tree; ``path`` runs from the root to this department."""

    id: UUID
    company_id: UUID
    code: str
    name: str
    parent_id: UUID | None
    head_id: UUID | None
    path: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """A position (岗位) of a company."""

    id: UUID
    company_id: UUID
    code: str
    title: str
    department_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Headcount:
    """Places (编制) of one department and position on a day, by the company's approved headcount plan.

    ``planned`` is ``None`` where no approved plan covers the day. ``taken`` counts people in main jobs, ``posts`` adds
    concurrent posts by their share, ``pending`` is what is still to come on balance until the plan's period ends
    (hires and moves in, less ends and moves out).
    """

    department_id: UUID
    position_id: UUID | None
    on: date
    planned: int | None
    taken: int
    posts: Decimal
    pending: int
    rule: Literal["off", "warn", "refuse"]
    """What the company does where there is no place: nothing, say so, or refuse."""

    @property
    def free(self) -> Decimal | None:
        """Places left; negative where there are more people than places. People still to leave give up their place
        only when they have left."""
        return None if self.planned is None else self.planned - self.taken - self.posts - max(self.pending, 0)
