"""What a company decides about its attendance."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .engine.annual import TierChange
from .engine.errors import PatternInvalid
from .engine.overtime import OvertimeRule, Rounding, Source
from .engine.pattern import WorkPattern
from .engine.regimes import Averaging
from .engine.rules import GroundRule, Outside

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


def clock_minutes(text: str) -> int:
    """Minutes since midnight of ``HH:MM``."""
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


class Place(BaseModel):
    """A place where people may punch: its centre and how far from it, in metres."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(title="地点", min_length=1, max_length=40, json_schema_extra={"title_en": "Place"})
    latitude: float = Field(title="纬度", ge=-90, le=90, json_schema_extra={"title_en": "Latitude"})
    longitude: float = Field(title="经度", ge=-180, le=180, json_schema_extra={"title_en": "Longitude"})
    radius: int = Field(title="半径（米）", ge=20, le=20000, json_schema_extra={"title_en": "Radius (m)"})


class AttendanceSettings(BaseModel):
    """Working hours, punches, leave, overtime, and what payroll is told.

    The defaults ask for no punches: until a company switches them on, presence is assumed and nobody is
    absent.
    """

    model_config = ConfigDict(extra="forbid")

    work_start: Clock = Field("09:00", title="上班时间", json_schema_extra={"title_en": "Work starts"})
    work_end: Clock = Field(
        "18:00",
        title="下班时间",
        description="早于上班时间表示次日",
        json_schema_extra={"title_en": "Work ends"},
    )
    break_start: Clock | None = Field(
        "12:00", title="午休开始", json_schema_extra={"title_en": "Break starts"}
    )
    break_end: Clock | None = Field("13:00", title="午休结束", json_schema_extra={"title_en": "Break ends"})
    weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...] = Field(
        (0, 1, 2, 3, 4),
        title="每周工作日",
        description="0 为周一，6 为周日",
        json_schema_extra={"title_en": "Working weekdays"},
    )
    punch_required: bool = Field(
        False,
        title="启用打卡考勤",
        description="未启用时默认出勤，不产生旷工和缺卡",
        json_schema_extra={"title_en": "Punches are required"},
    )
    grace_late_minutes: int = Field(
        0, ge=0, le=120, title="迟到宽限（分钟）", json_schema_extra={"title_en": "Late tolerance (min)"}
    )
    grace_early_minutes: int = Field(
        0, ge=0, le=120, title="早退宽限（分钟）", json_schema_extra={"title_en": "Early tolerance (min)"}
    )
    exempt_regimes: tuple[str, ...] = Field(
        ("flexible",),
        title="免打卡的工时制",
        description="如不定时工作制",
        json_schema_extra={"title_en": "Work regimes without punches"},
    )
    places: tuple[Place, ...] = Field(
        (),
        title="打卡地点",
        description="为空则不限地点",
        json_schema_extra={"title_en": "Places to punch"},
    )
    missing_punch_limit: int = Field(
        3, ge=0, le=31, title="每月补卡次数", json_schema_extra={"title_en": "Corrections a month"}
    )
    missing_punch_counts_as: Literal["present", "absent"] = Field(
        "present",
        title="月末仍缺卡按",
        json_schema_extra={
            "title_en": "A punch still missing counts as",
            "x-labels": {"present": ["出勤", "Present"], "absent": ["旷工", "Absent"]},
        },
    )
    deduct_late: bool = Field(
        False,
        title="迟到早退按实际时间扣薪",
        json_schema_extra={"title_en": "Late and early minutes are unpaid"},
    )
    tier_change: TierChange = Field(
        TierChange.AT_REACHED,
        title="年中工龄升档的年休假",
        description="法规未规定：升档后按全年新档，或按日分段折算",
        json_schema_extra={
            "title_en": "Annual leave when a tier is reached mid-year",
            "x-labels": {
                "at_reached": ["升档后按全年新档", "Higher tier for the year"],
                "prorated": ["按日分段折算", "By days in each tier"],
            },
        },
    )
    annual_valid_months: int = Field(
        12,
        ge=0,
        le=36,
        title="年休假次年可用月数",
        description="职工带薪年休假条例第五条：可以跨1个年度安排",
        json_schema_extra={"title_en": "Months annual leave stays valid after its year"},
    )
    annual_carry_days: int | None = Field(
        None,
        ge=0,
        le=60,
        title="年休假结转上限（天）",
        description="超过上限的上年余额在年末到期；为空则全部结转。未安排的法定年休假须按 300% 支付",
        json_schema_extra={"title_en": "Most days of annual leave carried into the next year"},
    )
    assume_continuous_service: bool = Field(
        True,
        title="入职前的工作视为连续",
        description="登记了参加工作时间且无中断记录时；否则从入职日起满 12 个月享受年休假",
        json_schema_extra={"title_en": "Work before hire counts as continuous"},
    )
    compensatory_valid_months: int = Field(
        12, ge=1, le=36, title="调休有效月数", json_schema_extra={"title_en": "Months time off stays valid"}
    )
    leave_backdate_days: int = Field(
        30,
        ge=0,
        le=366,
        title="可补请假天数",
        json_schema_extra={"title_en": "Days a leave may be asked for afterwards"},
    )
    province: str | None = Field(
        None,
        max_length=20,
        title="适用地区",
        description="婚假、产假等按此地区；为空则按员工工作城市",
        json_schema_extra={"title_en": "Province whose leave rules apply"},
    )
    overtime_needs_punch: bool = Field(
        False, title="加班须有打卡", json_schema_extra={"title_en": "Overtime needs punches"}
    )
    overtime_minimum_minutes: int = Field(
        0,
        ge=0,
        le=240,
        title="加班起算（分钟）",
        description="不足此时长不计加班",
        json_schema_extra={"title_en": "Overtime begins to count at (min)"},
    )
    overtime_unit_minutes: int = Field(
        1, ge=1, le=480, title="加班最小单位（分钟）", json_schema_extra={"title_en": "Overtime unit (min)"}
    )
    overtime_rounding: Rounding = Field(
        Rounding.DOWN,
        title="不足一个单位时",
        json_schema_extra={
            "title_en": "Minutes that do not fill a unit",
            "x-labels": {
                "down": ["舍去", "Dropped"],
                "nearest": ["四舍五入", "Rounded"],
                "up": ["进位", "Rounded up"],
            },
        },
    )
    comprehensive_period: Averaging | None = Field(
        None,
        title="综合计算工时周期",
        description="按劳动行政部门批复；未设置时，综合工时员工的考勤月会列为异常",
        json_schema_extra={
            "title_en": "Period of comprehensive working time",
            "x-labels": {"month": ["月", "Month"], "quarter": ["季", "Quarter"], "year": ["年", "Year"]},
        },
    )
    outside_punch: Outside = Field(
        Outside.REFUSE,
        title="范围外打卡",
        json_schema_extra={
            "title_en": "A punch away from every place",
            "x-labels": {
                "refuse": ["不允许", "Refused"],
                "reason": ["填写原因后允许", "With a reason"],
                "allow": ["允许", "Allowed"],
            },
        },
    )
    max_accuracy: int | None = Field(
        None,
        ge=5,
        le=5000,
        title="定位误差上限（米）",
        description="手机报告的误差更大时要求重新定位",
        json_schema_extra={"title_en": "Least accurate position taken (m)"},
    )
    overtime_over_limit: Literal["warn", "refuse"] = Field(
        "warn",
        title="加班超过法定上限时",
        description="劳动法第四十一条：每日 3 小时、每月 36 小时",
        json_schema_extra={
            "title_en": "Overtime beyond the legal limit",
            "x-labels": {"warn": ["提示", "Warn"], "refuse": ["不予受理", "Refuse"]},
        },
    )
    confirm_days: int = Field(
        3, ge=1, le=31, title="员工确认期限（天）", json_schema_extra={"title_en": "Days to confirm a month"}
    )
    auto_confirm: bool = Field(
        True,
        title="逾期视为确认",
        json_schema_extra={"title_en": "No answer in time counts as confirmed"},
    )
    require_confirmation: bool = Field(
        False,
        title="锁定前须全员确认",
        json_schema_extra={"title_en": "A lock needs everybody's confirmation"},
    )
    pay_from: Literal["live", "locked"] = Field(
        "live",
        title="算薪取数",
        description="live：月份未锁定时按当前记录；locked：必须先锁定考勤月",
        json_schema_extra={
            "title_en": "Payroll reads",
            "x-labels": {"live": ["实时记录", "Live records"], "locked": ["锁定的月份", "Locked months"]},
        },
    )

    @model_validator(mode="after")
    def _possible(self) -> AttendanceSettings:
        if (self.break_start is None) != (self.break_end is None):
            raise ValueError("午休开始和结束须同时填写或同时留空")
        try:
            self.pattern()
        except PatternInvalid as error:
            raise ValueError(error.zh) from error
        return self

    def ground(self) -> GroundRule:
        """What a day follows where no group says otherwise."""
        return GroundRule(
            label="公司考勤设置",
            overtime=OvertimeRule(
                Source.BOTH if self.overtime_needs_punch else Source.APPROVED,
                self.overtime_minimum_minutes,
                self.overtime_unit_minutes,
                self.overtime_rounding,
            ),
            averaging=self.comprehensive_period,
            outside=self.outside_punch,
            max_accuracy=self.max_accuracy,
            correction_limit=self.missing_punch_limit,
        )

    def pattern(self, *, punch_required: bool | None = None) -> WorkPattern:
        """The company's working day. ``punch_required`` overrides the setting (for exempt people)."""
        start, end = clock_minutes(self.work_start), clock_minutes(self.work_end)
        end += 1440 * (end <= start)
        segments: tuple[tuple[int, int], ...]
        if self.break_start and self.break_end:
            pause = [clock_minutes(self.break_start), clock_minutes(self.break_end)]
            pause = [at + 1440 * (at < start) for at in pause]
            segments = ((start, pause[0]), (pause[1], end))
            split = pause[1]
        else:
            segments = ((start, end),)
            split = (start + end) // 2
        return WorkPattern(
            "standard",
            segments,
            half_split=split,
            weekdays=frozenset(self.weekdays),
            grace_late=self.grace_late_minutes,
            grace_early=self.grace_early_minutes,
            punch_required=self.punch_required if punch_required is None else punch_required,
        )
