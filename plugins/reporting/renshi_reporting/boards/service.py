"""Boards: one's own arrangement, else what one's role begins with, else what the product comes with.

A board names reports; what stands on it is read by whoever looks, within their own rights. So a template may name
what some readers don't have: they don't see that tile.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from renshi_reporting.boards.schemas import MOST_TILES, Arrangement, Tile
from renshi_reporting.permissions import SHARE
from renshi_reporting.saved import repository as saved
from renshi_reporting.saved.content import SAVED
from renshi_sdk import Context, Text, new_id
from renshi_sdk.db import execute, fetch, fetch_row
from renshi_sdk.errors import Forbidden, Invalid

BUILT_IN: dict[str, tuple[str, ...]] = {
    "hr": (
        "reporting.headcount_trend", "reporting.turnover", "core.headcount_plan", "reporting.structure",
        "contracts.expiry", "lifecycle.onboarding",
    ),
    "admin": ("reporting.headcount_trend", "reporting.turnover", "core.headcount_plan", "reporting.structure"),
    "finance": ("payroll.cost_by_department", "reporting.headcount_trend"),
    "payroll": ("payroll.cost_by_department", "reporting.headcount_trend"),
    "recruiter": ("recruiting_ai.stages", "recruiting_ai.channels", "recruiting_ai.time_to_hire"),
    "manager": ("reporting.headcount_trend", "reporting.turnover", "lifecycle.onboarding", "training.completion"),
}  # fmt: skip
"""What a role begins with; the first of a reader's roles in this order counts."""
SOURCES = {
    "own": Text("我的布置", "Arranged by you"),
    "role": Text("角色模板", "Template of the role"),
    "built_in": Text("系统默认", "As the product comes"),
}


async def board(ctx: Context) -> dict[str, Any]:
    """Whose arrangement the reader sees."""
    source, tiles = await _arranged(ctx)
    return {
        "source": source,
        "source_title": SOURCES[source].of(ctx.locale),
        "tiles": len(await _there(ctx, tiles)),
    }


async def tiles(ctx: Context) -> list[dict[str, Any]]:
    """The reader's tiles, to be arranged; what isn't there for them is left out."""
    _, arranged = await _arranged(ctx)
    return [
        {"id": n, "place": n, "subject": t.subject, "title": t.title}
        for n, t in enumerate(await _there(ctx, arranged), 1)
    ]


async def tile(ctx: Context, place: int) -> Tile | None:
    """The tile in a place, from 1 on; ``None`` where the board is shorter."""
    _, arranged = await _arranged(ctx)
    there = await _there(ctx, arranged)
    return there[place - 1] if 0 < place <= len(there) else None


async def arrange(ctx: Context, data: Arrangement) -> list[dict[str, Any]]:
    """Keep one's own arrangement.

    Raises:
        Forbidden: no account. Invalid: a report isn't there for the reader, needs parameters, or stands twice.
    """
    if ctx.actor.id is None:
        raise Forbidden(Text("需要登录账号", "an account is needed"))
    wanted = _ordered(data.items)
    possible = await choices(ctx)
    for number, each in enumerate(wanted):
        if each.subject not in possible or each.subject in {t.subject for t in wanted[:number]}:
            message = Text(
                "有报表不存在、需要先选参数或重复", "a report isn't there, needs parameters, or stands twice"
            )
            raise Invalid(message, code="reporting.board", fields={"items": message})
    await execute(
        "INSERT INTO reporting_board (id, company_id, owner_id, employee_id, tiles, changed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (company_id, owner_id)"
        " DO UPDATE SET tiles = $5, changed_at = $6",
        new_id(),
        ctx.company_id,
        ctx.actor.id,
        ctx.actor.employee_id,
        _kept(wanted),
        ctx.now(),
    )
    await ctx.audit.record("reporting.board.arrange", subject="board", detail={"tiles": len(wanted)})
    return await tiles(ctx)


async def reset(ctx: Context) -> dict[str, Any]:
    """Give up one's own arrangement."""
    await execute(
        "DELETE FROM reporting_board WHERE company_id = $1 AND owner_id = $2", ctx.company_id, ctx.actor.id
    )
    await ctx.audit.record("reporting.board.reset", subject="board")
    return await board(ctx)


async def keep_template(ctx: Context, role: str) -> dict[str, Any]:
    """Make the board as the reader has it what a role begins with. Reports of their own that nobody else sees are left
    out. Raises ``Forbidden``."""
    ctx.access.require(SHARE)
    _, arranged = await _arranged(ctx)
    shared = {f"{SAVED}{r['id']}" for r in await saved.listed(ctx) if r["shared"] != "private"}
    kept = [t for t in arranged if not t.subject.startswith(SAVED) or t.subject in shared]
    await execute(
        "INSERT INTO reporting_board_template (id, company_id, role, tiles, changed_by, changed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (company_id, role)"
        " DO UPDATE SET tiles = $4, changed_by = $5, changed_at = $6",
        new_id(),
        ctx.company_id,
        role,
        _kept(kept),
        ctx.actor.name,
        ctx.now(),
    )
    await ctx.audit.record(
        "reporting.board.template", subject="board", detail={"role": role, "tiles": len(kept)}
    )
    return {"role": role, "tiles": len(kept), "left_out": len(arranged) - len(kept)}


async def choices(ctx: Context) -> dict[str, str]:
    """Reports that may stand on the reader's board, with their titles: those that need no parameter, and kept ones."""
    finished = {r.name: r.title.of(ctx.locale) for r in await ctx.reports.reports() if not _asks(r.params)}
    return finished | {f"{SAVED}{r['id']}": r["title"] for r in await saved.listed(ctx)}


def _asks(params: type[BaseModel] | None) -> bool:
    return params is not None and any(f.is_required() for f in params.model_fields.values())


async def _arranged(ctx: Context) -> tuple[str, list[Tile]]:
    own = await fetch_row(
        "SELECT tiles FROM reporting_board WHERE company_id = $1 AND owner_id = $2",
        ctx.company_id,
        ctx.actor.id,
    )
    if own is not None:
        return "own", _read(own["tiles"])
    roles = ctx.access.roles()
    mine = [r for r in BUILT_IN if r in roles] + sorted(roles - BUILT_IN.keys())
    kept = {
        r["role"]: r["tiles"]
        for r in await fetch(
            "SELECT role, tiles FROM reporting_board_template WHERE company_id = $1 AND role = ANY($2)",
            ctx.company_id,
            mine,
        )
    }
    for role in mine:
        if role in kept:
            return "role", _read(kept[role])
    first = next((r for r in mine if r in BUILT_IN), None)
    names = BUILT_IN[first] if first else ()
    return "built_in", [Tile(subject=name) for name in names]


async def _there(ctx: Context, arranged: list[Tile]) -> list[Tile]:
    possible = await choices(ctx)
    return [t for t in arranged if t.subject in possible][:MOST_TILES]


def _ordered(given: list[Tile]) -> list[Tile]:
    return sorted(given, key=lambda t: t.place)


def _kept(arranged: list[Tile]) -> str:
    return json.dumps([t.model_dump(exclude={"place"}) for t in arranged], ensure_ascii=False)


def _read(kept: str) -> list[Tile]:
    return [Tile.model_validate(each) for each in json.loads(kept)]
