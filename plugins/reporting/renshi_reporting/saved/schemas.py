"""The wire of kept reports."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from renshi_reporting.builder.query import Filter, Operator, Period, Preset, Query
from renshi_sdk.web import Schema


class SavedBody(Schema):
    """A report to keep. ``version`` is the one that is changed, so that nobody's change gets lost."""

    title: str = Field(min_length=1, max_length=80)
    note: str | None = Field(None, max_length=500)
    category: str = Field("own", max_length=40)
    query: Query
    version: int | None = None


class Built(Schema):
    """A report as the builder's form sends it, flat."""

    title: str = Field(min_length=1, max_length=80)
    note: str | None = Field(None, max_length=500)
    dataset: str = Field(max_length=80)
    dimensions: list[str] = Field(default_factory=list)
    measures: list[str] = Field(min_length=1)
    preset: Preset = "this_month"
    first: date | None = None
    last: date | None = None
    filter_name: str | None = None
    filter_op: Operator | None = None
    filter_values: str | None = Field(None, max_length=500)
    sort: str | None = None
    pivot: str | None = None
    chart: Literal["none", "bar", "line", "pie", "stacked"] = "none"

    def body(self) -> SavedBody:
        """The same as a report to keep."""
        filters = []
        if self.filter_name and self.filter_op:
            values = [
                v.strip() for v in (self.filter_values or "").replace("，", ",").split(",") if v.strip()
            ]
            filters.append(Filter(name=self.filter_name, op=self.filter_op, values=values))
        query = Query(
            dataset=self.dataset,
            dimensions=self.dimensions,
            measures=self.measures,
            filters=filters,
            period=Period(preset=self.preset, first=self.first, last=self.last),
            sort=self.sort or None,
            pivot=self.pivot or None,
            chart=self.chart,
        )
        return SavedBody(title=self.title, note=self.note, query=query)


class Sharing(Schema):
    """With whom a report is shared."""

    shared: Literal["private", "roles", "company"]
    roles: list[str] = Field(default_factory=list, max_length=20)
