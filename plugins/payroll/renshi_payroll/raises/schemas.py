"""The wire of batches of pay adjustments."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema


class RaiseIn(Schema):
    """A new batch: from when, why, and the sheet (a stored file)."""

    title: str = Field(min_length=1, max_length=80)
    effective_on: date
    reason: str = Field(min_length=1, max_length=200)
    file_id: UUID


class SheetIn(Schema):
    """Another sheet for a batch that isn't submitted."""

    file_id: UUID
    effective_on: date | None = None
