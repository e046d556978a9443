"""The only module that knows arq. Redis carries wake-ups and nothing else.

One function ``renshi.wake`` a queue, rather than one function a job: a message without content has nothing to
lose when Redis is emptied, nothing to forge for whoever can write to Redis, no name that two plugins could both
claim, and no job of a removed plugin that arq would consume and forget. Which work is due is asked of
PostgreSQL. Messages are JSON, never pickle.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import orjson
from arq.connections import ArqRedis
from arq.worker import Worker, func
from redis.asyncio import Redis

log = logging.getLogger(__name__)
# It would write two lines for every wake-up.
logging.getLogger("arq.worker").setLevel(logging.WARNING)

FUNCTION = "renshi.wake"
POLL_SECONDS = 0.1
SEND_SECONDS = 0.5
SILENCE_SECONDS = 5.0
"""So long Redis is left alone after it failed, so that no request waits for it twice."""
EXPIRY = timedelta(minutes=1)
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0


def queue_key(queue: str) -> str:
    """The Redis key of a queue's wake-ups."""
    return f"renshi:wake:{queue}"


class RedisWakeUp:
    """Implements :class:`renshi_core.jobs.wake.WakeUp` over Redis."""

    def __init__(self, redis: Redis) -> None:
        self._arq = ArqRedis(redis.connection_pool, job_serializer=orjson.dumps)
        self._quiet_until = 0.0
        self._last: dict[str, object] = {}

    async def wake(self, queue: str, unit: object | None = None) -> None:
        """Put a wake-up into Redis, where a worker of ``queue`` finds it within a tenth of a second."""
        if (unit is not None and self._last.get(queue) is unit) or time.monotonic() < self._quiet_until:
            return
        if unit is not None:
            self._last[queue] = unit
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._arq.enqueue_job(FUNCTION, _queue_name=queue_key(queue), _expires=EXPIRY)
        except Exception as error:
            self._quiet_until = time.monotonic() + SILENCE_SECONDS
            log.warning("wake_up_not_sent queue=%s error=%s", queue, error)


def _worker(redis: Redis, queue: str, ring: Callable[[str], None]) -> Worker:
    async def wake(_: dict[str, Any]) -> None:
        ring(queue)

    return Worker(
        functions=[func(cast(Any, wake), name=FUNCTION, keep_result=0, timeout=10, max_tries=1)],
        queue_name=queue_key(queue),
        redis_pool=ArqRedis(redis.connection_pool, job_serializer=orjson.dumps),
        job_serializer=orjson.dumps,
        job_deserializer=orjson.loads,
        handle_signals=False,
        poll_delay=POLL_SECONDS,
        keep_result=0,
        log_results=False,
    )


async def listen(redis: Redis, queue: str, ring: Callable[[str], None]) -> None:
    """Call ``ring(queue)`` at each wake-up until cancelled. arq's worker ends when Redis does; it is started anew."""
    pause = FIRST_PAUSE
    while True:
        worker = _worker(redis, queue, ring)
        began = time.monotonic()
        try:
            # The work waited for nobody while no worker listened.
            ring(queue)
            await worker.async_run()
        except asyncio.CancelledError:
            if worker.main_task is not None:
                worker.main_task.cancel()
            raise
        except Exception as error:
            log.warning("redis_lost queue=%s error=%s; events and jobs go on, up to 2 s later", queue, error)
        if time.monotonic() - began > 10:
            pause = FIRST_PAUSE
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
