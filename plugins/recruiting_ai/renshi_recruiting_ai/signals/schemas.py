"""The wire of signals."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema


class TurnOn(Schema):
    """Let a signal count, or no longer: `weight` per cent of the score, and why it is needed for the job."""

    signal: Literal["speech", "video"]
    weight: int = Field(ge=0, le=20)
    justification: Words = Field(min_length=20, max_length=2000)
