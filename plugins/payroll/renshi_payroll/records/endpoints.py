"""API of revenue and accounts."""

from typing import Any

from renshi_payroll.permissions import COST_READ, OUTPUT_READ, REVENUE_MANAGE, TEMPLATE_MANAGE
from renshi_payroll.records import service
from renshi_payroll.records.schemas import AccountMapIn, ExpensesIn, OthersIn, RevenueIn
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post, put


@get("/revenue", permission=COST_READ)
async def list_revenue(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Recorded revenue by month."""
    return page_of(await service.list_revenue(ctx, listing_query))


@post("/revenue", permission=REVENUE_MANAGE)
async def record_revenue(ctx: Context, data: RevenueIn) -> dict[str, Any]:
    """Record a month's revenue with its reference."""
    return await service.record_revenue(ctx, data)


@get("/accounts", permission=OUTPUT_READ)
async def read_accounts(ctx: Context) -> dict[str, Any]:
    """Which account of the books takes what."""
    return await service.read_accounts(ctx)


@put("/accounts", permission=TEMPLATE_MANAGE)
async def save_accounts(ctx: Context, data: AccountMapIn) -> dict[str, Any]:
    """Keep the accounts as the next version."""
    return await service.save_accounts(ctx, data.document)


@get("/accounts/expenses", permission=OUTPUT_READ)
async def list_expenses(ctx: Context) -> dict[str, Any]:
    """Which expense goes to which account, line by line."""
    items = await service.expense_rows(ctx)
    return {"items": items, "total": len(items)}


@put("/accounts/expenses", permission=TEMPLATE_MANAGE)
async def save_expenses(ctx: Context, data: ExpensesIn) -> dict[str, Any]:
    """Keep the rules of expenses as the next version of the accounts."""
    return await service.save_expenses(ctx, data)


@get("/accounts/payables", permission=OUTPUT_READ)
async def list_payables(ctx: Context) -> dict[str, Any]:
    """The account of each payable."""
    items = await service.other_rows(ctx)
    return {"items": items, "total": len(items)}


@put("/accounts/payables", permission=TEMPLATE_MANAGE)
async def save_payables(ctx: Context, data: OthersIn) -> dict[str, Any]:
    """Keep the payables' accounts as the next version of the accounts."""
    return await service.save_others(ctx, data)


HANDLERS = (
    list_revenue,
    record_revenue,
    read_accounts,
    save_accounts,
    list_expenses,
    save_expenses,
    list_payables,
    save_payables,
)
