"""What a reader asks of a dataset, in names alone: nothing of it ever becomes part of a statement."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Grain = Literal["day", "week", "month", "quarter", "year"]
Operator = Literal["eq", "ne", "in", "not_in", "gt", "ge", "lt", "le", "contains", "empty", "filled"]
Preset = Literal[
    "today", "this_month", "last_month", "this_quarter", "last_quarter", "this_year", "last_year", "last_12_months",
    "custom",
]  # fmt: skip
NAME = r"^[a-z][a-z0-9_.]{0,79}$"
DIMENSION = r"^[a-z][a-z0-9_]{0,59}(:(day|week|month|quarter|year))?$"
_ONE = r"[a-z][a-z0-9_]{0,59}:(count|distinct|sum|avg|median|min|max)"
MEASURE = rf"^{_ONE}(/{_ONE})?$"
MOST_ROWS = 10_000


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Filter(_Part):
    """One condition: ``values`` are what a person typed or chose, read by the dimension's kind."""

    name: str = Field(pattern=NAME, title="字段", json_schema_extra={"title_en": "Field"})
    op: Operator = Field("eq", title="条件", json_schema_extra={"title_en": "Condition"})
    values: list[str] = Field(
        default_factory=list, max_length=500, title="值", json_schema_extra={"title_en": "Values"}
    )

    @field_validator("values")
    @classmethod
    def _short(cls, values: list[str]) -> list[str]:
        if any(len(v) > 500 or "\x00" in v for v in values):
            raise ValueError("a value is too long, or no text")
        return values


class Period(_Part):
    """The days a report is about: two days, or words that mean other days tomorrow."""

    preset: Preset = "this_month"
    first: date | None = None
    last: date | None = None


class Query(_Part):
    """A question: ``dimensions`` are names with a grain for dates (``hired_on:month``); ``measures`` a name with what
    is made of it (``people:sum``), or a ratio of two (``left:sum/average:sum``); ``sort`` a dimension or measure of
    these, with ``-`` for the highest first; ``pivot`` the dimension whose values become columns."""

    dataset: str = Field(pattern=NAME)
    dimensions: list[str] = Field(default_factory=list, max_length=6)
    measures: list[str] = Field(min_length=1, max_length=12)
    filters: list[Filter] = Field(default_factory=list, max_length=20)
    period: Period = Field(default_factory=Period)
    sort: str | None = Field(None, max_length=140)
    limit: int = Field(1_000, ge=1, le=MOST_ROWS)
    pivot: str | None = Field(None, max_length=80)
    totals: bool = True
    chart: Literal["none", "bar", "line", "pie", "stacked"] = "none"

    @field_validator("dimensions", "measures")
    @classmethod
    def _once(cls, names: list[str]) -> list[str]:
        if len(set(names)) != len(names):
            raise ValueError("a name is given twice")
        return names
