"""The wire of simulations. Money in yuan, rates in percent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema

_MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
_MOST = Decimal(10_000_000)


def _yuan() -> Decimal | None:
    return Field(default=None, ge=0, le=_MOST, decimal_places=2)


class ChangesIn(Schema):
    """What is assumed. What isn't given stays as it is recorded."""

    monthly_wage: Decimal | None = _yuan()
    wage_percent: Decimal | None = Field(default=None, ge=-100, le=1_000, decimal_places=2)
    wage_add: Decimal | None = Field(default=None, ge=-_MOST, le=_MOST, decimal_places=2)
    effective_on: date | None = Field(
        default=None, description="first day of the change; empty: of the month"
    )
    jurisdiction: str | None = Field(default=None, max_length=40)
    profile: str | None = Field(default=None, max_length=40)
    social_base: Decimal | None = _yuan()
    housing_base: Decimal | None = _yuan()
    housing_percent: Decimal | None = Field(default=None, ge=0, le=100, decimal_places=3)
    bonus: Decimal | None = _yuan()
    annual_bonus: Decimal | None = _yuan()
    allowance: Decimal | None = _yuan()
    deduction: Decimal | None = _yuan()
    additional_monthly: Decimal | None = Field(
        default=None,
        ge=0,
        le=Decimal(100_000),
        decimal_places=2,
        description="special additional deductions a month, from the first month the basic deduction counts",
    )
    unpaid_days: Decimal = Field(default=Decimal(0), ge=0, le=31, decimal_places=2)
    sick_days: Decimal = Field(default=Decimal(0), ge=0, le=31, decimal_places=2)
    overtime_hours: Decimal = Field(default=Decimal(0), ge=0, le=300, decimal_places=2)
    component_set: UUID | Literal["built-in"] | None = Field(
        default=None, description="another set's newest version, or the built-in pricing alone"
    )
    custom: dict[str, Decimal | bool | str] = Field(default_factory=dict, max_length=60)


class SimulationIn(ChangesIn):
    """Whose month, and what is assumed: named people, a department with those below it, or everybody."""

    period: str = Field(pattern=_MONTH)
    employees: list[UUID] = Field(default_factory=list, max_length=500)
    department_id: UUID | None = None
    everybody: bool = False


class BonusIn(Schema):
    """A bonus to be compared by both methods."""

    employee_id: UUID
    period: str = Field(pattern=_MONTH)
    amount: Decimal = Field(gt=0, le=_MOST, decimal_places=2)
