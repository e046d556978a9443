"""The wire of leaving quotes. Money in yuan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema


class LeavingIn(Schema):
    """Facts of a departure. What isn't given isn't computed."""

    employee_id: UUID
    last_day: date = Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))
    annual_leave_entitlement: int | None = Field(default=None, ge=0, le=15, description="days of the year")
    annual_leave_taken: Decimal = Field(default=Decimal(0), ge=0, le=60, decimal_places=4)
    severance: bool = False
    service_from: date | None = Field(
        default=None,
        ge=date(1950, 1, 1),
        description="first day counted, service carried over from a group employer included",
    )
    city_average: Decimal | None = Field(default=None, gt=0, le=1_000_000, decimal_places=2)
    unlawful: bool = False
    notice_missing: bool = Field(default=False, description="one month's wage in place of notice (art.40)")
    refused_renewal: bool = False
    average_wage: Decimal | None = Field(
        default=None,
        gt=0,
        le=10_000_000,
        decimal_places=2,
        description="of the last twelve months; empty: from the closed runs",
    )


_Text = Field(default="", max_length=120)


class SettlementIn(LeavingIn):
    """What is settled in a final-pay run beside the month's wage. What is set off names its ground."""

    city_average_reference: str = _Text
    comp_hours: Decimal = Field(
        default=Decimal(0), ge=0, le=1_000, decimal_places=2, description="compensatory time not taken, hours"
    )
    comp_kind: Literal["weekday", "restday"] = "restday"
    advance: Decimal | None = Field(default=None, ge=0, le=10_000_000, decimal_places=2)
    advance_consent: str = _Text
    damage: Decimal | None = Field(default=None, ge=0, le=10_000_000, decimal_places=2)
    damage_reason: str = _Text
