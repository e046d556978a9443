"""What is left of granted leave, when grants run out on different days.

A ledger is a sum, but which grant a leave used decides what expires. Uses are taken in the order of their
days, each from the grants valid on its day, the one that runs out first first. That order wastes the least:
if any order covers all uses, this one does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Lot:
    """Minutes granted; they can be used for leave on ``valid_from`` … ``expires_on`` (None = no end)."""

    key: str
    minutes: int
    valid_from: date
    expires_on: date | None = None

    def covers(self, on: date) -> bool:
        return self.valid_from <= on and (self.expires_on is None or on <= self.expires_on)


@dataclass(frozen=True, slots=True)
class Use:
    """Minutes used on a day: taken, reserved, expired or corrected away."""

    minutes: int
    on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """``left``: minutes of each lot not used, by key. ``short``: minutes used that no valid lot covered."""

    left: dict[str, int]
    short: int


def settle(lots: Sequence[Lot], uses: Sequence[Use]) -> Standing:
    """Give every use its lots."""
    left = {lot.key: lot.minutes for lot in lots}
    if len(left) != len(lots):
        raise ValueError("two lots with one key")
    order = sorted(lots, key=lambda lot: (lot.expires_on or date.max, lot.valid_from, lot.key))
    short = 0
    for use in sorted(uses, key=lambda u: (u.on, u.minutes)):
        rest = use.minutes
        for lot in order:
            if not rest:
                break
            if lot.covers(use.on):
                took = min(rest, left[lot.key])
                left[lot.key] -= took
                rest -= took
        short += rest
    return Standing(left, short)


def available(lots: Sequence[Lot], uses: Sequence[Use], on: date) -> int:
    """Minutes that may still be used for leave on a day; negative where more was used than ever granted."""
    standing = settle(lots, uses)
    return sum(standing.left[lot.key] for lot in lots if lot.covers(on)) - standing.short


def missing(lots: Sequence[Lot], uses: Sequence[Use], wanted: Sequence[Use]) -> int:
    """Minutes that ``wanted`` would leave uncovered beyond what already is; 0 means it may be taken."""
    return settle(lots, [*uses, *wanted]).short - settle(lots, uses).short


def expired(lots: Sequence[Lot], uses: Sequence[Use], today: date) -> dict[str, int]:
    """Minutes that lay unused in lots whose last day is before ``today``, by key; empty lots are left out."""
    left = settle(lots, uses).left
    return {
        lot.key: left[lot.key]
        for lot in lots
        if lot.expires_on is not None and lot.expires_on < today and left[lot.key] > 0
    }
