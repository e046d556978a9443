"""The wire of opening balances. Money in yuan."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema


class OpeningIn(Schema):
    """The year so far at this employer, taken over from an earlier payroll."""

    employee_id: UUID
    tax_year: int = Field(ge=2019, le=2100)
    through_month: int = Field(ge=1, le=12)
    months_withheld: int = Field(ge=1, le=12)
    income: Decimal = Field(ge=0, decimal_places=2)
    exempt: Decimal = Field(default=Decimal(0), ge=0, decimal_places=2)
    special: Decimal = Field(ge=0, decimal_places=2)
    tax: Decimal = Field(ge=0, decimal_places=2)
    resident: bool = True
    bonus_used: bool = False
    reference: str = Field(min_length=1, max_length=200)
