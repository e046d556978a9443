"""How things went for employees, as plugins tell each other for statistics about groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from renshi_sdk.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One thing that was established about one employee on ``day``: an exam, a month of attendance, a review.

    ``kind`` carries its owner (``training.exam_score``) and means the same for everybody; ``label`` is its name.
    ``value`` lies within ``scale`` (lowest, highest possible); ``better`` says which end is wanted. ``subject`` tells
    apart what a kind is about (a course's code), with a ``subject_label``. ``permission`` is the right that somebody
    needs to see single values: whoever shows results made of them shows none to a reader without it.
    """

    employee_id: UUID
    kind: str
    label: Text
    value: Decimal
    scale: tuple[Decimal, Decimal]
    day: date
    permission: str
    better: Literal["higher", "lower"] = "higher"
    subject: str | None = None
    subject_label: str | None = None
