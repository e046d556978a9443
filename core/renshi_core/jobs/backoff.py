"""Pauses between attempts."""

from __future__ import annotations

import random
from datetime import timedelta

from renshi_sdk.errors import RenshiError, TooMany

FIRST_SECONDS = 5.0
FACTOR = 3.0
LONGEST_SECONDS = 3600.0
JITTER = 0.2


def pause(failures: int, error: BaseException | None = None) -> timedelta:
    """How long to wait after the ``failures``-th failure: 5 s, 15 s, 45 s … up to an hour, ± 20 %.

    The jitter keeps what failed together, such as every message to a service that was down, from coming back
    together. ``TooMany`` says itself how long at least.
    """
    seconds = min(FIRST_SECONDS * FACTOR ** min(failures - 1, 20), LONGEST_SECONDS)
    seconds *= random.uniform(1 - JITTER, 1 + JITTER)
    if isinstance(error, TooMany):
        seconds = max(seconds, float(error.retry_after))
    return timedelta(seconds=seconds)


def in_words(error: BaseException) -> str:
    """An error as people on the pages of background work read it, at most 2,000 characters."""
    text = error.text.zh if isinstance(error, RenshiError) else f"{type(error).__name__}: {error}"
    return text.replace("\x00", "")[:2000]
