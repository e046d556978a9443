"""The wire of what finance records."""

from __future__ import annotations

from decimal import Decimal

from pydantic import ConfigDict, Field

from renshi_payroll.exports.journal import AccountMap, Purpose
from renshi_sdk.web import Schema


class RevenueIn(Schema):
    """Revenue of a month in yuan, with where it comes from."""

    period: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    amount: Decimal = Field(ge=0, le=Decimal(10**13), decimal_places=2)
    reference: str = Field(min_length=1, max_length=200)


class AccountMapIn(Schema):
    """The accounts of the company's payroll."""

    document: AccountMap


class ExpenseRow(Schema):
    """A line of the editor: which expense goes to which account; what the editor only shows is left aside."""

    model_config = ConfigDict(extra="ignore")

    department: str = Field(default="*", max_length=80)
    component: str = Field(default="*", max_length=80)
    code: str = Field(min_length=1, max_length=40)
    title: str = Field(min_length=1, max_length=80)


class ExpensesIn(Schema):
    """All rules of expenses, the general one included."""

    items: list[ExpenseRow] = Field(min_length=1, max_length=500)


class OtherRow(Schema):
    """A line of the editor: the account of a payable."""

    model_config = ConfigDict(extra="ignore")

    purpose: Purpose
    code: str = Field(min_length=1, max_length=40)
    title: str = Field(min_length=1, max_length=80)


class OthersIn(Schema):
    """The accounts of payables; a purpose that isn't given keeps its account."""

    items: list[OtherRow] = Field(min_length=1, max_length=40)
