"""Datasets and questions over HTTP."""

from __future__ import annotations

from typing import Any

from renshi_reporting.builder import choices, run
from renshi_reporting.builder.query import Query
from renshi_reporting.builder.schemas import RowsAsked
from renshi_reporting.permissions import BUILD, READ
from renshi_sdk import Context
from renshi_sdk.web import get, post


@get("/datasets", permission=READ)
async def list_datasets(ctx: Context) -> dict[str, Any]:
    """Datasets that the reader may build from, with their dimensions, measures and definitions."""
    found = [choices.described(ctx, opened) for opened in await ctx.reports.datasets()]
    return {"items": found, "total": len(found), "next_cursor": None}


@get("/datasets/options", permission=READ)
async def dataset_options(ctx: Context) -> dict[str, Any]:
    """Datasets as choices of a form."""
    return {
        "options": [
            {"value": o.record.name, "label": o.record.title.of(ctx.locale)}
            for o in await ctx.reports.datasets()
        ]
    }


@get("/datasets/{dataset:str}/options/{part:str}", permission=READ)
async def part_options(ctx: Context, dataset: str, part: str) -> dict[str, Any]:
    """Dimensions (dates by grain), measures (with what is made of them), the sides of a ratio (``above``, ``below``),
    filters or sorts as choices."""
    return {"options": choices.of_part(ctx, await ctx.reports.dataset(dataset), part)}


@post("/ask", permission=BUILD, status_code=200)
async def ask(ctx: Context, data: Query) -> dict[str, Any]:
    """The answer to a question that isn't kept."""
    return (await run.ask(ctx, data)).wire()


@post("/ask/rows", permission=READ, status_code=200)
async def ask_rows(ctx: Context, data: RowsAsked) -> dict[str, Any]:
    """The rows behind one figure."""
    return await run.rows_behind(ctx, data.query, dict(data.group))


HANDLERS = (list_datasets, dataset_options, part_options, ask, ask_rows)
