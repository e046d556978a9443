"""The wire of leave: the request's form and the API's bodies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from renshi_sdk.web import Schema

from ..engine.leave import DaySpan, Half, HourSpan, Span
from ..engine.minutes import midnight
from ..settings import Clock, clock_minutes


class LeaveCode(StrEnum):
    """The statutory and customary leave types (see ``data/leave_types.yaml``)."""

    ANNUAL = "annual"
    PERSONAL = "personal"
    SICK = "sick"
    MARRIAGE = "marriage"
    MATERNITY = "maternity"
    PATERNITY = "paternity"
    PARENTAL = "parental"
    BEREAVEMENT = "bereavement"
    COMPENSATORY = "compensatory"
    WORK_INJURY = "work_injury"


LEAVE_LABELS = {
    LeaveCode.ANNUAL: ("年休假", "Annual leave"),
    LeaveCode.PERSONAL: ("事假", "Personal leave"),
    LeaveCode.SICK: ("病假", "Sick leave"),
    LeaveCode.MARRIAGE: ("婚假", "Marriage leave"),
    LeaveCode.MATERNITY: ("产假", "Maternity leave"),
    LeaveCode.PATERNITY: ("陪产假", "Paternity leave"),
    LeaveCode.PARENTAL: ("育儿假", "Parental leave"),
    LeaveCode.BEREAVEMENT: ("丧假", "Bereavement leave"),
    LeaveCode.COMPENSATORY: ("调休", "Time off in lieu"),
    LeaveCode.WORK_INJURY: ("工伤假", "Work injury leave"),
}
HALF_LABELS = {Half.AM: ("上午", "Morning"), Half.PM: ("下午", "Afternoon")}


def choices(labels: dict[Any, tuple[str, str]], title_en: str) -> dict[str, Any]:
    """JSON Schema extras of a choice: the English title and the words of each value in both languages."""
    return {"title_en": title_en, "x-labels": {str(k): [zh, en] for k, (zh, en) in labels.items()}}


class LeaveForm(BaseModel):
    """What a person fills in to ask for leave. With both times it is leave by the hour."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    leave_code: LeaveCode = Field(title="假期类型", json_schema_extra=choices(LEAVE_LABELS, "Leave type"))
    start_on: date = Field(title="开始日期", json_schema_extra={"title_en": "First day"})
    start_half: Half = Field(
        Half.AM, title="开始半天", json_schema_extra=choices(HALF_LABELS, "From (half day)")
    )
    end_on: date = Field(title="结束日期", json_schema_extra={"title_en": "Last day"})
    end_half: Half = Field(Half.PM, title="结束半天", json_schema_extra=choices(HALF_LABELS, "To (half day)"))
    start_time: Clock | None = Field(
        None,
        title="开始时间",
        description="按小时请假时填写，如 14:00",
        json_schema_extra={"title_en": "From (time)"},
    )
    end_time: Clock | None = Field(
        None,
        title="结束时间",
        description="按小时请假时填写，如 16:30",
        json_schema_extra={"title_en": "To (time)"},
    )
    reason: str = Field(
        title="请假事由",
        min_length=1,
        max_length=500,
        json_schema_extra={"title_en": "Reason", "x-kind": "textarea"},
    )

    @model_validator(mode="after")
    def _in_order(self) -> LeaveForm:
        if (self.start_time is None) != (self.end_time is None):
            raise ValueError("按小时请假须同时填写开始和结束时间")
        if self.end_on < self.start_on:
            raise ValueError("结束日期早于开始日期")
        if (self.end_on - self.start_on).days > 800:
            raise ValueError("一次请假不超过 800 天")
        return self

    def span(self) -> Span:
        """The span as the engine takes it."""
        if self.start_time is not None and self.end_time is not None:
            return HourSpan(
                midnight(self.start_on) + clock_minutes(self.start_time),
                midnight(self.end_on) + clock_minutes(self.end_time),
            )
        return DaySpan(self.start_on, self.end_on, self.start_half, self.end_half)


class LeavePreviewIn(Schema):
    """A leave to look at before asking for it; ``employee_id`` for somebody else."""

    form: LeaveForm
    employee_id: UUID | None = None


class LeaveTypePatch(Schema):
    """What a company may change about a leave type; fields left out stay.

    ``paid_fraction`` 0–1; ``days_limit`` with ``limit_source`` records a local rule (天数 and 文号).
    """

    name_zh: str | None = Field(None, min_length=1, max_length=20)
    name_en: str | None = Field(None, min_length=1, max_length=40)
    unit: str | None = Field(None, pattern="^(day|half_day|hour)$")
    counting: str | None = Field(None, pattern="^(working|sandwich|calendar|calendar_except_statutory)$")
    paid_fraction: Decimal | None = Field(None, ge=0, le=1, max_digits=5, decimal_places=4)
    days_limit: int | None = Field(None, ge=1, le=1000)
    limit_source: str | None = Field(None, min_length=1, max_length=200)
    active: bool | None = None


class CancelIn(Schema):
    """Why an approved leave is cancelled (销假)."""

    reason: str = Field(min_length=1, max_length=200)
