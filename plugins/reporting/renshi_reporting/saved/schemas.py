"""The wire of kept reports."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

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


FILTERS = ("filter", "filter2", "filter3")
"""Conditions that the form has a place for, by the beginning of their names."""


class Built(Schema):
    """A report as the builder's form sends it, flat."""

    title: str = Field(min_length=1, max_length=80)
    note: str | None = Field(None, max_length=500)
    dataset: str = Field(max_length=80)
    dimensions: list[str] = Field(default_factory=list)
    measures: list[str] = Field(default_factory=list)
    ratio_above: str | None = None
    ratio_below: str | None = None
    preset: Preset = "this_month"
    first: date | None = None
    last: date | None = None
    filter_name: str | None = None
    filter_op: Operator | None = None
    filter_values: str | None = Field(None, max_length=500)
    filter2_name: str | None = None
    filter2_op: Operator | None = None
    filter2_values: str | None = Field(None, max_length=500)
    filter3_name: str | None = None
    filter3_op: Operator | None = None
    filter3_values: str | None = Field(None, max_length=500)
    sort: str | None = None
    pivot: str | None = None
    chart: Literal["none", "bar", "line", "pie", "stacked"] = "none"
    version: int | None = None

    def body(self) -> SavedBody:
        """The same as a report to keep."""
        measures = list(self.measures)
        if self.ratio_above and self.ratio_below:
            measures.append(f"{self.ratio_above}/{self.ratio_below}")
        query = Query(
            dataset=self.dataset,
            dimensions=self.dimensions,
            measures=measures,
            filters=self._filters(),
            period=Period(preset=self.preset, first=self.first, last=self.last),
            sort=self.sort or None,
            pivot=self.pivot or None,
            chart=self.chart,
        )
        return SavedBody(title=self.title, note=self.note, query=query, version=self.version)

    def _filters(self) -> list[Filter]:
        made = []
        for place in FILTERS:
            name, op, text = (getattr(self, f"{place}_{part}") for part in ("name", "op", "values"))
            if name and op:
                values = [v.strip() for v in (text or "").replace("，", ",").split(",") if v.strip()]
                made.append(Filter(name=name, op=op, values=values))
        return made

    @classmethod
    def of(cls, title: str, note: str | None, query: Query, version: int) -> Built | None:
        """The form that makes a question; ``None`` where it has more conditions or ratios than the form has places."""
        ratios = [m for m in query.measures if "/" in m]
        if len(query.filters) > len(FILTERS) or len(ratios) > 1:
            return None
        above, _, below = ratios[0].partition("/") if ratios else ("", "", "")
        filters: dict[str, Any] = {}
        for place, each in zip(FILTERS, query.filters, strict=False):
            filters |= {f"{place}_name": each.name, f"{place}_op": each.op}
            filters[f"{place}_values"] = ",".join(each.values)[:500] or None
        return cls(
            title=title, note=note, version=version, dataset=query.dataset, dimensions=query.dimensions,
            measures=[m for m in query.measures if "/" not in m], ratio_above=above or None, ratio_below=below or None,
            preset=query.period.preset, first=query.period.first, last=query.period.last, sort=query.sort,
            pivot=query.pivot, chart=query.chart, **filters,
        )  # fmt: skip


class Sharing(Schema):
    """With whom a report is shared."""

    shared: Literal["private", "roles", "company"]
    roles: list[str] = Field(default_factory=list, max_length=20)
