"""A platform of its own for tests of background work, with one plugin whose handlers each test says.

Its queues are apart from those of the shared harness: dead letters and retries left here would be another
test's surprise there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import ModuleType
from typing import Any
from uuid import UUID

import asyncpg
import pytest_asyncio
from pydantic import BaseModel

from renshi_core.context import make_context
from renshi_core.db import unit_of_work
from renshi_core.embedded import EmbeddedServers, temporary_var
from renshi_core.events.dispatcher import DeliveryLane
from renshi_core.jobs import run_until_idle
from renshi_core.jobs.keeper import LeaseKeeper
from renshi_core.organization import service as organization
from renshi_core.platform import Platform
from renshi_core.plugins.records import Loaded
from renshi_core.settings import load_settings
from renshi_sdk import Actor, Context, FrozenClock, Manifest, Text, new_id
from renshi_sdk.clock import CHINA
from renshi_sdk.contracts import Hire
from renshi_sdk.contributions import Channel, Delivery, Job, JobRun, Notice, Schedule, Subscription
from renshi_sdk.db import execute, fetch, tenant_table
from renshi_sdk.events import DomainEvent, EmployeeHired

START = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)


class Ping(DomainEvent, name="probe.Ping"):
    """An event of the probe."""

    n: int


class Params(BaseModel):
    """Parameters of the probe's job."""

    n: int = 1


@dataclass
class Behaviour:
    """What the probe's handlers do in the running test."""

    on_ping: Callable[[Context, Ping], Awaitable[None]] | None = None
    on_hired: Callable[[Context, EmployeeHired], Awaitable[None]] | None = None
    job: Callable[[Context, Params, JobRun], Awaitable[dict[str, Any] | None]] | None = None
    channels: dict[str, Callable[[Context, Notice], Awaitable[Delivery]]] = field(default_factory=dict)


async def effect(n: int) -> None:
    """What a handler leaves behind."""
    await execute("INSERT INTO probe_effect (id, n) VALUES ($1, $2)", new_id(), n)


@dataclass
class Bench:
    """The platform under test and what its tests ask of it."""

    platform: Platform
    clock: FrozenClock
    owner_url: str
    redis_url: str
    behaviour: Behaviour = field(default_factory=Behaviour)
    keepers: list[LeaseKeeper] = field(default_factory=list)

    def keeper(self) -> LeaseKeeper:
        """A keeper of leases, closed after the test."""
        self.keepers.append(LeaseKeeper(self.platform.database.app_url))
        return self.keepers[-1]

    def lane(self) -> DeliveryLane:
        """The lane of deliveries, as another process has it."""
        return DeliveryLane(self.platform, self.keeper())

    async def tenant(self, *, enabled: bool = True, time_zone: str = "Asia/Shanghai") -> tuple[UUID, UUID]:
        """A tenant with one company."""
        tenant_id, company_id = new_id(), new_id()
        async with unit_of_work(tenant_id):
            await execute(
                "INSERT INTO core_tenant (id, code, name) VALUES ($1, $2, '集团')",
                tenant_id,
                f"t{tenant_id.hex[-16:]}",
            )
            await execute(
                "INSERT INTO core_company (id, code, name, industry, city, public_code, time_zone, created_at)"
                " VALUES ($1, 'MAIN', '公司', 'it', '上海', $2, $3, $4)",
                company_id,
                f"c{company_id.hex[-16:]}",
                time_zone,
                START - timedelta(days=30),
            )
        if enabled:
            await self.switch(tenant_id, company_id, enabled=True)
        return tenant_id, company_id

    async def switch(self, tenant_id: UUID, company_id: UUID, *, enabled: bool, broken: bool = False) -> None:
        """Switch the probe on or off, or out of service."""
        async with unit_of_work(tenant_id):
            await execute(
                "INSERT INTO core_plugin_activation (id, company_id, plugin, enabled, broken_at, changed_at)"
                " VALUES ($1, $2, 'probe', $3, $4, $5) ON CONFLICT (tenant_id, company_id, plugin)"
                " DO UPDATE SET enabled = $3, broken_at = $4, changed_at = $5, failures = 0",
                new_id(),
                company_id,
                enabled,
                START if broken else None,
                START - timedelta(days=30),
            )

    @asynccontextmanager
    async def context(
        self, tenant: tuple[UUID, UUID], plugin: str | None = "probe"
    ) -> AsyncIterator[Context]:
        """A context in a unit of work."""
        async with unit_of_work(tenant[0]):
            yield make_context(
                self.platform,
                tenant_id=tenant[0],
                company_id=tenant[1],
                actor=Actor.system("test"),
                plugin=plugin,
            )

    async def employee(self, tenant: tuple[UUID, UUID]) -> UUID:
        """Somebody employed in the company."""
        async with self.context(tenant, plugin=None) as ctx:
            code = new_id().hex[-8:].upper()
            department = await organization.create_department(ctx, code=code, name="生产部")
            hired = await ctx.people.hire(
                Hire(
                    company_id=tenant[1], name="张三", department_id=department.id, starts_on=date(2024, 1, 1)
                )
            )
        return hired.id

    def ping(self, tenant: tuple[UUID, UUID], n: int) -> Ping:
        """An event of the probe."""
        return Ping(company_id=tenant[1], n=n)

    async def publish(self, tenant: tuple[UUID, UUID], *numbers: int) -> list[UUID]:
        """Publish pings in one transaction."""
        async with self.context(tenant) as ctx:
            return [await ctx.events.publish(self.ping(tenant, n)) for n in numbers]

    async def effects(self, tenant: tuple[UUID, UUID]) -> list[int]:
        """What handlers left behind, sorted."""
        async with unit_of_work(tenant[0]):
            return sorted(r["n"] for r in await fetch("SELECT n FROM probe_effect"))

    async def rows(self, tenant: tuple[UUID, UUID], table: str) -> list[dict[str, Any]]:
        """All rows of a table of the tenant, oldest first."""
        async with unit_of_work(tenant[0]):
            return [dict(r) for r in await fetch(f"SELECT * FROM {table} ORDER BY created_at, id")]

    async def as_owner(self, sql: str, *args: Any) -> Any:
        """Change what no role of the platform may."""
        connection = await asyncpg.connect(self.owner_url)
        try:
            return await (connection.fetch(sql, *args) if args else connection.execute(sql))
        finally:
            await connection.close()

    async def settle(self) -> Any:
        """Run all that is due."""
        return await run_until_idle(self.platform)

    def later(self, **delta: float) -> None:
        """Move the clock on."""
        self.clock.move_to(self.clock.now() + timedelta(**delta))


