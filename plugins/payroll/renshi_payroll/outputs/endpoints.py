"""API of output files."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response

from renshi_payroll.outputs import repository, service
from renshi_payroll.outputs.schemas import OutputIn
from renshi_payroll.permissions import OUTPUT_MAKE, OUTPUT_READ
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import STEP_UP, get, page_of, post


@post("/runs/{run_id:uuid}/outputs", permission=OUTPUT_MAKE)
async def make_output(ctx: Context, run_id: UUID, data: OutputIn) -> dict[str, Any]:
    """Start making a file of a run."""
    return await service.make(ctx, run_id, data)


@get("/runs/{run_id:uuid}/outputs", permission=OUTPUT_READ)
async def run_outputs(ctx: Context, run_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """Files of a run, the newest first."""
    return page_of(await service.list_outputs(ctx, listing_query, run_id))


@get("/runs/{run_id:uuid}/outputs/progress", permission=OUTPUT_READ)
async def output_progress(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Where the newest file of a run stands."""
    return await service.progress(ctx, run_id)


@get("/outputs", permission=OUTPUT_READ)
async def list_outputs(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """All files, the newest first, with who made and took them."""
    return page_of(await service.list_outputs(ctx, listing_query))


@get("/outputs/{output_id:uuid}/downloads", permission=OUTPUT_READ)
async def output_downloads(ctx: Context, output_id: UUID) -> dict[str, Any]:
    """Who took a file, and when."""
    await repository.get(ctx.company_id, output_id)
    items = await repository.downloads(output_id)
    return {"items": items, "total": len(items)}


@post("/outputs/{output_id:uuid}/take", permission=OUTPUT_READ, opt=STEP_UP, status_code=200)
async def take_output(ctx: Context, output_id: UUID) -> Response[bytes]:
    """The file itself. Taking it is written down, so it isn't a GET."""
    name, media_type, content = await service.take(ctx, output_id)
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


HANDLERS = (make_output, run_outputs, output_progress, list_outputs, output_downloads, take_output)
