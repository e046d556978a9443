"""API of the year ledger and of opening balances."""

from typing import Any
from uuid import UUID

from renshi_payroll.ledger import reading, service
from renshi_payroll.ledger.schemas import OpeningIn
from renshi_payroll.permissions import FACT_MANAGE, SLIP_READ
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post


@get("/ledger", permission=SLIP_READ)
async def list_ledger(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Cumulative figures of employees by tax year."""
    return page_of(await reading.years(ctx, listing_query))


@get("/ledger/company", permission=SLIP_READ)
async def company_ledger(ctx: Context) -> dict[str, Any]:
    """The company's sums by tax year."""
    items = await reading.company_years(ctx)
    return {"items": items, "total": len(items)}


@get("/ledger/{employee_id:uuid}", permission=SLIP_READ)
async def employee_ledger(ctx: Context, employee_id: UUID, tax_year: int) -> dict[str, Any]:
    """One person's entries of a tax year."""
    items = await reading.entries(ctx, employee_id, tax_year)
    return {"items": items, "total": len(items)}


@post("/openings", permission=FACT_MANAGE)
async def record_opening(ctx: Context, data: OpeningIn) -> dict[str, Any]:
    """Record the year so far of an employee taken over from another payroll."""
    return await service.record_opening(ctx, data)


HANDLERS = (list_ledger, company_ledger, employee_ledger, record_opening)
