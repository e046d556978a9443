"""Parts of open gates whose owners are away from today on go to the substitutes they named."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from renshi_core.requests import repository
from renshi_core.requests.engine import Engine
from renshi_sdk.context import Context
from renshi_sdk.db import fetch

if TYPE_CHECKING:
    from renshi_core.platform import Platform


async def candidates(ctx: Context, limit: int) -> list[UUID]:
    """Open requests of the company that wait for somebody with a substitute that may count today."""
    rows = await fetch(
        "SELECT DISTINCT a.request_id FROM core_substitute s"
        " JOIN core_request_approver a ON a.employee_id = s.employee_id AND a.state = 'waiting'"
        " JOIN core_request r ON r.id = a.request_id AND r.company_id = $1 AND r.state = 'pending'"
        " WHERE s.ended_at IS NULL AND (s.from_day IS NULL OR $2 BETWEEN s.from_day AND s.until_day)"
        " AND (s.kinds IS NULL OR r.kind = ANY(s.kinds)) LIMIT $3",
        ctx.company_id,
        ctx.today(),
        limit,
    )
    return [row["request_id"] for row in rows]


async def hand_over(ctx: Context, request_id: UUID) -> int:
    """Hand on what can be handed on of one request; returns how many parts were."""
    platform: Platform = ctx.services.platform  # type: ignore[attr-defined]
    request = await repository.find(request_id, lock=True)
    step = await repository.open_step(request_id) if request else None
    if request is None or step is None:
        return 0
    owned = platform.registry.request_kinds.get(request.kind)
    if owned is None or not await ctx.plugins.enabled(owned.plugin, company_id=request.company_id):
        return 0
    engine = Engine(ctx, platform, owned)
    moved = await engine.stand_in(request, step)
    if moved:
        await repository.update(request.id)
        await engine.ask(request, step, moved)
        await ctx.audit.record(
            "core.request.substitute",
            subject="request",
            subject_id=request.id,
            employee_id=request.employee_id,
            detail={"number": request.number, "to": [str(i) for i in moved]},
        )
    return len(moved)
