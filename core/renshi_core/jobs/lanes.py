"""A lane is one kind of waiting work: deliveries, notices, or the jobs of a queue.

Workers and :func:`renshi_core.jobs.run_until_idle` drive every lane the same way: claim a few, handle each, give
back what was not begun.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Ending = Literal["done", "retrying", "failed", "parked", "skipped", "cancelled", "lost"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the handling of one claimed item ended. ``lost``: another worker holds it now."""

    what: str
    ending: Ending
    error: str | None = None

    def __str__(self) -> str:
        return f"{self.what} {self.ending}: {self.error}" if self.error else f"{self.what} {self.ending}"


class Lane(Protocol):
    """One kind of waiting work."""

    name: str
    queue: str

    async def claim(self, limit: int) -> Sequence[Any]:
        """Lease up to ``limit`` items that are due, in a unit of its own."""
        ...

    async def handle(self, item: Any) -> Outcome:
        """Run one claimed item in units of its own and write down how it ended; raises only when cancelled."""
        ...

    async def release(self, items: Sequence[Any]) -> None:
        """Give back claimed items that were not finished."""
        ...

    async def sweep(self) -> None:
        """Find what dead workers left, and what was parked and may go on."""
        ...

    async def close(self) -> None:
        """Let go of what the lane holds."""
        ...
