"""The wire of balances."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema

from ..leave.schemas import LEAVE_LABELS, LeaveCode, choices


class AdjustIn(Schema):
    """A correction of a balance in minutes, with its reason; negative takes away."""

    employee_id: UUID = Field(title="员工", json_schema_extra={"title_en": "Employee", "x-kind": "employee"})
    leave_code: LeaveCode = Field(title="假期类型", json_schema_extra=choices(LEAVE_LABELS, "Leave type"))
    minutes: int = Field(title="分钟数", ge=-600_000, le=600_000, json_schema_extra={"title_en": "Minutes"})
    expires_on: date | None = Field(None, title="有效期至", json_schema_extra={"title_en": "Valid until"})
    note: str = Field(title="原因", min_length=1, max_length=200, json_schema_extra={"title_en": "Reason"})
