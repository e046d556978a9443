"""The wire of the quality of hire."""

from __future__ import annotations

from pydantic import Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema


class QualityParams(Schema):
    """Parameters of the job recruiting_ai.quality."""

    made_by: str = Field(default="", max_length=100)


class ProposalAnswer(Schema):
    """Why proposed weights are taken or not."""

    reason: Words = Field(min_length=4, max_length=1000)
