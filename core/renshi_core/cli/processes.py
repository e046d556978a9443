"""What the commands share: servers, a platform, and an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import uvloop

from renshi_core.builtin import core_plugin
from renshi_core.embedded import EmbeddedServers, Endpoints
from renshi_core.platform import Platform
from renshi_core.settings import Settings

T = TypeVar("T")


@contextmanager
def servers(settings: Settings) -> Iterator[Endpoints]:
    """The servers of the settings, or embedded ones for as long as the block lasts."""
    with EmbeddedServers(settings) as endpoints:
        yield endpoints


def build_platform(settings: Settings, endpoints: Endpoints) -> Platform:
    """A platform with the core and every installed plugin, not yet open."""
    return Platform.build(
        settings,
        owner_url=endpoints.database_owner_url,
        redis_url=endpoints.redis_url,
        builtin=[core_plugin()],
    )


@asynccontextmanager
async def opened(platform: Platform, *, watch: bool = False) -> AsyncIterator[Platform]:
    """The platform, connected."""
    await platform.open(watch=watch)
    try:
        yield platform
    finally:
        await platform.close()


def run(work: Callable[[], Awaitable[T]]) -> T:
    """Run a coroutine on uvloop."""

    async def main() -> T:
        return await work()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main())
