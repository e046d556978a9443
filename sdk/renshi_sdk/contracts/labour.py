"""Labour contracts, as the plugin that keeps them tells others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LabourContract:
    """A signed labour contract (劳动合同). ``ends_on`` is ``None`` for one without an end or until a task is done."""

    employee_id: UUID
    number: str
    term: Literal["fixed", "open", "task"]
    starts_on: date
    ends_on: date | None
