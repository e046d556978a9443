"""A trial of a plugin's routes before the application is built."""

from __future__ import annotations

from typing import Any

from litestar import Litestar, Router
from litestar.di import Provide

from renshi_core.plugins.records import Loaded
from renshi_sdk.context import Context
from renshi_sdk.db import ListQuery


async def _no_context() -> Context:
    raise RuntimeError("a trial serves nothing")


async def _no_listing() -> ListQuery:
    raise RuntimeError("a trial serves nothing")


def routers(loaded: Loaded) -> list[Router]:
    """The routers of a plugin: its API, and its public side below the company's code."""
    handlers: list[Any] = [h for routes in loaded.routes for h in routes.handlers]
    public: list[Any] = [h for routes in loaded.routes for h in routes.public]
    made = []
    if handlers:
        made.append(
            Router(
                path=f"/api/plugins/{loaded.id}",
                route_handlers=handlers,
                tags=[loaded.manifest.title.en],
                opt={"plugin": loaded.id},
            )
        )
    if public:
        made.append(
            Router(
                path="/public/{company_code:str}/" + loaded.id,
                route_handlers=public,
                tags=[f"{loaded.manifest.title.en} (public)"],
                opt={"plugin": loaded.id},
            )
        )
    return made


def trial(loaded: Loaded) -> None:
    """Build an application of this plugin's routes alone; raises whatever Litestar raises."""
    Litestar(
        route_handlers=routers(loaded),
        dependencies={
            "ctx": Provide(_no_context),
            "listing_query": Provide(_no_listing),
        },
        openapi_config=None,
        logging_config=None,
    )
