"""The wire of calibration."""

from __future__ import annotations

from pydantic import Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema


class LearnParams(Schema):
    """Parameters of the jobs recruiting_ai.calibrate and recruiting_ai.learn_judge."""

    family: str = Field(max_length=40)
    made_by: str = Field(default="", max_length=100)


class Why(Schema):
    """Why a calibration or a judge is put to use, or taken out of it."""

    reason: Words = Field(min_length=4, max_length=1000)
