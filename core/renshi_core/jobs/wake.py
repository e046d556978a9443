"""Waking whoever waits for work. A lost wake-up costs seconds, never work: workers also look by themselves."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from renshi_core.db import after_commit
from renshi_sdk.db import connection

if TYPE_CHECKING:
    from renshi_core.platform import Platform


class WakeUp(Protocol):
    """How a process tells workers that a queue has work."""

    async def wake(self, queue: str, unit: object | None = None) -> None:
        """Say that ``queue`` has work. ``unit`` tells one transaction's many calls apart from others'.

        Never raises: what it announces is in the database.
        """
        ...


class LocalWakeUp:
    """Wakes waiters of this process; what it does not serve goes to ``beyond``."""

    def __init__(self, beyond: WakeUp | None = None) -> None:
        self._events: dict[str, list[asyncio.Event]] = {}
        self._beyond = beyond

    def event(self, queue: str) -> asyncio.Event:
        """An event that is set at each wake-up of ``queue``; its owner clears it."""
        event = asyncio.Event()
        self._events.setdefault(queue, []).append(event)
        return event

    def ring(self, queue: str) -> None:
        """Wake this process's waiters only."""
        for event in self._events.get(queue, ()):
            event.set()

    async def wake(self, queue: str, unit: object | None = None) -> None:
        """Wake waiters here, or elsewhere where nobody here serves the queue."""
        if queue in self._events:
            self.ring(queue)
        elif self._beyond is not None:
            await self._beyond.wake(queue, unit)


def announce(platform: Platform, queue: str) -> None:
    """Wake the workers of ``queue`` once the open unit has committed."""
    unit = connection()

    async def call() -> None:
        wake_up: WakeUp | None = platform.wake
        if wake_up is None and platform.redis is not None:
            from renshi_core.jobs.arq_queue import RedisWakeUp

            wake_up = platform.wake = RedisWakeUp(platform.redis)
        if wake_up is not None:
            await wake_up.wake(queue, unit)

    after_commit(call)
