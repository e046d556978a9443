"""The wire of forms."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema


class IntakeIn(Schema):
    """Open a form for somebody who was hired."""

    employee_id: UUID


class LinkIn(Schema):
    """Make the link. The second factor is the phone's last four digits, or the birth date that HR knows."""

    factor: Literal["phone", "born_on"] = "phone"
    born_on: date | None = None
    days: Annotated[int, Field(ge=1, le=60)] | None = None
    send: bool = False
    """Send it to the new hire by their notices (mail, WeChat where bound) as well."""


class ReturnIn(Schema):
    """Send a section back."""

    note: Annotated[str, Field(min_length=2, max_length=500)]


class PaperIn(Schema):
    """A document to ask new hires for."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,30}$")]
    title: Annotated[str, Field(min_length=1, max_length=60)]
    title_en: Annotated[str, Field(min_length=1, max_length=100)]
    kind: Literal[
        "diploma",
        "degree",
        "qualification",
        "operation",
        "health",
        "leaving",
        "photo",
        "work_permit",
        "other",
    ] = "other"
    required: bool = True
    position_id: UUID | None = None
    department_id: UUID | None = None


class AnswerIn(Schema):
    """The second factor."""

    answer: Annotated[str, Field(min_length=4, max_length=20)]


class SectionIn(Schema):
    """What was filled in. Not ``complete``: a draft, kept as it is."""

    entries: Annotated[list[dict[str, Any]], Field(max_length=10)]
    complete: bool = False


class Nothing(Schema):
    """An empty body."""
