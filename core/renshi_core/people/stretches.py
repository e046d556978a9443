"""Job facts along time, without a database: what a change or a correction makes of the stretches believed so far.

A stretch holds from ``start`` to before ``end``. The stretches of one employment spell lie side by side without
a gap. Every function returns the whole new row; stretches that stay as they are keep their ``id``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody's job is."""

    company_id: UUID
    department_id: UUID
    position_id: UUID | None
    manager_id: UUID | None
    grade: str | None
    city: str | None
    work_regime: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Facts that hold from ``start`` to before ``end`` (``None``: until further notice)."""

    start: date
    end: date | None
    facts: Facts
    reason: str
    id: UUID | None = None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


# A department brings its company along: the two change together or not at all.
_GROUPS: dict[str, tuple[str, ...]] = {
    name: (("company_id", "department_id") if name in ("company_id", "department_id") else (name,))
    for name in Facts.__slots__
}


def at(stretches: Iterable[Stretch], day: date) -> Stretch | None:
    """The stretch that covers ``day``."""
    return next((s for s in stretches if s.covers(day)), None)


def change(stretches: Sequence[Stretch], on: date, changes: Mapping[str, Any], reason: str) -> list[Stretch]:
    """Facts change from ``on``.

    A fact that changes again later (already planned) keeps that later change: the new value holds until then.

    Raises:
        ValueError: no stretch covers ``on``.
    """
    row = _split(stretches, on, reason)
    first = next((i for i, s in enumerate(row) if s.start == on), None)
    if first is None:
        raise ValueError(f"no stretch covers {on}")
    for group in {_GROUPS[name] for name in changes}:
        before = _take(row[first].facts, group)
        wanted = tuple(changes.get(name, old) for name, old in zip(group, before, strict=True))
        for i in range(first, len(row)):
            if _take(row[i].facts, group) != before:
                break
            if wanted != before:
                row[i] = _put(row[i], group, wanted)
    if row[first].id is None:
        row[first] = replace(row[first], reason=reason)
    return _joined(row)


def correct(
    stretches: Sequence[Stretch],
    index: int,
    changes: Mapping[str, Any],
    reason: str,
    *,
    start: date | None = None,
) -> list[Stretch]:
    """One stretch was recorded wrongly: other facts, or another ``start``.

    An earlier start takes days from the stretch before, a later one gives them to it; the first stretch's start
    moves the start of the spell.

    Raises:
        ValueError: the new start would swallow the stretch before, or lies after the stretch's end.
    """
    row = list(stretches)
    wrong = row[index]
    begins = start or wrong.start
    if wrong.end is not None and begins >= wrong.end:
        raise ValueError("the start must lie before the stretch ends")
    if index > 0 and begins <= row[index - 1].start:
        raise ValueError("the start must lie after the start of the stretch before")
    right = replace(wrong, start=begins, facts=replace(wrong.facts, **changes), reason=reason, id=None)
    if right.facts == wrong.facts and begins == wrong.start:
        return row
    row[index] = right
    if index > 0 and begins != wrong.start:
        row[index - 1] = replace(row[index - 1], end=begins, id=None)
    return _joined(row)


def close(stretches: Sequence[Stretch], end: date) -> list[Stretch]:
    """Nothing holds from ``end`` on; what was planned for later is dropped."""
    return [
        s if s.end is not None and s.end <= end else replace(s, end=end, id=None)
        for s in stretches
        if s.start < end
    ]


def reopen(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The last stretch goes on until further notice."""
    return [*stretches[:-1], replace(stretches[-1], end=None, id=None)]


def _take(facts: Facts, group: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(facts, name) for name in group)


def _put(stretch: Stretch, group: tuple[str, ...], values: tuple[Any, ...]) -> Stretch:
    facts = replace(stretch.facts, **dict(zip(group, values, strict=True)))
    return replace(stretch, facts=facts, id=None)


def _split(stretches: Sequence[Stretch], on: date, reason: str) -> list[Stretch]:
    row: list[Stretch] = []
    for s in stretches:
        if s.covers(on) and s.start != on:
            row += [replace(s, end=on, id=None), replace(s, start=on, reason=reason, id=None)]
        else:
            row.append(s)
    return row


def _joined(row: Sequence[Stretch]) -> list[Stretch]:
    """Neighbours with the same facts become one, where this edit made one of them."""
    joined: list[Stretch] = []
    for s in row:
        last = joined[-1] if joined else None
        if last and last.facts == s.facts and (last.id is None or s.id is None):
            joined[-1] = replace(last, end=s.end, id=None)
        else:
            joined.append(s)
    return joined
