"""HTTP of today's team."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk import Context
from renshi_sdk.web import get

from . import today as service


@get("/today", permission=service.PERMISSION)
async def team_today(
    ctx: Context, standing: str | None = None, department_id: UUID | None = None
) -> dict[str, Any]:
    """Who is in, late, not in or away now, for the people in scope."""
    return await service.today(ctx, standing or None, department_id)


HANDLERS = (team_today,)
