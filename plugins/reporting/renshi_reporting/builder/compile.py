"""A question as one statement.

Every piece of SQL comes from the dataset's record; what a caller sends is looked up by name or handed over as an
argument. So there is nothing to escape, and nothing to forget to escape.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from renshi_reporting.builder.arguments import Arguments, Days
from renshi_reporting.builder.conditions import condition, read, wrong
from renshi_reporting.builder.query import DIMENSION, MEASURE, Filter, Query
from renshi_sdk import Text
from renshi_sdk.contributions import Dataset, Dimension, Measure, OpenDataset

_FUNCTIONS = {
    "count": "count({})",
    "distinct": "count(DISTINCT {})",
    "sum": "coalesce(sum({}), 0)",
    "avg": "avg({})",
    "median": "percentile_cont(0.5) WITHIN GROUP (ORDER BY {})",
    "min": "min({})",
    "max": "max({})",
}
FUNCTION_TITLES = {
    "count": Text("计数", "count"), "distinct": Text("去重计数", "distinct"), "sum": Text("合计", "total"),
    "avg": Text("平均", "average"), "median": Text("中位数", "median"), "min": Text("最小", "lowest"),
    "max": Text("最大", "highest"),
}  # fmt: skip
GRAIN_TITLES = {
    "day": Text("日", "day"), "week": Text("周", "week"), "month": Text("月", "month"),
    "quarter": Text("季", "quarter"), "year": Text("年", "year"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupBy:
    """A dimension in use; ``grain`` for dates."""

    key: str
    dimension: Dimension
    grain: str | None

    @property
    def sql(self) -> str:
        """What stands for one group."""
        if self.grain in (None, "day"):
            return self.dimension.sql
        return f"date_trunc('{self.grain}', {self.dimension.sql}::timestamp)::date"


@dataclass(frozen=True, slots=True)
class Value:
    """A measure in use; ``over`` is what a ratio divides by."""

    key: str
    measure: Measure
    function: str
    over: Value | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A question that fits its dataset."""

    opened: OpenDataset
    groups: tuple[GroupBy, ...]
    values: tuple[Value, ...]
    filters: tuple[tuple[Dimension, Filter], ...]
    sort: tuple[str, bool] | None
    pivot: str | None

    @property
    def sensitive(self) -> bool:
        """Whether small groups have to be left out."""
        used = [g.dimension.sensitive for g in self.groups] + [d.sensitive for d, _ in self.filters]
        measured = [
            v.measure.sensitive or (v.over is not None and v.over.measure.sensitive) for v in self.values
        ]
        return any(used) or any(measured)


def plan(opened: OpenDataset, query: Query) -> Plan:
    """Look everything up. Raises ``Invalid`` with the part that doesn't fit."""
    dimensions = {d.name: d for d in opened.record.dimensions}
    measures = {m.name: m for m in opened.record.measures}
    groups = tuple(_group(name, dimensions) for name in query.dimensions)
    values = tuple(_value(text, measures) for text in query.measures)
    filters = tuple((_known(f.name, dimensions, "filters"), f) for f in query.filters)
    sort = None
    if query.sort:
        wish = query.sort.removeprefix("-")
        if wish not in {g.key for g in groups} | {v.key for v in values}:
            raise wrong(
                "sort", Text("只能按所选的维度或指标排序", "sort by a dimension or measure of the report")
            )
        sort = (wish, query.sort.startswith("-"))
    if query.pivot is not None and query.pivot not in {g.key for g in groups}:
        raise wrong("pivot", Text("透视列须是所选维度之一", "the columns must be one of the dimensions"))
    return Plan(opened, groups, values, filters, sort, query.pivot)


def _known(name: str, dimensions: dict[str, Dimension], part: str) -> Dimension:
    found = dimensions.get(name)
    if found is None:
        raise wrong(
            part, Text(f"没有字段“{name[:60]}”，或您无权查看", f"there is no field {name[:60]!r} for you")
        )
    return found


