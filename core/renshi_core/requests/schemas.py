"""The wire of requests."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema


class SubmitBody(Schema):
    """A request to submit: its kind, the filled form, and for whom where it isn't for oneself."""

    kind: Annotated[str, Field(max_length=80)]
    form: dict[str, Any] = Field(default_factory=dict)
    employee_id: UUID | None = None


class ActionBody(Schema):
    """What goes with an action. ``version``: the one the caller looked at, so that a later change refuses it."""

    comment: Annotated[str, Field(max_length=1000)] | None = None
    to: UUID | None = None
    form: dict[str, Any] | None = None
    version: int | None = None


class FlowBody(Schema):
    """A company's flow for a kind, as an object or as JSON text; neither goes back to the default."""

    flow: dict[str, Any] | None = None
    flow_text: Annotated[str, Field(max_length=100_000)] | None = None
    version: int | None = None
