"""Asking a question of a dataset: the answer with its columns, totals, chart and definitions.

Groups of few people are left out where a dimension or measure is sensitive. Where leaving them out would still tell
their figures through the total, the smallest group that is shown is left out too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from asyncpg import DivisionByZeroError, InvalidTextRepresentationError, QueryCanceledError

from renshi_reporting.builder import periods
from renshi_reporting.builder.arguments import Days
from renshi_reporting.builder.compile import (
    FUNCTION_TITLES,
    GRAIN_TITLES,
    GroupBy,
    Plan,
    Value,
    plan,
    rows_statement,
    statement,
)
from renshi_reporting.builder.conditions import wrong
from renshi_reporting.builder.query import Query
from renshi_sdk import Context, Text
from renshi_sdk.contributions import Dataset, Dimension
from renshi_sdk.db import execute, fetch, savepoint
from renshi_sdk.errors import Forbidden, Invalid

SECONDS = 20
MOST_COLUMNS = 60
ROWS_SHOWN = 500
NOT_RECORDED = Text("未登记", "Not recorded")
YES_NO = {True: Text("是", "Yes"), False: Text("否", "No")}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer; ``kind`` chooses alignment and format; ``definition`` says what is counted."""

    name: str
    title: str
    kind: str
    definition: str | None = None


@dataclass(slots=True)
class Answer:
    """What a report shows. ``keys`` holds each line's group by dimension, for opening the rows behind it."""

    columns: list[Column]
    items: list[dict[str, Any]]
    totals: dict[str, Any] | None
    definition: str
    period: tuple[date, date] | None
    keys: list[dict[str, Any]]
    hidden: int = 0
    truncated: bool = False
    openable: bool = False
    chart: dict[str, Any] | None = None
    note: str | None = None

    def wire(self) -> dict[str, Any]:
        """JSON types."""
        return {
            "columns": [
                {"name": c.name, "title": c.title, "kind": c.kind, "definition": c.definition}
                for c in self.columns
            ],
            "items": [{k: plain(v) for k, v in row.items()} for row in self.items],
            "totals": {k: plain(v) for k, v in self.totals.items()} if self.totals else None,
            "keys": self.keys,
            "definition": self.definition,
            "period": [d.isoformat() for d in self.period] if self.period else None,
            "hidden": self.hidden,
            "truncated": self.truncated,
            "openable": self.openable,
            "chart": self.chart,
            "note": self.note,
            "total": len(self.items),
            "next_cursor": None,
        }


def plain(value: Any) -> Any:
    """A value as JSON; figures keep their decimals as numbers."""
    if isinstance(value, Decimal):
        return float(round(value, 6))
    if isinstance(value, float):
        return round(value, 6)
    return value.isoformat() if isinstance(value, date) else value


async def ask(ctx: Context, query: Query) -> Answer:
    """The answer to a question, as far as the reader's scope and fields reach.

    Raises:
        NotFound, Forbidden: the dataset isn't there for the reader. Invalid: a part of the question doesn't fit, or it
            takes longer than :data:`SECONDS`.
    """
    opened = await ctx.reports.dataset(query.dataset)
    made, days = plan(opened, query), _days(ctx, opened.record, query)
    if made.sensitive:
        await ctx.audit.record(
            "reporting.report.read_sensitive",
            subject="report",
            detail={"dataset": query.dataset, "dimensions": query.dimensions, "measures": query.measures},
        )
    sql, arguments = statement(made, days, limit=query.limit, totals=query.totals)
    rows = await _timed(sql, arguments)
    total = next((r for r in rows if r["total"]), None)
    groups = [r for r in rows if not r["total"]]
    truncated = len(groups) > query.limit
    groups = groups[: query.limit]
    shown = [_line(ctx, made, row) for row in groups]
    counts = [row["n"] for row in groups]
    hidden: set[int] = set()
    if made.sensitive:
        everything = total["n"] if total is not None else None
        hidden = small(counts, opened.record.smallest, total=everything)
    for index in hidden:
        shown[index] = shown[index] | {v.key: None for v in made.values}
    totals = _line(ctx, made, total) if total is not None else None
    if made.sensitive and totals is not None and total is not None and total["n"] < opened.record.smallest:
        totals = None
    answer = Answer(
        columns=[_group_column(ctx, g) for g in made.groups] + [_value_column(ctx, v) for v in made.values],
        items=shown,
        totals={v.key: totals[v.key] for v in made.values} if totals else None,
        definition=opened.record.definition.of(ctx.locale),
        period=None if opened.record.period == "none" else (days.first, days.last),
        keys=[
            {
                g.key: plain(row[f"d{i}"]) if row[f"d{i}"] is None else str(plain(row[f"d{i}"]))
                for i, g in enumerate(made.groups)
            }
            for row in groups
        ],
        hidden=len(hidden),
        truncated=truncated,
        openable=bool(opened.record.rows) and not made.sensitive,
    )
    if query.chart != "none" and made.groups:
        answer.chart = {
            "kind": query.chart,
            "x": made.groups[0].key,
            "y": [c.name for c in answer.columns if c.kind in ("integer", "number", "money", "percent")],
        }
    return pivoted(answer, made) if made.pivot else answer


