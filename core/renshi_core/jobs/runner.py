"""The lane of a queue's jobs."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson
from asyncpg import Record
from pydantic import ValidationError

from renshi_core.db import system_unit, unit_of_work
from renshi_core.jobs import repository
from renshi_core.jobs.above import call, context_for
from renshi_core.jobs.backoff import in_words, pause
from renshi_core.jobs.keeper import LEASE_SECONDS, LeaseKeeper
from renshi_core.jobs.lanes import Ending, Outcome
from renshi_core.jobs.repository import JOBS, Claimed
from renshi_core.jobs.run import LeaseLost, Run, cancelled
from renshi_sdk import new_id
from renshi_sdk.context import Actor, Context
from renshi_sdk.contributions import Job
from renshi_sdk.errors import JobCancelled, NeedsAttention, RenshiError, Temporary, TooMany
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

log = logging.getLogger(__name__)
CORE = "core"
UNKNOWN_AFTER = timedelta(minutes=1)
RESULT_BYTES = 100_000


class _Parked(Exception):
    """Its plugin can't run it now."""


class _SwitchedOff(Exception):
    """Its company has switched the plugin off since it was asked for."""


class JobLane:
    """Implements :class:`renshi_core.jobs.lanes.Lane` for the jobs of one queue."""

    def __init__(self, platform: Platform, queue: str, keeper: LeaseKeeper) -> None:
        self.name = f"jobs:{queue}"
        self.queue = queue
        self._platform, self._keeper = platform, keeper

    async def claim(self, limit: int) -> Sequence[Claimed]:
        """Lease jobs that are due."""
        async with system_unit():
            return await repository.claim(
                self.queue,
                limit,
                list(self._platform.registry.jobs),
                self._platform.clock.now(),
                LEASE_SECONDS,
                new_id(),
            )

    async def handle(self, item: Claimed) -> Outcome:
        """Run a job to its end, its next attempt, or its cancellation."""
        owned = self._platform.registry.jobs.get(item.name)
        what = f"job {item.name}"
        kept = self._keeper.hold(
            JOBS.name, item.id, item.token, owned.record.timeout.total_seconds() if owned else LEASE_SECONDS
        )
        try:
            if owned is None:
                raise _Parked("没有加载处理它的插件")
            if owned.record.stepwise:
                await self._run_stepwise(item, owned.record, kept)
            else:
                await self._run_plain(item, owned.record, kept)
        except LeaseLost:
            return Outcome(what, "lost")
        except JobCancelled as error:
            return await self._end(item, what, "cancelled", in_words(error))
        except _SwitchedOff:
            return await self._end(item, what, "cancelled", "企业已停用该插件")
        except _Parked as error:
            async with system_unit():
                await JOBS.park(item.id, item.token, str(error))
            return Outcome(what, "parked", str(error))
        except Exception as error:
            return await self._failed(item, what, owned.record if owned else None, error)
        finally:
            self._keeper.drop(item.id, item.token)
        return Outcome(what, "done")

    async def release(self, items: Sequence[Claimed]) -> None:
        """Give back what was not finished."""
        async with system_unit():
            await JOBS.release([i.id for i in items], [i.token for i in items])

    async def sweep(self) -> None:
        """Take from dead workers; park what nobody here can run; let go on what can run again."""
        now = self._platform.clock.now()
        known = list(self._platform.registry.jobs)
        async with system_unit():
            await JOBS.reclaim(now)
            await JOBS.park_unknown("name", known, now - UNKNOWN_AFTER)
            await JOBS.unpark("name", known, now)

    async def close(self) -> None:
        """The keeper belongs to whoever made it."""

    async def _run_plain(self, item: Claimed, job: Job, kept: Any) -> None:
        async with unit_of_work(item.tenant_id):
            ctx, params = await self._prepare(item, job)
            run = Run(ctx, self._keeper, kept, attempt=item.attempts, stepwise=False)
            result = await self._platform.guarded(
                ctx, call(job.handler, ctx, params, run), what=job.name, timeout=job.timeout
            )
            if not await repository.succeed(item, _json(result), self._platform.clock.now()):
                raise LeaseLost

    async def _run_stepwise(self, item: Claimed, job: Job, kept: Any) -> None:
        async with unit_of_work(item.tenant_id):
            ctx, params = await self._prepare(item, job)
        run = Run(ctx, self._keeper, kept, attempt=item.attempts, stepwise=True)

        async def work() -> Any:
            result = await job.handler(ctx, params, run)
            # The account of failures is kept in a unit, and around a stepwise job there is none.
            async with unit_of_work(item.tenant_id):
                await self._platform.activation.succeeded(item.company_id, item.plugin)
            return result

        result = await self._platform.guarded(ctx, work(), what=job.name, timeout=job.timeout)
        async with unit_of_work(item.tenant_id):
            if not await repository.succeed(item, _json(result), self._platform.clock.now()):
                raise LeaseLost

    async def _prepare(self, item: Claimed, job: Job) -> tuple[Context, Any]:
        row = await repository.load(item)
        if row is None:
            raise LeaseLost
        if row["cancel_requested"]:
            raise cancelled()
        if item.plugin != CORE and not row["enabled"]:
            raise _SwitchedOff
        if item.plugin != CORE and row["broken_at"] is not None:
            raise _Parked("插件已熔断，恢复服务后继续")
        ctx = context_for(
            self._platform,
            tenant_id=item.tenant_id,
            company_id=item.company_id,
            actor=_actor(row),
            plugin=item.plugin,
            request_id=row["request_id"],
            locale=row["locale"],
            time_zone=item.time_zone,
        )
        return ctx, _params(job, row["params"])

    async def _failed(self, item: Claimed, what: str, job: Job | None, error: Exception) -> Outcome:
        reason = in_words(error)
        attempts = job.max_attempts if job else 1
        # An expected refusal stands until somebody changes the facts; trying again alone would only hide it.
        refused = isinstance(error, RenshiError) and not isinstance(error, Temporary | TooMany)
        if refused or item.failures + 1 >= attempts:
            log.error("job_failed name=%s id=%s error=%s", item.name, item.id, reason)
            return await self._end(item, what, "failed", reason)
        next_at = self._platform.clock.now() + pause(item.failures + 1, error)
        log.warning("job_retry name=%s id=%s error=%s", item.name, item.id, reason)
        async with system_unit():
            await JOBS.later(item.id, item.token, next_at=next_at, error=reason)
        return Outcome(what, "retrying", reason)

    async def _end(self, item: Claimed, what: str, state: Ending, reason: str) -> Outcome:
        async with system_unit():
            await JOBS.end(item.id, item.token, state=state, error=reason, now=self._platform.clock.now())
        return Outcome(what, state, reason)


def _actor(row: Record) -> Actor:
    return Actor(
        kind=row["actor_kind"],
        name=row["actor_name"],
        id=row["actor_id"],
        employee_id=row["actor_employee_id"],
    )


def _params(job: Job, stored: str) -> Any:
    if job.params is None:
        return orjson.loads(stored)
    try:
        return job.params.model_validate_json(stored)
    except ValidationError as error:
        raise NeedsAttention(
            Text(
                f"任务参数与当前版本不符，请重新发起：{error}",
                f"the stored parameters do not fit this version; start it anew: {error}",
            )
        ) from error


def _json(result: dict[str, Any] | None) -> str | None:
    if result is None:
        return None
    text = orjson.dumps(result, default=str).decode()
    if len(text) > RESULT_BYTES:
        raise ValueError(f"a job's result may have {RESULT_BYTES} bytes; keep more in a table or file")
    return text
