"""Sections of the employee file over HTTP.

Bodies are objects of field names and values: what is in them, required and allowed is the tenant's to set at run
time, so it is described by ``GET /employee-fields`` and not by the schema of the API.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response

from renshi_core.files import service as files
from renshi_core.files.names import disposition
from renshi_core.jobs.above import platform_of
from renshi_core.people.custom import values as custom
from renshi_core.people.fields.sight import CHANGE, READ
from renshi_core.people.sections import expiring, personal, reveal, service
from renshi_core.people.sections.schemas import FindBody, RevealBody, ValueBody
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.errors import Forbidden, NotFound
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED, STEP_UP, delete, get, page_of, patch, post, put


def own(ctx: Context) -> UUID:
    """The caller as an employee. Raises ``Forbidden`` where they are none."""
    if ctx.actor.employee_id is None:
        raise Forbidden(
            Text("您的账号没有关联员工", "your account belongs to no employee"), code="people.no_own_file"
        )
    return ctx.actor.employee_id


@get("/employees/{employee_id:uuid}/personal", permission=READ)
async def read_personal(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Personal facts and custom fields, as far as the caller sees them; sensitive ones masked."""
    await ctx.access.require_for(READ, employee_id)
    return await personal.read(ctx, employee_id)


@patch("/employees/{employee_id:uuid}/personal", permission=CHANGE)
async def change_personal(ctx: Context, employee_id: UUID, data: dict[str, Any]) -> dict[str, Any]:
    """Change personal facts; custom fields under ``custom``."""
    await ctx.access.require_for(CHANGE, employee_id)
    return await personal.change(ctx, employee_id, data)


@get("/employees/{employee_id:uuid}/sections/{section:str}", permission=READ)
async def list_rows(
    ctx: Context, employee_id: UUID, section: str, listing_query: ListQuery
) -> dict[str, Any]:
    """Rows of ``family``, ``education``, ``work``, ``bank``, ``document`` or ``contact``."""
    await ctx.access.require_for(READ, employee_id)
    return page_of(
        await service.page(
            ctx, employee_id, section, number=listing_query.page or 1, size=listing_query.limit
        )
    )


@post("/employees/{employee_id:uuid}/sections/{section:str}", permission=CHANGE)
async def add_row(ctx: Context, employee_id: UUID, section: str, data: dict[str, Any]) -> dict[str, Any]:
    """Add a row. ``warnings`` in the answer say what to look at."""
    await ctx.access.require_for(CHANGE, employee_id)
    return await service.add(ctx, employee_id, section, data)


@get("/employees/{employee_id:uuid}/sections/{section:str}/{row_id:uuid}", permission=READ)
async def get_row(ctx: Context, employee_id: UUID, section: str, row_id: UUID) -> dict[str, Any]:
    """One row."""
    await ctx.access.require_for(READ, employee_id)
    return await service.one(ctx, employee_id, section, row_id)


@patch("/employees/{employee_id:uuid}/sections/{section:str}/{row_id:uuid}", permission=CHANGE)
async def change_row(
    ctx: Context, employee_id: UUID, section: str, row_id: UUID, data: dict[str, Any]
) -> dict[str, Any]:
    """Change a row; with ``version`` only where nobody changed it since."""
    await ctx.access.require_for(CHANGE, employee_id)
    return await service.change(ctx, employee_id, section, row_id, data)


@delete("/employees/{employee_id:uuid}/sections/{section:str}/{row_id:uuid}", permission=CHANGE)
async def remove_row(ctx: Context, employee_id: UUID, section: str, row_id: UUID) -> None:
    """Take a row out of the file."""
    await ctx.access.require_for(CHANGE, employee_id)
    await service.remove(ctx, employee_id, section, row_id)


