"""The wire of interviews."""

from __future__ import annotations

from pydantic import Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema


class StartInterview(Schema):
    """`ai_scoring` with the digest of the notice that was read; without it a person reads the answers."""

    channel: str = Field(default="text", max_length=20)


class Answer(Schema):
    """An empty text skips the question."""

    text: Words = Field(max_length=8000)


class ScoreParams(Schema):
    """Parameters of the job recruiting_ai.score."""

    interview_id: str = Field(max_length=36)
