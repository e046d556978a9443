"""The wire of what finance records."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from renshi_payroll.exports.journal import AccountMap
from renshi_sdk.web import Schema


class RevenueIn(Schema):
    """Revenue of a month in yuan, with where it comes from."""

    period: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    amount: Decimal = Field(ge=0, le=Decimal(10**13), decimal_places=2)
    reference: str = Field(min_length=1, max_length=200)


class AccountMapIn(Schema):
    """The accounts of the company's payroll."""

    document: AccountMap
