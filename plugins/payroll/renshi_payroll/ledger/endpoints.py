"""API of opening balances."""

from typing import Any

from renshi_payroll.ledger import service
from renshi_payroll.ledger.schemas import OpeningIn
from renshi_payroll.permissions import FACT_MANAGE
from renshi_sdk import Context
from renshi_sdk.web import post


@post("/openings", permission=FACT_MANAGE)
async def record_opening(ctx: Context, data: OpeningIn) -> dict[str, Any]:
    """Record the year so far of an employee taken over from another payroll."""
    return await service.record_opening(ctx, data)


HANDLERS = (record_opening,)
