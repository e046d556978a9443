"""Keeps the leases of what this process has claimed, from a thread of its own.

A job may compute for minutes without giving way to the event loop, and a delivery may wait in the stock behind
slow ones; their leases must not run out for that. When the process is killed the thread is gone with it, and
what it held is free again after :data:`LEASE_SECONDS` instead of after the work's whole time limit.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

log = logging.getLogger(__name__)
T = TypeVar("T")

LEASE_SECONDS = 6.0
RENEW_SECONDS = 1.5
GRACE_SECONDS = 30.0
"""What is still there this long after its time limit is not renewed any more."""
YOUNG_SECONDS = 2.5
"""What was claimed so lately needs no renewal; most deliveries are done before they are older."""

_RENEW = """
WITH held AS (
  SELECT q.id FROM {table} q JOIN unnest($1::uuid[], $2::uuid[]) AS h(id, token) ON h.id = q.id
  WHERE q.lease_token = h.token AND q.state = 'running' FOR NO KEY UPDATE OF q SKIP LOCKED)
UPDATE {table} q SET lease_until = clock_timestamp() + $3 * interval '1 second' FROM held WHERE q.id = held.id
RETURNING q.id, {cancelled} AS cancelled
"""
_PROGRESS = """
UPDATE core_job SET done = $3, total = $4, message_zh = $5, message_en = $6
WHERE id = $1 AND lease_token = $2 AND state = 'running' RETURNING cancel_requested
"""


@dataclass(slots=True)
class Hold:
    """A lease that is being kept."""

    table: str
    row_id: UUID
    token: UUID
    since: float
    until: float
    cancelled: bool = False
    """Somebody asked to cancel the job; learnt at a renewal."""


class LeaseKeeper:
    """Renews this process's leases and writes the progress of its jobs, over one connection of its own."""

    def __init__(self, app_url: str) -> None:
        self._app_url = app_url
        self._holds: dict[UUID, Hold] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connection: Any = None
        self._turns: asyncio.Lock | None = None
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None

    def hold(self, table: str, row_id: UUID, token: UUID, limit_seconds: float) -> Hold:
        """Keep a lease until :meth:`drop`, at most for ``limit_seconds`` and some grace."""
        if self._loop is None:
            with self._start:
                if self._loop is None:
                    self._run()
        now = time.monotonic()
        kept = Hold(table, row_id, token, now, now + limit_seconds + GRACE_SECONDS)
        self._holds[row_id] = kept
        return kept

    def drop(self, row_id: UUID, token: UUID) -> None:
        """Let a lease go."""
        kept = self._holds.get(row_id)
        if kept is not None and kept.token == token:
            del self._holds[row_id]

    async def progress(
        self, kept: Hold, done: int, total: int | None, zh: str | None, en: str | None
    ) -> bool | None:
        """Write progress in a transaction of its own; whether to cancel, or ``None`` where the lease is lost."""

        async def write() -> bool | None:
            rows = await self._query(_PROGRESS, kept.row_id, kept.token, done, total, zh, en)
            return bool(rows[0]["cancel_requested"]) if rows else None

        return await asyncio.wrap_future(self._submit(write()))

    async def close(self) -> None:
        """Stop the thread; leases that are still held run out by themselves."""
        with self._start:
            loop, self._loop = self._loop, None
        if loop is None:
            return

        async def end() -> None:
            if self._connection is not None:
                with contextlib.suppress(Exception):
                    await self._connection.close(timeout=2)
                self._connection = None
            loop.stop()

        with contextlib.suppress(Exception):
            asyncio.run_coroutine_threadsafe(end(), loop)
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, 5)

    def _run(self) -> None:
        loop = asyncio.new_event_loop()
        self._loop = loop

        def main() -> None:
            asyncio.set_event_loop(loop)
            self._turns = asyncio.Lock()
            task = loop.create_task(self._renew_forever())
            try:
                loop.run_forever()
            finally:
                task.cancel()
                with contextlib.suppress(BaseException):
                    loop.run_until_complete(task)
                loop.close()

        self._thread = threading.Thread(target=main, name="renshi-lease-keeper", daemon=True)
        self._thread.start()

    def _submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        if self._loop is None:
            work.close()
            raise RuntimeError("the lease keeper is closed")
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _query(self, sql: str, *args: Any) -> list[Any]:
        # asyncpg refuses a second statement on a connection that is busy.
        if self._turns is None:
            raise RuntimeError("the lease keeper has not begun")
        async with self._turns:
            if self._connection is None or self._connection.is_closed():
                self._connection = await asyncpg.connect(self._app_url, timeout=5, command_timeout=5)
                await self._connection.execute("SET ROLE renshi_system")
            rows: list[Any] = await self._connection.fetch(sql, *args)
            return rows

    async def _renew_forever(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            now = time.monotonic()
            tables: dict[str, list[Hold]] = {}
            for kept in list(self._holds.values()):
                if kept.since < now - YOUNG_SECONDS and now < kept.until:
                    tables.setdefault(kept.table, []).append(kept)
            for table, holds in tables.items():
                try:
                    await self._renew(table, holds)
                except Exception as error:
                    log.warning("leases_not_renewed table=%s rows=%d error=%s", table, len(holds), error)

    async def _renew(self, table: str, holds: list[Hold]) -> None:
        cancelled = "q.cancel_requested" if table == "core_job" else "false"
        rows = await self._query(
            _RENEW.format(table=table, cancelled=cancelled),
            [h.row_id for h in holds],
            [h.token for h in holds],
            LEASE_SECONDS,
        )
        asked = {row["id"] for row in rows if row["cancelled"]}
        for kept in holds:
            kept.cancelled = kept.cancelled or kept.row_id in asked
