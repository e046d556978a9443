"""The wire of notes, tasks and messages."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema


class NewNote(Schema):
    """`mentions` are told about it."""

    words: Words = Field(min_length=1, max_length=4000)
    mentions: list[UUID] | str = Field(default_factory=list, max_length=20 * 37)


class NewTask(Schema):
    title: Words = Field(min_length=1, max_length=200)
    due_on: date | None = None
    assignee_id: UUID | None = None


class NewMessage(Schema):
    """`template` is the letter; `subject` and `body` change it for this once; `note` fills its {note}."""

    template: str = Field(default="free", max_length=40)
    locale: Literal["zh-CN", "en-US"] | None = None
    """Left out, the language the candidate applied in."""
    subject: Words | None = Field(default=None, max_length=200)
    body: Words | None = Field(default=None, max_length=8000)
    note: Words = Field(default="", max_length=4000)


class LetterText(Schema):
    subject: Words = Field(min_length=1, max_length=200)
    body: Words = Field(min_length=1, max_length=8000)


class SendParams(Schema):
    """Parameters of the job recruiting_ai.send_message."""

    message_id: str = Field(max_length=36)
