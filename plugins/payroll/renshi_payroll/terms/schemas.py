"""The wire of pay terms. Money in yuan, rates in percent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema

Yuan = Decimal


class TermsIn(Schema):
    """Pay terms of an employee from a day on. Bases left empty follow the monthly wage."""

    employee_id: UUID
    valid_from: date
    monthly_wage: Yuan = Field(ge=0, le=Decimal(10_000_000), decimal_places=2)
    jurisdiction: str = Field(default="", max_length=40, description="empty: the company's city")
    profile: str = Field(default="standard", max_length=40)
    social_base: Yuan | None = Field(default=None, ge=0, le=Decimal(10_000_000), decimal_places=2)
    housing_base: Yuan | None = Field(default=None, ge=0, le=Decimal(10_000_000), decimal_places=2)
    housing_percent: Decimal | None = Field(default=None, ge=0, le=100, decimal_places=3)
    resident: bool | None = Field(default=None, description="tax resident of China")
    part_time: bool = False
    reason: str = Field(min_length=1, max_length=200)
    late: bool = Field(
        default=False,
        description="in force from a day in a closed month; the difference is paid by a retro run",
    )
