"""The department tree along time, without a database: what there is on a day, and whether it is a tree every day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from renshi_core.organization.stretches import Stretch, at

BEGINNING = date(1900, 1, 1)
"""First day of a department that nobody gave a day: there since before the records begin, so that people may be
recorded in it with any day of hire."""
MAX_DEPTH = 15


@dataclass(frozen=True, slots=True)
class DepartmentFacts:
    """What a department is called, where it hangs, who heads it and which cost centre pays for it."""

    name: str
    parent_id: UUID | None
    head_id: UUID | None = None
    cost_centre_id: UUID | None = None


Histories = Mapping[UUID, Sequence[Stretch[DepartmentFacts]]]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a history makes no tree: the first day on which it doesn't, and the department it shows on."""

    kind: Literal["circle", "too_deep", "parent_missing"]
    day: date
    department_id: UUID
    parent_id: UUID | None = None


def on(histories: Histories, day: date) -> dict[UUID, DepartmentFacts]:
    """The departments of ``day``."""
    return {key: found.facts for key, row in histories.items() if (found := at(row, day)) is not None}


def paths(tree: Mapping[UUID, DepartmentFacts]) -> dict[UUID, tuple[UUID, ...]]:
    """From the root to each department itself.

    Raises:
        ValueError: a circle, or a parent that isn't there (the arguments name kind and department).
    """
    found: dict[UUID, tuple[UUID, ...]] = {}
    for key in tree:
        line: list[UUID] = []
        node: UUID | None = key
        while node is not None and node not in found:
            if node in line:
                raise ValueError("circle", node)
            if node not in tree:
                raise ValueError("parent_missing", line[-1])
            line.append(node)
            node = tree[node].parent_id
        base = found[node] if node is not None else ()
        for member in reversed(line):
            base = (*base, member)
            found[member] = base
    return found


def first_problem(histories: Histories, start: date) -> Problem | None:
    """The first day from ``start`` on without a proper tree; ``None`` where every day has one."""
    for day in _structural_days(histories, start):
        tree = on(histories, day)
        try:
            lines = paths(tree)
        except ValueError as error:
            kind, key = error.args
            return Problem(kind, day, key, tree[key].parent_id)
        deep = next((key for key, line in lines.items() if len(line) > MAX_DEPTH), None)
        if deep is not None:
            return Problem("too_deep", day, deep, tree[deep].parent_id)
    return None


def _structural_days(histories: Histories, start: date) -> Iterable[date]:
    """``start`` and the later days on which a department begins, ends or hangs elsewhere."""
    days = {start}
    for row in histories.values():
        last: Stretch[DepartmentFacts] | None = None
        for stretch in row:
            if last is None or last.facts.parent_id != stretch.facts.parent_id:
                days.add(stretch.start)
            last = stretch
        if last is not None and last.end is not None:
            days.add(last.end)
    return sorted(day for day in days if day >= start)
