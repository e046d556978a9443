"""When a gate is passed, and whose turn it is: arithmetic over the parts people have in it, without I/O."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

GONE = ("delegated", "escalated", "void")
"""States of a part that somebody else has taken over, or that needs no decision any more."""


class Part(Protocol):
    """Somebody's part in a gate."""

    @property
    def id(self) -> UUID: ...
    @property
    def employee_id(self) -> UUID: ...
    @property
    def state(self) -> str: ...
    @property
    def must(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Seat:
    """A part to be made: who, in which state, and after whose agreement (a place in the list)."""

    employee_id: UUID
    state: str
    after: int | None = None
    how: str = "flow"


def passed(mode: str, parts: Iterable[Part]) -> bool:
    """Whether enough people have agreed.

    ``any``: one of those the flow names; ``all`` and ``in_order``: all of them. Signers who were added must
    agree in any case. A gate where nobody agreed is never passed.
    """
    present = [part for part in parts if part.state not in GONE]
    agreed = [part for part in present if part.state == "approved"]
    if not agreed or any(part.must and part.state != "approved" for part in present):
        return False
    if mode == "any":
        return any(not part.must for part in agreed) or all(part.must for part in present)
    return len(agreed) == len(present)


def seats(mode: str, people: Sequence[UUID], agreed_before: frozenset[UUID]) -> list[Seat]:
    """The parts of a gate that opens: all wait at once, or each waits for the one before.

    ``agreed_before`` are those whose agreement at the step before counts here too.
    """
    made: list[Seat] = []
    last: int | None = None
    for place, employee_id in enumerate(people):
        if employee_id in agreed_before:
            made.append(Seat(employee_id, "approved", how="merged"))
            continue
        if mode == "in_order" and last is not None:
            made.append(Seat(employee_id, "upcoming", after=last))
        else:
            made.append(Seat(employee_id, "waiting"))
        last = place
    return made


def next_of_chain(
    employee_id: UUID, substitutes: dict[UUID, UUID], refused: frozenset[UUID]
) -> tuple[UUID, ...]:
    """Who stands in for ``employee_id``: the chain of substitutes, each of them away but the last.

    Empty where nobody does: no substitute, a circle, or a chain that ends with somebody in ``refused`` (the
    person it is about, somebody who left, somebody who decides at this gate already).
    """
    chain: list[UUID] = []
    current = employee_id
    while current in substitutes:
        following = substitutes[current]
        if following == employee_id or following in chain:
            return ()
        chain.append(following)
        current = following
    return tuple(chain) if chain and chain[-1] not in refused else ()
