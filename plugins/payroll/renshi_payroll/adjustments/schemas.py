"""The wire of one-off items. Money in yuan."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from renshi_sdk import Text
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


#: What the items that people enter are called, in sheets and on pages.
ITEM_NAMES: dict[str, Text] = {
    "pay.allowance": Text("津贴补贴", "Allowance"),
    "pay.bonus": Text("奖金（并入工资）", "Bonus with the wage"),
    "pay.annual_bonus": Text("全年一次性奖金", "Annual bonus"),
    "pay.annual_leave": Text("未休年休假工资", "Untaken leave"),
    "pay.severance": Text("经济补偿金", "Severance"),
    "pay.exempt": Text("免税收入", "Exempt income"),
    "pay.not_taxed": Text("不征税补贴", "Outside the tax"),
    "pay.deduction": Text("税后扣款", "Deduction after tax"),
}


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


class RunItemIn(Schema):
    """An item entered on the page of its run."""

    employee_id: UUID
    component: AdjustmentComponent
    amount: Decimal = Field(gt=0, le=Decimal(100_000_000), decimal_places=2)
    note: str = Field(min_length=1, max_length=200)


class ItemSheetIn(Schema):
    """A stored workbook of items."""

    file_id: UUID


class TrueUpIn(Schema):
    """Closed months from ``period_from`` on, for everybody in the actor's scope."""

    period_from: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    note: str = Field(min_length=1, max_length=200)
