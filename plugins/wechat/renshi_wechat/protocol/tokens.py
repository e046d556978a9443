"""The access token of one account: one fetch at a time, and a refused token replaced once.

``stable_token`` gives every process the same token until five minutes before its end, so a cache per
process needs no shared store: a process whose token was superseded asks once and gets the new one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

# stable_token in normal mode keeps the old token until 5 minutes before its end.
EARLY_SECONDS = 60
# Tencent allows 20 forced refreshes a day, 30 seconds apart.
FORCE_GAP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Token:
    value: str
    lifetime: float


class TokenKeeper:
    """``fetch(force)`` asks the platform; it is only ever called under the lock.

    ``clock`` is a monotonic clock in seconds.
    """

    def __init__(self, fetch: Callable[[bool], Token], clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._value = ""
        self._until = 0.0
        self._forced_at: float | None = None

    def current(self) -> str:
        with self._lock:
            if not self._value or self._clock() >= self._until:
                self._take(force=False)
            return self._value

    def replace(self, refused: str) -> str:
        """A token other than ``refused`` if there is one to be had; at most one forced refresh."""
        with self._lock:
            if self._value and self._value != refused:
                return self._value
            self._take(force=False)
            if self._value == refused and self._may_force():
                self._forced_at = self._clock()
                self._take(force=True)
            return self._value

    def _may_force(self) -> bool:
        return self._forced_at is None or self._clock() - self._forced_at >= FORCE_GAP_SECONDS

    def _take(self, *, force: bool) -> None:
        self._value = ""
        token = self._fetch(force)
        self._value = token.value
        self._until = self._clock() + max(token.lifetime - EARLY_SECONDS, 1.0)
