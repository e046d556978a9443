"""Boards over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from annotated_types import Interval

from renshi_reporting.boards import figures, service, view
from renshi_reporting.boards.schemas import MOST_TILES, Arrangement, Template
from renshi_reporting.permissions import READ, SHARE
from renshi_sdk import Context
from renshi_sdk.web import delete, get, post, put


def _list(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/board", permission=READ)
async def show_board(ctx: Context) -> dict[str, Any]:
    """Whose arrangement the reader sees."""
    return await service.board(ctx)


@get("/board/figures", permission=READ)
async def board_figures(ctx: Context) -> dict[str, Any]:
    """Key figures, as far as the reader's rights go."""
    return await figures.key_figures(ctx)


@get("/board/choices", permission=READ)
async def board_choices(ctx: Context) -> dict[str, Any]:
    """Reports that may stand on the reader's board."""
    found = await service.choices(ctx)
    return {"options": [{"value": v, "label": t} for v, t in sorted(found.items(), key=lambda i: i[1])]}


@get("/board/tiles", permission=READ)
async def list_tiles(ctx: Context) -> dict[str, Any]:
    """The reader's tiles."""
    return _list(await service.tiles(ctx))


@put("/board/tiles", permission=READ)
async def arrange_tiles(ctx: Context, data: Arrangement) -> dict[str, Any]:
    """Keep one's own arrangement."""
    return _list(await service.arrange(ctx, data))


@delete("/board/tiles", permission=READ, status_code=200)
async def reset_tiles(ctx: Context) -> dict[str, Any]:
    """Give up one's own arrangement."""
    return await service.reset(ctx)


@get("/board/tile", permission=READ)
async def draw_tile(ctx: Context, place: Annotated[int, Interval(ge=1, le=MOST_TILES)] = 1) -> dict[str, Any]:
    """One tile as it is drawn."""
    return await view.drawn(ctx, place)


@post("/board/templates", permission=SHARE, status_code=200)
async def keep_template(ctx: Context, data: Template) -> dict[str, Any]:
    """Make one's board what a role begins with."""
    return await service.keep_template(ctx, data.role)


HANDLERS = (
    show_board,
    board_figures,
    board_choices,
    list_tiles,
    arrange_tiles,
    reset_tiles,
    draw_tile,
    keep_template,
)
