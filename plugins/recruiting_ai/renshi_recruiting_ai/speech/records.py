"""What the parts of a speech analysis hand over. Times in seconds, from the beginning of the recording."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

RATE = 16_000
ANALYSER = "speech-1"
"""Version of the rules below `speech/`; a changed rule gets a new one."""


@dataclass(frozen=True, slots=True)
class Span:
    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Activity:
    """Where somebody speaks. `backend` says who found it: a model, or loudness alone."""

    speech: tuple[Span, ...]
    pauses: tuple[Span, ...]
    backend: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A word that was heard: characters of the text, time, and the mean probability of its tokens (0-1)."""

    start: int
    end: int
    at: float
    until: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Heard:
    """A transcript with its words; `model` names what heard it."""

    text: str
    pieces: tuple[Piece, ...]
    confidence: float | None
    model: str


@dataclass(slots=True)
class Measured:
    """One part's result. `measures` holds JSON numbers; a part that could not be measured says why."""

    part: Literal["vad", "speech", "asr", "face", "identity"]
    state: Literal["measured", "abstained", "absent"]
    backend: str | None = None
    measures: dict[str, Any] = field(default_factory=dict)
    reason: str | None = None
    """A key of signals.reasons."""
    intervals: list[tuple[str, float, float, float | None]] = field(default_factory=list)
