"""The wire of interview rounds."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema


class RoundForm(Schema):
    """`panel` are employees; `competencies` are keys of the job's profile (all of them where left empty)."""

    title: Words = Field(min_length=1, max_length=60)
    panel: list[UUID] | str = Field(min_length=1, max_length=20 * 37)
    competencies: list[str] | str = Field(default_factory=list, max_length=400)
    starts_at: datetime | None = None
    minutes: int = Field(default=60, ge=10, le=480)
    place: Words | None = Field(default=None, max_length=120)
    link: str | None = Field(default=None, max_length=300, pattern=r"^https://[^\s]+$")
    note: Words | None = Field(default=None, max_length=1000)
    invite: bool = False


class Reschedule(Schema):
    starts_at: datetime
    minutes: int = Field(default=60, ge=10, le=480)
    place: Words | None = Field(default=None, max_length=120)
    link: str | None = Field(default=None, max_length=300, pattern=r"^https://[^\s]+$")
    invite: bool = True


class Mark(Schema):
    """0 to 10 on the anchored scale, or nothing where it was not talked about; with what was seen."""

    competency: str = Field(
        max_length=40,
        title="维度",
        json_schema_extra={
            "title_en": "Competency",
            "x-options-api": "/api/plugins/recruiting_ai/rounds/${id}/competency-options",
        },
    )
    score: int | None = Field(
        default=None,
        ge=0,
        le=10,
        title="评分（0–10，未谈到留空）",
        json_schema_extra={"title_en": "Points (0–10)"},
    )
    words: Words = Field(
        default="",
        max_length=1000,
        title="依据（看到、听到的）",
        json_schema_extra={"title_en": "What it rests on"},
    )


class ScorecardForm(Schema):
    marks: list[Mark] = Field(
        min_length=1, max_length=12, title="各维度评分", json_schema_extra={"title_en": "Marks"}
    )
    recommendation: Literal["strong_yes", "yes", "no", "strong_no"] = Field(
        title="意见",
        json_schema_extra={
            "title_en": "Recommendation",
            "x-labels": {
                "strong_yes": ["强烈推荐", "Strong yes"],
                "yes": ["推荐", "Yes"],
                "no": ["不推荐", "No"],
                "strong_no": ["强烈不推荐", "Strong no"],
            },
        },
    )
    words: Words = Field(min_length=4, max_length=4000, title="总评", json_schema_extra={"title_en": "Words"})
