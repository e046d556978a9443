"""The wire of fairness."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema

ATTRIBUTES = ("sex", "age_group", "ethnic_group", "disability")
Measure = Literal["scoring", "selection"]


class VoluntaryForm(Schema):
    """What somebody tells of themself; each part may be left out. `digest` is that of the notice that was shown."""

    digest: str = Field(max_length=64)
    sex: Literal["male", "female", "other"] | None = None
    age_group: Literal["under_25", "25_34", "35_44", "45_over"] | None = None
    ethnic_group: Literal["han", "minority"] | None = None
    disability: Literal["yes", "no"] | None = None


class AssessmentForm(Schema):
    """An impact assessment before personal information is processed by programs (PIPL arts. 55, 56)."""

    title: Words = Field(min_length=2, max_length=120)
    purpose: Words = Field(min_length=10, max_length=4000)
    lawful: Words = Field(min_length=10, max_length=4000)
    impact: Words = Field(min_length=10, max_length=4000)
    measures: Words = Field(min_length=10, max_length=4000)
    conclusion: Literal["go", "go_with_measures", "stop"]
    review_on: date


class ImpactWish(Schema):
    """Which comparison to keep as an audit."""

    measure: Measure = "scoring"
    attribute: str = Field(default="sex", max_length=60)
    requisition_id: str | None = Field(default=None, max_length=36)


class CounterfactualParams(Schema):
    """Parameters of the job recruiting_ai.counterfactual."""

    made_by: str = Field(default="", max_length=100)