@get("/employees/{employee_id:uuid}/documents/{row_id:uuid}/file", permission=READ)
async def document_file(ctx: Context, employee_id: UUID, row_id: UUID) -> Response[bytes]:
    """The file of a document, for those who see documents of this person. Audited."""
    await ctx.access.require_for(READ, employee_id)
    row = await service.one(ctx, employee_id, "document", row_id)
    if not row.get("file"):
        raise NotFound(Text("没有附件", "there is no file"))
    await ctx.audit.record(
        "core.employee_document.download",
        subject="employee_document",
        subject_id=row_id,
        employee_id=employee_id,
    )
    stored, content = await files.get(platform_of(ctx), ctx, UUID(row["file"]))
    return Response(
        content,
        media_type=stored.media_type,
        headers={
            "Content-Disposition": disposition(stored.name),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        },
    )


@post("/employees/{employee_id:uuid}/reveal", permission=READ, opt=STEP_UP, status_code=200)
async def reveal_value(ctx: Context, employee_id: UUID, data: RevealBody) -> dict[str, Any]:
    """The full value of a masked field, with a reason that is kept."""
    await ctx.access.require_for(READ, employee_id)
    return await reveal.reveal(ctx, employee_id, data.field, reason=data.reason, row_id=data.row_id)


@post("/employees/find", permission=reveal.REVEAL, opt=STEP_UP, status_code=200)
async def find_people(ctx: Context, data: FindBody) -> dict[str, Any]:
    """People with exactly this identity, account or document number."""
    found = await reveal.find(ctx, data.field, data.value)
    return {"items": found, "total": len(found), "next_cursor": None}


@get("/employees/{employee_id:uuid}/custom-values", permission=READ)
async def list_custom_values(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Custom fields with a person's values, one a row, as far as the caller sees them."""
    await ctx.access.require_for(READ, employee_id)
    found = await custom.as_rows(ctx, employee_id)
    return {"items": found, "total": len(found), "next_cursor": None}


@put("/employees/{employee_id:uuid}/custom-values/{code:str}", permission=CHANGE)
async def set_custom_value(ctx: Context, employee_id: UUID, code: str, data: ValueBody) -> dict[str, Any]:
    """Set one custom field by office; ``null`` empties it."""
    await ctx.access.require_for(CHANGE, employee_id)
    return {"custom": await custom.set_values(ctx, employee_id, {code: data.value})}


@get("/employees/me/custom-values", permission=AUTHENTICATED)
async def own_custom_values(ctx: Context) -> dict[str, Any]:
    """Custom fields with the caller's own values."""
    found = await custom.as_rows(ctx, own(ctx))
    return {"items": found, "total": len(found), "next_cursor": None}


@post("/employees/me/reveal", permission=AUTHENTICATED, opt=STEP_UP, status_code=200)
async def reveal_own(ctx: Context, data: RevealBody) -> dict[str, Any]:
    """The full value of a masked field of one's own, with a reason that is kept."""
    return await reveal.reveal(ctx, own(ctx), data.field, reason=data.reason, row_id=data.row_id)


@get("/employees/me/personal", permission=AUTHENTICATED)
async def own_personal(ctx: Context) -> dict[str, Any]:
    """The caller's own personal facts."""
    return await personal.read(ctx, own(ctx))


@get("/employees/me/sections/{section:str}", permission=AUTHENTICATED)
async def own_rows(ctx: Context, section: str, listing_query: ListQuery) -> dict[str, Any]:
    """Rows of the caller's own file."""
    return page_of(
        await service.page(ctx, own(ctx), section, number=listing_query.page or 1, size=listing_query.limit)
    )


@get("/employee-documents/expiring", permission=READ)
async def expiring_documents(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Documents of people in the caller's reach that expire within 90 days or have, soonest first."""
    return page_of(await expiring.listed(ctx, listing_query))


HANDLERS = (
    read_personal,
    change_personal,
    list_rows,
    add_row,
    get_row,
    change_row,
    remove_row,
    document_file,
    reveal_value,
    find_people,
    list_custom_values,
    set_custom_value,
    own_custom_values,
    reveal_own,
    own_personal,
    own_rows,
    expiring_documents,
)
