"""A kept report as the console reads it: a table in words, its chart, and the rows behind a line.

What can't be shown to the reader is said on the page, in a sentence of its own, instead of an empty table.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote
from uuid import UUID

from renshi_reporting.builder import run
from renshi_reporting.builder.charts import FIGURES, NOTHING, drawn
from renshi_reporting.builder.query import Query
from renshi_reporting.saved import content, repository
from renshi_sdk import Context, Text
from renshi_sdk.errors import Forbidden, Invalid, NotFound

LONGEST_LINE = 2_000


async def table(ctx: Context, saved_id: UUID) -> dict[str, Any]:
    """Values as words, a line of totals at the end, the chart, and the definition; ``problem`` where the reader can't
    have it (the dataset's plugin is off, a right or a field is missing).

    Raises:
        NotFound: no such report for the reader.
    """
    row = await repository.visible(ctx, saved_id)
    query = Query.model_validate(json.loads(row["query"]))
    try:
        answer = await run.ask(ctx, query)
    except (NotFound, Forbidden, Invalid) as error:
        return _refused(error.text.of(ctx.locale))
    shown = content.of_answer(row["title"], answer, locale=ctx.locale)
    names = [(f"c{i}", *c) for i, c in enumerate(shown.columns)]
    items: list[dict[str, Any]] = []
    for values, key in zip(shown.rows, answer.keys, strict=True):
        line = {k: content.words(kind, values.get(name)) for k, name, _, kind in names}
        items.append(line | ({"rows": _link(saved_id, key)} if answer.openable and query.dimensions else {}))
    if shown.totals:
        line = {k: content.words(kind, shown.totals[n]) for k, n, _, kind in names if n in shown.totals}
        items.append({"c0": Text("合计", "Total").of(ctx.locale)} | line)
    columns = [
        {"name": key, "label": title, "align": "right" if kind in FIGURES else "left"}
        for key, _, title, kind in names
    ]
    if answer.openable and query.dimensions and columns:
        columns[0]["link"] = "rows"
    return {
        "columns": columns,
        "items": items,
        "total": len(items),
        "next_cursor": None,
        "definition": shown.definition.replace("\n", "　·　" if not ctx.locale.startswith("en") else "  ·  "),
        "period": shown.note or "",
        "hidden": answer.hidden,
        "truncated": answer.truncated,
        "openable": answer.openable,
        "problem": None,
    } | drawn(answer, query, ctx.locale)


async def lines(ctx: Context, saved_id: UUID) -> list[dict[str, Any]]:
    """The lines of a report as choices, by the words of their groups."""
    row = await repository.visible(ctx, saved_id)
    query = Query.model_validate(json.loads(row["query"]))
    answer = await run.ask(ctx, query)
    groups = [c.name for c in answer.columns if c.kind not in FIGURES]
    return [
        {"value": _line(key), "label": " · ".join(str(values[g]) for g in groups)}
        for values, key in zip(answer.items, answer.keys, strict=True)
    ]


async def rows(ctx: Context, saved_id: UUID, line: str | None) -> dict[str, Any]:
    """The rows behind a line of a report, or behind all of it; audited.

    Raises:
        NotFound: no such report. Forbidden: its rows can't be looked at. Invalid: ``line`` is none of its lines.
    """
    row = await repository.visible(ctx, saved_id)
    found = await run.rows_behind(ctx, Query.model_validate(json.loads(row["query"])), _group(line))
    return found | {
        "columns": [{"name": c["name"], "label": c["title"]} for c in found["columns"]],
    }


def _line(key: dict[str, Any]) -> str:
    return json.dumps(key, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _group(line: str | None) -> dict[str, Any]:
    if not line:
        return {}
    try:
        group = json.loads(line[:LONGEST_LINE])
    except ValueError:
        group = None
    if not isinstance(group, dict) or not all(isinstance(v, str | None) for v in group.values()):
        message = Text("没有这一行", "there is no such line")
        raise Invalid(message, code="reporting.line", fields={"line": message})
    return group


def _link(saved_id: UUID, key: dict[str, Any]) -> str:
    return f"/console/reporting/saved/{saved_id}/rows?line={quote(_line(key))}"


def _refused(problem: str) -> dict[str, Any]:
    return {
        "columns": [],
        "items": [],
        "total": 0,
        "next_cursor": None,
        "definition": "",
        "period": "",
        "hidden": 0,
        "truncated": False,
        "openable": False,
        "problem": problem,
    } | NOTHING
