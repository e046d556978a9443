"""The public callback, and the message log."""

from typing import Any
from uuid import UUID

from litestar import MediaType, Request
from litestar import Response as HttpResponse

from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, public_get, public_post
from renshi_wechat.messages import service
from renshi_wechat.messages.service import Response
from renshi_wechat.permissions import MESSAGE_READ
from renshi_wechat.protocol.inbound import MAX_BODY_BYTES

PUSHES_PER_MINUTE = 12_000


@public_get("/callback/{account_id:uuid}", media_type=MediaType.TEXT)
async def check_address(ctx: Context, account_id: UUID, request: Request[Any, Any, Any]) -> HttpResponse[str]:
    """WeChat's console checks the address."""
    return _answer(await service.check_address(ctx, account_id, _query(request)), "text/plain")


@public_post(
    "/callback/{account_id:uuid}",
    status_code=200,
    media_type=MediaType.TEXT,
    request_max_body_size=MAX_BODY_BYTES,
    # All of a company's employees come from WeChat's few addresses.
    opt={"rate_limit": PUSHES_PER_MINUTE},
)
async def receive(ctx: Context, account_id: UUID, request: Request[Any, Any, Any]) -> HttpResponse[str]:
    """WeChat pushes a message or an event."""
    body = await request.body()
    return _answer(await service.receive(ctx, account_id, _query(request), body), "application/xml")


@get("/messages", permission=MESSAGE_READ)
async def list_messages(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """What was sent, by which way, and how it fared. Contents aren't kept."""
    return page_of(await service.sent(ctx, listing_query))


@get("/pushes", permission=MESSAGE_READ)
async def list_pushes(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """What came in and what became of it. Contents aren't kept."""
    return page_of(await service.received(ctx, listing_query))


HANDLERS = (list_messages, list_pushes)
PUBLIC = (check_address, receive)


def _query(request: Request[Any, Any, Any]) -> dict[str, str]:
    """The query string; a parameter that comes twice is no parameter at all."""
    params = request.query_params
    return {name: params[name] for name in params if len(params.getall(name)) == 1}


def _answer(response: Response, media_type: str) -> HttpResponse[str]:
    kind = media_type if response.body else "text/plain"
    return HttpResponse(response.body, status_code=response.status, media_type=kind)
