"""An answer as points and series of a chart."""

from __future__ import annotations

from typing import Any

from renshi_reporting.builder.query import Query
from renshi_reporting.builder.run import Answer, Column, plain
from renshi_sdk import Text

MOST_POINTS = 60
MOST_SERIES = 20
FIGURES = ("integer", "number", "money", "percent")
NOTHING: dict[str, Any] = {"chart": "none", "points": [], "series": []}


def drawn(answer: Answer, query: Query, locale: str) -> dict[str, Any]:
    """What is drawn of an answer: ``chart`` (``none``, ``pie`` or ``series``), ``points`` with ``x`` and a field for
    each of ``series``.

    One dimension is the axis; a second one makes the series where there is one measure, as the columns of a pivoted
    answer do. Several measures share an axis only where they are of one kind: people and percentages don't.
    """
    figures = [c for c in answer.columns if c.kind in FIGURES]
    if query.chart == "none" or not query.dimensions or not figures or not answer.items:
        return NOTHING
    groups = [c for c in answer.columns if c.kind not in FIGURES]
    if query.chart == "pie":
        return {
            "chart": "pie",
            "points": [
                {"x": _joined(groups, row), "y0": figure(figures[0].kind, row.get(figures[0].name))}
                for row in answer.items[:MOST_POINTS]
            ],
            "series": [],
        }
    if query.pivot is None and len(groups) > 1 and len(query.measures) == 1:
        points, names = _crossed(answer.items, groups, figures[0])
    else:
        alike = [c for c in figures if c.kind == figures[0].kind][:MOST_SERIES]
        names = [labelled(c.kind, c.title) for c in alike]
        points = [
            {"x": _joined(groups, row) or Text("合计", "Total").of(locale)}
            | {f"y{n}": figure(c.kind, row.get(c.name)) for n, c in enumerate(alike)}
            for row in answer.items[:MOST_POINTS]
        ]
    shape = "line" if query.chart == "line" else "bar"
    stack = "all" if query.chart == "stacked" else ""
    return {
        "chart": "series",
        "points": points,
        "series": [
            {"name": f"y{n}", "label": name, "type": shape, "stack": stack} for n, name in enumerate(names)
        ],
    }


def figure(kind: str, value: Any) -> Any:
    """A value on an axis: shares are drawn in percent."""
    raw = plain(value)
    return round(raw * 100, 2) if kind == "percent" and raw is not None else raw


def labelled(kind: str, title: str) -> str:
    """The name of a series, with what its axis counts in."""
    return f"{title} (%)" if kind == "percent" else title


def _crossed(
    items: list[dict[str, Any]], groups: list[Column], measure: Column
) -> tuple[list[dict[str, Any]], list[str]]:
    first, *others = groups
    names = list(dict.fromkeys(_joined(others, row) for row in items))[:MOST_SERIES]
    points: dict[str, dict[str, Any]] = {}
    for row in items:
        name, x = _joined(others, row), _joined([first], row)
        if name in names and (x in points or len(points) < MOST_POINTS):
            points.setdefault(x, {"x": x})[f"y{names.index(name)}"] = figure(measure.kind, row[measure.name])
    return list(points.values()), names


def _joined(columns: list[Column], row: dict[str, Any]) -> str:
    return " · ".join(str(row.get(c.name)) for c in columns)
