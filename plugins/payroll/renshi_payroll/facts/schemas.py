"""The wire of recorded facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema


class ParameterIn(Schema):
    """A company's value of a parameter: yuan for amounts, percent for rates."""

    key: str = Field(min_length=3, max_length=80, description="e.g. shanghai.unemployment.employee_rate")
    value: Decimal = Field(ge=0, le=Decimal(10_000_000))
    valid_from: date
    reference: str = Field(min_length=1, max_length=200, description="the notice or decision it comes from")


class EmployeeFactIn(Schema):
    """A declaration or election of an employee. Amounts in yuan, cumulative for the tax year."""

    employee_id: UUID
    key: str = Field(min_length=3, max_length=80)
    value: Any
    valid_from: date = Field(description="the tax month it is for; any day of it")
    reference: str = Field(min_length=1, max_length=200)


_Amount = Annotated[Decimal | None, Field(ge=0, le=Decimal(10_000_000), decimal_places=2)]


class DeclarationIn(Schema):
    """A declaration or election as a form gives it: the amounts, the answer or the month that ``key`` needs.

    Amounts in yuan; those of the deductions are cumulative for the tax year.
    """

    employee_id: UUID
    key: str = Field(min_length=3, max_length=80)
    valid_from: date
    reference: str = Field(min_length=1, max_length=200)
    children_education: _Amount = None
    infant_care: _Amount = None
    elderly_support: _Amount = None
    mortgage_interest: _Amount = None
    rent: _Amount = None
    continuing_education: _Amount = None
    personal_pension: _Amount = None
    annuity: _Amount = None
    health_insurance: _Amount = None
    donation: _Amount = None
    other: _Amount = None
    amount: _Amount = None
    applies: bool = False
    month: int | None = Field(default=None, ge=1, le=12)


class DeductionRow(Schema):
    """A person's row of the tax client's export."""

    number: str = Field(min_length=1, max_length=40, description="工号")
    amounts: dict[str, str | Decimal | None] = Field(
        description="by the client's headings, e.g. 累计子女教育"
    )


class DeductionsIn(Schema):
    """The tax client's list of a month."""

    period: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    reference: str = Field(min_length=1, max_length=200)
    rows: list[DeductionRow] = Field(min_length=1, max_length=20_000)
