"""The wire of requests."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, field_validator

from renshi_sdk.web import Schema

Choices = dict[str, list[UUID]]


def _lists(value: Any) -> Any:
    """A form sends one choice as itself, several joined by commas, and none as an empty text."""
    if not isinstance(value, dict):
        return value
    return {
        title: [part for part in ids.split(",") if part] if isinstance(ids, str) else ids
        for title, ids in value.items()
        if ids
    }


def _given(value: Any) -> Any:
    """A form in a browser sends an empty text for what was left out."""
    return {k: v for k, v in value.items() if v != ""} if isinstance(value, dict) else value


def _nobody(value: Any) -> Any:
    return None if value == "" else value


class SubmitBody(Schema):
    """A request to submit: its kind, the filled form, and for whom where it isn't for oneself.

    ``choices`` names the approvers of steps that the requester fills, by the step's title.
    """

    kind: Annotated[str, Field(max_length=80)]
    form: dict[str, Any] = Field(default_factory=dict)
    employee_id: UUID | None = None
    choices: Choices = Field(default_factory=dict)

    _choices = field_validator("choices", mode="before")(_lists)
    _form = field_validator("form", mode="before")(_given)
    _employee = field_validator("employee_id", mode="before")(_nobody)


class ActionBody(Schema):
    """What goes with an action. ``version``: the one the caller looked at, so that a later change refuses it."""

    comment: Annotated[str, Field(max_length=1000)] | None = None
    to: UUID | None = None
    form: dict[str, Any] | None = None
    version: int | None = None
    step: Annotated[int, Field(ge=0, le=99)] | None = None
    where: Literal["before", "after", "beside"] | None = None
    choices: Choices | None = None

    _choices = field_validator("choices", mode="before")(_lists)
    _form = field_validator("form", mode="before")(_given)
    _step = field_validator("step", "to", mode="before")(_nobody)


class BulkBody(Schema):
    """The same decision on several requests that wait for the caller."""

    action: Literal["approve", "reject"] = "approve"
    ids: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    comment: Annotated[str, Field(max_length=1000)] | None = None

    @field_validator("ids", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return [part for part in value.split(",") if part] if isinstance(value, str) else value


class FlowBody(Schema):
    """A company's flow for a kind, as an object or as JSON text; neither goes back to the default."""

    flow: dict[str, Any] | None = None
    flow_text: Annotated[str, Field(max_length=100_000)] | None = None
    version: int | None = None
    note: Annotated[str, Field(max_length=200)] = ""


class RollBackBody(Schema):
    """Which version becomes the newest again; ``expected`` is the newest the caller saw."""

    to_version: Annotated[int, Field(ge=0)]
    expected: int | None = None


class CopyBody(Schema):
    """Whose flow is taken over; ``expected`` is the newest version of one's own that the caller saw."""

    from_kind: Annotated[str, Field(min_length=3, max_length=100)]
    expected: int | None = None


class PreviewBody(Schema):
    """Try a flow without submitting: for whom, with which form, and which flow (the company's where none)."""

    employee_id: UUID
    form: dict[str, Any] = Field(default_factory=dict)
    flow: dict[str, Any] | None = None
    choices: Choices = Field(default_factory=dict)

    _form = field_validator("form", mode="before")(_given)


class SubstituteBody(Schema):
    """Who stands in: from day to day, or without days whenever the person is on leave."""

    substitute_id: UUID
    employee_id: UUID | None = None
    from_day: date | None = None
    until_day: date | None = None
    kinds: list[Annotated[str, Field(max_length=80)]] | None = None
    note: Annotated[str, Field(max_length=200)] = ""

    @field_validator("kinds", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            value = [part for part in value.split(",") if part]
        return value or None


class CommentBody(Schema):
    """A comment; ``mentions`` are told. Only people who have a part in the request can be mentioned."""

    body: Annotated[str, Field(min_length=1, max_length=2000)]
    mentions: Annotated[list[UUID], Field(max_length=20)] = Field(default_factory=list)

    @field_validator("mentions", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return [part for part in value.split(",") if part] if isinstance(value, str) else (value or [])


class AttachmentBody(Schema):
    """A file that was put in before, to go with a request."""

    file_id: UUID
