"""A tile as it is drawn: the chart of its report, or its first lines where it has none."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_reporting.boards import service
from renshi_reporting.builder.charts import FIGURES, MOST_POINTS, NOTHING, figure, labelled
from renshi_reporting.builder.run import plain
from renshi_reporting.saved import content, repository, view
from renshi_reporting.saved.content import SAVED
from renshi_sdk import Context
from renshi_sdk.contributions import Report, ReportResult
from renshi_sdk.errors import Forbidden, Invalid, NotFound

LINES = 8


async def drawn(ctx: Context, place: int) -> dict[str, Any]:
    """The tile in a place; ``filled`` is false where the board is shorter."""
    tile = await service.tile(ctx, place)
    if tile is None:
        return {"filled": False, "problem": None, "items": [], "total": 0} | NOTHING
    if tile.subject.startswith(SAVED):
        found = await _kept(ctx, UUID(tile.subject.removeprefix(SAVED)))
    else:
        found = await _finished(ctx, tile.subject)
    return found | {"filled": True, "title": tile.title or found["title"]}


async def _kept(ctx: Context, saved_id: UUID) -> dict[str, Any]:
    row = await repository.visible(ctx, saved_id)
    found = await view.table(ctx, saved_id)
    lines = found["items"][:LINES]
    return found | {
        "title": row["title"],
        "link": f"/console/reporting/saved/{saved_id}",
        "note": found["period"],
        "items": lines,
        "total": len(lines),
    }


async def _finished(ctx: Context, name: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"link": f"/console/core/reports/{name}", "items": [], "total": 0, "columns": []}
    try:
        report, result = await ctx.reports.run(name, {})
    except (NotFound, Forbidden, Invalid) as error:
        return shown | NOTHING | {"title": name, "problem": error.text.of(ctx.locale)}
    columns = [(f"c{i}", c) for i, c in enumerate(report.columns)]
    lines = [
        {key: content.words(c.kind, plain(row.get(c.name))) for key, c in columns}
        for row in result.rows[:LINES]
    ]
    return shown | {
        "title": report.title.of(ctx.locale),
        "definition": report.definition.of(ctx.locale),
        "note": result.note.of(ctx.locale) if result.note else "",
        "problem": None,
        "columns": [
            {
                "name": key,
                "label": c.title.of(ctx.locale),
                "align": "right" if c.kind in FIGURES else "left",
            }
            for key, c in columns
        ],
        "items": lines,
        "total": len(lines),
        **_chart(ctx, report, result),
    }


def _chart(ctx: Context, report: Report, result: ReportResult) -> dict[str, Any]:
    if not report.chart or not report.chart_x or not report.chart_y or not result.rows:
        return NOTHING
    titles = {c.name: labelled(c.kind, c.title.of(ctx.locale)) for c in report.columns}
    kinds: dict[str, str] = {c.name: c.kind for c in report.columns}
    points = [
        {"x": str(row.get(report.chart_x))}
        | {f"y{n}": figure(kinds.get(name, "number"), row.get(name)) for n, name in enumerate(report.chart_y)}
        for row in result.rows[:MOST_POINTS]
    ]
    if report.chart == "pie":
        return {"chart": "pie", "points": points, "series": []}
    series = [
        {
            "name": f"y{n}",
            "label": titles.get(name, name),
            "type": "line" if report.chart == "line" else "bar",
            "stack": "",
        }
        for n, name in enumerate(report.chart_y)
    ]
    return {"chart": "series", "points": points, "series": series}
