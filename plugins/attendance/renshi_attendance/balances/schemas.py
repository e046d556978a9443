"""The wire of balances."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema

from ..engine.accrual import Every
from ..leave.schemas import LEAVE_CHOICE, Code, choices


class AdjustIn(Schema):
    """A correction of a balance in minutes, with its reason; negative takes away."""

    employee_id: UUID = Field(title="员工", json_schema_extra={"title_en": "Employee", "x-kind": "employee"})
    leave_code: Code = Field(title="假期类型", json_schema_extra=LEAVE_CHOICE)
    minutes: int = Field(title="分钟数", ge=-600_000, le=600_000, json_schema_extra={"title_en": "Minutes"})
    expires_on: date | None = Field(None, title="有效期至", json_schema_extra={"title_en": "Valid until"})
    note: str = Field(title="原因", min_length=1, max_length=200, json_schema_extra={"title_en": "Reason"})


EVERY_LABELS = {Every.YEAR: ("每年", "Yearly"), Every.MONTH: ("每月", "Monthly")}


class AccrualIn(Schema):
    """A policy by which the company grants leave of its own."""

    leave_code: Code = Field(title="假期类型", json_schema_extra=LEAVE_CHOICE)
    every: Every = Field(title="发放周期", json_schema_extra=choices(EVERY_LABELS, "Granted"))
    days: Decimal = Field(
        gt=0, le=366, max_digits=6, decimal_places=3, title="每期天数", json_schema_extra={"title_en": "Days"}
    )
    valid_months: int = Field(
        0,
        ge=0,
        le=60,
        title="期末后可用月数",
        json_schema_extra={"title_en": "Months it stays valid after its period"},
    )
    waiting_months: int = Field(
        0, ge=0, le=120, title="入职满几个月起", json_schema_extra={"title_en": "Months of employment needed"}
    )
    prorate: bool = Field(
        True,
        title="不足整期按日历天折算",
        json_schema_extra={"title_en": "Part periods by calendar days"},
    )
    valid_from: date = Field(title="生效日期", json_schema_extra={"title_en": "In force from"})
    note: str = Field(
        title="规则名称", min_length=1, max_length=60, json_schema_extra={"title_en": "Name of the policy"}
    )


class AccrualEnd(Schema):
    """The last day of a policy."""

    last_day: date = Field(title="最后一天", json_schema_extra={"title_en": "Last day"})
