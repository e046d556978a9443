"""Forms over HTTP, for HR."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response

from renshi_lifecycle.intake import access, papers, review
from renshi_lifecycle.intake.schemas import IntakeIn, LinkIn, PaperIn, ReturnIn
from renshi_lifecycle.permissions import INTAKE
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import delete, get, page_of, post


def _list(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/intakes", permission=INTAKE)
async def list_intakes(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Forms of new hires in the caller's reach."""
    return page_of(await review.list_intakes(ctx, listing_query))


@post("/intakes", permission=INTAKE)
async def create_intake(ctx: Context, data: IntakeIn) -> dict[str, Any]:
    """Open a form for somebody who was hired."""
    return await review.detail(ctx, await review.create_by_hand(ctx, data.employee_id))


@get("/intakes/{intake_id:uuid}", permission=INTAKE)
async def read_intake(ctx: Context, intake_id: UUID) -> dict[str, Any]:
    """Where a form stands."""
    return await review.detail(ctx, intake_id)


@post("/intakes/{intake_id:uuid}/link", permission=INTAKE, status_code=200)
async def make_link(ctx: Context, intake_id: UUID, data: LinkIn) -> dict[str, Any]:
    """A link that works once. It is told here and never again."""
    await review.get(ctx, intake_id)
    return await access.make_link(ctx, intake_id, data)


@post("/intakes/{intake_id:uuid}/revoke", permission=INTAKE, status_code=200)
async def revoke_link(ctx: Context, intake_id: UUID) -> dict[str, Any]:
    """End the link and the devices that it opened."""
    await review.get(ctx, intake_id)
    await access.revoke(ctx, intake_id)
    return await review.detail(ctx, intake_id)


@get("/intakes/{intake_id:uuid}/sections", permission=INTAKE)
async def list_sections(ctx: Context, intake_id: UUID) -> dict[str, Any]:
    """Sections and where each stands."""
    return _list(await review.sections(ctx, intake_id))


@get("/intakes/{intake_id:uuid}/sections/{section:str}", permission=INTAKE)
async def read_section(ctx: Context, intake_id: UUID, section: str) -> dict[str, Any]:
    """What was stated in a section that was sent. Audited."""
    return _list(await review.values(ctx, intake_id, section))


@get("/intakes/{intake_id:uuid}/files/{slot:str}", permission=INTAKE)
async def read_file(ctx: Context, intake_id: UUID, slot: str) -> Response[bytes]:
    """A photo or document of a section that was sent. Audited."""
    stored, content = await review.file(ctx, intake_id, slot)
    return Response(
        content,
        media_type=stored.media_type,
        headers={
            "Content-Disposition": f"inline; filename*=UTF-8''{quote(stored.name)}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        },
    )


@post("/intakes/{intake_id:uuid}/sections/{section:str}/accept", permission=INTAKE, status_code=200)
async def accept_section(ctx: Context, intake_id: UUID, section: str) -> dict[str, Any]:
    """Take a section over into the employee's file."""
    return await review.accept(ctx, intake_id, section)


@post("/intakes/{intake_id:uuid}/sections/{section:str}/return", permission=INTAKE, status_code=200)
async def return_section(ctx: Context, intake_id: UUID, section: str, data: ReturnIn) -> dict[str, Any]:
    """Send a section back with a note."""
    return await review.send_back(ctx, intake_id, section, data.note)


@get("/papers", permission=INTAKE)
async def list_papers(ctx: Context) -> dict[str, Any]:
    """Documents that new hires are asked for."""
    return _list(await papers.every(ctx))


@post("/papers", permission=INTAKE)
async def add_paper(ctx: Context, data: PaperIn) -> dict[str, Any]:
    """Ask for one more document."""
    return {"id": await papers.add(ctx, data)}


@delete("/papers/{paper_id:uuid}", permission=INTAKE)
async def remove_paper(ctx: Context, paper_id: UUID) -> None:
    """Ask for it no longer."""
    await papers.remove(ctx, paper_id)


HANDLERS = (
    list_intakes,
    create_intake,
    read_intake,
    make_link,
    revoke_link,
    list_sections,
    read_section,
    read_file,
    accept_section,
    return_section,
    list_papers,
    add_paper,
    remove_paper,
)
