"""Reading a request's body before a unit of work is opened for it.

A caller who sends slowly, or not at all, would otherwise hold one of the few connections to the database.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from litestar.exceptions import HTTPException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.handlers import HTTPRouteHandler
from litestar.types import HTTPScope, Receive

METHODS = {"POST", "PUT", "PATCH", "DELETE"}
PIECE_SECONDS = 20.0
WHOLE_SECONDS = 120.0


async def read_whole(scope: HTTPScope, receive: Receive) -> Receive:
    """Read the body and return a ``receive`` that gives it again, in one piece.

    Raises:
        RequestEntityTooLarge: it is larger than the handler takes. HTTPException: 408, it comes too slowly.
    """
    handler = cast("HTTPRouteHandler", scope["route_handler"])
    limit = handler.resolve_request_max_body_size()
    body, more, gone = bytearray(), True, False
    try:
        async with asyncio.timeout(WHOLE_SECONDS):
            while more:
                message = await asyncio.wait_for(receive(), PIECE_SECONDS)
                if message["type"] != "http.request":
                    gone = True
                    break
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if limit is not None and len(body) > limit:
                    raise RequestEntityTooLarge
    except TimeoutError as error:
        raise HTTPException(status_code=408, detail="the body comes too slowly") from error
    given = False

    async def again() -> Any:
        nonlocal given
        if given or gone:
            return {"type": "http.disconnect"} if gone else await receive()
        given = True
        return {"type": "http.request", "body": bytes(body), "more_body": False}

    return again
