"""API of pay slips."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response

from renshi_payroll.permissions import SLIP_READ
from renshi_payroll.slips import service
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import AUTHENTICATED, get, page_of


@get("/runs/{run_id:uuid}/slips", permission=SLIP_READ)
async def list_slips(ctx: Context, run_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """Slips of a run."""
    return page_of(await service.list_slips(ctx, run_id, listing_query))


@get("/slips/{slip_id:uuid}", permission=SLIP_READ)
async def read_slip(ctx: Context, slip_id: UUID) -> dict[str, Any]:
    """A slip with its lines and their explanation."""
    return await service.read_slip(ctx, slip_id)


@get("/slips/{slip_id:uuid}/lines", permission=SLIP_READ)
async def read_lines(ctx: Context, slip_id: UUID) -> dict[str, Any]:
    """The lines of a slip, each with the sentence that explains it."""
    slip = await service.read_slip(ctx, slip_id)
    return {"items": slip["lines"], "total": len(slip["lines"])}


@get("/my/slips", permission=AUTHENTICATED)
async def my_slips(ctx: Context) -> dict[str, Any]:
    """The caller's own published slips."""
    items = await service.my_slips(ctx)
    return {"items": items, "total": len(items)}


@get("/my/slips/{slip_id:uuid}", permission=AUTHENTICATED)
async def my_slip(ctx: Context, slip_id: UUID) -> dict[str, Any]:
    """One of the caller's own published slips, with explanations."""
    return await service.my_slip(ctx, slip_id)


@get("/my/slips/{slip_id:uuid}/lines", permission=AUTHENTICATED)
async def my_lines(ctx: Context, slip_id: UUID) -> dict[str, Any]:
    """The lines of one of the caller's own slips."""
    slip = await service.my_slip(ctx, slip_id)
    return {"items": slip["lines"], "total": len(slip["lines"])}


@get("/slips/{slip_id:uuid}/pdf", permission=SLIP_READ)
async def read_pdf(ctx: Context, slip_id: UUID) -> Response[bytes]:
    """A slip as PDF, its explanations included."""
    return pdf_response(*await service.read_pdf(ctx, slip_id))


@get("/slips/{slip_id:uuid}/why", permission=SLIP_READ)
async def read_why(ctx: Context, slip_id: UUID, code: str = "iit.wage") -> dict[str, Any]:
    """Why a line of a slip is what it is: formula, inputs, rounding, rule, source and its standing."""
    return await service.read_why(ctx, slip_id, code)


@get("/my/slips/{slip_id:uuid}/pdf", permission=AUTHENTICATED)
async def my_pdf(ctx: Context, slip_id: UUID) -> Response[bytes]:
    """One of the caller's own published slips as PDF."""
    return pdf_response(*await service.my_pdf(ctx, slip_id))


@get("/my/slips/{slip_id:uuid}/why", permission=AUTHENTICATED)
async def my_why(ctx: Context, slip_id: UUID, code: str = "iit.wage") -> dict[str, Any]:
    """Why a line of one's own slip is what it is."""
    return await service.my_why(ctx, slip_id, code)


def pdf_response(name: str, content: bytes) -> Response[bytes]:
    """A PDF as a download that no cache keeps."""
    return Response(
        content,
        media_type="application/pdf",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


HANDLERS = (
    list_slips,
    read_slip,
    read_lines,
    my_slips,
    my_slip,
    my_lines,
    read_pdf,
    read_why,
    my_pdf,
    my_why,
)
