"""The wire of single incomes. Money in yuan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from renshi_sdk.web import Schema

Kind = Literal[
    "labour",
    "labour_cumulative",
    "author",
    "royalty",
    "annual_bonus",
    "severance",
    "early_retirement",
    "internal_retirement",
    "equity",
    "nonresident_wage",
    "nonresident_bonus",
    "nonresident_labour",
    "nonresident_author",
    "nonresident_royalty",
]


def _money(description: str = "") -> Decimal | None:
    found: Decimal | None = Field(
        default=None, ge=0, le=100_000_000, decimal_places=2, description=description
    )
    return found


class SingleIncomeIn(Schema):
    """One income. What its kind doesn't need is left out; what it needs and lacks is asked for."""

    kind: Kind
    amount: Decimal = Field(ge=0, le=100_000_000, decimal_places=2)
    paid_on: date | None = Field(default=None, description="the tables of this day; empty: of today")
    received_before: Decimal | None = _money("income of this kind earlier in the tax year")
    taxed_before: Decimal | None = _money("tax withheld on it")
    months: int | None = Field(
        default=None,
        ge=1,
        le=600,
        description="months of the year with this payer, or months to the statutory retirement age",
    )
    years: Decimal | None = Field(
        default=None, gt=0, le=40, decimal_places=4, description="to the statutory retirement age"
    )
    wage: Decimal | None = _money("the month's wage beside an internal retirement's lump sum")
    average_wage: Decimal | None = _money("local average monthly wage of the prior year, for severance")
    reference: str = Field(
        default="", max_length=120, description="the tax office's reading, for internal retirement"
    )
