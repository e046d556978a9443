"""Enrolments on the wire."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema


class EnrolIn(Schema):
    """Employees who are to take a course."""

    course_id: UUID
    employee_ids: list[UUID] = Field(min_length=1, max_length=2000)


class AnswersIn(Schema):
    """Chosen options by question number; a question left out counts as wrong."""

    answers: dict[int, list[int]] = Field(max_length=100)
