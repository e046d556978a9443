"""API of résumés."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.resumes import repository, service
from renshi_recruiting_ai.resumes.schemas import BatchFiles, NewBatch
from renshi_recruiting_ai.rows import as_list
from renshi_sdk import Clause, Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post


@get("/batches", permission=permissions.CANDIDATE_READ)
async def list_batches(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Stacks of résumés with how many were read and refused."""
    return page_of(await repository.batches(ctx.company_id, listing_query))


@post("/batches", permission=permissions.CANDIDATE_DECIDE)
async def new_batch(ctx: Context, data: NewBatch) -> dict[str, Any]:
    """Open a stack for a requisition."""
    return await service.new_batch(ctx, data)


@get("/batches/{batch_id:uuid}", permission=permissions.CANDIDATE_READ)
async def read_batch(ctx: Context, batch_id: UUID) -> dict[str, Any]:
    """One stack."""
    return await service.read_batch(ctx, batch_id)


@post("/batches/{batch_id:uuid}/files", permission=permissions.CANDIDATE_DECIDE, status_code=202)
async def add_files(ctx: Context, batch_id: UUID, data: BatchFiles) -> dict[str, Any]:
    """Take uploaded files (an archive of at most 50 MB, or single files) in and start reading."""
    return await service.add_files(ctx, batch_id, data.file_ids)


@post(
    "/batches/{batch_id:uuid}/upload",
    permission=permissions.CANDIDATE_DECIDE,
    status_code=202,
    request_max_body_size=service.MAX_ARCHIVE + 64 * 1024,
)
async def upload_files(
    ctx: Context, batch_id: UUID, data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)]
) -> dict[str, Any]:
    """Send an archive (at most 50 MB) or a single file straight into a stack; reading starts at once."""
    return await service.upload(ctx, batch_id, data.filename, await data.read())


@get("/batches/{batch_id:uuid}/progress", permission=permissions.CANDIDATE_READ)
async def batch_progress(ctx: Context, batch_id: UUID) -> dict[str, Any]:
    """How far the reading is."""
    return await service.progress(ctx, batch_id)


@get("/batches/{batch_id:uuid}/resumes", permission=permissions.CANDIDATE_READ)
async def resumes_of_batch(ctx: Context, batch_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """The files of a stack: read, refused with the reason, not analysed."""
    await service.read_batch(ctx, batch_id)
    return page_of(
        await repository.resumes(ctx.company_id, listing_query, Clause("x.batch_id = {}", (batch_id,)))
    )


@get("/resumes", permission=permissions.CANDIDATE_READ)
async def list_resumes(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """All résumé files."""
    return page_of(await repository.resumes(ctx.company_id, listing_query))


@get("/resumes/{resume_id:uuid}", permission=permissions.CANDIDATE_READ)
async def read_resume(ctx: Context, resume_id: UUID) -> dict[str, Any]:
    """One résumé: text by page, structure with places, what was hidden. Audited."""
    return await service.read(ctx, resume_id)


@get("/resumes/{resume_id:uuid}/values", permission=permissions.CANDIDATE_READ)
async def resume_values(ctx: Context, resume_id: UUID) -> dict[str, Any]:
    """Every value with page, characters and words."""
    return as_list(await service.values(ctx, resume_id))


@get("/resumes/{resume_id:uuid}/flags", permission=permissions.CANDIDATE_READ)
async def resume_flags(ctx: Context, resume_id: UUID) -> dict[str, Any]:
    """What was hidden or talks to the program; none of it counted."""
    return as_list((await service.read(ctx, resume_id))["flags"])


@get("/resumes/{resume_id:uuid}/file", permission=permissions.CANDIDATE_READ)
async def download_resume(ctx: Context, resume_id: UUID) -> Response[bytes]:
    """The file as it came, always as a download. Audited."""
    name, _, content = await service.download(ctx, resume_id)
    return Response(
        content,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        },
    )


@post(
    "/applications/{application_id:uuid}/resumes",
    permission=permissions.CANDIDATE_DECIDE,
    request_max_body_size=service.MAX_BODY,
)
async def add_resume(
    ctx: Context,
    application_id: UUID,
    data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> dict[str, Any]:
    """Add a file that a candidate handed over otherwise."""
    from renshi_recruiting_ai.candidates import service as applications

    row = await applications.get(ctx, application_id)
    return await service.of_candidate(ctx, row, data.filename, await data.read())


HANDLERS = (
    list_batches,
    new_batch,
    read_batch,
    add_files,
    upload_files,
    batch_progress,
    resumes_of_batch,
    list_resumes,
    read_resume,
    resume_values,
    resume_flags,
    download_resume,
    add_resume,
)
