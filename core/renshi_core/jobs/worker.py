"""The worker process: drives lanes, listens for wake-ups, sweeps and fires schedules."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import signal
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from renshi_core.jobs.above import default_lanes
from renshi_core.jobs.arq_queue import RedisWakeUp, listen
from renshi_core.jobs.keeper import LeaseKeeper
from renshi_core.jobs.lanes import Lane
from renshi_core.jobs.metrics import measure
from renshi_core.jobs.runner import JobLane
from renshi_core.jobs.schedules import Ticker
from renshi_core.jobs.wake import LocalWakeUp, WakeUp

if TYPE_CHECKING:
    from renshi_core.platform import Platform

log = logging.getLogger(__name__)

SWEEP_SECONDS = 2.0
TICK_SECONDS = 10.0
MEASURE_SECONDS = 15.0
END_SECONDS = 10.0
BATCH_PER_CONSUMER = 16
PASS_ON_SECONDS = 0.1


class LaneRunner:
    """Several consumers over one lane. They share a small stock of claimed items, so that claims come in batches
    while a slow item holds up nothing but its own consumer."""

    def __init__(
        self,
        lane: Lane,
        consumers: int,
        event: asyncio.Event,
        *,
        batch: int,
        more: Callable[[], Awaitable[None]],
    ) -> None:
        self.lane = lane
        self._consumers, self._event, self._batch, self._more = consumers, event, batch, more
        self._stock: deque[Any] = deque()
        self._running: dict[int, Any] = {}
        self._claiming = asyncio.Lock()
        self._ending = False

    def start(self) -> list[asyncio.Task[None]]:
        """Start the consumers."""
        return [
            asyncio.create_task(self._consume(), name=f"{self.lane.name}-{number}")
            for number in range(self._consumers)
        ]

    async def end(self) -> None:
        """Take nothing new and give back what was not begun."""
        self._ending = True
        self._event.set()
        await self._give_back([self._stock.popleft() for _ in range(len(self._stock))])

    async def abandon(self) -> None:
        """Give back what was cut short."""
        await self._give_back(list(self._running.values()))
        await self.lane.close()

    async def _give_back(self, items: list[Any]) -> None:
        if items:
            with contextlib.suppress(Exception):
                await self.lane.release(items)

    async def _consume(self) -> None:
        while not self._ending:
            try:
                item = await self._take()
            except Exception as error:
                log.warning("claim_failed lane=%s error=%s", self.lane.name, error)
                await asyncio.sleep(1.0)
                continue
            if item is None:
                continue
            self._running[id(item)] = item
            try:
                outcome = await self.lane.handle(item)
                if outcome.ending not in ("done", "skipped"):
                    log.info("work_ended %s", outcome)
            except Exception:
                # The database is gone, most likely: the lease runs out and the item comes again.
                log.exception("work_not_written_down lane=%s", self.lane.name)
            # What was cancelled stays, to be given back.
            del self._running[id(item)]

    async def _take(self) -> Any | None:
        async with self._claiming:
            if not self._stock and not self._ending:
                self._event.clear()
                claimed = await self.lane.claim(self._batch)
                self._stock.extend(claimed)
                if len(claimed) == self._batch:
                    await self._more()
            if self._ending:
                return None
            if self._stock:
                return self._stock.popleft()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SWEEP_SECONDS * random.uniform(0.8, 1.2)):
                await self._event.wait()
        return None


class WorkerProcess:
    """Everything that one worker runs."""

    def __init__(self, platform: Platform, queues: Sequence[str]) -> None:
        self._platform, self._queues = platform, tuple(dict.fromkeys(queues))
        self._keeper = LeaseKeeper(platform.database.app_url)
        self._redis_wake = RedisWakeUp(platform.redis) if platform.redis is not None else None
        self._local = LocalWakeUp(beyond=self._redis_wake)
        self._stop = asyncio.Event()
        self._passed_on: dict[str, float] = {}

    def stop(self) -> None:
        """Ask it to end."""
        self._stop.set()

    async def run(self) -> None:
        """Work until :meth:`stop`."""
        before: WakeUp | None = self._platform.wake
        self._platform.wake = self._local
        lanes = self._lanes()
        runners = [self._runner(lane, lanes) for lane in lanes]
        consumers = [task for runner in runners for task in runner.start()]
        helpers = [
            asyncio.create_task(
                self._every(SWEEP_SECONDS, "sweep", lambda: self._sweep(lanes)), name="sweep"
            ),
            asyncio.create_task(
                self._every(MEASURE_SECONDS, "measure", lambda: measure(self._platform)), name="measure"
            ),
        ]
        if "default" in self._queues:
            ticker = Ticker(self._platform)
            helpers.append(
                asyncio.create_task(self._every(TICK_SECONDS, "tick", ticker.tick), name="schedules")
            )
        if self._platform.redis is not None:
            helpers += [
                asyncio.create_task(
                    listen(self._platform.redis, queue, self._local.ring), name=f"listen-{queue}"
                )
                for queue in self._queues
            ]
        log.info("worker_ready queues=%s", ",".join(self._queues))
        try:
            await self._stop.wait()
        finally:
            for helper in helpers:
                helper.cancel()
            for runner in runners:
                await runner.end()
            _, late = await asyncio.wait(consumers, timeout=END_SECONDS)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=2.0)
            for runner in runners:
                await runner.abandon()
            await self._keeper.close()
            self._platform.wake = before
            log.info("worker_ended unfinished=%d", len(late))

    def _lanes(self) -> list[Lane]:
        lanes: list[Lane] = [JobLane(self._platform, queue, self._keeper) for queue in self._queues]
        if "default" in self._queues:
            lanes = [*default_lanes(self._platform, self._keeper), *lanes]
        return lanes

    def _runner(self, lane: Lane, lanes: Sequence[Lane]) -> LaneRunner:
        consumers = share(
            lane.name,
            [other.name for other in lanes],
            connections=self._platform.settings.database_pool_size,
            most=self._platform.settings.worker_concurrency,
        )
        # A job is claimed when it can begin at once, for its lease is kept from its beginning.
        batch = 1 if isinstance(lane, JobLane) else consumers * BATCH_PER_CONSUMER

        async def more() -> None:
            await self._pass_on(lane.queue)

        return LaneRunner(lane, consumers, self._local.event(lane.queue), batch=batch, more=more)

    async def _pass_on(self, queue: str) -> None:
        # A wake-up reaches one worker. One that finds more than it takes tells the next.
        now = time.monotonic()
        if self._redis_wake is not None and now >= self._passed_on.get(queue, 0.0) + PASS_ON_SECONDS:
            self._passed_on[queue] = now
            await self._redis_wake.wake(queue)

    async def _sweep(self, lanes: Sequence[Lane]) -> None:
        for lane in lanes:
            await lane.sweep()
        for queue in self._queues:
            self._local.ring(queue)

    async def _every(self, seconds: float, name: str, work: Callable[[], Awaitable[Any]]) -> None:
        while True:
            try:
                await work()
            except Exception as error:
                log.warning("%s_failed error=%s", name, error)
            await asyncio.sleep(seconds * random.uniform(0.8, 1.2))


def share(lane: str, lanes: Sequence[str], *, connections: int, most: int) -> int:
    """How many items of ``lane`` one worker runs at a time.

    A running item may hold a connection from beginning to end. Two are left for claims and sweeps; deliveries
    get half of the others where they are served, so that long jobs never keep events waiting.
    """
    free = max(connections - 2, len(lanes))
    jobs = [name for name in lanes if name.startswith("jobs:")]
    notices = 1 if "notices" in lanes else 0
    deliveries = max(1, min(8, (free - notices + 1) // 2)) if "deliveries" in lanes else 0
    if lane == "notices":
        return notices
    if lane == "deliveries":
        return deliveries
    left = min(most, max(free - notices - deliveries, len(jobs)))
    # The first queue takes what does not divide.
    return max(1, left // len(jobs) + (left % len(jobs) if lane == jobs[0] else 0))


async def run_worker(platform: Platform, queues: Sequence[str]) -> None:
    """Serve ``queues`` with an open platform until SIGTERM or SIGINT. Redis may come and go meanwhile."""
    process = WorkerProcess(platform, queues)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, process.stop)
    try:
        await process.run()
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
