"""API of pay terms."""

from typing import Any
from uuid import UUID

from renshi_payroll.permissions import TERM_MANAGE, TERM_READ
from renshi_payroll.terms import service
from renshi_payroll.terms.schemas import TermsIn
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post


@get("/terms", permission=TERM_READ)
async def list_terms(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Employees with their latest pay terms."""
    return page_of(await service.list_terms(ctx, listing_query))


@get("/terms/{employee_id:uuid}", permission=TERM_READ)
async def read_terms(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """All recorded terms of an employee."""
    return await service.terms_history(ctx, employee_id)


@post("/terms", permission=TERM_MANAGE)
async def record_terms(ctx: Context, data: TermsIn) -> dict[str, Any]:
    """Record pay terms from a day on."""
    return await service.record_terms_as_hr(ctx, data)


HANDLERS = (list_terms, read_terms, record_terms)
