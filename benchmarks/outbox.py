"""Deliveries a second through the outbox, each handler writing a row; against rows a second written bare.

Events are published through the services in batches; two worker loops in this process run the handlers. Target:
1,000 deliveries a second on two cores.
"""

from __future__ import annotations

import asyncio
import time
import types
from typing import Any

import asyncpg

from benchmarks.stage import stage
from renshi_core.events.dispatcher import DeliveryLane
from renshi_core.jobs.keeper import LeaseKeeper
from renshi_sdk import Manifest, Text, hookimpl, new_id
from renshi_sdk.contributions import Subscription
from renshi_sdk.db import execute, fetch_value
from renshi_sdk.events import CourseCompleted

EVENTS = 4000
LOOPS = 6


async def _count(ctx: Any, event: CourseCompleted) -> None:
    await execute(
        "INSERT INTO core_counter (id, name, value) VALUES ($1, $2, 1)",
        new_id(),
        f"bench-{event.enrolment_id}",
    )


def _plugin() -> types.ModuleType:
    module = types.ModuleType("bench_outbox")
    module.MANIFEST = Manifest(  # type: ignore[attr-defined]
        id="bench_outbox", title=Text("测量", "Bench"), version="1", summary=Text("测量", "Bench")
    )

    def renshi_subscriptions() -> Any:
        yield Subscription(event=CourseCompleted, handler=_count, name="bench_outbox.count")

    module.renshi_subscriptions = hookimpl(renshi_subscriptions)  # type: ignore[attr-defined]
    return module


async def run() -> dict[str, Any]:
    """Measure and return rates."""
    async with stage(extra_plugins=[_plugin()]) as harness:
        tenant = await harness.new_tenant()
        await tenant.enable("bench_outbox")
        await harness.settle()
        began = time.perf_counter()
        for _ in range(EVENTS // 100):
            async with tenant.context() as ctx:
                for _ in range(100):
                    await ctx.events.publish(
                        CourseCompleted(
                            company_id=tenant.company_id,
                            employee_id=tenant.employee_person.id,
                            course_id=new_id(),
                            enrolment_id=new_id(),
                        )
                    )
        published = EVENTS / (time.perf_counter() - began)
        keeper = LeaseKeeper(harness.platform.database.app_url)
        lane = DeliveryLane(harness.platform, keeper)
        began = time.perf_counter()

        async def loop() -> None:
            while items := await lane.claim(50):
                for item in items:
                    await lane.handle(item)

        await asyncio.gather(*(loop() for _ in range(LOOPS)))
        delivered = EVENTS / (time.perf_counter() - began)
        await keeper.close()
        async with tenant.context():
            effects = await fetch_value("SELECT count(*) FROM core_counter WHERE name LIKE 'bench-%'")
        assert effects == EVENTS, f"{effects} effects of {EVENTS} events"

        owner = await asyncpg.connect(harness.platform.database.owner_url)
        began = time.perf_counter()
        for _ in range(1000):
            async with owner.transaction():
                await owner.execute(
                    "INSERT INTO core_counter (id, tenant_id, name, value) VALUES ($1, $2, $3, 1)",
                    new_id(),
                    tenant.id,
                    f"bare-{new_id()}",
                )
        bare = 1000 / (time.perf_counter() - began)
        await owner.close()
    return {
        "published_per_s": published,
        "delivered_per_s": delivered,
        "bare_transactions_per_s": bare,
        "share_of_bare": delivered / bare,
        "target": "≥ 1,000 a second",
    }