def small(counts: list[int], smallest: int, *, total: int | None) -> set[int]:
    """Places of groups to leave out: those of fewer than ``smallest``, and where the total would tell what is left out
    (fewer than ``smallest`` together), the next smallest as well.

    Somebody may be in several groups. Then the sum of the small ones says nothing about how many people they are
    together, and only a large group that is left out too makes sure of it."""
    hidden = {i for i, n in enumerate(counts) if n < smallest}
    if not hidden or total is None:
        return hidden
    rest = sorted((n, i) for i, n in enumerate(counts) if i not in hidden)
    apart = sum(counts) == total
    missing = sum(counts[i] for i in hidden) if apart else 0
    for n, index in rest:
        if missing >= smallest and len(hidden) > 1:
            break
        hidden.add(index)
        missing = missing + n if apart else n
    return hidden


def pivoted(answer: Answer, made: Plan) -> Answer:
    """The values of one dimension as columns. Raises ``Invalid`` for more than :data:`MOST_COLUMNS` of them."""
    pivot = made.pivot or ""
    others = [c for c in answer.columns if c.name in {g.key for g in made.groups} and c.name != pivot]
    measures = [c for c in answer.columns if c.name in {v.key for v in made.values}]
    order: list[str] = list(dict.fromkeys(str(row[pivot]) for row in answer.items))
    if len(order) * len(measures) > MOST_COLUMNS:
        raise wrong(
            "pivot", Text("列过多，请加筛选或换一个透视列", "too many columns; filter, or choose others")
        )
    columns = list(others)
    for place, value in enumerate(order):
        for m in measures:
            title = value if len(measures) == 1 else f"{value} · {m.title}"
            columns.append(replace(m, name=f"p{place}_{measures.index(m)}", title=title))
    lines: dict[tuple[Any, ...], dict[str, Any]] = {}
    keys: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row, key in zip(answer.items, answer.keys, strict=True):
        mark = tuple(key[c.name] for c in others)
        line = lines.setdefault(mark, {c.name: row[c.name] for c in others})
        keys.setdefault(mark, {c.name: key[c.name] for c in others})
        for index, m in enumerate(measures):
            line[f"p{order.index(str(row[pivot]))}_{index}"] = row[m.name]
    answer.columns, answer.items, answer.keys, answer.totals = (
        columns,
        list(lines.values()),
        list(keys.values()),
        None,
    )
    if answer.chart:
        answer.chart |= {
            "x": others[0].name if others else pivot,
            "y": [c.name for c in columns[len(others) :]],
        }
        if not others:
            answer.chart = None
    return answer


async def rows_behind(ctx: Context, query: Query, chosen: dict[str, Any]) -> dict[str, Any]:
    """The rows behind one figure, at most :data:`ROWS_SHOWN`; audited.

    Raises:
        Forbidden: figures of this report can't be opened.
    """
    opened = await ctx.reports.dataset(query.dataset)
    made, days = plan(opened, query), _days(ctx, opened.record, query)
    if not opened.record.rows or made.sensitive:
        raise Forbidden(Text("此报表不能查看明细", "the rows of this report can't be looked at"))
    if unknown := chosen.keys() - {g.key for g in made.groups}:
        raise wrong("group", Text(f"没有维度 {sorted(unknown)}", f"no dimensions {sorted(unknown)}"))
    sql, arguments, listed = rows_statement(made, days, chosen, limit=ROWS_SHOWN)
    found = await _timed(sql, arguments)
    await ctx.audit.record(
        "reporting.report.open_rows", subject="report", detail={"dataset": query.dataset, "rows": len(found)}
    )
    return {
        "columns": [{"name": d.name, "title": d.title.of(ctx.locale), "kind": "text"} for d in listed],
        "items": [
            {d.name: plain(_shown(ctx, d, row[f"c{i}"])) for i, d in enumerate(listed)}
            for row in found[:ROWS_SHOWN]
        ],
        "truncated": len(found) > ROWS_SHOWN,
        "total": min(len(found), ROWS_SHOWN),
        "next_cursor": None,
    }


async def check(ctx: Context, query: Query) -> None:
    """Raise what :func:`ask` would raise before it asks the database."""
    opened = await ctx.reports.dataset(query.dataset)
    plan(opened, query)
    _days(ctx, opened.record, query)


