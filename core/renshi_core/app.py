"""The web application of one process."""

from __future__ import annotations

from litestar import Litestar

from renshi_core.builtin import core_handlers
from renshi_core.console.endpoints import CONSOLE_HANDLERS
from renshi_core.platform import Platform
from renshi_core.plugins.mounting import routers
from renshi_core.plugins.records import CORE
from renshi_core.web.app import create_app


def build_app(platform: Platform) -> Litestar:
    """Everything that is served: the core's API, the console, and every loaded plugin's routes."""
    plugin_routers = [
        router for loaded in platform.registry.in_order() if loaded.id != CORE for router in routers(loaded)
    ]
    return create_app(platform, handlers=core_handlers(), routers=plugin_routers, pages=CONSOLE_HANDLERS)
