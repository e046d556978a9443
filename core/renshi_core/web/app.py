"""The application."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Litestar, Request, Router
from litestar.config.allowed_hosts import AllowedHostsConfig
from litestar.datastructures import UploadFile
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, Schema, SecurityScheme

from renshi_core.platform import Platform
from renshi_core.web.api_docs import API_DOCS
from renshi_core.web.assets import asset_handlers
from renshi_core.web.health import HEALTH_HANDLERS
from renshi_core.web.openapi import PlainJson
from renshi_core.web.outer import around
from renshi_core.web.problems import HANDLERS as PROBLEMS
from renshi_core.web.unit import UnitOfWork
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery

MAX_BODY = 10 * 1024 * 1024

# Words of our own in a form's JSON Schema; Litestar refuses those it doesn't know when it describes the API.
for word in (
    *("title_en", "description_en", "x-kind", "x-labels", "x-options-api"),
    *("x-name", "x-visible-when", "x-multiple", "x-list", "x-add"),
):
    setattr(Schema, word, None)


async def _context(request: Request[Any, Any, Any]) -> Context:
    ctx: Context = request.scope["state"]["renshi_ctx"]
    return ctx


async def _listing_query(request: Request[Any, Any, Any]) -> ListQuery:
    return ListQuery.parse(list(request.query_params.multi_items()))


def _file_only(_: type[UploadFile], value: Any) -> UploadFile:
    # Litestar hands on whatever the form's first field holds.
    if not isinstance(value, UploadFile):
        raise ValueError("a file is needed here")
    return value


def create_app(
    platform: Platform, *, handlers: Sequence[Any], routers: Sequence[Router], pages: Sequence[Any] = ()
) -> Litestar:
    """Build the application: ``handlers`` below ``/api``, plugins' ``routers``, and ``pages`` at their own paths."""

    async def provide_platform() -> Platform:
        return platform

    settings = platform.settings
    app = Litestar(
        route_handlers=[
            Router(path="/api", route_handlers=list(handlers)),
            *routers,
            *asset_handlers(platform),
            *HEALTH_HANDLERS,
            *API_DOCS,
            *pages,
        ],
        dependencies={
            "ctx": Provide(_context),
            "listing_query": Provide(_listing_query),
            "platform": Provide(provide_platform),
        },
        middleware=[UnitOfWork(platform)],
        type_decoders=[(lambda wanted: wanted is UploadFile, _file_only)],
        exception_handlers=PROBLEMS,
        request_max_body_size=MAX_BODY,
        allowed_hosts=None
        if "*" in settings.allowed_hosts
        else AllowedHostsConfig(allowed_hosts=list(settings.allowed_hosts)),
        openapi_config=OpenAPIConfig(
            title="Renshi API",
            version="0.1.0",
            description="One API for integrators and for the console itself.",
            path="/schema",
            # The other renderers load their scripts from a CDN; ours is at /api-docs.
            render_plugins=[PlainJson()],
            components=Components(
                security_schemes={
                    "key": SecurityScheme(type="http", scheme="bearer", description="API key, rk_…"),
                    "session": SecurityScheme(
                        type="apiKey", name="renshi_session", security_scheme_in="cookie"
                    ),
                }
            ),
            security=[{"key": []}, {"session": []}],
        ),
        debug=False,
        # Its own would take the root logger away from renshi_core.logs.
        logging_config=None,
    )
    app.asgi_handler = around(app.asgi_handler, secure=settings.cookie_secure)
    return app
