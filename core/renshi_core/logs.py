"""Log lines: one shape for the platform, plugins, the web server and libraries.

`configure` is called once in each process. After it both `structlog.get_logger()` and `logging.getLogger()`
write through the same steps, as text for people or as one JSON object a line, to standard error. What a
request or job binds with `context` is on every line written inside it, also by libraries.

Text from outside (names, headers, file names) cannot forge a line or drive a terminal: control and
direction characters are written as escapes, and lines of a traceback are indented.
"""

from __future__ import annotations

import contextlib
import logging
import re
import secrets
import sys
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from renshi_core.settings import Settings

HIDDEN = "[hidden]"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
# C0 and C1 controls, line and paragraph separators, characters that reorder the text around them, halves of
# surrogate pairs (no encoding writes those).
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSAFE_EXCEPT_NEWLINE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_SECRET_KEY = re.compile(
    r"(^|_)(password|passwd|secret|token|authorization|cookie|api_key|private_key|id_number|bank_account)$"
)
# These write request URLs, and URLs of WeChat and of signed downloads carry tokens.
_QUIET_LIBRARIES = ("httpx", "httpcore", "urllib3")
_SERVER_LOGGERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "arq", "litestar")


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send every logger of this process through one formatter. Calling it again replaces the set-up."""
    target = stream if stream is not None else sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        hide_secrets,
        make_safe,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(serializer=_to_json)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=target.isatty())
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in _SERVER_LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    access = logging.getLogger("uvicorn.access")
    access.filters[:] = [_without_query]
    for name in _QUIET_LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        # A cached logger would keep the set-up it was first used under.
        cache_logger_on_first_use=False,
    )


@contextlib.contextmanager
def context(**values: Any) -> Iterator[None]:
    """Put `values` (request_id, tenant, job …) on every line written inside, also by what is awaited."""
    with structlog.contextvars.bound_contextvars(**values):
        yield


def request_id(offered: str | None) -> str:
    """The id of a request: what a proxy sent along if that is letters, digits and `._-`, else a new one."""
    if offered is not None and _REQUEST_ID.fullmatch(offered):
        return offered
    return secrets.token_hex(8)


def current_request_id() -> str | None:
    """The `request_id` bound by `context`, to pass on to other services and into events."""
    value = structlog.contextvars.get_contextvars().get("request_id")
    return value if isinstance(value, str) else None


def hide_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace the values of keys that name a secret or an ID number, also in nested mappings."""
    return {
        key: HIDDEN if _SECRET_KEY.search(key.lower()) else _hide_inside(value)
        for key, value in event.items()
    }


def make_safe(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Escape control and direction characters in keys and values; indent tracebacks."""
    safe: EventDict = {}
    for key, value in event.items():
        if key in {"exception", "stack"} and isinstance(value, str):
            text = _UNSAFE_EXCEPT_NEWLINE.sub(_escape, value)
            safe[key] = "\n".join(f"  {line}" for line in text.split("\n"))
        elif key in {"_record", "_from_structlog"}:
            safe[key] = value
        else:
            safe[_UNSAFE.sub(_escape, key)] = _safe_value(value)
    return safe


def _hide_inside(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            key: HIDDEN if isinstance(key, str) and _SECRET_KEY.search(key.lower()) else _hide_inside(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_hide_inside(inner) for inner in value]
    return value


def _safe_value(value: Any) -> Any:
    if value is None or isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < 2**53):
        return value
    if isinstance(value, Mapping):
        return {_UNSAFE.sub(_escape, str(key)): _safe_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_safe_value(inner) for inner in value]
    return _UNSAFE.sub(_escape, str(value))


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character, f"\\u{ord(character):04x}")


def _to_json(event: EventDict, **_options: Any) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _without_query(record: logging.LogRecord) -> bool:
    # uvicorn's arguments: client, method, path with query, HTTP version, status. Queries carry sign-in codes.
    if isinstance(record.args, tuple) and len(record.args) == 5:
        client, method, path, version, status = record.args
        record.args = (client, method, str(path).partition("?")[0], version, status)
    return True
