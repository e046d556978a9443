"""The wire of sheets."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema


class DeductionSheetIn(Schema):
    """A stored workbook with the cumulative deductions of a month."""

    file_id: UUID
    period: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    reference: str = Field(min_length=1, max_length=200)
    allow_lower: bool = Field(default=False, description="take amounts that went down since the month before")
