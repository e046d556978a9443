"""The wire of scoring a job's interviews again."""

from __future__ import annotations

from pydantic import Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema


class NewRescore(Schema):
    """`newest_profile`: by the newest version of the job profile, for everybody alike; else by the one they have."""

    newest_profile: bool = False
    reason: Words = Field(min_length=4, max_length=400)


class RescoreParams(Schema):
    """Parameters of the job recruiting_ai.rescore."""

    rescore_id: str = Field(max_length=36)
