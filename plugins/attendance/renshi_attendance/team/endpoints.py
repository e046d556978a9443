"""HTTP of today's team."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar.params import Parameter

from renshi_sdk import Context
from renshi_sdk.web import get

from . import today as service


@get("/today", permission=service.PERMISSION)
async def team_today(
    ctx: Context,
    standing: str | None = None,
    department_id: UUID | None = None,
    page: Annotated[int, Parameter(ge=1, le=10_000)] = 1,
    limit: Annotated[int, Parameter(ge=0, le=service.MOST)] = service.MOST,
) -> dict[str, Any]:
    """Who is in, late, not in or away now, for the people in scope; ``limit=0`` asks for the counts alone."""
    return await service.today(ctx, standing or None, department_id, page=page, limit=limit)


HANDLERS = (team_today,)
