"""Comments, attachments and substitutes over HTTP."""

from typing import Any
from uuid import UUID

from litestar import Response

from renshi_core.files.names import disposition
from renshi_core.jobs.above import platform_of
from renshi_core.requests import service, substitutes, talk
from renshi_core.requests.schemas import AttachmentBody, CommentBody, SubstituteBody
from renshi_sdk.context import Context
from renshi_sdk.web import AUTHENTICATED, delete, get, post


def _all(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/requests/{request_id:uuid}/comments", permission=AUTHENTICATED)
async def list_comments(ctx: Context, request_id: UUID) -> dict[str, Any]:
    """What people said about a request, oldest first."""
    await service.get(ctx, platform_of(ctx), request_id)
    return _all(await talk.comments(request_id))


@post("/requests/{request_id:uuid}/comments", permission=AUTHENTICATED)
async def add_comment(ctx: Context, request_id: UUID, data: CommentBody) -> dict[str, Any]:
    """Say something about a request; who is mentioned is told."""
    made = await talk.comment(ctx, platform_of(ctx), request_id, data.body, data.mentions)
    return {"id": made}


@get("/requests/{request_id:uuid}/participants", permission=AUTHENTICATED)
async def list_participants(ctx: Context, request_id: UUID) -> dict[str, Any]:
    """Who has a part in a request and can be mentioned, as choices."""
    request = await service.get(ctx, platform_of(ctx), request_id)
    people = await ctx.people.by_ids(await talk.participants(request))
    options = [
        {"value": person.id, "label": person.name}
        for person in sorted(people.values(), key=lambda p: p.number)
        if person.id != ctx.actor.employee_id
    ]
    return {"options": options}


@get("/requests/{request_id:uuid}/attachments", permission=AUTHENTICATED)
async def list_attachments(ctx: Context, request_id: UUID) -> dict[str, Any]:
    """The files that go with a request."""
    await service.get(ctx, platform_of(ctx), request_id)
    return _all(await talk.attachments(request_id))


@post("/requests/{request_id:uuid}/attachments", permission=AUTHENTICATED)
async def add_attachment(ctx: Context, request_id: UUID, data: AttachmentBody) -> dict[str, Any]:
    """Attach a file that the caller put in before (``POST /api/files``)."""
    return await talk.attach(ctx, platform_of(ctx), request_id, data.file_id)


@get("/requests/{request_id:uuid}/attachments/{file_id:uuid}", permission=AUTHENTICATED)
async def get_attachment(ctx: Context, request_id: UUID, file_id: UUID) -> Response[bytes]:
    """An attachment's content, for whoever may see the request."""
    stored, content = await talk.attachment(ctx, platform_of(ctx), request_id, file_id)
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


@delete("/requests/{request_id:uuid}/attachments/{file_id:uuid}", permission=AUTHENTICATED)
async def remove_attachment(ctx: Context, request_id: UUID, file_id: UUID) -> None:
    """Take one's own attachment off an open request."""
    await talk.detach(ctx, platform_of(ctx), request_id, file_id)


@get("/requests/substitutes", permission=AUTHENTICATED)
async def list_substitutes(ctx: Context) -> dict[str, Any]:
    """Who stands in for whom now and in future: the caller's own, where the caller stands in, and in HR's scope."""
    return _all(await substitutes.listed(ctx))


@post("/requests/substitutes", permission=AUTHENTICATED)
async def name_substitute(ctx: Context, data: SubstituteBody) -> dict[str, Any]:
    """Name a substitute for certain days, or for whenever one is on leave."""
    return {"id": await substitutes.name(ctx, data)}


@post("/requests/substitutes/{substitute_id:uuid}/end", permission=AUTHENTICATED, status_code=200)
async def end_substitute(ctx: Context, substitute_id: UUID) -> dict[str, Any]:
    """End a substitution; what was handed over stays with the substitute."""
    await substitutes.end(ctx, substitute_id)
    return {"id": substitute_id}


HANDLERS = (
    list_comments,
    add_comment,
    list_participants,
    list_attachments,
    add_attachment,
    get_attachment,
    remove_attachment,
    list_substitutes,
    name_substitute,
    end_substitute,
)
