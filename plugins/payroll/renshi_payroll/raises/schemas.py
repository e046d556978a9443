"""The wire of batches of pay adjustments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema

_Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


class RaiseIn(Schema):
    """A new batch: from when, why, and the sheet (a stored file)."""

    title: str = Field(min_length=1, max_length=80)
    effective_on: _Day
    reason: str = Field(min_length=1, max_length=200)
    file_id: UUID


class SheetIn(Schema):
    """Another sheet for a batch that isn't submitted."""

    file_id: UUID
    effective_on: _Day | None = None


class SingleIn(Schema):
    """One person's raise. ``reaches_back`` asks for one from a day in a closed month."""

    employee_id: UUID
    effective_on: _Day
    monthly_wage: Decimal = Field(gt=0, le=Decimal(10_000_000), decimal_places=2)
    reason: str = Field(min_length=1, max_length=200)
    reaches_back: bool = False
