"""The request's form of a trip."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..engine.minutes import DAY, Interval, midnight
from ..leave.schemas import choices
from ..settings import Clock, clock_minutes


class TripKind(StrEnum):
    """Away for days, or out of the house for hours."""

    TRIP = "trip"
    OUTSIDE = "outside"


TRIP_LABELS = {TripKind.TRIP: ("出差", "Business trip"), TripKind.OUTSIDE: ("外勤", "Work outside")}


class TripForm(BaseModel):
    """A trip of whole days, or with both times from one time to another."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: TripKind = Field(TripKind.TRIP, title="类型", json_schema_extra=choices(TRIP_LABELS, "Kind"))
    start_on: date = Field(title="开始日期", json_schema_extra={"title_en": "First day"})
    end_on: date = Field(title="结束日期", json_schema_extra={"title_en": "Last day"})
    start_time: Clock | None = Field(
        None,
        title="开始时间",
        description="整天出差不填",
        json_schema_extra={"title_en": "From (time)", "description_en": "Leave empty for whole days"},
    )
    end_time: Clock | None = Field(
        None, title="结束时间", description="整天出差不填", json_schema_extra={"title_en": "To (time)"}
    )
    place: str = Field(title="地点", min_length=1, max_length=100, json_schema_extra={"title_en": "Where"})
    reason: str = Field(
        title="事由",
        min_length=1,
        max_length=300,
        json_schema_extra={"title_en": "Reason", "x-kind": "textarea"},
    )

    @model_validator(mode="after")
    def _in_order(self) -> TripForm:
        if (self.start_time is None) != (self.end_time is None):
            raise ValueError("开始和结束时间须同时填写或同时留空")
        span = self.span()
        if span.end <= span.start:
            raise ValueError("结束时间早于开始时间")
        if span.minutes > 366 * DAY:
            raise ValueError("一次出差不超过一年")
        return self

    def span(self) -> Interval:
        """Local minutes; whole days from midnight to midnight."""
        start, end = midnight(self.start_on), midnight(self.end_on)
        if self.start_time is None or self.end_time is None:
            return Interval(start, end + DAY)
        return Interval(start + clock_minutes(self.start_time), end + clock_minutes(self.end_time))
