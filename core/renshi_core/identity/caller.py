"""The account behind a request."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request
from litestar.exceptions import HTTPException

from renshi_sdk.context import Context
from renshi_sdk.errors import Forbidden
from renshi_sdk.text import Text

AnyRequest = Request[Any, Any, Any]


def user_of(ctx: Context) -> UUID:
    """The account behind the request."""
    if ctx.actor.id is None:
        raise Forbidden(Text("此操作需要账号", "this needs an account"))
    return ctx.actor.id


def own_session(request: AnyRequest) -> UUID:
    """The session of the request; what concerns one's own sign-in isn't for keys."""
    session_id: UUID | None = request.scope["state"]["renshi_principal"].session_id
    if session_id is None:
        raise Forbidden(
            Text("请登录后操作，API 密钥不能使用此功能", "sign in for this; API keys can't do it"),
            code="session.needed",
        )
    return session_id


def only_json(request: AnyRequest) -> None:
    """Refuse what a foreign page's form can send: without a token of a session, that would sign people in as
    somebody else.

    Raises:
        HTTPException: 415.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(status_code=415, detail="send application/json")
