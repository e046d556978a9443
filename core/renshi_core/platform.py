"""One process of the platform: its settings, database, plugins and clock."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar
from uuid import UUID

from redis.asyncio import Redis

from renshi_core.db import Database, in_unit, run_detached, unit_of_work
from renshi_core.db.engine import LOGIN_ROLE, login_password, login_url
from renshi_core.db.migrate import Outcome, migrate, prepare_roles
from renshi_core.piccolo_app import APP_CONFIG
from renshi_core.plugins.activation import Activation
from renshi_core.plugins.guard import PluginFailed, run_guarded
from renshi_core.plugins.hooks import HookDispatcher
from renshi_core.plugins.loader import Loader
from renshi_core.plugins.records import CORE, Loaded, Registry
from renshi_core.plugins.watchdog import Watchdog
from renshi_core.settings import Settings, resolve_secret_key
from renshi_sdk.clock import Clock, SystemClock
from renshi_sdk.context import Context
from renshi_sdk.contributions import Permission
from renshi_sdk.errors import RenshiError

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass
class Platform:
    """Everything a process of the platform shares. Make it with :meth:`build`, then :meth:`open`."""

    settings: Settings
    secret_key: str
    database: Database
    loader: Loader
    registry: Registry
    redis_url: str | None = None
    clock: Clock = field(default_factory=SystemClock)
    redis: Redis | None = None
    wake: Any = None
    """How waiting work is announced (``renshi_core.jobs``); set when the process opens."""
    index_keys: dict[UUID, bytes] = field(default_factory=dict)
    """Keys of search indexes by tenant, of those that a rotation has kept; read when the process opens."""

    def __post_init__(self) -> None:
        self.activation = Activation(self)
        self.hooks = HookDispatcher(self)
        self.watchdog = Watchdog(
            {
                p.id: Path(file).parent
                for p in self.registry.plugins.values()
                # A plugin made in memory, as tests and measurements do, has no file.
                if p.id != CORE and (file := getattr(p.module, "__file__", None))
            }
        )

    @classmethod
    def build(
        cls,
        settings: Settings,
        *,
        owner_url: str | None = None,
        redis_url: str | None = None,
        builtin: Sequence[Loaded] = (),
        extra_plugins: Iterable[ModuleType] = (),
        clock: Clock | None = None,
    ) -> Platform:
        """Load the plugins and prepare the connections; nothing is opened yet.

        Raises:
            PluginLoadError: in strict mode.
        """
        key = resolve_secret_key(settings)
        owner = owner_url or (settings.database_url.get_secret_value() if settings.database_url else None)
        if settings.database_app_url is not None:
            app_url = settings.database_app_url.get_secret_value()
        elif owner is not None:
            app_url = login_url(owner, key)
        else:
            raise ValueError("no database: start the embedded servers first, or set RENSHI_DATABASE_URL")
        loader = Loader(strict=settings.plugins_strict)
        registry = loader.load(builtin, extra_plugins)
        return cls(
            settings=settings,
            secret_key=key,
            database=Database(app_url=app_url, owner_url=owner, pool_size=settings.database_pool_size),
            loader=loader,
            registry=registry,
            redis_url=redis_url or (settings.redis_url.get_secret_value() if settings.redis_url else None),
            clock=clock or SystemClock(),
        )

    async def migrate(self) -> list[Outcome]:
        """Create roles and bring all tables up to date; a plugin whose migration fails is set aside.

        Raises:
            RuntimeError: the core's own migration failed, or no owner is known.
        """
        owner = self.database.owner_url
        if owner is None:
            raise RuntimeError("migrations need RENSHI_DATABASE_URL, the role that owns the tables")
        if f"//{LOGIN_ROLE}:" in self.database.app_url:
            await prepare_roles(owner, login_password(self.secret_key))
        apps = [APP_CONFIG, *(p.app for p in self.registry.in_order() if p.app is not None and p.id != CORE)]
        outcomes = await migrate(owner, apps)
        for outcome in outcomes:
            if outcome.error and outcome.app == CORE:
                raise RuntimeError(f"the core's migration failed: {outcome.error}")
            if outcome.error:
                self.loader.set_aside(outcome.app, "migrate", outcome.error)
        return outcomes

    async def open(self, *, watch: bool = True) -> None:
        """Connect to the database and Redis."""
        await self.database.open()
        secrets = importlib.import_module("renshi_core.secrets.registry")
        ring = importlib.import_module("renshi_core.secrets.keyring").key_ring(self.secret_key)
        try:
            self.index_keys.update(await secrets.check(ring))
        except BaseException:
            await self.database.close()
            raise
        if self.redis_url:
            self.redis = Redis.from_url(self.redis_url)
        if watch:
            self.watchdog.start()

    async def close(self) -> None:
        """Disconnect."""
        self.watchdog.stop()
        if self.redis is not None:
            await self.redis.aclose()
            self.redis = None
        await self.database.close()

    async def guarded(
        self, ctx: Context, work: Coroutine[Any, Any, T], *, what: str, timeout: timedelta
    ) -> T:
        """Run code of the plugin that ``ctx`` belongs to, with a time limit and an account of its failures."""
        plugin = ctx.plugin or CORE
        try:
            result = await run_guarded(plugin, work, what=what, timeout=timeout)
        except PluginFailed as failure:
            if plugin != CORE:
                run_detached(self._count_failure(ctx, plugin, failure.reason), name="count-plugin-failure")
            raise
        except RenshiError:
            raise
        if plugin != CORE and in_unit():
            await self.activation.succeeded(ctx.company_id, plugin)
        return result

    async def _count_failure(self, ctx: Context, plugin: str, reason: str) -> None:
        # In a unit of its own: the one in which it failed rolls back.
        async with unit_of_work(ctx.tenant_id):
            await self.activation.failed(ctx.company_id, plugin, reason)

    async def seed_roles(self, ctx: Context, permissions: Sequence[Permission]) -> None:
        """Give a plugin's permissions to the suggested roles of the company."""
        identity = importlib.import_module("renshi_core.identity.roles")
        await identity.seed_roles(ctx, permissions)
