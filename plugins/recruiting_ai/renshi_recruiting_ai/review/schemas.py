"""The wire of reviews."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema


class NewOverride(Schema):
    """A person's own value of one dimension, with one decimal, and why."""

    dimension: str = Field(max_length=40, title="维度", json_schema_extra={"title_en": "Dimension"})
    score: Annotated[Decimal, Field(ge=0, le=10, decimal_places=1)]
    reason: Words = Field(min_length=4, max_length=1000)


class AnswerMark(Schema):
    """0 to 10 on the anchored scale for one answer, with what it rests on."""

    question: str = Field(max_length=40)
    mark: int = Field(ge=0, le=10)
    words: Words = Field(default="", max_length=1000)


class MarksForm(Schema):
    """All marks of one person on one interview; handed in once."""

    items: list[AnswerMark] = Field(min_length=1, max_length=40)


class DocumentWish(Schema):
    """Make the report as a file."""
