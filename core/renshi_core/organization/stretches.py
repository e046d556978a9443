"""Dated facts along time, without a database: what a change or a correction makes of what was believed so far.

A stretch holds from ``start`` to before ``end``. The stretches of one history (an employment spell, a department) lie
side by side without a gap. Every function returns the whole new row; stretches that stay as they are keep their ``id``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Stretch(Generic[F]):
    """Facts that hold from ``start`` to before ``end`` (``None``: until further notice)."""

    start: date
    end: date | None
    facts: F
    reason: str
    id: UUID | None = None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


def names(facts: Any) -> tuple[str, ...]:
    """The names of facts, in the order of their columns."""
    return tuple(f.name for f in fields(facts))


def differing(before: Any, after: Any) -> tuple[str, ...]:
    """The names of facts in which two differ."""
    return tuple(n for n in names(before) if getattr(before, n) != getattr(after, n))


def at(stretches: Iterable[Stretch[F]], day: date) -> Stretch[F] | None:
    """The stretch that covers ``day``."""
    return next((s for s in stretches if s.covers(day)), None)


def change(
    stretches: Sequence[Stretch[F]], on: date, changes: Mapping[str, Any], reason: str
) -> list[Stretch[F]]:
    """Facts change from ``on``.

    A fact that changes again later (already planned) keeps that later change: the new value holds until then.

    Raises:
        ValueError: no stretch covers ``on``.
    """
    row = _split(stretches, on, reason)
    first = next((i for i, s in enumerate(row) if s.start == on), None)
    if first is None:
        raise ValueError(f"no stretch covers {on}")
    for group in {_group(row[first].facts, name) for name in changes}:
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


def cancel(stretches: Sequence[Stretch[F]], index: int, reason: str) -> list[Stretch[F]]:
    """What the stretch at ``index`` changed doesn't happen: its facts stay as they are before it.

    Facts that change again later keep that later change.

    Raises:
        ValueError: ``index`` is the first stretch, which changes nothing.
    """
    if index < 1:
        raise ValueError("the first stretch begins the history; it changes nothing")
    before, gone = stretches[index - 1].facts, stretches[index].facts
    back = {name: getattr(before, name) for name in differing(before, gone)}
    return change(stretches, stretches[index].start, back, reason)


def correct(
    stretches: Sequence[Stretch[F]],
    index: int,
    changes: Mapping[str, Any],
    reason: str,
    *,
    start: date | None = None,
) -> list[Stretch[F]]:
    """One stretch was recorded wrongly: other facts, or another ``start``.

    An earlier start takes days from the stretch before, a later one gives them to it; the first stretch's start
    moves the start of the history.

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
    facts: F = replace(wrong.facts, **changes)  # type: ignore[type-var]
    right = replace(wrong, start=begins, facts=facts, reason=reason, id=None)
    if right.facts == wrong.facts and begins == wrong.start:
        return row
    row[index] = right
    if index > 0 and begins != wrong.start:
        row[index - 1] = replace(row[index - 1], end=begins, id=None)
    return _joined(row)


def close(stretches: Sequence[Stretch[F]], end: date) -> list[Stretch[F]]:
    """Nothing holds from ``end`` on; what was planned for later is dropped."""
    return [
        s if s.end is not None and s.end <= end else replace(s, end=end, id=None)
        for s in stretches
        if s.start < end
    ]


def reopen(stretches: Sequence[Stretch[F]]) -> list[Stretch[F]]:
    """The last stretch goes on until further notice."""
    return [*stretches[:-1], replace(stretches[-1], end=None, id=None)]


def _group(facts: Any, name: str) -> tuple[str, ...]:
    """The facts that change together with ``name`` or not at all (``TOGETHER`` of the facts' class)."""
    for group in getattr(facts, "TOGETHER", ()):
        if name in group:
            return tuple(group)
    return (name,)


def _take(facts: Any, group: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(facts, name) for name in group)


def _put(stretch: Stretch[F], group: tuple[str, ...], values: tuple[Any, ...]) -> Stretch[F]:
    facts: F = replace(stretch.facts, **dict(zip(group, values, strict=True)))  # type: ignore[type-var]
    return replace(stretch, facts=facts, id=None)


def _split(stretches: Sequence[Stretch[F]], on: date, reason: str) -> list[Stretch[F]]:
    row: list[Stretch[F]] = []
    for s in stretches:
        if s.covers(on) and s.start != on:
            row += [replace(s, end=on, id=None), replace(s, start=on, reason=reason, id=None)]
        else:
            row.append(s)
    return row


def _joined(row: Sequence[Stretch[F]]) -> list[Stretch[F]]:
    """Neighbours with the same facts become one, where this edit made one of them."""
    joined: list[Stretch[F]] = []
    for s in row:
        last = joined[-1] if joined else None
        if last and last.facts == s.facts and (last.id is None or s.id is None):
            joined[-1] = replace(last, end=s.end, id=None)
        else:
            joined.append(s)
    return joined
