"""The wire of one-off items. Money in yuan."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema

AdjustmentComponent = Literal[
    "pay.allowance",
    "pay.bonus",
    "pay.annual_bonus",
    "pay.annual_leave",
    "pay.severance",
    "pay.exempt",
    "pay.not_taxed",
    "pay.deduction",
]


class AdjustmentIn(Schema):
    """A one-off item of an employee's month."""

    employee_id: UUID
    period: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    component: AdjustmentComponent
    amount: Decimal = Field(gt=0, le=Decimal(100_000_000), decimal_places=2)
    note: str = Field(min_length=1, max_length=200)
    run_id: UUID | None = Field(
        default=None, description="a bonus, off-cycle, final or severance run; empty: the month's"
    )
