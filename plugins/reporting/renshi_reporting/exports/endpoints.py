"""Files of reports over HTTP: a job is watched and cancelled at ``/api/jobs``, its file read from ``/api/files``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_reporting.exports import service
from renshi_reporting.exports.service import ExportBody
from renshi_reporting.permissions import READ
from renshi_sdk import Context
from renshi_sdk.web import get, post


@post("/exports", permission=READ)
async def create_file(ctx: Context, data: ExportBody, subject: str | None = None) -> dict[str, Any]:
    """Start making a file of a report; a button may name the ``subject`` in the address."""
    if subject is not None and data.subject is None:
        data = data.model_copy(update={"subject": subject[:120]})
    return await service.ask_for(ctx, data)


@get("/exports", permission=READ)
async def list_files(ctx: Context) -> dict[str, Any]:
    """The caller's files."""
    found = await service.listed(ctx)
    return {"items": found, "total": len(found), "next_cursor": None}


@get("/exports/{report_file_id:uuid}", permission=READ)
async def show_file(ctx: Context, report_file_id: UUID) -> dict[str, Any]:
    """One of the caller's files."""
    return await service.show(ctx, report_file_id)


HANDLERS = (create_file, list_files, show_file)
