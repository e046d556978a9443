"""Files over HTTP: putting one in, and having it back as a download."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Response
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body

from renshi_core.files import service
from renshi_core.files.names import disposition
from renshi_core.jobs.above import platform_of
from renshi_sdk.context import Context
from renshi_sdk.web import AUTHENTICATED, get, post


@post("/files", permission=AUTHENTICATED)
async def upload_file(
    ctx: Context, data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)]
) -> dict[str, Any]:
    """Put a file in (form field ``data``); its id goes into the form or record that it belongs to."""
    stored = await service.put(
        platform_of(ctx), ctx, data.filename, await data.read(), media_type=data.content_type
    )
    return {"id": stored.id, "name": stored.name, "media_type": stored.media_type, "size": stored.size}


@get("/files/{file_id:uuid}", permission=AUTHENTICATED)
async def download_file(ctx: Context, file_id: UUID) -> Response[bytes]:
    """The file, for whoever put it in and for those who may read files."""
    stored, content = await service.download(platform_of(ctx), ctx, file_id)
    return Response(
        content,
        media_type=stored.media_type,
        headers={
            "Content-Disposition": disposition(stored.name),
            # A browser neither guesses another type nor runs what is inside.
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        },
    )


HANDLERS = (upload_file, download_file)
