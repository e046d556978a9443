"""What a job's handler holds while it runs."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final
from uuid import UUID

from renshi_core.db import unit_of_work
from renshi_core.jobs import repository
from renshi_core.jobs.keeper import Hold, LeaseKeeper
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contributions import JobRun
from renshi_sdk.errors import JobCancelled, RenshiError
from renshi_sdk.text import Text

SHOW_SECONDS: Final = 0.2
"""People see nothing faster than this, so progress in between is not written."""


class LeaseLost(RenshiError):
    """Another worker runs the job now; what this one has not committed is undone."""

    status = 409
    default_code = "job.lease_lost"

    def __init__(self) -> None:
        super().__init__(Text("任务已由其他工作进程接管", "another worker runs the job now"))


def cancelled() -> JobCancelled:
    """The error by which a job learns that somebody cancelled it."""
    return JobCancelled(Text("任务已被取消", "the job was cancelled"))


class Run(JobRun):
    """Implements :class:`renshi_sdk.contributions.JobRun`."""

    def __init__(
        self, ctx: Context, keeper: LeaseKeeper, kept: Hold, *, attempt: int, stepwise: bool
    ) -> None:
        self.id: UUID = kept.row_id
        self.attempt = attempt
        self._ctx, self._keeper, self._hold, self._stepwise = ctx, keeper, kept, stepwise
        self._shown_at = 0.0
        self._shown: tuple[int | None, str | None] = (None, None)

    async def progress(self, done: int, total: int | None = None, message: Text | None = None) -> None:
        """Write progress over a connection of its own, so that it is seen before the job commits.

        Raises:
            JobCancelled: somebody cancelled the job. LeaseLost: another worker has it.
        """
        if self._hold.cancelled:
            raise cancelled()
        zh = message.zh if message else None
        now = time.monotonic()
        small = now - self._shown_at < SHOW_SECONDS and done != total and self._shown == (total, zh)
        if small:
            return
        self._shown_at, self._shown = now, (total, zh)
        asked = await self._keeper.progress(self._hold, done, total, zh, message.en if message else None)
        if asked is None:
            raise LeaseLost
        if asked:
            raise cancelled()

    def step(self, key: str) -> AbstractAsyncContextManager[Context | None]:
        """One committed step.

        Raises:
            RuntimeError: the job isn't declared ``stepwise``. JobCancelled: somebody cancelled it.
        """
        if not self._stepwise:
            raise RuntimeError("steps need a job that is declared stepwise=True")
        return self._step(key)

    @asynccontextmanager
    async def _step(self, key: str) -> AsyncIterator[Context | None]:
        async with unit_of_work(self._ctx.tenant_id):
            asked = await repository.standing(self.id, self._hold.token)
            if asked is None:
                raise LeaseLost
            if asked or self._hold.cancelled:
                raise cancelled()
            # Marked first: whoever else runs this very step waits here until this transaction has ended.
            fresh = await repository.begin_step(self.id, new_id(), key)
            if fresh:
                yield self._ctx
                return
        yield None
