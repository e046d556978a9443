"""API of batches of pay adjustments."""

from typing import Any
from uuid import UUID

from litestar.response import Response

from renshi_payroll.exports.made import attached
from renshi_payroll.permissions import TERM_MANAGE
from renshi_payroll.raises import effect, service, single
from renshi_payroll.raises.schemas import RaiseIn, SheetIn, SingleIn
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post


@get("/raises", permission=TERM_MANAGE)
async def list_raises(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Batches of pay adjustments, newest first."""
    return page_of(await service.list_raises(ctx, listing_query))


@post("/raises", permission=TERM_MANAGE)
async def create_raise(ctx: Context, data: RaiseIn) -> dict[str, Any]:
    """A batch from a sheet, every line checked."""
    return await service.create(ctx, data)


@get("/raise-template", permission=TERM_MANAGE)
async def raise_template(ctx: Context) -> Response[bytes]:
    """The workbook to fill in, with everybody's present pay."""
    return attached(await service.template_file(ctx), "调薪模板.xlsx")


@get("/raises/{raise_id:uuid}", permission=TERM_MANAGE)
async def read_raise(ctx: Context, raise_id: UUID) -> dict[str, Any]:
    """A batch with its counts."""
    return await service.read_raise(ctx, raise_id)


@get("/raises/{raise_id:uuid}/rows", permission=TERM_MANAGE)
async def list_rows(ctx: Context, raise_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """Lines of a batch with what is wrong with them."""
    return page_of(await service.list_rows(ctx, raise_id, listing_query))


@get("/raises/{raise_id:uuid}/effect", permission=TERM_MANAGE)
async def read_effect(ctx: Context, raise_id: UUID) -> dict[str, Any]:
    """What a batch would cost and pay back, person by person."""
    return await effect.effect(ctx, raise_id)


@post("/raises/{raise_id:uuid}/sheet", permission=TERM_MANAGE, status_code=200)
async def replace_sheet(ctx: Context, raise_id: UUID, data: SheetIn) -> dict[str, Any]:
    """Another sheet for a draft."""
    return await service.replace_sheet(ctx, raise_id, data)


@post("/raises/{raise_id:uuid}/submit", permission=TERM_MANAGE, status_code=200)
async def submit_raise(ctx: Context, raise_id: UUID) -> dict[str, Any]:
    """One request for the whole batch."""
    return await service.submit(ctx, raise_id)


@post("/raises/{raise_id:uuid}/discard", permission=TERM_MANAGE, status_code=200)
async def discard_raise(ctx: Context, raise_id: UUID) -> dict[str, Any]:
    """Give up a draft."""
    return await service.discard(ctx, raise_id)


@post("/raise/preview", permission=TERM_MANAGE, status_code=200)
async def preview_single(ctx: Context, data: SingleIn) -> dict[str, Any]:
    """One person's raise and what closed months would be paid, before anything is asked for."""
    return await single.preview(ctx, data)


@post("/raise", permission=TERM_MANAGE, status_code=200)
async def submit_single(ctx: Context, data: SingleIn) -> dict[str, Any]:
    """Ask for one person's raise."""
    return await single.submit(ctx, data)


HANDLERS = (
    list_raises,
    create_raise,
    raise_template,
    read_raise,
    list_rows,
    read_effect,
    replace_sheet,
    submit_raise,
    discard_raise,
    preview_single,
    submit_single,
)
