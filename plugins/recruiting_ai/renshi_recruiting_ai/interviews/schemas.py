"""The wire of interviews."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema


class StartInterview(Schema):
    """`ai_scoring` with the digest of the notice that was read; without it a person reads the answers."""

    channel: str = Field(default="text", max_length=20)
    time_percent: Literal[100, 150, 200] | None = 100
    """More time than others have, or `null`: not timed. Nobody is asked why."""


class Answer(Schema):
    """An empty text skips the question."""

    text: Words = Field(max_length=8000)


class CloseTurn(Schema):
    """Take the recording of this attempt as the answer."""

    attempt: int = Field(default=1, ge=1, le=20)


class OwnWords(Schema):
    """What was said, as the person who said it writes it."""

    text: Words = Field(max_length=8000)


class ChangeChannel(Schema):
    channel: Literal["text", "voice", "video"]


class ChangeTime(Schema):
    time_percent: Literal[100, 150, 200] | None


class ScoreParams(Schema):
    """Parameters of the job recruiting_ai.score."""

    interview_id: str = Field(max_length=36)
    asked: bool = False
    """The language model has been asked, as far as it could be."""
    quiet: bool = False
    """Nobody is told: many are scored at once, and whoever asked hears once."""
