"""The wire of pay runs."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema


class RunIn(Schema):
    """Which month to pay."""

    period: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="2026-11")


class ReturnIn(Schema):
    """Why a run goes back."""

    reason: str = Field(min_length=1, max_length=200)


class WhatIf(Schema):
    """Something assumed for a preview: unpaid days or overtime hours."""

    unpaid_days: Decimal = Field(default=Decimal(0), ge=0, le=31, decimal_places=2)
    sick_days: Decimal = Field(default=Decimal(0), ge=0, le=31, decimal_places=2)
    overtime_hours: Decimal = Field(default=Decimal(0), ge=0, le=300, decimal_places=2)


class PreviewIn(Schema):
    """Whose slip of which month to compute on the spot."""

    employee_id: UUID
    period: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    what_if: WhatIf = Field(default_factory=WhatIf)
