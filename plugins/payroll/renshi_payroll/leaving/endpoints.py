"""API of leaving quotes."""

from typing import Any
from uuid import UUID

from renshi_payroll.leaving import service, settlement
from renshi_payroll.leaving.schemas import LeavingIn, SettlementIn
from renshi_payroll.permissions import TERM_MANAGE, TERM_READ
from renshi_sdk import Context
from renshi_sdk.web import post


@post("/leaving/quote", permission=TERM_READ, status_code=200)
async def leaving_quote(ctx: Context, data: LeavingIn) -> dict[str, Any]:
    """Untaken leave and severance of somebody who leaves; enter the amounts into a final-pay run."""
    return await service.quote(ctx, data)


@post("/runs/{run_id:uuid}/settlement", permission=TERM_MANAGE, status_code=200)
async def settle_leaver(ctx: Context, run_id: UUID, data: SettlementIn) -> dict[str, Any]:
    """Enter what a leaver is owed into a final-pay run; settling again replaces it."""
    return await settlement.settle(ctx, run_id, data)


HANDLERS = (leaving_quote, settle_leaver)