def _days(ctx: Context, record: Dataset, query: Query) -> Days:
    today = ctx.today()
    if record.period == "none" or (record.period == "day" and query.period.preset == "this_month"):
        first = last = today
    else:
        first, last = periods.days(query.period, today)
    if record.period == "day":
        first = last
    return Days(ctx.company_id, first, last, today, ctx.time_zone, ctx.locale)


async def _timed(sql: str, arguments: list[Any]) -> list[Any]:
    try:
        async with savepoint():
            await execute(f"SET LOCAL statement_timeout = '{SECONDS}s'")
            rows = await fetch(sql, *arguments)
            await execute("SET LOCAL statement_timeout = 0")
            return list(rows)
    except QueryCanceledError as error:
        raise Invalid(
            Text(
                f"查询超过 {SECONDS} 秒，请缩短期间或增加筛选",
                f"it takes longer than {SECONDS} seconds; shorten the period or add filters",
            ),
            code="reporting.too_long",
        ) from error
    except (DivisionByZeroError, InvalidTextRepresentationError) as error:
        raise Invalid(
            Text("数据中有无法计算的值", "some values can't be calculated with"), code="reporting.values"
        ) from error


def _line(ctx: Context, made: Plan, row: Any) -> dict[str, Any]:
    line: dict[str, Any] = {}
    for index, group in enumerate(made.groups):
        raw = row[f"l{index}"] if group.dimension.label and not row["total"] else row[f"d{index}"]
        line[group.key] = None if row["total"] else _grained(ctx, group, raw)
    for index, value in enumerate(made.values):
        figure = row[f"m{index}"]
        line[value.key] = Decimal(str(figure)) if isinstance(figure, float) else figure
    return line


def _grained(ctx: Context, group: GroupBy, raw: Any) -> Any:
    if (
        isinstance(raw, date)
        and group.grain in ("month", "quarter", "year", None)
        and group.dimension.name == "month"
    ):
        return raw.strftime("%Y-%m") if group.grain in (None, "month") else _period(raw, group.grain)
    if isinstance(raw, date) and group.grain in ("month", "quarter", "year"):
        return _period(raw, group.grain)
    return _shown(ctx, group.dimension, raw)


def _period(day: date, grain: str | None) -> str:
    match grain:
        case "year":
            return f"{day.year}"
        case "quarter":
            return f"{day.year} Q{(day.month + 2) // 3}"
    return day.strftime("%Y-%m")


def _shown(ctx: Context, dimension: Dimension, raw: Any) -> Any:
    if raw is None:
        return NOT_RECORDED.of(ctx.locale)
    if isinstance(raw, bool):
        return YES_NO[raw].of(ctx.locale)
    if dimension.choices:
        title = dimension.choices.get(str(raw))
        return title.of(ctx.locale) if title else str(raw)
    return raw if isinstance(raw, date | int | Decimal) else str(raw)


def _group_column(ctx: Context, group: GroupBy) -> Column:
    dimension = group.dimension
    title = dimension.title.of(ctx.locale)
    if group.grain and dimension.name != "month":
        title += (
            f"（{GRAIN_TITLES[group.grain].zh}）" if not ctx.locale.startswith("en") else f" ({group.grain})"
        )
    return Column(
        group.key, title, "text", dimension.definition.of(ctx.locale) if dimension.definition else None
    )


def _value_column(ctx: Context, value: Value) -> Column:
    title = measure_title(value, ctx.locale)
    definition = value.measure.definition.of(ctx.locale) if value.measure.definition else None
    if value.over is not None:
        ratio = f"{measure_title(replace(value, over=None), ctx.locale)} ÷ {measure_title(value.over, ctx.locale)}"
        parts = [
            ratio,
            *(m.definition.of(ctx.locale) for m in (value.measure, value.over.measure) if m.definition),
        ]
        return Column(
            value.key,
            title,
            _ratio_kind(value),
            "；".join(parts) if not ctx.locale.startswith("en") else "; ".join(parts),
        )
    return Column(value.key, title, _kind(value), definition)


def _ratio_kind(value: Value) -> str:
    """Money by heads is money, hours by heads are hours; what is alike makes a share."""
    above, below = (_kind(v) for v in (value, value.over) if v is not None)
    if above == "money" and below != "money":
        return "money"
    return "number" if above == "number" and below == "integer" else "percent"


def _kind(value: Value) -> str:
    if value.function in ("count", "distinct"):
        return "integer"
    if value.function in ("avg", "median") and value.measure.kind == "integer":
        return "number"
    return value.measure.kind


def measure_title(value: Value, locale: str) -> str:
    """A measure with what is made of it, as a heading."""
    title = value.measure.title.of(locale)
    if value.over is not None:
        return f"{title} ÷ {value.over.measure.title.of(locale)}"
    if value.function == "sum" or len(value.measure.functions) == 1:
        return title
    word = FUNCTION_TITLES[value.function]
    return f"{title}（{word.zh}）" if not locale.startswith("en") else f"{title} ({word.en})"
