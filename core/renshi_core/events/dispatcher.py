"""The lane of deliveries: fan-out of events to subscribers, and running their handlers.

No order is promised, neither among the subscribers of one event nor among events: a delivery that failed comes
after later ones. A handler that depends on an earlier event asks for the state of things instead.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from renshi_core.db import system_unit, unit_of_work
from renshi_core.events import repository
from renshi_core.events.repository import DELIVERIES, Claimed
from renshi_core.jobs.above import call, context_for
from renshi_core.jobs.backoff import in_words, pause
from renshi_core.jobs.keeper import LEASE_SECONDS, LeaseKeeper
from renshi_core.jobs.lanes import Outcome
from renshi_sdk import new_id
from renshi_sdk.context import Actor
from renshi_sdk.contributions import Subscription
from renshi_sdk.errors import NeedsAttention
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

log = logging.getLogger(__name__)
CORE = "core"
FAN_OUT_EVENTS = 500
STOCK_LIMIT = timedelta(minutes=5)
"""A claimed item that has not come up by then belongs to a process that stands still."""
UNKNOWN_AFTER = timedelta(minutes=1)


class _Parked(Exception):
    """Its plugin can't run it now."""


class _Skipped(Exception):
    """Its company has switched the plugin off since the event."""


class _Lost(Exception):
    """Another worker has it."""


class DeliveryLane:
    """Implements :class:`renshi_core.jobs.lanes.Lane` for deliveries of events."""

    name = "deliveries"
    queue = "default"

    def __init__(self, platform: Platform, keeper: LeaseKeeper) -> None:
        self._platform, self._keeper = platform, keeper
        self._synced: tuple[str, ...] | None = None

    async def claim(self, limit: int) -> Sequence[Claimed]:
        """Fan out what is new, then lease deliveries that are due."""
        await self._sync_subscriptions()
        now = self._platform.clock.now()
        async with system_unit():
            await repository.fan_out(FAN_OUT_EVENTS, now)
            items = await repository.claim(
                limit, list(self._platform.registry.subscription_by_name), now, LEASE_SECONDS, new_id()
            )
        for item in items:
            self._keeper.hold(DELIVERIES.name, item.id, item.token, STOCK_LIMIT.total_seconds())
        return items

    async def handle(self, item: Claimed) -> Outcome:
        """Run a handler; its writes and the mark "done" commit together."""
        try:
            return await self._handle(item)
        finally:
            self._keeper.drop(item.id, item.token)

    async def _handle(self, item: Claimed) -> Outcome:
        owned = self._platform.registry.subscription_by_name.get(item.subscription)
        what = f"delivery {item.subscription}"
        try:
            if owned is None:
                raise _Parked("没有加载处理它的插件")
            await self._run(item, owned.record)
        except _Lost:
            return Outcome(what, "lost")
        except _Skipped:
            return await self._end(item, what, "skipped", "企业已停用该插件")
        except _Parked as error:
            async with system_unit():
                await DELIVERIES.park(item.id, item.token, str(error))
            return Outcome(what, "parked", str(error))
        except Exception as error:
            return await self._failed(item, what, owned.record if owned else None, error)
        return Outcome(what, "done")

    async def release(self, items: Sequence[Claimed]) -> None:
        """Give back what was not begun."""
        for item in items:
            self._keeper.drop(item.id, item.token)
        async with system_unit():
            await DELIVERIES.release([i.id for i in items], [i.token for i in items])

    async def sweep(self) -> None:
        """Take from dead workers; park what nobody here can run; let go on what can run again."""
        now = self._platform.clock.now()
        known = list(self._platform.registry.subscription_by_name)
        async with system_unit():
            await DELIVERIES.reclaim(now)
            await DELIVERIES.park_unknown("subscription", known, now - UNKNOWN_AFTER)
            await DELIVERIES.unpark("subscription", known, now)

    async def close(self) -> None:
        """Nothing is held."""

    async def _run(self, item: Claimed, subscription: Subscription) -> None:
        platform = self._platform
        async with unit_of_work(item.tenant_id):
            row = await repository.begin(item, platform.clock.now())
            if row is None:
                raise _Lost
            if item.plugin != CORE and not row["enabled"]:
                raise _Skipped
            if item.plugin != CORE and row["broken_at"] is not None:
                raise _Parked("插件已熔断，恢复服务后继续")
            try:
                event = subscription.event.model_validate_json(row["payload"])
            except ValidationError as error:
                raise NeedsAttention(
                    Text(
                        f"事件内容与当前版本的 {subscription.event.event_name} 不符：{error}",
                        f"the stored event does not fit this version of it: {error}",
                    )
                ) from error
            ctx = context_for(
                platform,
                tenant_id=item.tenant_id,
                company_id=item.company_id,
                actor=Actor.system(subscription.name),
                plugin=item.plugin,
                request_id=row["request_id"],
                time_zone=item.time_zone,
            )
            await platform.guarded(
                ctx,
                call(subscription.handler, ctx, event),
                what=subscription.name,
                timeout=subscription.timeout,
            )

    async def _failed(
        self, item: Claimed, what: str, subscription: Subscription | None, error: Exception
    ) -> Outcome:
        attempts = subscription.max_attempts if subscription else 1
        reason = in_words(error)
        if isinstance(error, NeedsAttention) or item.failures + 1 >= attempts:
            log.error("delivery_failed subscription=%s id=%s error=%s", item.subscription, item.id, reason)
            return await self._end(item, what, "failed", reason)
        next_at = self._platform.clock.now() + pause(item.failures + 1, error)
        log.warning("delivery_retry subscription=%s id=%s error=%s", item.subscription, item.id, reason)
        async with system_unit():
            await DELIVERIES.later(item.id, item.token, next_at=next_at, error=reason)
        return Outcome(what, "retrying", reason)

    async def _end(self, item: Claimed, what: str, state: str, reason: str) -> Outcome:
        async with system_unit():
            await DELIVERIES.end(
                item.id, item.token, state=state, error=reason, now=self._platform.clock.now()
            )
        return Outcome(what, "failed" if state == "failed" else "skipped", reason)

    async def _sync_subscriptions(self) -> None:
        registry = self._platform.registry
        names = tuple(registry.subscription_by_name)
        if names == self._synced:
            return
        owned = registry.subscription_by_name.values()
        async with system_unit():
            await repository.sync_subscriptions(
                names,
                [o.record.event.event_name for o in owned],
                [o.plugin for o in owned],
                list(registry.plugins),
            )
        self._synced = names
