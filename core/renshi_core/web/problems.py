"""Problem documents (RFC 9457) for everything that doesn't go through."""

from __future__ import annotations

import logging
from typing import Any

import asyncpg
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import Send
from pydantic import ValidationError

from renshi_core import logs
from renshi_core.web import wording
from renshi_sdk.errors import RenshiError
from renshi_sdk.text import Text

log = logging.getLogger(__name__)

TITLES: dict[int, Text] = {
    400: Text("请求有误", "Bad request"),
    401: Text("未登录", "Not signed in"),
    403: Text("没有权限", "Not allowed"),
    404: Text("未找到", "Not found"),
    405: Text("不支持该方法", "Method not allowed"),
    408: Text("请求超时", "Too slow"),
    409: Text("与当前状态冲突", "Conflict"),
    413: Text("内容过大", "Too large"),
    415: Text("不支持的内容类型", "Unsupported media type"),
    422: Text("填写有误", "Invalid input"),
    429: Text("操作过于频繁", "Too many requests"),
    500: Text("系统出错", "Something went wrong"),
    503: Text("暂时不可用", "Temporarily unavailable"),
}

# What PostgreSQL refuses is the caller's input or a race, not a fault of ours.
DATABASE: tuple[tuple[type[BaseException], int, str, Text], ...] = (
    (
        asyncpg.UniqueViolationError,
        409,
        "duplicate",
        Text("已存在相同的记录", "the same thing exists already"),
    ),
    (
        asyncpg.ForeignKeyViolationError,
        422,
        "unknown_reference",
        Text("引用的对象不存在，或仍被使用", "something it refers to doesn't exist, or is still in use"),
    ),
    (asyncpg.CheckViolationError, 422, "out_of_range", Text("数值超出允许范围", "a value is out of range")),
    (asyncpg.NotNullViolationError, 422, "missing", Text("缺少必填内容", "something required is missing")),
    (asyncpg.DataError, 422, "unusable_value", Text("有内容无法保存", "a value can't be stored")),
    (
        asyncpg.SerializationError,
        503,
        "busy",
        Text("与其他操作冲突，请重试", "it collided with something else; try again"),
    ),
    (
        asyncpg.PostgresConnectionError,
        503,
        "database_away",
        Text("数据库暂时不可用，请稍后重试", "the database is away for a moment; try again"),
    ),
    (
        asyncpg.DeadlockDetectedError,
        503,
        "busy",
        Text("与其他操作冲突，请重试", "it collided with something else; try again"),
    ),
)

BODY_READERS = {"decode_json", "decode_msgpack", "parse_multipart_form", "_extract_multipart"}


def locale_of(request: Request[Any, Any, Any]) -> str:
    """``en-US`` where the caller asks for English, else ``zh-CN``."""
    return "en-US" if request.headers.get("accept-language", "").lower().startswith("en") else "zh-CN"


def problem(
    request: Request[Any, Any, Any],
    status: int,
    code: str,
    detail: Text,
    *,
    fields: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
    **extra: Any,
) -> Response[dict[str, Any]]:
    """A problem document in the caller's language."""
    locale = locale_of(request)
    body: dict[str, Any] = {
        "type": f"urn:renshi:{code}",
        "title": TITLES.get(status, TITLES[500]).of(locale),
        "status": status,
        "code": code,
        "detail": detail.of(locale),
        "request_id": logs.current_request_id(),
        **extra,
    }
    if fields:
        body["fields"] = {
            name: value.of(locale) if isinstance(value, Text) else str(value)
            for name, value in fields.items()
        }
    return Response(body, status_code=status, media_type="application/problem+json", headers=headers)


def on_expected(request: Request[Any, Any, Any], error: RenshiError) -> Response[Any]:
    """Expected trouble, as raised by services."""
    headers = {"Retry-After": str(error.extra["retry_after"])} if "retry_after" in error.extra else None
    return problem(
        request,
        error.status,
        error.code,
        error.text,
        fields=getattr(error, "fields", None),
        headers=headers,
        **error.extra,
    )


CHECK = Text("请检查填写的内容", "check what you have filled in")


def on_validation(request: Request[Any, Any, Any], error: ValidationException) -> Response[Any]:
    """A body or parameter that doesn't fit, with the field and what is wrong with it."""
    fields: dict[str, Any] = {}
    for item in error.extra if isinstance(error.extra, list) else []:
        if isinstance(item, dict):
            fields[str(item.get("key") or "body")] = wording.of_message(str(item.get("message") or ""))
    # The words come from Litestar without what they are made of; that is in what they were raised from.
    for detail in getattr(error.__cause__, "errors", None) or ():
        if isinstance(detail, dict) and wording.path_of(detail) in fields:
            fields[wording.path_of(detail)] = wording.of_pydantic(detail)
    return problem(request, 422, "invalid", CHECK, fields=fields or None)


def on_model(request: Request[Any, Any, Any], error: ValidationError) -> Response[Any]:
    """A pydantic model that a service built from a caller's input."""
    details = error.errors(include_url=False, include_input=False)
    return problem(
        request, 422, "invalid", CHECK, fields={wording.path_of(d): wording.of_pydantic(d) for d in details}
    )


def on_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """What Litestar itself refuses."""
    status = 422 if error.status_code == 400 and isinstance(error, ValidationException) else error.status_code
    title = TITLES.get(status, TITLES[400])
    if status >= 500:
        return on_unexpected(request, error)
    return problem(
        request, status, f"http_{status}", Text(title.zh, error.detail or title.en), headers=error.headers
    )


def on_database(request: Request[Any, Any, Any], error: asyncpg.PostgresError) -> Response[Any]:
    """What the database refuses; names of tables and values stay in the log."""
    for kind, status, code, detail in DATABASE:
        if isinstance(error, kind):
            log.warning("database_refused error=%s", type(error).__name__)
            return problem(request, status, code, detail)
    return on_unexpected(request, error)


def on_unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A fault of ours: the caller gets the request's id, the log gets the rest."""
    if _from_the_body(error):
        return problem(
            request, 400, "unreadable_body", Text("请求内容无法解析", "the request's body can't be read")
        )
    log.exception("request_failed", exc_info=error)
    return problem(
        request,
        500,
        "unexpected",
        Text(
            "系统出错，请稍后重试；如仍有问题请提供请求编号",
            "try again later; if it stays, tell us the request's id",
        ),
    )


def _from_the_body(error: BaseException) -> bool:
    """Whether the body couldn't be taken apart: bytes that are no text, thousands of brackets, a form without the
    file that is asked for. Litestar lets these pass as they are."""
    found: BaseException = error
    if isinstance(error, RuntimeError) and isinstance(error.__cause__, StopIteration):
        found = error.__cause__
    if not isinstance(found, UnicodeDecodeError | RecursionError | StopIteration):
        return False
    frame = found.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return frame is not None and frame.tb_frame.f_code.co_name in BODY_READERS


async def answer(request: Request[Any, Any, Any], error: Exception, send: Send) -> None:
    """Send the problem document of ``error`` past Litestar, where it thinks it has answered."""
    handler = next(HANDLERS[kind] for kind in type(error).__mro__ if kind in HANDLERS)
    response: Response[Any] = handler(request, error)
    await response.to_asgi_response(app=None, request=request)(request.scope, request.receive, send)


HANDLERS: dict[Any, Any] = {
    RenshiError: on_expected,
    ValidationException: on_validation,
    ValidationError: on_model,
    HTTPException: on_http,
    asyncpg.PostgresError: on_database,
    asyncpg.DataError: on_database,
    Exception: on_unexpected,
}
