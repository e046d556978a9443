"""Companies, departments and positions as plugins see them."""

from __future__ import annotations

from dataclasses import dataclass
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
