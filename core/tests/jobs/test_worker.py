"""The worker process in this process: woken through Redis, going on without it, ending politely."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from redis.asyncio import Redis

import renshi_core.jobs.worker as worker
from renshi_core.jobs.arq_queue import RedisWakeUp, queue_key
from renshi_core.jobs.metrics import AGE, TROUBLED, WAITING, measure
from renshi_core.jobs.wake import LocalWakeUp
from renshi_core.jobs.worker import WorkerProcess, share

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(autouse=True)
def no_clocks(bench: Any) -> Iterator[None]:
    """Only what a test starts is to run."""
    registry = bench.platform.registry
    before, registry.schedules = registry.schedules, ()
    yield
    registry.schedules = before


@asynccontextmanager
async def working(bench: Any, *queues: str) -> AsyncIterator[WorkerProcess]:
    process = WorkerProcess(bench.platform, queues or ("default",))
    task = asyncio.create_task(process.run())
    try:
        yield process
    finally:
        process.stop()
        await asyncio.wait_for(task, 20)


async def until(check: Any, seconds: float = 10.0) -> float:
    """Wait for something of another task; returns how long it took."""
    began = time.monotonic()
    while not await check():
        assert time.monotonic() - began < seconds, "it did not happen in time"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


async def test_a_worker_does_what_is_published_while_it_runs(bench: Any) -> None:
    tenant = await bench.tenant()

    async def arrived() -> bool:
        return await bench.effects(tenant) == [1, 2, 3]

    async with working(bench):
        await asyncio.sleep(0.3)
        await bench.publish(tenant, 1, 2, 3)
        took = await until(arrived)
    assert took < 1.5, "woken, and not found by the sweep"


async def test_a_wake_up_through_redis_reaches_a_worker(bench: Any) -> None:
    rung: list[float] = []
    process = WorkerProcess(bench.platform, ("solve",))
    process._local.ring = lambda queue: rung.append(time.monotonic())  # type: ignore[method-assign]
    task = asyncio.create_task(process.run())
    await asyncio.sleep(0.5)
    before = len(rung)
    await RedisWakeUp(bench.platform.redis).wake("solve")

    async def heard() -> bool:
        return len(rung) > before

    try:
        assert await until(heard) < 1.0
    finally:
        process.stop()
        await task


async def test_wake_ups_are_json_and_pass_away(bench: Any) -> None:
    redis = bench.platform.redis
    await redis.flushall()
    wake_up = RedisWakeUp(redis)
    unit = object()
    for _ in range(5):
        await wake_up.wake("ai", unit)
    (job_id,) = await redis.zrange(queue_key("ai"), 0, -1)
    stored = await redis.get(b"arq:job:" + job_id)
    assert stored.startswith(b"{")
    assert b'"renshi.wake"' in stored
    assert 0 < await redis.pttl(b"arq:job:" + job_id) <= 60_000
    await redis.flushall()


async def test_a_dead_redis_holds_nobody_up(bench: Any) -> None:
    wake_up = RedisWakeUp(Redis.from_url("redis://127.0.0.1:1/0"))
    began = time.monotonic()
    for _ in range(20):
        await wake_up.wake("default")
    # Twenty that waited for a time-out would be a minute.
    assert time.monotonic() - began < 10


async def test_local_wake_ups_stay_here_and_others_go_on() -> None:
    sent: list[str] = []

    class Beyond:
        async def wake(self, queue: str, unit: object | None = None) -> None:
            sent.append(queue)

    local = LocalWakeUp(beyond=Beyond())
    event = local.event("default")
    await local.wake("default")
    await local.wake("solve")
    assert (event.is_set(), sent) == (True, ["solve"])


async def test_ending_gives_back_what_was_not_finished(bench: Any) -> None:
    tenant = await bench.tenant()
    began = asyncio.Event()

    async def long(ctx: Any, params: Any, run: Any) -> None:
        async with run.step("first"):
            pass
        began.set()
        await asyncio.Event().wait()

    bench.behaviour.job = long
    before, worker.END_SECONDS = worker.END_SECONDS, 0.2
    try:
        async with bench.context(tenant) as ctx:
            await ctx.jobs.enqueue("probe.steps")
        async with working(bench):
            await asyncio.wait_for(began.wait(), 10)
    finally:
        worker.END_SECONDS = before
    (row,) = await bench.rows(tenant, "core_job")
    assert (row["state"], row["attempts"], row["lease_token"]) == ("queued", 0, None)


async def test_a_slow_handler_holds_up_only_itself(bench: Any) -> None:
    tenant = await bench.tenant()
    go_on = asyncio.Event()

    async def one_is_slow(ctx: Any, event: Any) -> None:
        if event.n == 0:
            await asyncio.wait_for(go_on.wait(), 10)

    bench.behaviour.on_ping = one_is_slow

    async def others_done() -> bool:
        return [r["state"] for r in await bench.rows(tenant, "core_delivery")].count("done") == 99

    async with working(bench):
        await bench.publish(tenant, *range(100))
        await until(others_done)
        go_on.set()


async def test_gauges_say_what_waits(bench: Any) -> None:
    tenant = await bench.tenant()
    await bench.publish(tenant, 1, 2)
    async with bench.context(tenant) as ctx:
        await ctx.jobs.enqueue("probe.solve")
    bench.later(minutes=5)
    await measure(bench.platform)
    assert WAITING.labels("events")._value.get() == 2
    assert WAITING.labels("jobs:solve")._value.get() == 1
    assert AGE.labels("jobs:solve")._value.get() == 300
    await bench.settle()
    await measure(bench.platform)
    assert WAITING.labels("events")._value.get() == 0
    assert TROUBLED.labels("deliveries", "failed")._value.get() == 0


@pytest.mark.parametrize("connections", [2, 5, 10, 20, 50])
@pytest.mark.parametrize("queues", [("default",), ("default", "ai", "solve"), ("ai",), ("ai", "solve")])
async def test_every_lane_gets_a_share_and_two_connections_stay_free(
    connections: int, queues: tuple[str, ...]
) -> None:
    lanes = [f"jobs:{q}" for q in queues]
    if "default" in queues:
        lanes = ["deliveries", "notices", *lanes]
    shares = {lane: share(lane, lanes, connections=connections, most=10) for lane in lanes}
    assert min(shares.values()) >= 1
    if connections >= len(lanes) + 2:
        assert sum(shares.values()) <= connections - 2
