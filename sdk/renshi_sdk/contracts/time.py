"""Time off and planned time, as plugins tell each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from renshi_sdk.text import Text


@dataclass(frozen=True, slots=True)
class Balance:
    """What an employee has left of one kind of leave."""

    code: str
    label: Text
    remaining: Decimal
    unit: Literal["day", "hour"]
    pending: Decimal = Decimal(0)
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away on a day: since when, until when, and why in words that may be shown to colleagues."""

    employee_id: UUID
    since: date
    until: date
    reason: Text


@dataclass(frozen=True, slots=True)
class RosterShift:
    """One published day of one person's roster (班表).

    ``spans``: the time the person is due to be present, in minutes from midnight of ``day`` on the wall clock of
    the company's zone, in order and disjoint; an end above 1440 runs past midnight (22:00–06:00 is
    ``((1320, 1800),)``). Empty = a day off that the roster says. ``unpaid_breaks`` lie inside the spans and are
    no working time. ``key`` names the row it comes from, as evidence (``scheduling_shift:<id>``).
    """

    employee_id: UUID
    day: date
    spans: tuple[tuple[int, int], ...]
    label: Text
    key: str
    unpaid_breaks: tuple[tuple[int, int], ...] = ()
