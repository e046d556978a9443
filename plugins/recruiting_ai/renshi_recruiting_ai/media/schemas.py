"""The wire of recordings."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from renshi_recruiting_ai.media.kinds import MAX_CHUNKS
from renshi_sdk.web import Schema

KEY = r"^[A-Za-z0-9_-]{16,64}$"


class BeginRecording(Schema):
    """`key` is the page's own name for the recording. The same call again changes nothing.

    A new `attempt` throws the former one away; a new `segment` goes on with the attempt after a reload.
    """

    key: str = Field(pattern=KEY)
    kind: Literal["audio", "video"]
    media_type: str = Field(max_length=100)
    attempt: int = Field(default=1, ge=1, le=20)
    segment: int = Field(default=1, ge=1, le=50)


class FinishRecording(Schema):
    """How many pieces there are; answered with those that have not arrived."""

    chunks: int = Field(ge=1, le=MAX_CHUNKS)


class AnalyseParams(Schema):
    """Parameters of the job recruiting_ai.analyse."""

    recording_id: str = Field(max_length=36)
