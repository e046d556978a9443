"""Contracts over HTTP."""

from typing import Any
from uuid import UUID

from renshi_contracts.permissions import MANAGE, READ
from renshi_contracts.register import service
from renshi_contracts.register.schemas import AmendIn, ContractChange, ContractIn, EndIn, SignIn
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import AUTHENTICATED, get, page_of, patch, post


@get("/contracts", permission=READ)
async def list_contracts(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Contracts of the company in the caller's scope."""
    return page_of(await service.list_contracts(ctx, listing_query))


@get("/mine", permission=AUTHENTICATED)
async def my_contracts(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """The caller's own contracts."""
    return page_of(await service.mine(ctx, listing_query))


@post("/contracts", permission=MANAGE)
async def create_contract(ctx: Context, data: ContractIn) -> dict[str, Any]:
    """Prepare a contract, or record a signed one."""
    return await service.create(ctx, data)


@get("/contracts/{contract_id:uuid}", permission=READ)
async def read_contract(ctx: Context, contract_id: UUID) -> dict[str, Any]:
    """One contract."""
    return await service.detail(ctx, contract_id)


@patch("/contracts/{contract_id:uuid}", permission=MANAGE)
async def change_contract(ctx: Context, contract_id: UUID, data: ContractChange) -> dict[str, Any]:
    """Change a draft."""
    return await service.change(ctx, contract_id, data)


@post("/contracts/{contract_id:uuid}/sign", permission=MANAGE, status_code=200)
async def sign_contract(ctx: Context, contract_id: UUID, data: SignIn) -> dict[str, Any]:
    """Record that both sides have signed."""
    return await service.sign(ctx, contract_id, data)


@post("/contracts/{contract_id:uuid}/amend", permission=MANAGE)
async def amend_contract(ctx: Context, contract_id: UUID, data: AmendIn) -> dict[str, Any]:
    """Prepare the changed contract that will replace this one."""
    return await service.amend(ctx, contract_id, data)


@post("/contracts/{contract_id:uuid}/end", permission=MANAGE, status_code=200)
async def end_contract(ctx: Context, contract_id: UUID, data: EndIn) -> dict[str, Any]:
    """End a signed contract."""
    return await service.end(ctx, contract_id, data)


@post("/contracts/{contract_id:uuid}/cancel", permission=MANAGE, status_code=200)
async def cancel_contract(ctx: Context, contract_id: UUID) -> dict[str, Any]:
    """Void a draft."""
    return await service.cancel(ctx, contract_id)


HANDLERS = (
    list_contracts,
    my_contracts,
    create_contract,
    read_contract,
    change_contract,
    sign_contract,
    amend_contract,
    end_contract,
    cancel_contract,
)
