"""API of leaving quotes."""

from typing import Any

from renshi_payroll.leaving import service
from renshi_payroll.leaving.schemas import LeavingIn
from renshi_payroll.permissions import TERM_READ
from renshi_sdk import Context
from renshi_sdk.web import post


@post("/leaving/quote", permission=TERM_READ, status_code=200)
async def leaving_quote(ctx: Context, data: LeavingIn) -> dict[str, Any]:
    """Untaken leave and severance of somebody who leaves; enter the amounts into a final-pay run."""
    return await service.quote(ctx, data)


HANDLERS = (leaving_quote,)
