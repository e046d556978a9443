"""API of true-ups."""

from typing import Any

from renshi_payroll.permissions import TERM_MANAGE
from renshi_payroll.retro import service
from renshi_payroll.retro.schemas import RetroIn, RetroPostIn
from renshi_sdk import Context
from renshi_sdk.web import post


@post("/retro/preview", permission=TERM_MANAGE, status_code=200)
async def preview_retro(ctx: Context, data: RetroIn) -> dict[str, Any]:
    """What closed months would be by what is known now."""
    return await service.preview(ctx, data)


@post("/retro", permission=TERM_MANAGE)
async def post_retro(ctx: Context, data: RetroPostIn) -> dict[str, Any]:
    """Post the differences into an open month."""
    return await service.post(ctx, data)


HANDLERS = (preview_retro, post_retro)
