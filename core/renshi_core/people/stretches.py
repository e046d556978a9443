"""The facts of somebody's job, dated by the algebra of ``renshi_core.organization.stretches``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from renshi_core.organization import stretches as dated
from renshi_core.organization.stretches import at, cancel, change, close, correct, differing, reopen

__all__ = ["Facts", "Stretch", "at", "cancel", "change", "close", "correct", "differing", "reopen"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody's job is."""

    TOGETHER: ClassVar = (("company_id", "department_id"),)
    """A department brings its company along: the two change together or not at all."""

    company_id: UUID
    department_id: UUID
    position_id: UUID | None
    manager_id: UUID | None
    grade: str | None
    city: str | None
    work_regime: str
    cost_centre_id: UUID | None = None
    job_family: str | None = None
    employment_type: str = "full_time"
    workplace: str | None = None


if TYPE_CHECKING:
    Stretch = dated.Stretch[Facts]
else:
    Stretch = dated.Stretch  # a parameterised class writes into what it makes, which slots forbid
