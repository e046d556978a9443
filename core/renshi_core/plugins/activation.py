"""Enabled is a company's choice, kept in the database and asked for at the moment of use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError

from renshi_core.plugins.records import CORE, Loaded
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch, fetch_value
from renshi_sdk.errors import Conflict, Invalid, NeedsAttention, NotFound
from renshi_sdk.events import PluginDisabled, PluginEnabled
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

S = TypeVar("S", bound=BaseModel)
BREAK_AFTER = 5
"""Failures in a row, in one company, after which a plugin is taken out of service there."""


@dataclass(frozen=True, slots=True)
class PluginState:
    """A plugin in a company."""

    plugin: str
    enabled: bool
    broken_at: datetime | None = None
    broken_reason: str | None = None
    failures: int = 0


@dataclass(slots=True)
class Activation:
    """Which plugin is on where. All methods run in the caller's unit of work."""

    platform: Platform
    _failing: set[tuple[UUID, str]] = field(default_factory=set)

    async def is_enabled(self, company_id: UUID, plugin: str) -> bool:
        """On, loaded, and not taken out of service. The core is always on."""
        if plugin == CORE:
            return True
        if plugin not in self.platform.registry.plugins:
            return False
        return bool(
            await fetch_value(
                "SELECT EXISTS (SELECT FROM core_plugin_activation"
                " WHERE company_id = $1 AND plugin = $2 AND enabled AND broken_at IS NULL)",
                company_id,
                plugin,
            )
        )

    async def enabled_set(self, company_id: UUID) -> frozenset[str]:
        """All plugins that are on for a company now, the core among them."""
        rows = await fetch(
            "SELECT plugin FROM core_plugin_activation WHERE company_id = $1 AND enabled AND broken_at IS NULL",
            company_id,
        )
        return frozenset(r["plugin"] for r in rows if r["plugin"] in self.platform.registry.plugins) | {CORE}

    async def states(self, company_id: UUID) -> dict[str, PluginState]:
        """Every plugin the company ever switched."""
        rows = await fetch(
            "SELECT plugin, enabled, broken_at, broken_reason, failures FROM core_plugin_activation"
            " WHERE company_id = $1",
            company_id,
        )
        return {r["plugin"]: PluginState(**dict(r)) for r in rows}

    async def enable(self, ctx: Context, plugin: str) -> None:
        """Switch a plugin on for the context's company, with its permissions and its own preparation.

        Raises:
            NotFound: not loaded. Conflict: a plugin it requires is off. Whatever its ``on_enable`` raises.
        """
        loaded = self._loaded(plugin)
        enabled = await self.enabled_set(ctx.company_id)
        missing = [r for r in loaded.manifest.requires if r not in enabled]
        if missing:
            names = "、".join(self._title(r).zh for r in missing)
            raise Conflict(
                Text(
                    f"请先启用：{names}", f"switch on first: {', '.join(self._title(r).en for r in missing)}"
                ),
                code="plugin.requires",
                requires=missing,
            )
        if plugin in enabled:
            return
        await execute(
            "INSERT INTO core_plugin_activation (id, company_id, plugin, enabled) VALUES ($1, $2, $3, true)"
            " ON CONFLICT (tenant_id, company_id, plugin) DO UPDATE"
            " SET enabled = true, changed_at = now(), failures = 0, broken_at = NULL, broken_reason = NULL",
            new_id(),
            ctx.company_id,
            plugin,
        )
        await self.platform.seed_roles(ctx, loaded.permissions)
        await self.platform.hooks.lifecycle(ctx, "on_enable", plugin)
        await ctx.audit.record("core.plugin.enable", subject="plugin", detail={"plugin": plugin})
        await ctx.events.publish(PluginEnabled(company_id=ctx.company_id, plugin=plugin))

    async def disable(self, ctx: Context, plugin: str) -> None:
        """Switch a plugin off for the context's company. Its data stays.

        Raises:
            Conflict: another plugin that is on requires it.
        """
        enabled = await self.enabled_set(ctx.company_id)
        needing = [
            p.id
            for p in self.platform.registry.in_order()
            if p.id in enabled and plugin in p.manifest.requires
        ]
        if needing:
            raise Conflict(
                Text(
                    f"请先停用依赖它的插件：{'、'.join(self._title(p).zh for p in needing)}",
                    f"switch off first what requires it: {', '.join(needing)}",
                ),
                code="plugin.required",
                required_by=needing,
            )
        changed = await fetch_value(
            "UPDATE core_plugin_activation SET enabled = false, changed_at = now()"
            " WHERE company_id = $1 AND plugin = $2 AND enabled RETURNING id",
            ctx.company_id,
            plugin,
        )
        if changed is None:
            self._loaded(plugin)
            return
        if plugin in self.platform.registry.plugins:
            await self.platform.hooks.lifecycle(ctx, "on_disable", plugin)
        await ctx.audit.record("core.plugin.disable", subject="plugin", detail={"plugin": plugin})
        await ctx.events.publish(PluginDisabled(company_id=ctx.company_id, plugin=plugin))

    async def reset(self, ctx: Context, plugin: str) -> None:
        """Put a plugin that was taken out of service back in."""
        await execute(
            "UPDATE core_plugin_activation SET failures = 0, broken_at = NULL, broken_reason = NULL"
            " WHERE company_id = $1 AND plugin = $2",
            ctx.company_id,
            plugin,
        )
        self._failing.discard((ctx.company_id, plugin))
        await ctx.audit.record("core.plugin.reset", subject="plugin", detail={"plugin": plugin})

    async def failed(self, company_id: UUID, plugin: str, reason: str) -> None:
        """Count a failure, in a unit of its own tenant; the fifth in a row takes the plugin out of service."""
        self._failing.add((company_id, plugin))
        await execute(
            "UPDATE core_plugin_activation SET failures = failures + 1,"
            " broken_at = CASE WHEN failures + 1 >= $3 THEN coalesce(broken_at, now()) END,"
            " broken_reason = CASE WHEN failures + 1 >= $3 THEN $4 END"
            " WHERE company_id = $1 AND plugin = $2",
            company_id,
            plugin,
            BREAK_AFTER,
            reason[:500],
        )

    async def succeeded(self, company_id: UUID, plugin: str) -> None:
        """Forget earlier failures; costs nothing unless this process saw one."""
        if (company_id, plugin) in self._failing:
            self._failing.discard((company_id, plugin))
            await execute(
                "UPDATE core_plugin_activation SET failures = 0 WHERE company_id = $1 AND plugin = $2"
                " AND broken_at IS NULL",
                company_id,
                plugin,
            )

    async def settings(self, ctx: Context, plugin: str, model: type[S]) -> S:
        """A company's settings of a plugin; the model's defaults where nothing was saved.

        Raises:
            NeedsAttention: what was saved no longer fits the model.
        """
        raw = await fetch_value(
            "SELECT value FROM core_plugin_setting WHERE company_id = $1 AND plugin = $2",
            ctx.company_id,
            plugin,
        )
        try:
            return model.model_validate(json.loads(raw) if raw else {})
        except ValidationError as error:
            fields = "、".join(".".join(map(str, e["loc"])) for e in error.errors())
            raise NeedsAttention(
                Text(
                    f"插件“{self._title(plugin).zh}”的设置不完整或已失效，请在插件页填写：{fields}",
                    f"the settings of plugin {plugin!r} are incomplete; fill in on the plugin page: {fields}",
                ),
                code="plugin.settings",
            ) from error

    async def save_settings(
        self, ctx: Context, plugin: str, value: Mapping[str, Any] | BaseModel
    ) -> BaseModel:
        """Validate and keep a company's settings of a plugin."""
        loaded = self._loaded(plugin)
        if loaded.settings is None:
            raise NotFound(Text("此插件没有设置", "this plugin has no settings"))
        try:
            plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else dict(value)
            checked = loaded.settings.model.model_validate(plain)
        except ValidationError as error:
            raise Invalid(
                Text("设置有误", "the settings are wrong"),
                fields={".".join(map(str, e["loc"])): e["msg"] for e in error.errors()},
            ) from error
        await execute(
            "INSERT INTO core_plugin_setting (id, company_id, plugin, value) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (tenant_id, company_id, plugin) DO UPDATE SET value = excluded.value, changed_at = now()",
            new_id(),
            ctx.company_id,
            plugin,
            checked.model_dump_json(),
        )
        await ctx.audit.record("core.plugin.configure", subject="plugin", detail={"plugin": plugin})
        return checked

    def recommended(self, industry: str) -> list[str]:
        """Loaded plugins a new company of ``industry`` is offered."""
        return [
            p.id
            for p in self.platform.registry.in_order()
            if p.id != CORE and (not p.manifest.industries or industry in p.manifest.industries)
        ]

    def _loaded(self, plugin: str) -> Loaded:
        loaded = self.platform.registry.plugins.get(plugin)
        if loaded is None or plugin == CORE:
            raise NotFound(Text(f"没有加载名为“{plugin}”的插件", f"no plugin {plugin!r} is loaded"))
        return loaded

    def _title(self, plugin: str) -> Text:
        loaded = self.platform.registry.plugins.get(plugin)
        return loaded.manifest.title if loaded else Text(plugin, plugin)
