"""Imports and exports of employees over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Response
from pydantic import Field

from renshi_core.files.names import disposition
from renshi_core.people.transfer import exports, imports, preview
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.text import Text
from renshi_sdk.web import Schema, get, page_of, post

IMPORT, EXPORT = "core.employee.import", "core.employee.export"
Code = Annotated[str, Field(max_length=100)]


class ImportBody(Schema):
    """The uploaded sheet (``POST /files`` gives its id)."""

    file_id: UUID


class ConfirmBody(Schema):
    """Whether rows with problems are left out; otherwise one of them stops the import."""

    without_wrong: bool = False


class ExportBody(Schema):
    """Columns by code, and the list's own filters: ``{"status": "active", "custom.shirt": "L"}``."""

    fields: Annotated[tuple[Code, ...], Field(max_length=400)] = ()
    format: Literal["xlsx", "csv"] = "xlsx"
    filters: dict[str, str] = Field(default_factory=dict)
    # What the list on the page is filtered by, as the page has it: one value each.
    status: Annotated[str, Field(max_length=100)] | None = None
    department_tree: Annotated[str, Field(max_length=100)] | None = None
    post_department_id: Annotated[str, Field(max_length=100)] | None = None
    q: Annotated[str, Field(max_length=100)] | None = None


def _file(name: str, media_type: str, content: bytes) -> Response[bytes]:
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": disposition(name),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


@get("/employee-imports/template", permission=IMPORT)
async def import_template(ctx: Context) -> Response[bytes]:
    """The sheet to fill in, with the columns and choices of this tenant."""
    name = f"{Text('员工导入模板', 'employees-template').of(ctx.locale)}.xlsx"
    return _file(name, exports.TYPES["xlsx"], await imports.sheet(ctx))


@post("/employee-imports", permission=IMPORT)
async def start_import(ctx: Context, data: ImportBody) -> dict[str, Any]:
    """Check an uploaded sheet in the background; nothing is written until ``confirm``."""
    return await imports.start(ctx, data.file_id)


@get("/employee-imports", permission=IMPORT)
async def list_imports(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Imports of the company, newest first."""
    return page_of(await imports.listed(ctx, listing_query))


@get("/employee-imports/{sheet_id:uuid}", permission=IMPORT)
async def get_import(ctx: Context, sheet_id: UUID) -> dict[str, Any]:
    """Where an import stands, and how many rows will do what."""
    return await imports.one(ctx, sheet_id)


@get("/employee-imports/{sheet_id:uuid}/job", permission=IMPORT)
async def import_job(ctx: Context, sheet_id: UUID) -> dict[str, Any]:
    """Where the present work on an import stands."""
    shown = await imports.one(ctx, sheet_id)
    state = await ctx.jobs.state(shown["job_id"])
    return {n: getattr(state, n) for n in ("state", "done", "total", "message", "error")}


@get("/employee-imports/{sheet_id:uuid}/rows", permission=IMPORT)
async def import_rows(
    ctx: Context,
    sheet_id: UUID,
    listing_query: ListQuery,
    action: Literal["create", "update", "same", "refuse"] | None = None,
) -> dict[str, Any]:
    """The preview: what happens with each row, and what is wrong with it, by column."""
    return page_of(
        await preview.rows(
            ctx, sheet_id, action=action, number=listing_query.page or 1, size=listing_query.limit
        )
    )


@get("/employee-imports/{sheet_id:uuid}/errors", permission=IMPORT)
async def import_errors(ctx: Context, sheet_id: UUID) -> Response[bytes]:
    """The rows with problems as a sheet, what is wrong beside them."""
    name = f"{Text('导入问题', 'import-problems').of(ctx.locale)}.xlsx"
    return _file(name, exports.TYPES["xlsx"], await preview.error_file(ctx, sheet_id))


@post("/employee-imports/{sheet_id:uuid}/confirm", permission=IMPORT, status_code=200)
async def confirm_import(ctx: Context, sheet_id: UUID, data: ConfirmBody) -> dict[str, Any]:
    """Write what was checked."""
    return await imports.confirm(ctx, sheet_id, without_wrong=data.without_wrong)


@post("/employee-exports", permission=EXPORT)
async def start_export(ctx: Context, data: ExportBody) -> dict[str, Any]:
    """Write the list with chosen columns to a sheet, in the background."""
    named = {n: getattr(data, n) for n in ("status", "department_tree", "post_department_id")}
    filters = data.filters | {name: value for name, value in named.items() if value}
    return await exports.start(ctx, data.fields, data.format, filters, data.q)


@get("/employee-exports/options", permission=EXPORT)
async def export_options(ctx: Context) -> dict[str, Any]:
    """Columns that the caller may export, for a choice."""
    return {"options": await exports.options(ctx)}


@get("/employee-exports/{export_id:uuid}", permission=EXPORT)
async def get_export(ctx: Context, export_id: UUID) -> dict[str, Any]:
    """Columns and people of an export, and where its writing stands; for who asked for it."""
    return await exports.one(ctx, export_id)


@get("/employee-exports/{export_id:uuid}/file", permission=EXPORT)
async def export_file(ctx: Context, export_id: UUID) -> Response[bytes]:
    """The written sheet, for who asked for it."""
    return _file(*await exports.download(ctx, export_id))


HANDLERS = (
    import_template,
    start_import,
    list_imports,
    get_import,
    import_job,
    import_rows,
    import_errors,
    confirm_import,
    start_export,
    export_options,
    get_export,
    export_file,
)
