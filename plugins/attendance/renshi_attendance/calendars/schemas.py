"""The wire of the calendar."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from renshi_sdk.web import Schema


class DayIn(Schema):
    """A company's decision about a day."""

    day: date = Field(title="日期", json_schema_extra={"title_en": "Day"})
    works: bool = Field(title="上班", json_schema_extra={"title_en": "Working day"})
    note: str = Field(title="说明", min_length=1, max_length=60, json_schema_extra={"title_en": "Note"})