def _group(text: str, dimensions: dict[str, Dimension]) -> GroupBy:
    if not re.match(DIMENSION, text):
        raise wrong("dimensions", Text("维度写法有误", "this is no dimension"))
    name, _, grain = text.partition(":")
    found = _known(name, dimensions, "dimensions")
    if grain and found.kind != "date":
        raise wrong("dimensions", Text(f"“{found.title.zh}”不是日期", f"{found.title.en!r} is no date"))
    return GroupBy(text, found, grain or None)


def _value(text: str, measures: dict[str, Measure]) -> Value:
    if not re.match(MEASURE, text):
        raise wrong("measures", Text("指标写法有误", "this is no measure"))
    above, _, below = text.partition("/")
    made = _one(above, measures)
    return Value(text, made.measure, made.function, _one(below, measures)) if below else made


def _one(text: str, measures: dict[str, Measure]) -> Value:
    name, _, function = text.partition(":")
    found = measures.get(name)
    if found is None:
        raise wrong(
            "measures", Text(f"没有指标“{name}”，或您无权查看", f"there is no measure {name!r} for you")
        )
    if function not in found.functions:
        zh, en = FUNCTION_TITLES[function].zh, FUNCTION_TITLES[function].en
        raise wrong("measures", Text(f"“{found.title.zh}”不能{zh}", f"{found.title.en!r} has no {en}"))
    return Value(text, found, function)


def statement(plan: Plan, days: Days, *, limit: int, totals: bool) -> tuple[str, list[Any]]:
    """The statement and its arguments. Columns: ``d0…`` and ``l0…`` (labels), ``m0…``, ``n`` for the size of the group
    (people where a question is sensitive and the dataset knows them, else rows), and ``total`` for the line over
    everything, which comes first."""
    arguments = Arguments()
    known = days.known()
    source, wanted = _rows(plan, arguments, known)
    keys: list[str] = []
    shown: list[str] = []
    for index, group in enumerate(plan.groups):
        keys.append(arguments.fill(group.sql, known))
        shown.append(f"{keys[-1]} AS d{index}")
        if group.dimension.label:
            label = arguments.fill(group.dimension.label, known)
            shown.append(f"max({label}) AS l{index}")
    time = next((g for g in plan.groups if g.dimension.name == plan.opened.record.time), None)
    for index, value in enumerate(plan.values):
        shown.append(f"{_aggregate(value, time, arguments, known)} AS m{index}")
    # Twelve slips of one person are not twelve people.
    person = plan.opened.record.person if plan.sensitive else None
    shown.append(f"count({f'DISTINCT t.{person}' if person else '*'}) AS n")
    both = bool(keys) and totals
    shown.append(f"{'grouping(' + keys[0] + ') = 1' if both else 'false'} AS total")
    grouped = ""
    if keys:
        listed = ", ".join(keys)
        grouped = f" GROUP BY GROUPING SETS (({listed}), ())" if both else f" GROUP BY {listed}"
    order = ["total DESC"] if keys else []
    if plan.sort and keys:
        order.append(_order(plan))
    for index, group in enumerate(plan.groups):
        order += [f"l{index} NULLS LAST"] if group.dimension.label else []
        order.append(f"d{index} NULLS LAST")
    ordered = f" ORDER BY {', '.join(order)}" if order else ""
    sql = (
        f"SELECT * FROM (SELECT {', '.join(shown)} FROM ({source}) AS t WHERE {wanted}{grouped}) AS g"
        f"{ordered} LIMIT {int(limit) + 2}"
    )
    return sql, arguments.given


