"""Importing over HTTP: the file is stored first (``POST /api/files``), then checked, then written."""

from typing import Any
from uuid import UUID

from litestar.response import Response

from renshi_contracts.imports import service, sheet
from renshi_contracts.permissions import MANAGE
from renshi_sdk import Context
from renshi_sdk.web import Schema, get, post

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportIn(Schema):
    """A stored workbook. Without ``write`` it is only checked."""

    file_id: UUID
    write: bool = False


@get("/imports/template", permission=MANAGE)
async def import_template(ctx: Context) -> Response[bytes]:
    """The workbook to fill in."""
    return Response(
        sheet.template(),
        media_type=XLSX,
        headers={
            "Content-Disposition": 'attachment; filename="contracts.xlsx"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@post("/imports", permission=MANAGE, status_code=200)
async def import_contracts(ctx: Context, data: ImportIn) -> dict[str, Any]:
    """Check a workbook of contracts, and write all of it or nothing."""
    return await service.run(ctx, data.file_id, write=data.write)


HANDLERS = (import_template, import_contracts)
