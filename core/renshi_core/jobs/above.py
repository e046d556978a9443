"""What background work needs from the rooms above it, looked up by name when it runs.

Every room may start jobs, so none can be imported here; the lanes that events and notices bring, and the
factory of contexts, are found by their names instead.
"""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from renshi_sdk.context import Actor, Context

if TYPE_CHECKING:
    from renshi_core.jobs.keeper import LeaseKeeper
    from renshi_core.jobs.lanes import Lane
    from renshi_core.platform import Platform

T = TypeVar("T")
DEFAULT_LANES = (
    "renshi_core.events.dispatcher:DeliveryLane",
    "renshi_core.notices.ladder:NoticeLane",
)
"""Lanes of the queue ``default`` beside its jobs."""


def context_for(
    platform: Platform,
    *,
    tenant_id: UUID,
    company_id: UUID,
    actor: Actor,
    plugin: str,
    request_id: str = "",
    locale: str = "zh-CN",
    time_zone: str,
) -> Context:
    """A context of background work: it acts as ``actor`` and, rights being checked before, may do everything."""
    make = importlib.import_module("renshi_core.context").make_context
    context: Context = make(
        platform,
        tenant_id=tenant_id,
        company_id=company_id,
        actor=actor,
        plugin=plugin,
        request_id=request_id,
        locale=locale,
        time_zone=time_zone,
    )
    return context


def default_lanes(platform: Platform, keeper: LeaseKeeper) -> list[Lane]:
    """Deliveries and notices."""
    lanes: list[Any] = []
    for name in DEFAULT_LANES:
        module, _, attribute = name.partition(":")
        lanes.append(getattr(importlib.import_module(module), attribute)(platform, keeper))
    return lanes


async def call(handler: Callable[..., Awaitable[T]], *args: Any) -> T:
    """Call a handler inside a coroutine, so that one which raises before its first ``await`` is contained too."""
    return await handler(*args)


def platform_of(ctx: Context) -> Platform:
    """The process's platform behind a context of the core."""
    return ctx.services.platform  # type: ignore[attr-defined,no-any-return]
