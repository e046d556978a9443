"""Running plugin code: a time limit, containment of what it raises, and the account of failures.

Isolation here is for faults, not for malice: a plugin in the process is trusted code. What blocks the loop can
only be noticed (``watchdog``).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

from renshi_sdk.db.session import _current_connection
from renshi_sdk.errors import RenshiError, Temporary
from renshi_sdk.text import Text

log = logging.getLogger(__name__)
T = TypeVar("T")
GRACE_SECONDS = 0.5


class PluginFailed(Temporary):
    """A plugin raised something unexpected, or ran out of time. The text names it."""

    default_code = "plugin_failed"

    def __init__(self, plugin: str, what: str, reason: str) -> None:
        super().__init__(
            Text(
                f"插件“{plugin}”在{what}时出错：{reason}。请稍后重试，或由管理员在插件页查看。",
                f"plugin {plugin!r} failed at {what}: {reason}. Try again later, or look at it on the plugin page.",
            ),
            plugin=plugin,
        )
        self.plugin = plugin
        self.reason = reason


class _Stopped(Exception):
    """Stands in for SystemExit and KeyboardInterrupt, which would end the whole event loop."""


async def _contained(work: Coroutine[Any, Any, T]) -> T:
    try:
        return await work
    except (SystemExit, KeyboardInterrupt, GeneratorExit) as error:
        raise _Stopped(f"{type(error).__name__}: {error}") from error


async def run_guarded(plugin: str, work: Coroutine[Any, Any, T], *, what: str, timeout: timedelta) -> T:
    """Run ``work`` of ``plugin`` inside the caller's unit of work.

    Raises:
        RenshiError: as raised by the plugin, when it is an expected one.
        PluginFailed: for anything else and for a time-out. After a time-out the unit's connection is cut, so
            that code which ignores its cancellation can't write any more.
    """
    task = asyncio.ensure_future(_contained(work))
    try:
        # asyncio.wait_for would wait for the plugin to accept its cancellation.
        done, _ = await asyncio.wait({task}, timeout=timeout.total_seconds())
    except asyncio.CancelledError:
        # The caller gives up. Its savepoint needs a connection that no query of the plugin is using any more.
        task.cancel()
        await asyncio.wait({task}, timeout=GRACE_SECONDS)
        raise
    if not done:
        task.cancel()
        await asyncio.wait({task}, timeout=GRACE_SECONDS)
        connection = _current_connection.get()
        if connection is not None and not task.done():
            connection.terminate()
        task.add_done_callback(_swallow)
        raise PluginFailed(plugin, what, f"no answer within {timeout.total_seconds():g} s")
    try:
        return task.result()
    except RenshiError:
        raise
    except asyncio.CancelledError as error:
        raise PluginFailed(plugin, what, "it cancelled itself") from error
    except Exception as error:
        log.exception("plugin_failed plugin=%s what=%s", plugin, what)
        raise PluginFailed(plugin, what, f"{type(error).__name__}: {error}") from error


def _swallow(task: asyncio.Task[Any]) -> None:
    if not task.cancelled():
        task.exception()
