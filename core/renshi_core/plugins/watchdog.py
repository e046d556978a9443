"""Notices a plugin that blocks the event loop, and names it.

A thread asks the loop to answer; where it doesn't, the stack of the loop's thread shows whose code runs.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Blockage:
    """The loop stood still for ``seconds`` while ``plugin``'s code ran (``None``: somebody else's)."""

    plugin: str | None
    seconds: float
    where: str


class Watchdog:
    """Watch one event loop from a thread of its own."""

    def __init__(self, folders: dict[str, Path], *, limit: float = 1.0) -> None:
        self._folders = folders
        self._limit = limit
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.blockages: deque[Blockage] = deque(maxlen=100)

    def start(self) -> None:
        """Begin to watch the running loop."""
        loop, thread = asyncio.get_running_loop(), threading.get_ident()
        self._thread = threading.Thread(
            target=self._watch, args=(loop, thread), name="renshi-watchdog", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End watching."""
        self._stop.set()

    def by_plugin(self) -> Counter[str]:
        """How often each plugin blocked the loop lately."""
        return Counter(b.plugin for b in self.blockages if b.plugin)

    def _watch(self, loop: asyncio.AbstractEventLoop, thread: int) -> None:
        while not self._stop.wait(self._limit / 2):
            answered = threading.Event()
            try:
                loop.call_soon_threadsafe(answered.set)
            except RuntimeError:
                return
            if answered.wait(self._limit):
                continue
            began = time.monotonic() - self._limit
            plugin, where = self._who(sys._current_frames().get(thread))
            while not answered.wait(0.1) and not self._stop.is_set():
                if plugin is None:
                    plugin, where = self._who(sys._current_frames().get(thread))
            blockage = Blockage(plugin, time.monotonic() - began, where)
            self.blockages.append(blockage)
            log.error("loop_blocked plugin=%s seconds=%.1f where=%s", plugin, blockage.seconds, where)

    def _who(self, frame: FrameType | None) -> tuple[str | None, str]:
        innermost = ""
        while frame is not None:
            file = frame.f_code.co_filename
            where = f"{file}:{frame.f_lineno}"
            innermost = innermost or where
            for plugin, folder in self._folders.items():
                if Path(file).is_relative_to(folder):
                    return plugin, where
            frame = frame.f_back
        return None, innermost
