"""Whom a query is about: named people, or everybody between two ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Between:
    """Everybody whose id lies between two, both counted: a shard is read by it without naming its people."""

    first: UUID
    last: UUID


People = Sequence[UUID] | Between


def those(people: People, place: int, column: str = "employee_id") -> tuple[str, tuple[Any, ...]]:
    """The condition on ``column`` and its arguments, numbered from ``$place`` on."""
    if isinstance(people, Between):
        return f"{column} >= ${place} AND {column} <= ${place + 1}", (people.first, people.last)
    return f"{column} = ANY(${place})", (list(people),)
