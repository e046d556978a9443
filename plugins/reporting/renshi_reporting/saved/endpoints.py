"""The report centre and kept reports over HTTP."""

from __future__ import annotations

import json
from typing import Annotated, Any
from uuid import UUID

from annotated_types import Interval, MaxLen

from renshi_reporting.builder import run
from renshi_reporting.builder.query import Query
from renshi_reporting.permissions import BUILD, READ
from renshi_reporting.saved import repository, service, view
from renshi_reporting.saved.schemas import Built, SavedBody, Sharing
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import delete, get, post, put


def _list(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/centre", permission=READ)
async def list_centre(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Every report that the reader may open: finished ones, their own and shared ones."""
    category = dict(listing_query.filters).get("category")
    return _list(await service.centre(ctx, q=listing_query.q, category=category))


@get("/centre/options", permission=READ)
async def centre_options(ctx: Context) -> dict[str, Any]:
    """The same as choices of a form."""
    found = await service.centre(ctx, q=None, category=None)
    return {"options": [{"value": i["subject"], "label": i["title"]} for i in found]}


@put("/favourites", permission=READ)
async def keep_favourite(
    ctx: Context, subject: Annotated[str, MaxLen(120)], keep: bool = True
) -> dict[str, Any]:
    """Keep a report at hand, or no longer."""
    await service.favour(ctx, subject, keep=keep)
    return {"subject": subject, "favourite": keep}


@post("/saved", permission=BUILD)
async def create_saved(ctx: Context, data: SavedBody) -> dict[str, Any]:
    """Keep a report."""
    return await service.create(ctx, data)


@post("/build", permission=BUILD)
async def build_saved(ctx: Context, data: Built) -> dict[str, Any]:
    """Keep a report made by clicks."""
    return await service.build(ctx, data)


@get("/saved/{saved_id:uuid}", permission=READ)
async def show_saved(ctx: Context, saved_id: UUID) -> dict[str, Any]:
    """A report with its question."""
    return await service.show(ctx, saved_id)


@put("/saved/{saved_id:uuid}", permission=BUILD)
async def change_saved(ctx: Context, saved_id: UUID, data: SavedBody) -> dict[str, Any]:
    """Change one's own report."""
    return await service.change(ctx, saved_id, data)


@delete("/saved/{saved_id:uuid}", permission=BUILD)
async def remove_saved(ctx: Context, saved_id: UUID) -> None:
    """Remove one's own report."""
    await service.remove(ctx, saved_id)


@post("/saved/{saved_id:uuid}/copy", permission=BUILD)
async def copy_saved(ctx: Context, saved_id: UUID) -> dict[str, Any]:
    """A copy of one's own."""
    return await service.copy(ctx, saved_id)


@put("/saved/{saved_id:uuid}/share", permission=BUILD)
async def share_saved(ctx: Context, saved_id: UUID, data: Sharing) -> dict[str, Any]:
    """Share one's own report."""
    return await service.share(ctx, saved_id, data)


@get("/saved/{saved_id:uuid}/form", permission=READ)
async def form_saved(ctx: Context, saved_id: UUID) -> dict[str, Any]:
    """A report as the builder's form has it."""
    return await service.form(ctx, saved_id)


@put("/saved/{saved_id:uuid}/form", permission=BUILD)
async def rebuild_saved(ctx: Context, saved_id: UUID, data: Built) -> dict[str, Any]:
    """Change one's own report by clicks."""
    return await service.rebuild(ctx, saved_id, data)


@post("/saved/{saved_id:uuid}/restore", permission=BUILD, status_code=200)
async def restore_version(
    ctx: Context, saved_id: UUID, version: Annotated[int, Interval(ge=1, le=2**31 - 1)]
) -> dict[str, Any]:
    """Make one's own report what it was; this is a version too."""
    return await service.restore(ctx, saved_id, version)


@get("/saved/{saved_id:uuid}/versions", permission=READ)
async def list_versions(ctx: Context, saved_id: UUID) -> dict[str, Any]:
    """A report as it was."""
    return _list(await service.versions(ctx, saved_id))


@get("/saved/{saved_id:uuid}/run", permission=READ)
async def run_saved(ctx: Context, saved_id: UUID) -> dict[str, Any]:
    """The answer as the reader may see it."""
    row = await repository.visible(ctx, saved_id)
    return (await run.ask(ctx, Query.model_validate(json.loads(row["query"])))).wire()


@get("/saved/{saved_id:uuid}/table", permission=READ)
async def table_saved(ctx: Context, saved_id: UUID) -> dict[str, Any]:
    """The answer to read: values as words, totals, the chart and the definition, or the reason why there is none."""
    return await view.table(ctx, saved_id)


@get("/saved/{saved_id:uuid}/lines", permission=READ)
async def lines_saved(ctx: Context, saved_id: UUID) -> dict[str, Any]:
    """Lines of the answer as choices of a form."""
    return {"options": await view.lines(ctx, saved_id)}


@get("/saved/{saved_id:uuid}/rows", permission=READ)
async def rows_saved(
    ctx: Context, saved_id: UUID, line: Annotated[str, MaxLen(view.LONGEST_LINE)] | None = None
) -> dict[str, Any]:
    """The rows behind a line of the answer. Audited."""
    return await view.rows(ctx, saved_id, line)


HANDLERS = (
    list_centre,
    centre_options,
    keep_favourite,
    create_saved,
    build_saved,
    show_saved,
    change_saved,
    remove_saved,
    copy_saved,
    share_saved,
    list_versions,
    run_saved,
    table_saved,
    lines_saved,
    rows_saved,
    form_saved,
    rebuild_saved,
    restore_version,
)
