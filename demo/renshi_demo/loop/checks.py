"""What must hold, said in a sentence where it doesn't."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 90.0
"""Seconds that background work may take before the demonstration gives up."""
_PAUSE = 0.25


class StepFailed(Exception):
    """A step of the round doesn't hold; the text is for the person who watches."""


def expect(holds: object, sentence: str) -> None:
    """Raise ``StepFailed`` unless ``holds``."""
    if not holds:
        raise StepFailed(sentence)


def needed(value: T | None, sentence: str) -> T:
    """``value``, or ``StepFailed`` where it is missing."""
    if value is None:
        raise StepFailed(sentence)
    return value


def until(look: Callable[[], T | None], sentence: str, *, seconds: float = PATIENCE) -> T:
    """Look again and again until there is something; background work is done by other processes."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise StepFailed(f"{sentence}（等待 {seconds:.0f} 秒）")
        time.sleep(_PAUSE)