def rows_statement(
    plan: Plan, days: Days, chosen: dict[str, Any], *, limit: int
) -> tuple[str, list[Any], list[Dimension]]:
    """The rows behind one group; ``chosen`` holds the group's values by dimension key."""
    arguments = Arguments()
    known = days.known()
    source, wanted = _rows(plan, arguments, known)
    parts = [wanted]
    for group in plan.groups:
        if group.key in chosen:
            value = (
                read(group.dimension, chosen[group.key], "group") if chosen[group.key] is not None else None
            )
            place = arguments.add(value)
            kind = {"date": "date", "integer": "bigint", "number": "numeric", "boolean": "boolean"}
            cast = kind.get(group.dimension.kind, "text")
            own = group.sql if cast != "text" else f"({group.sql})::text"
            parts.append(f"{arguments.fill(own, known)} IS NOT DISTINCT FROM {place}::{cast}")
    names = {d.name: d for d in plan.opened.record.dimensions}
    listed = [names[n] for n in plan.opened.record.rows]
    shown = ", ".join(f"{arguments.fill(d.label or d.sql, known)} AS c{i}" for i, d in enumerate(listed))
    order = ", ".join(f"c{i}" for i in range(min(len(listed), 2)))
    return (
        f"SELECT {shown} FROM ({source}) AS t WHERE {' AND '.join(parts)} ORDER BY {order} LIMIT {int(limit) + 1}",
        arguments.given,
        listed,
    )


def _rows(plan: Plan, arguments: Arguments, known: dict[str, tuple[str, Any]]) -> tuple[str, str]:
    source = arguments.fill(plan.opened.record.source, known)
    parts = [arguments.clause(plan.opened.scope)]
    for dimension, asked in plan.filters:
        parts.append(condition(dimension, asked, arguments, known))
    return source, " AND ".join(f"({part})" for part in parts)


def _aggregate(
    value: Value, time: GroupBy | None, arguments: Arguments, known: dict[str, tuple[str, Any]]
) -> str:
    sql = _FUNCTIONS[value.function].replace("{}", arguments.fill(value.measure.sql, known))
    if value.measure.per_day and value.function == "sum":
        sql = f"({sql}::numeric / nullif({_days_of(time, arguments, known)}, 0))"
    if value.over is None:
        return sql
    below = _aggregate(value.over, time, arguments, known)
    return f"({sql}::numeric / nullif({below}::numeric, 0))"


def _days_of(time: GroupBy | None, arguments: Arguments, known: dict[str, tuple[str, Any]]) -> str:
    """Days of the period, or of the part of it that lies in the group's month, quarter or year."""
    first, last = arguments.fill("{first}", known), arguments.fill("{last}", known)
    if time is None:
        return f"({last} - {first} + 1)"
    # The time dimension of a dataset with such measures is the first day of a month.
    grain = time.grain if time.grain in ("month", "quarter", "year") else "month"
    begin = f"min(date_trunc('{grain}', {arguments.fill(time.dimension.sql, known)}::timestamp)::date)"
    if grain == "quarter":
        step = "3 months"
    else:
        step = f"1 {grain}"
    inside = f"(least(({begin} + interval '{step}')::date - 1, {last}) - greatest({begin}, {first}) + 1)"
    grouped = f"grouping({arguments.fill(time.sql, known)})"
    return f"CASE WHEN {grouped} = 1 THEN {last} - {first} + 1 ELSE {inside} END"


def _order(plan: Plan) -> str:
    wish, descending = plan.sort or ("", False)
    way = "DESC NULLS LAST" if descending else "ASC NULLS LAST"
    for index, group in enumerate(plan.groups):
        if group.key == wish:
            return f"{'l' if group.dimension.label else 'd'}{index} {way}"
    for index, value in enumerate(plan.values):
        if value.key == wish:
            return f"m{index} {way}"
    raise ValueError(wish)


def source_of(record: Dataset, days: Days) -> tuple[str, list[Any]]:
    """A dataset's rows as a statement of their own, without any reader's scope: for work of the plugin itself."""
    arguments = Arguments()
    return arguments.fill(record.source, days.known()), arguments.given


def scoped_source(opened: OpenDataset, days: Days) -> tuple[str, str, list[Any]]:
    """The rows that a reader may see: the source, the condition on it, and the arguments of both."""
    arguments = Arguments()
    source = arguments.fill(opened.record.source, days.known())
    return source, arguments.clause(opened.scope), arguments.given
