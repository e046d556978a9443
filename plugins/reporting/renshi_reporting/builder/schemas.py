"""The wire of questions."""

from __future__ import annotations

from pydantic import Field

from renshi_reporting.builder.query import Query
from renshi_sdk.web import Schema


class RowsAsked(Schema):
    """A question, and the group whose rows are wanted."""

    query: Query
    group: dict[str, str | None] = Field(default_factory=dict, max_length=6)
