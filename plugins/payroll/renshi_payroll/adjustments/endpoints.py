"""API of one-off items."""

from typing import Any
from uuid import UUID

from litestar.response import Response

from renshi_payroll.adjustments import run_items, service, sheet
from renshi_payroll.adjustments.schemas import AdjustmentIn, ItemSheetIn, RunItemIn, TrueUpIn
from renshi_payroll.exports.made import attached
from renshi_payroll.permissions import RUN_MANAGE, TERM_MANAGE
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post


@get("/adjustments", permission=TERM_MANAGE)
async def list_adjustments(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """One-off items."""
    return page_of(await service.list_adjustments(ctx, listing_query))


@post("/adjustments", permission=TERM_MANAGE)
async def add_adjustment(ctx: Context, data: AdjustmentIn) -> dict[str, Any]:
    """Enter a one-off item of a month."""
    return await service.add(ctx, data)


@post("/adjustments/{adjustment_id:uuid}/cancel", permission=TERM_MANAGE, status_code=200)
async def cancel_adjustment(ctx: Context, adjustment_id: UUID) -> dict[str, Any]:
    """Cancel a one-off item of an open month."""
    return await service.cancel(ctx, adjustment_id)


@get("/adjustment-template", permission=RUN_MANAGE)
async def item_template(ctx: Context) -> Response[bytes]:
    """The workbook for items of a run; nobody's data is in it."""
    return attached(sheet.template(), "一次性项目模板.xlsx")


@get("/runs/{run_id:uuid}/items", permission=TERM_MANAGE)
async def list_run_items(ctx: Context, run_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """One-off items of a run."""
    result, run = await run_items.list_items(ctx, run_id, listing_query)
    return {**page_of(result), "kind": run.kind, "open": run_items.is_open(run)}


@get("/leavers", permission=RUN_MANAGE)
async def leaver_options(ctx: Context) -> dict[str, Any]:
    """People with a recorded last day, for a final-pay run."""
    return {"options": await run_items.leaver_options(ctx)}


@get("/runs/{run_id:uuid}/members", permission=RUN_MANAGE)
async def member_options(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Members of a final-pay run."""
    return {"options": await run_items.member_options(ctx, run_id)}


@post("/runs/{run_id:uuid}/items", permission=TERM_MANAGE)
async def add_run_item(ctx: Context, run_id: UUID, data: RunItemIn) -> dict[str, Any]:
    """Enter an item into a run that isn't approved."""
    return await run_items.add_item(ctx, run_id, data)


@post("/runs/{run_id:uuid}/items/sheet", permission=TERM_MANAGE)
async def import_run_items(ctx: Context, run_id: UUID, data: ItemSheetIn) -> dict[str, Any]:
    """Enter the lines of a workbook into a run, all or none."""
    return await run_items.import_items(ctx, run_id, data.file_id)


@post("/runs/{run_id:uuid}/true-up", permission=TERM_MANAGE)
async def post_true_up(ctx: Context, run_id: UUID, data: TrueUpIn) -> dict[str, Any]:
    """Post the differences of closed months into a run; posting twice posts nothing the second time."""
    return await run_items.true_up(ctx, run_id, data)


HANDLERS = (
    list_adjustments,
    add_adjustment,
    cancel_adjustment,
    item_template,
    leaver_options,
    member_options,
    list_run_items,
    add_run_item,
    import_run_items,
    post_true_up,
)
