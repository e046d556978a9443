"""Implements :class:`renshi_sdk.testing.harness.Harness`: embedded servers, real tables, the whole HTTP stack."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from litestar import Litestar

from renshi_core.app import build_app
from renshi_core.builtin import core_plugin
from renshi_core.db import system_unit, unit_of_work
from renshi_core.embedded import EmbeddedServers, temporary_var
from renshi_core.identity.service import create_tenant
from renshi_core.jobs import run_until_idle
from renshi_core.platform import Platform
from renshi_core.settings import load_settings
from renshi_core.testing.inspector import Inspector
from renshi_core.testing.tenant import CoreTestTenant, people_and_departments
from renshi_sdk.clock import CHINA, FrozenClock
from renshi_sdk.db import execute

START = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)
PASSWORD = "correct horse battery staple"


class CoreHarness:
    """The platform under test."""

    def __init__(self, platform: Platform, app: Litestar, clock: FrozenClock) -> None:
        self.platform = platform
        self.app = app
        self.clock = clock
        self.passwords: dict[str, str] = {}
        self._leftovers = False

    def reset(self) -> None:
        """Set the clock back. Each test makes tenants of its own; what those of others left undone is dropped."""
        self.clock.move_to(START)
        self._leftovers = True
        self.platform.database.make_current()

    async def new_tenant(
        self, *, enable: Sequence[str] = (), industry: str = "manufacturing"
    ) -> CoreTestTenant:
        """A fresh tenant with one company, three departments and three people."""
        if self._leftovers:
            self._leftovers = False
            await self._drop_leftovers()
        code = f"t{uuid4().hex[:12]}"
        tenant_id, company_id, admin_id = await create_tenant(
            self.platform,
            code=code,
            name="测试集团",
            company={
                "code": "MAIN",
                "name": "测试制造有限公司",
                "industry": industry,
                "city": "上海",
                "public_code": code,
            },
            admin_login="admin",
            admin_name="系统管理员",
            admin_password=PASSWORD,
        )
        tenant = CoreTestTenant(self, tenant_id, company_id, code, admin_id)
        await people_and_departments(tenant)
        for plugin in enable:
            await tenant.enable(plugin)
        return tenant

    async def _drop_leftovers(self) -> None:
        """End the background work of earlier tests, which would count and fail in :meth:`settle` of this one."""
        async with system_unit():
            for table, waiting, ended in (
                ("core_delivery", "pending", "skipped"),
                ("core_job", "queued", "cancelled"),
                ("core_notice_delivery", "pending", "inbox"),
            ):
                await execute(
                    f"UPDATE {table} SET state = $1, lease_until = NULL, lease_token = NULL"
                    " WHERE state IN ($2, 'running')",
                    ended,
                    waiting,
                )
            await execute("UPDATE core_event SET fanned_out_at = now() WHERE fanned_out_at IS NULL")

    async def settle(self, *, rounds: int = 50) -> int:
        """Run whatever is due until nothing is left."""
        ran = 0
        for _ in range(rounds):
            result = await run_until_idle(self.platform)
            assert not result.failures, "\n".join(result.failures)
            ran += result.ran
            if result.ran == 0:
                break
        return ran

    async def run_schedule(self, job: str, tenant: CoreTestTenant) -> None:
        """Fire a schedule's job for the tenant's company."""
        async with tenant.context(plugin=job.split(".", 1)[0]) as ctx:
            await ctx.jobs.enqueue(job)
        await self.settle()

    async def inspect(self, plugin: str, aspect: str, *arguments: Any) -> list[str]:
        """Findings of the conformance suite for one aspect."""
        return await Inspector(self).findings(plugin, aspect, *arguments)

    def unit(self, tenant: CoreTestTenant) -> Any:
        """A bare unit of work of a tenant."""
        return unit_of_work(tenant.id)

    def advance(self, **delta: float) -> None:
        """Move the clock on."""
        self.clock.move_to(self.clock.now() + timedelta(**delta))


@asynccontextmanager
async def platform_under_test() -> AsyncIterator[CoreHarness]:
    """Start servers in a folder of their own, migrate, and serve; stop all of it in the end."""
    clock = FrozenClock(START)
    with temporary_var() as var:
        settings = load_settings(var_dir=var, environment="test", plugins_strict=True)
        with EmbeddedServers(settings) as endpoints:
            platform = Platform.build(
                settings,
                owner_url=endpoints.database_owner_url,
                redis_url=endpoints.redis_url,
                builtin=[core_plugin()],
                clock=clock,
            )
            for outcome in await platform.migrate():
                assert outcome.error is None, f"{outcome.app}: {outcome.error}"
            await platform.open(watch=False)
            try:
                yield CoreHarness(platform, build_app(platform), clock)
            finally:
                await platform.close()