def probe(behaviour: Behaviour) -> Loaded:
    """The plugin, its handlers bound to what the test says."""

    async def on_ping(ctx: Context, event: Ping) -> None:
        if behaviour.on_ping is None:
            await effect(event.n)
        else:
            await behaviour.on_ping(ctx, event)

    async def on_hired(ctx: Context, event: EmployeeHired) -> None:
        if behaviour.on_hired is not None:
            await behaviour.on_hired(ctx, event)

    async def run(ctx: Context, params: Params, job_run: JobRun) -> dict[str, Any] | None:
        if behaviour.job is None:
            await effect(params.n)
            return {"n": params.n}
        return await behaviour.job(ctx, params, job_run)

    def deliver(name: str) -> Callable[[Context, Notice], Awaitable[Delivery]]:
        async def call(ctx: Context, notice: Notice) -> Delivery:
            if name not in behaviour.channels:
                return Delivery("unreachable", "no address")
            return await behaviour.channels[name](ctx, notice)

        return call

    module = ModuleType("renshi_probe.plugin")
    module.__file__ = __file__
    title = Text("探针", "Probe")
    return Loaded(
        manifest=Manifest(id="probe", title=title, version="1", summary=title),
        module=module,
        distribution="probe",
        subscriptions=(
            Subscription(
                event=Ping, handler=on_ping, name="probe.count", max_attempts=3, timeout=timedelta(seconds=1)
            ),
            Subscription(event=EmployeeHired, handler=on_hired, name="probe.welcome"),
        ),
        jobs=(
            Job(name="probe.plain", title=title, handler=run, params=Params, max_attempts=3),
            Job(name="probe.hasty", title=title, handler=run, params=Params, timeout=timedelta(seconds=0.2)),
            Job(name="probe.steps", title=title, handler=run, params=Params, stepwise=True, max_attempts=3),
            Job(name="probe.solve", title=title, handler=run, params=Params, queue="solve"),
        ),
        schedules=(Schedule(job="probe.plain", cron="30 2 * * *", name="probe.nightly"),),
        channels=(
            Channel(name="second", title=title, deliver=deliver("second"), order=20),
            Channel(name="first", title=title, deliver=deliver("first"), order=10),
        ),
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bench_platform() -> AsyncIterator[Bench]:
    """The platform, started once."""
    clock = FrozenClock(START)
    with temporary_var() as var_dir:
        settings = load_settings(var_dir=var_dir, environment="test")
        with EmbeddedServers(settings) as endpoints:
            platform = Platform.build(
                settings,
                owner_url=endpoints.database_owner_url,
                redis_url=endpoints.redis_url,
                clock=clock,
            )
            behaviour = Behaviour()
            platform.registry.plugins = {"probe": probe(behaviour)}
            platform.registry.rebuild()
            await platform.migrate()
            await platform.open(watch=False)
            bench = Bench(platform, clock, endpoints.database_owner_url, endpoints.redis_url, behaviour)
            await bench.as_owner(tenant_table("probe_effect", "n bigint NOT NULL"))
            try:
                yield bench
            finally:
                await platform.close()


@pytest_asyncio.fixture(loop_scope="session")
async def bench(bench_platform: Bench) -> AsyncIterator[Bench]:
    """The platform with empty queues, its clock set back and its probe well-behaved."""
    await bench_platform.as_owner(
        "TRUNCATE core_event, core_delivery, core_job, core_job_step, core_schedule_run, core_notice,"
        " core_notice_delivery, probe_effect"
    )
    bench_platform.platform.database.make_current()
    bench_platform.clock.move_to(START)
    fresh = Behaviour()
    bench_platform.behaviour.on_ping = fresh.on_ping
    bench_platform.behaviour.on_hired = fresh.on_hired
    bench_platform.behaviour.job = fresh.job
    bench_platform.behaviour.channels = {}
    bench_platform.platform.activation._failing.clear()
    yield bench_platform
    for keeper in bench_platform.keepers:
        await keeper.close()
    bench_platform.keepers.clear()
