"""The wire of pay runs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema


class RunIn(Schema):
    """Which month to pay, and how."""

    period: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="2026-11")
    kind: Literal["monthly", "off_cycle", "bonus", "final", "severance", "retro"] = "monthly"
    title: str = Field(default="", max_length=80)
    pay_date: date | None = Field(default=None, description="of a run of its own; empty: the month's pay day")
    members: list[UUID] = Field(default_factory=list, max_length=500, description="of a final-pay run")


class ReturnIn(Schema):
    """Why a run goes back."""

    reason: str = Field(min_length=1, max_length=200)


class ReferenceIn(Schema):
    """The bank's or the tax office's reference."""

    reference: str = Field(min_length=1, max_length=200)


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
