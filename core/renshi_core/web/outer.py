"""Around every request: its id, its metrics, the headers that keep browsers careful."""

from __future__ import annotations

import logging
import time
from typing import Any

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import Counter, Histogram

from renshi_core import logs

log = logging.getLogger("renshi.access")

REQUESTS = Counter("renshi_http_requests", "HTTP requests.", ("method", "route", "status"))
SECONDS = Histogram(
    "renshi_http_request_seconds",
    "Time to the answer's head.",
    ("method", "route"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

# amis compiles expressions of its pages in the browser, hence 'unsafe-eval'; it sets styles inline. No script
# comes from elsewhere, and none is inline.
CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(self), camera=(self), microphone=(self)",
}


def around(app: ASGIApp, *, secure: bool) -> ASGIApp:
    """Wrap the whole application."""

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        offered = headers.get(b"x-request-id", b"").decode("latin-1") or None
        request_id = logs.request_id(offered)
        began, method = time.perf_counter(), scope["method"]
        status: list[int] = [500]

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
                out = MutableScopeHeaders(message)
                out["x-request-id"] = request_id
                for name, value in HEADERS.items():
                    out.setdefault(name, value)
                if secure:
                    out.setdefault("strict-transport-security", "max-age=31536000; includeSubDomains")
                if scope["path"].startswith("/api/"):
                    out.setdefault("cache-control", "no-store")
            await send(message)

        with logs.context(request_id=request_id):
            try:
                await app(scope, receive, sending)
            finally:
                took = time.perf_counter() - began
                route = _route(scope)
                REQUESTS.labels(method, route, str(status[0])).inc()
                SECONDS.labels(method, route).observe(took)
                log.info(
                    "request method=%s route=%s status=%s ms=%.1f", method, route, status[0], took * 1000
                )

    return outer


def _route(scope: Any) -> str:
    """The route's pattern, never the path: ids would make endless series."""
    handler = scope.get("route_handler")
    if handler is None:
        return "unknown"
    template = scope.get("path_template")
    return str(template or next(iter(handler.paths), "unknown"))
