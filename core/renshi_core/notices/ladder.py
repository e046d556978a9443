"""The lane of notices: each climbs the company's channels until one reaches the person."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from renshi_core.db import system_unit, unit_of_work
from renshi_core.jobs.above import call, context_for
from renshi_core.jobs.backoff import in_words, pause
from renshi_core.jobs.keeper import LEASE_SECONDS, LeaseKeeper
from renshi_core.jobs.lanes import Outcome
from renshi_core.notices import digest, repository
from renshi_core.notices.repository import NOTICES, Claimed, Locked
from renshi_core.notices.rules import rules_of
from renshi_core.notices.timing import Rules, next_digest, quiet_until
from renshi_sdk import new_id
from renshi_sdk.context import Actor
from renshi_sdk.contributions import Channel, Delivery, Notice
from renshi_sdk.errors import RenshiError, Temporary, TooMany

if TYPE_CHECKING:
    from renshi_core.platform import Platform

log = logging.getLogger(__name__)
CORE = "core"
STOCK_LIMIT = timedelta(minutes=5)
"""A claimed item that has not come up by then belongs to a process that stands still."""
CHANNEL_LIMIT = timedelta(seconds=30)
ATTEMPTS_PER_CHANNEL = 4


@dataclass(frozen=True, slots=True)
class _Rung:
    plugin: str
    channel: Channel


class _Lost(Exception):
    """Another worker has it."""


class NoticeLane:
    """Implements :class:`renshi_core.jobs.lanes.Lane` for notices on their way to people.

    A channel acts outside the database, so it may see a notice twice where a worker dies between its answer
    and the commit; the notice's id stays the same for it to notice.
    """

    name = "notices"
    queue = "default"

    def __init__(self, platform: Platform, keeper: LeaseKeeper) -> None:
        self._platform, self._keeper = platform, keeper

    async def claim(self, limit: int) -> Sequence[Claimed]:
        """Lease notices that are due."""
        async with system_unit():
            items = await repository.claim(limit, self._platform.clock.now(), LEASE_SECONDS, new_id())
        for item in items:
            self._keeper.hold(NOTICES.name, item.id, item.token, STOCK_LIMIT.total_seconds())
        return items

    async def handle(self, item: Claimed) -> Outcome:
        """Try channels, one transaction each, until one has reached the person or asks for another attempt."""
        try:
            return await self._climb(item)
        finally:
            self._keeper.drop(item.id, item.token)

    async def _climb(self, item: Claimed) -> Outcome:
        failures = item.failures
        while True:
            rung: _Rung | None = None
            try:
                async with unit_of_work(item.tenant_id):
                    locked = await repository.lock(item)
                    if locked is None:
                        return Outcome("notice", "lost")
                    notice, tried = locked.notice, locked.tried
                    rules = await rules_of(
                        notice.employee_id, item.company_id, notice.kind, urgent=locked.urgent
                    )
                    if await self._waits(item, locked, rules):
                        return Outcome("notice", "done")
                    rung = await self._next_rung(item, tried, rules)
                    now = self._platform.clock.now()
                    if rung is None:
                        # What an earlier channel sent and nobody read stays sent by it.
                        unread = [t["channel"] for t in tried if t["outcome"] == "unread"]
                        await repository.finish(
                            item,
                            state="sent" if unread else "inbox",
                            channel=unread[-1] if unread else None,
                            now=now,
                        )
                        return Outcome("notice", "done")
                    answer = await self._deliver(item, rung, replace(notice, locale=rules.locale))
                    if answer.state == "sent":
                        minutes = rules.fallback_minutes
                        await repository.finish(
                            item,
                            state="sent",
                            channel=rung.channel.name,
                            now=now,
                            fallback_at=now + timedelta(minutes=minutes) if minutes else None,
                        )
                        return Outcome("notice", "done")
                    await repository.climb(item, [*tried, _step(rung, "unreachable", answer.reason)])
            except Exception as error:
                if rung is None or (
                    isinstance(error, Temporary | TooMany) and failures + 1 < ATTEMPTS_PER_CHANNEL
                ):
                    return await self._later(item, failures, error)
                log.warning("channel_failed channel=%s error=%s", rung.channel.name, in_words(error))
                if not await self._give_up(item, rung, error):
                    return Outcome("notice", "lost")
            failures = 0

    async def release(self, items: Sequence[Claimed]) -> None:
        """Give back what was not begun."""
        for item in items:
            self._keeper.drop(item.id, item.token)
        async with system_unit():
            await NOTICES.release([i.id for i in items], [i.token for i in items])

    async def sweep(self) -> None:
        """Take from dead workers."""
        async with system_unit():
            await NOTICES.reclaim(self._platform.clock.now())

    async def close(self) -> None:
        """Nothing is held."""

    async def _waits(self, item: Claimed, locked: Locked, rules: Rules) -> bool:
        """Whether it has to wait: for the person's digest, or for the end of their quiet hours."""
        if rules.urgent or locked.urgent:
            return False
        now, zone = self._platform.clock.now(), ZoneInfo(item.time_zone)
        fresh = locked.held is None and not locked.tried
        if fresh and rules.digest != "off" and not rules.mandatory:
            moment = next_digest(now, zone, rules.digest, rules.digest_hour, rules.digest_weekday)
            await repository.hold(item, "digest", moment)
            return True
        until = quiet_until(now, zone, rules.quiet)
        if until is not None:
            await repository.hold(item, locked.held or "quiet", until)
            return True
        return locked.held == "digest" and await digest.send(self._platform, item, locked.notice.employee_id)

    async def _next_rung(self, item: Claimed, tried: Sequence[dict[str, str]], rules: Rules) -> _Rung | None:
        done = {step["channel"] for step in tried}
        enabled = await repository.enabled_plugins(item.company_id) | {CORE}
        for owned in self._platform.registry.channels:
            name = owned.record.name
            if name not in done and owned.plugin in enabled and rules.allows(name):
                return _Rung(owned.plugin, owned.record)
        return None

    async def _deliver(self, item: Claimed, rung: _Rung, notice: Notice) -> Delivery:
        ctx = context_for(
            self._platform,
            tenant_id=item.tenant_id,
            company_id=item.company_id,
            actor=Actor.system(rung.channel.name),
            plugin=rung.plugin,
            time_zone=item.time_zone,
        )
        answer: Any = await self._platform.guarded(
            ctx, call(rung.channel.deliver, ctx, notice), what=rung.channel.name, timeout=CHANNEL_LIMIT
        )
        if not isinstance(answer, Delivery):
            raise TypeError(
                f"channel {rung.channel.name!r} must answer a Delivery, not {type(answer).__name__}"
            )
        return answer

    async def _later(self, item: Claimed, failures: int, error: Exception) -> Outcome:
        reason = in_words(error)
        next_at = self._platform.clock.now() + pause(failures + 1, error)
        async with system_unit():
            await NOTICES.later(item.id, item.token, next_at=next_at, error=reason)
        return Outcome("notice", "retrying", reason)

    async def _give_up(self, item: Claimed, rung: _Rung, error: Exception) -> bool:
        # The channel's own writes are undone; that it failed is written in a unit of its own.
        outcome = (
            "refused" if isinstance(error, RenshiError) and not isinstance(error, Temporary) else "failed"
        )
        async with unit_of_work(item.tenant_id):
            locked = await repository.lock(item)
            if locked is None:
                return False
            await repository.climb(item, [*locked.tried, _step(rung, outcome, in_words(error))])
        return True


def _step(rung: _Rung, outcome: str, reason: str) -> dict[str, str]:
    return {"channel": rung.channel.name, "outcome": outcome, "reason": reason[:500]}
