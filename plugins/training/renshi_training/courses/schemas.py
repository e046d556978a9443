"""Courses on the wire."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from renshi_sdk.web import Schema


class QuestionIn(Schema):
    """A question: ``answer`` holds the indices of the right options, one for ``single``."""

    kind: Literal["single", "multiple"] = "single"
    text: str = Field(min_length=1, max_length=500)
    options: list[str] = Field(min_length=2, max_length=8)
    answer: list[int] = Field(min_length=1, max_length=8)
    explanation: str = Field(default="", max_length=500)
    points: int = Field(default=10, ge=1, le=100)

    @model_validator(mode="after")
    def _answer_fits(self) -> QuestionIn:
        if len(set(self.answer)) != len(self.answer) or not all(
            0 <= i < len(self.options) for i in self.answer
        ):
            raise ValueError("answer must name existing options, each once")
        if self.kind == "single" and len(self.answer) != 1:
            raise ValueError("a single-choice question has one right option")
        return self


class CourseIn(Schema):
    """A course to be kept."""

    code: str = Field(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9_-]+$")
    title: str = Field(min_length=1, max_length=80)
    body: str = Field(min_length=1, max_length=50_000, description="Markdown")
    minutes: int = Field(default=30, ge=1, le=2400)
    pass_mark: int = Field(default=80, ge=1, le=100)
    max_attempts: int = Field(default=3, ge=1, le=20)
    due_days: int = Field(default=7, ge=1, le=365)
    for_new_hires: bool = False
    position_id: UUID | None = None


class CourseChange(Schema):
    """Changes of a course; what is left out stays."""

    title: str | None = Field(default=None, min_length=1, max_length=80)
    body: str | None = Field(default=None, min_length=1, max_length=50_000)
    minutes: int | None = Field(default=None, ge=1, le=2400)
    pass_mark: int | None = Field(default=None, ge=1, le=100)
    max_attempts: int | None = Field(default=None, ge=1, le=20)
    due_days: int | None = Field(default=None, ge=1, le=365)
    for_new_hires: bool | None = None
    published: bool | None = None


class QuestionsIn(Schema):
    """The whole exam of a course, in order."""

    questions: list[QuestionIn] = Field(min_length=1, max_length=100)
