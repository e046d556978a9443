"""The request's form of overtime."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from ..engine.minutes import DAY, Interval, midnight
from ..engine.overtime import Compensation
from ..leave.schemas import choices
from ..settings import Clock, clock_minutes

COMPENSATION_LABELS = {
    Compensation.PAY: ("加班费", "Pay"),
    Compensation.TIME_OFF: ("调休", "Time off in lieu"),
}


class OvertimeForm(BaseModel):
    """Overtime from one time to another; an end that is not later than the start is on the next day."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    day: date = Field(title="加班日期", json_schema_extra={"title_en": "Day"})
    start_time: Clock = Field(
        title="开始时间", description="如 18:30", json_schema_extra={"title_en": "From"}
    )
    end_time: Clock = Field(
        title="结束时间", description="不晚于开始时间表示次日", json_schema_extra={"title_en": "To"}
    )
    compensation: Compensation = Field(
        Compensation.PAY,
        title="补偿方式",
        description="只有休息日加班可以调休（劳动法第四十四条）",
        json_schema_extra=choices(COMPENSATION_LABELS, "Compensation"),
    )
    reason: str = Field(
        title="加班事由",
        min_length=1,
        max_length=300,
        json_schema_extra={"title_en": "Reason", "x-kind": "textarea"},
    )

    def span(self) -> Interval:
        """Local minutes."""
        start = midnight(self.day) + clock_minutes(self.start_time)
        end = midnight(self.day) + clock_minutes(self.end_time)
        return Interval(start, end if end > start else end + DAY)
