"""The wire of leave: the request's form and the API's bodies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from renshi_sdk.web import Schema

from ..engine.leave import DaySpan, Half, HourSpan, Span
from ..engine.leave_types import Addition, Counting, Unit
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
    COMPANY_ANNUAL = "company_annual"
    BREASTFEEDING = "breastfeeding"


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
    LeaveCode.COMPANY_ANNUAL: ("福利年假", "Company annual leave"),
    LeaveCode.BREASTFEEDING: ("哺乳假", "Breastfeeding time"),
}
ADDITION_LABELS = {
    Addition.DIFFICULT_BIRTH: ("难产", "Difficult birth"),
    Addition.TWINS: ("双胞胎", "Twins"),
    Addition.TRIPLETS: ("三胞胎", "Triplets"),
    Addition.LATER_CHILD: ("二孩、三孩", "Second or third child"),
    Addition.PREMARITAL_EXAM: ("参加婚前医学检查", "Premarital examination"),
    Addition.EXTENSION: ("延长停工留薪期", "Extended work injury period"),
}
HALF_LABELS = {Half.AM: ("上午", "Morning"), Half.PM: ("下午", "Afternoon")}


def choices(labels: dict[Any, tuple[str, str]], title_en: str) -> dict[str, Any]:
    """JSON Schema extras of a choice: the English title and the words of each value in both languages."""
    return {"title_en": title_en, "x-labels": {str(k): [zh, en] for k, (zh, en) in labels.items()}}


Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,38}$")]
LEAVE_CHOICE = choices(LEAVE_LABELS, "Leave type") | {
    "x-options-api": "/api/plugins/attendance/leave-types/options"
}
"""A company may have leave types of its own, so the choices are asked for; the labels are those everybody has."""


class LeaveForm(BaseModel):
    """What a person fills in to ask for leave. With both times it is leave by the hour."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    leave_code: Code = Field(title="假期类型", json_schema_extra=LEAVE_CHOICE)
    start_on: date = Field(title="开始日期", json_schema_extra={"title_en": "First day"})
    start_half: Half = Field(
        Half.AM,
        title="开始半天",
        description="从当天上午还是下午开始",
        json_schema_extra=choices(HALF_LABELS, "From (half day)")
        | {"description_en": "Whether the first day counts from the morning"},
    )
    end_on: date = Field(title="结束日期", json_schema_extra={"title_en": "Last day"})
    end_half: Half = Field(
        Half.PM,
        title="结束半天",
        description="到当天上午还是下午为止",
        json_schema_extra=choices(HALF_LABELS, "To (half day)")
        | {"description_en": "Whether the last day counts to its end"},
    )
    start_time: Clock | None = Field(
        None,
        title="开始时间",
        description="按小时请假时填写，如 14:00",
        json_schema_extra={"title_en": "From (time)", "description_en": "For leave by the hour, like 14:00"},
    )
    end_time: Clock | None = Field(
        None,
        title="结束时间",
        description="按小时请假时填写，如 16:30",
        json_schema_extra={"title_en": "To (time)", "description_en": "For leave by the hour, like 16:30"},
    )
    reason: str = Field(
        title="请假事由",
        min_length=1,
        max_length=500,
        json_schema_extra={"title_en": "Reason", "x-kind": "textarea"},
    )
    additions: list[Addition] = Field(
        default_factory=list,
        max_length=6,
        title="增加天数的情形",
        description="仅产假、婚假、工伤假：按当地规定增加天数，请同时上传证明",
        json_schema_extra=choices(ADDITION_LABELS, "What adds days")
        | {
            "description_en": "Adds the days of the local rule; upload the proof as well",
            "x-visible-when": "leave_code == 'maternity' || leave_code == 'marriage' || leave_code == 'work_injury'",
        },
    )
    documents: list[UUID] = Field(
        default_factory=list,
        max_length=10,
        title="证明材料",
        description="如病假证明、结婚证",
        json_schema_extra={
            "title_en": "Papers",
            "x-kind": "file",
            "description_en": "Such as a sick note or a marriage certificate",
        },
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
    documents_after_days: int | None = Field(
        None, ge=0, le=366, description="papers are needed beyond so many days"
    )
    notice_days: int | None = Field(None, ge=0, le=366)


class LeaveTypeIn(Schema):
    """A leave type of the company's own."""

    code: Code = Field(title="代号", json_schema_extra={"title_en": "Code"})
    name_zh: str = Field(
        title="名称", min_length=1, max_length=20, json_schema_extra={"title_en": "Name (Chinese)"}
    )
    name_en: str = Field(
        title="英文名称", min_length=1, max_length=40, json_schema_extra={"title_en": "Name (English)"}
    )
    unit: Unit = Field(
        title="最小单位",
        json_schema_extra=choices(
            {"day": ("天", "Day"), "half_day": ("半天", "Half day"), "hour": ("小时", "Hour")}, "Unit"
        ),
    )
    counting: Counting = Field(
        title="计算方式",
        json_schema_extra=choices(
            {
                "working": ("只计工作日", "Working days"),
                "sandwich": ("连续计算中间的休息日", "With off days in between"),
                "calendar": ("按日历天", "Calendar days"),
                "calendar_except_statutory": ("按日历天，法定节假日除外", "Calendar days without statutory"),
            },
            "Counting",
        ),
    )
    paid_fraction: Decimal = Field(
        ge=0,
        le=1,
        max_digits=5,
        decimal_places=4,
        title="工资比例（0—1）",
        json_schema_extra={"title_en": "Paid part (0–1)"},
    )
    needs_balance: bool = Field(title="需要余额", json_schema_extra={"title_en": "Needs a balance"})
    documents_after_days: int | None = Field(
        None, ge=0, le=366, title="超过几天须附证明", json_schema_extra={"title_en": "Papers beyond (days)"}
    )
    notice_days: int = Field(
        0, ge=0, le=366, title="须提前几天申请", json_schema_extra={"title_en": "Days of notice"}
    )
    source: str = Field(
        title="依据", min_length=1, max_length=200, json_schema_extra={"title_en": "Rule it rests on"}
    )


class ShortenIn(Schema):
    """The new last day of an approved leave, and why."""

    last_day: date = Field(title="改为休到", json_schema_extra={"title_en": "New last day"})
    reason: str = Field(title="原因", min_length=1, max_length=200, json_schema_extra={"title_en": "Reason"})


class CancelIn(Schema):
    """Why an approved leave is cancelled (销假)."""

    reason: str = Field(min_length=1, max_length=200)
