"""The wire of identity checks."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema


class CompareWish(Schema):
    """Compare with a photo that the recruiter has (from the application or the onboarding papers)."""

    file_id: UUID


class IdentityDecision(Schema):
    """What a person found, and how; also after a check by hand."""

    decision: Literal["same", "other", "unclear"]
    reason: Annotated[Words, Field(min_length=4, max_length=500)]


class CompareParams(Schema):
    """Parameters of the job recruiting_ai.identity."""

    identity_id: str = Field(max_length=36)
