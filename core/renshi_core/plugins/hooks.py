"""Run-time hooks: typed, timed, one savepoint each, for companies that have the plugin on."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pluggy import HookImpl

from renshi_core.plugins.guard import PluginFailed
from renshi_sdk.context import Context
from renshi_sdk.contracts import (
    Absence,
    Balance,
    JobChange,
    LabourContract,
    Outcome,
    PayItem,
    PaySlipSummary,
    RosterShift,
    TimelineEntry,
)
from renshi_sdk.db import savepoint

if TYPE_CHECKING:
    from renshi_core.platform import Platform

RESULTS: dict[str, type[Any]] = {
    "collect_pay_items": PayItem,
    "collect_balances": Balance,
    "collect_pay_slips": PaySlipSummary,
    "collect_timeline": TimelineEntry,
    "collect_roster": RosterShift,
    "collect_absences": Absence,
    "collect_outcomes": Outcome,
    "collect_labour_contracts": LabourContract,
}
LIMITS = {
    "collect_pay_items": timedelta(minutes=2),
    "collect_roster": timedelta(minutes=1),
    "collect_outcomes": timedelta(minutes=2),
    "on_enable": timedelta(minutes=1),
}
DEFAULT_LIMIT = timedelta(seconds=10)


class HookDispatcher:
    """Calls run-time hooks. pluggy itself would abort a call at the first raising plugin."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def before_job_change(self, ctx: Context, change: JobChange) -> None:
        """Let plugins veto a job change; what one raises refuses it."""
        for plugin, implementation in self._implementations("before_job_change"):
            if await ctx.plugins.enabled(plugin):
                await self._run(ctx, plugin, implementation, "before_job_change", {"change": change})

    async def collect(self, ctx: Context, hook: str, **arguments: Any) -> list[Any]:
        """Ask every other enabled plugin and join the answers, in plugin order.

        Raises:
            PluginFailed: one raised, ran out of time, or answered something else than the hook promises.
        """
        kind = RESULTS[hook]
        found: list[Any] = []
        for plugin, implementation in self._implementations(hook):
            if plugin == ctx.plugin or not await ctx.plugins.enabled(plugin):
                continue
            answer = await self._run(ctx, plugin, implementation, hook, arguments)
            if not isinstance(answer, list) or not all(isinstance(item, kind) for item in answer):
                raise PluginFailed(plugin, hook, f"it must answer a list of {kind.__name__}")
            found.extend(answer)
        return found

    async def lifecycle(self, ctx: Context, hook: str, plugin: str) -> None:
        """Tell one plugin that its company switched it."""
        for owner, implementation in self._implementations(hook):
            if owner == plugin:
                await self._run(ctx, plugin, implementation, hook, {})

    def _implementations(self, hook: str) -> Iterator[tuple[str, HookImpl]]:
        by_module = {
            implementation.plugin: implementation
            for implementation in getattr(self._platform.loader.manager.hook, hook).get_hookimpls()
        }
        for loaded in self._platform.registry.in_order():
            if loaded.module in by_module:
                yield loaded.id, by_module[loaded.module]

    async def _run(
        self, ctx: Context, plugin: str, implementation: HookImpl, hook: str, arguments: dict[str, Any]
    ) -> Any:
        inside = replace(ctx, plugin=plugin)
        chosen = {"ctx": inside, **arguments}
        work = implementation.function(**{name: chosen[name] for name in implementation.argnames})
        if not inspect.iscoroutine(work):
            raise PluginFailed(plugin, hook, "the hook must be an async function")
        async with savepoint():
            return await self._platform.guarded(
                inside, work, what=hook, timeout=LIMITS.get(hook, DEFAULT_LIMIT)
            )
