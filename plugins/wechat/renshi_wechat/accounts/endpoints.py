"""``/accounts``."""

from typing import Any
from uuid import UUID

from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, patch, post
from renshi_wechat.accounts import service
from renshi_wechat.accounts.schemas import AccountChange, NewAccount
from renshi_wechat.permissions import ACCOUNT_MANAGE, ACCOUNT_READ


@get("/accounts", permission=ACCOUNT_READ)
async def list_accounts(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """The company's accounts."""
    return page_of(await service.listed(ctx, listing_query))


@post("/accounts", permission=ACCOUNT_MANAGE)
async def create_account(ctx: Context, data: NewAccount) -> dict[str, Any]:
    """Add an account."""
    return await service.create(ctx, data)


@get("/accounts/{account_id:uuid}", permission=ACCOUNT_READ)
async def show_account(ctx: Context, account_id: UUID) -> dict[str, Any]:
    """One account, with the address for WeChat's console."""
    return await service.show(ctx, account_id)


@patch("/accounts/{account_id:uuid}", permission=ACCOUNT_MANAGE)
async def change_account(ctx: Context, account_id: UUID, data: AccountChange) -> dict[str, Any]:
    """Change an account."""
    return await service.change(ctx, account_id, data)


@post("/accounts/{account_id:uuid}/check", permission=ACCOUNT_MANAGE, status_code=200)
async def check_account(ctx: Context, account_id: UUID) -> dict[str, Any]:
    """Ask WeChat for a token and say how it went."""
    return await service.check(ctx, account_id)


HANDLERS = (list_accounts, create_account, show_account, change_account, check_account)
