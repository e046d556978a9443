"""The wire of planned time. Clock times are ``HH:MM``; a time before the one it follows is on the next day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator

from renshi_sdk.web import Schema

from ..engine.overtime import Rounding, Source
from ..engine.radio import radio
from ..engine.regimes import Averaging, Regime
from ..engine.rules import Outside, Schedule
from ..settings import Clock, clock_minutes
from .repository import OFF

Code = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[^\s,，]+$")]
Bssid = Annotated[str, Field(min_length=11, max_length=20)]
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _opt(title: str, title_en: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "json_schema_extra": {"title_en": title_en, **more}}


class ShiftIn(Schema):
    """A version of a shift: up to three spans, two unpaid breaks, and how strictly it is looked at."""

    code: Code = Field(title="班次代号", json_schema_extra={"title_en": "Code"})
    name: str = Field(title="名称", min_length=1, max_length=40, json_schema_extra={"title_en": "Name"})
    valid_from: date = Field(title="生效日期", json_schema_extra={"title_en": "In force from"})
    start: Clock = Field(**_opt("上班", "Starts"))
    end: Clock = Field(**_opt("下班", "Ends"), description="早于上班时间表示次日")
    start2: Clock | None = Field(None, **_opt("第二段上班", "Second part starts"))
    end2: Clock | None = Field(None, **_opt("第二段下班", "Second part ends"))
    start3: Clock | None = Field(None, **_opt("第三段上班", "Third part starts"))
    end3: Clock | None = Field(None, **_opt("第三段下班", "Third part ends"))
    break_start: Clock | None = Field(None, **_opt("不计工时的休息开始", "Unpaid break starts"))
    break_end: Clock | None = Field(None, **_opt("不计工时的休息结束", "Unpaid break ends"))
    break_start2: Clock | None = Field(None, **_opt("第二次休息开始", "Second break starts"))
    break_end2: Clock | None = Field(None, **_opt("第二次休息结束", "Second break ends"))
    flexible_before: int = Field(0, ge=0, le=480, **_opt("可提前（分钟）", "May begin earlier by (min)"))
    flexible_after: int = Field(0, ge=0, le=480, **_opt("可推后（分钟）", "May begin later by (min)"))
    each_segment: bool = Field(False, **_opt("每段都要打卡", "Every part needs punches"))
    window_before: int | None = Field(
        None, ge=0, le=720, **_opt("上班前多少分钟起可打卡", "Punches count from (min before)")
    )
    window_after: int | None = Field(
        None, ge=0, le=720, **_opt("下班后多少分钟内可打卡", "Punches count until (min after)")
    )
    grace_late: int = Field(0, ge=0, le=120, **_opt("迟到宽限（分钟）", "Late tolerance (min)"))
    grace_early: int = Field(0, ge=0, le=120, **_opt("早退宽限（分钟）", "Early tolerance (min)"))

    @model_validator(mode="after")
    def _pairs(self) -> ShiftIn:
        for a, b in (
            (self.start2, self.end2),
            (self.start3, self.end3),
            (self.break_start, self.break_end),
            (self.break_start2, self.break_end2),
        ):
            if (a is None) != (b is None):
                raise ValueError("开始和结束时间须同时填写或同时留空")
        if (self.window_before is None) != (self.window_after is None):
            raise ValueError("打卡时段的前后分钟数须同时填写或同时留空")
        return self

    def spans(self) -> list[int]:
        """Minutes from midnight, each after the one before."""
        return self._flat(
            [(self.start, self.end), (self.start2, self.end2), (self.start3, self.end3)],
            clock_minutes(self.start),
        )

    def unpaid_breaks(self) -> list[int]:
        """Minutes from midnight."""
        return self._flat(
            [(self.break_start, self.break_end), (self.break_start2, self.break_end2)],
            clock_minutes(self.start),
        )

    @staticmethod
    def _flat(given: list[tuple[str | None, str | None]], least: int) -> list[int]:
        flat: list[int] = []
        at = least
        for pair in given:
            for clock in pair:
                if clock is None:
                    continue
                minute = clock_minutes(clock)
                minute += -(-(at - minute) // 1440) * 1440 if minute < at else 0
                # A part that ends when it starts is a whole day.
                if len(flat) % 2 and minute == flat[-1]:
                    minute += 1440
                flat.append(minute)
                at = minute
        return flat


class SiteIn(Schema):
    """A place where people may punch: position and radius, Wi-Fi addresses, or both."""

    name: str = Field(title="地点", min_length=1, max_length=40, json_schema_extra={"title_en": "Site"})
    latitude: Decimal | None = Field(
        None, ge=-90, le=90, max_digits=9, decimal_places=6, **_opt("纬度", "Latitude")
    )
    longitude: Decimal | None = Field(
        None, ge=-180, le=180, max_digits=9, decimal_places=6, **_opt("经度", "Longitude")
    )
    radius: int | None = Field(None, ge=20, le=20000, **_opt("半径（米）", "Radius (m)"))
    bssids: list[Bssid] | Annotated[str, Field(max_length=2000)] = Field(
        default_factory=list,
        **_opt("Wi-Fi 的 BSSID", "Wi-Fi BSSIDs"),
        description="一行一个，如 a0:b1:c2:d3:e4:f5",
    )
    active: bool = Field(True, **_opt("启用", "Active"))

    @model_validator(mode="after")
    def _somewhere(self) -> SiteIn:
        given = [self.latitude is None, self.longitude is None, self.radius is None]
        if any(given) and not all(given):
            raise ValueError("纬度、经度和半径须同时填写或同时留空")
        if isinstance(self.bssids, str):
            self.bssids = [one for one in self.bssids.replace(",", " ").split() if one]
        self.bssids = [_bssid(one) for one in self.bssids]
        if all(given) and not self.bssids:
            raise ValueError("请填写定位范围或 Wi-Fi 的 BSSID")
        return self


def _bssid(text: str) -> str:
    made = radio(text)
    if made is None:
        raise ValueError(f"“{text[:20]}”不是 BSSID，应如 a0:b1:c2:d3:e4:f5")
    return made


class GroupIn(Schema):
    """A group of people who follow the same rules."""

    name: str = Field(title="考勤组", min_length=1, max_length=40, json_schema_extra={"title_en": "Group"})


class RuleIn(Schema):
    """A version of a group's rules: a shift for each weekday, or a cycle such as ``早 早 夜 夜 休 休``."""

    valid_from: date = Field(title="生效日期", json_schema_extra={"title_en": "In force from"})
    schedule: Schedule
    monday: Code | None = None
    tuesday: Code | None = None
    wednesday: Code | None = None
    thursday: Code | None = None
    friday: Code | None = None
    saturday: Code | None = None
    sunday: Code | None = None
    rotation: str | None = Field(None, max_length=1000)
    anchor: date | None = None
    follow_calendar: bool = True
    regime: Regime | None = None
    averaging: Averaging | None = None
    punch_required: bool = True
    outside: Outside = Outside.REFUSE
    site_ids: list[UUID] = Field(default_factory=list, max_length=200)
    max_accuracy: int | None = Field(None, ge=5, le=5000)
    correction_limit: int = Field(3, ge=0, le=31)
    overtime_source: Source = Source.APPROVED
    overtime_minimum: int = Field(0, ge=0, le=240)
    overtime_unit: int = Field(1, ge=1, le=480)
    overtime_rounding: Rounding = Rounding.DOWN

    def week(self) -> list[str]:
        """Shift codes of Monday to Sunday, days off written 休; empty for another schedule."""
        return [getattr(self, day) or OFF for day in DAYS] if self.schedule is Schedule.WEEK else []

    def cycle(self) -> list[str]:
        """Shift codes of the rotation."""
        if self.schedule is not Schedule.ROTATION:
            return []
        text = (self.rotation or "").replace(",", " ").replace("，", " ").replace("、", " ")
        return text.split()


class MemberIn(Schema):
    """Who belongs to a group: exactly one of a person, a department and a city."""

    employee_id: UUID | None = None
    department_id: UUID | None = None
    city: str | None = Field(None, min_length=1, max_length=40)
    valid_from: date
    valid_to: date | None = None

    @model_validator(mode="after")
    def _one(self) -> MemberIn:
        if sum(one is not None for one in (self.employee_id, self.department_id, self.city)) != 1:
            raise ValueError("请选择员工、部门或城市中的一项")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("截止日期早于生效日期")
        return self


class EndIn(Schema):
    """The last day of a membership."""

    last_day: date
