"""The wire of dead letters."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema


class RetryDeliveries(Schema):
    """Which dead letters to try again: some, those of one subscription, or all where neither is given."""

    ids: list[UUID] | None = Field(default=None, max_length=1000)
    subscription: str | None = Field(default=None, max_length=120)
