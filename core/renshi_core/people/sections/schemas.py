"""The wire of sections."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema


class RevealBody(Schema):
    """Which value to show in full, and why."""

    field: Annotated[str, Field(max_length=100)]
    row_id: UUID | None = None
    reason: Annotated[str, Field(min_length=2, max_length=200)]


class FindBody(Schema):
    """What to find people by: a field (``bank.number``, a sensitive custom one, …) and its value."""

    field: Annotated[str, Field(max_length=100)]
    value: Annotated[str, Field(min_length=1, max_length=60)]


class ValueBody(Schema):
    """The value of one field; ``null`` or nothing empties it."""

    value: Any = None
