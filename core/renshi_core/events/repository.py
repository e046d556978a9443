"""Queries over the outbox."""

# Table names and conditions come from this code alone.

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Record

from renshi_core.jobs.queue_table import QueueTable
from renshi_sdk.context import Context
from renshi_sdk.db import ListField, ListSpec, execute, fetch, fetch_row, fetch_value
from renshi_sdk.events import DomainEvent

DELIVERIES = QueueTable("core_delivery")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A leased delivery."""

    id: UUID
    tenant_id: UUID
    company_id: UUID
    time_zone: str
    event_id: UUID
    subscription: str
    plugin: str
    failures: int
    token: UUID


async def insert_event(event_id: UUID, event: DomainEvent, ctx: Context) -> bool:
    """Store an event; ``False`` where its company isn't the tenant's."""
    stored = await fetch_value(
        "INSERT INTO core_event (id, company_id, name, payload, plugin, actor_kind, actor_name, actor_id,"
        " request_id, occurred_at)"
        " SELECT $1, c.id, $3, $4::jsonb, $5, $6, $7, $8, $9, $10 FROM core_company c WHERE c.id = $2 RETURNING true",
        event_id,
        event.company_id,
        event.event_name,
        event.model_dump_json(),
        ctx.plugin,
        ctx.actor.kind,
        ctx.actor.name,
        ctx.actor.id,
        ctx.request_id,
        ctx.now(),
    )
    return bool(stored)


async def insert_events(events: Sequence[tuple[UUID, DomainEvent]], ctx: Context) -> None:
    """Store many events of the context's company in one statement."""
    await execute(
        "INSERT INTO core_event (id, company_id, name, payload, plugin, actor_kind, actor_name, actor_id,"
        " request_id, occurred_at)"
        " SELECT e.id, $4, e.name, e.payload::jsonb, $5, $6, $7, $8, $9, $10"
        " FROM unnest($1::uuid[], $2::text[], $3::text[]) AS e(id, name, payload)",
        [event_id for event_id, _ in events],
        [event.event_name for _, event in events],
        [event.model_dump_json() for _, event in events],
        ctx.company_id,
        ctx.plugin,
        ctx.actor.kind,
        ctx.actor.name,
        ctx.actor.id,
        ctx.request_id,
        ctx.now(),
    )


async def sync_subscriptions(
    names: Sequence[str], events: Sequence[str], plugins: Sequence[str], loaded: Sequence[str]
) -> None:
    """Make the stored list of subscriptions say what this process has loaded.

    Subscriptions of plugins that are not loaded here stay: their deliveries wait for them.
    """
    await execute(
        "INSERT INTO core_subscription (name, event, plugin, seen_at)"
        " SELECT name, event, plugin, clock_timestamp()"
        " FROM unnest($1::text[], $2::text[], $3::text[]) AS s(name, event, plugin) ORDER BY name"
        " ON CONFLICT (name) DO UPDATE SET event = excluded.event, plugin = excluded.plugin,"
        " seen_at = excluded.seen_at",
        list(names),
        list(events),
        list(plugins),
    )
    await execute(
        "DELETE FROM core_subscription WHERE plugin = ANY($1) AND name <> ALL($2)", list(loaded), list(names)
    )


async def fan_out(limit: int, now: datetime) -> int:
    """Make the deliveries of up to ``limit`` new events, across tenants; returns how many events."""
    count: int = await fetch_value(
        "WITH due AS (SELECT id, tenant_id, company_id, name FROM core_event WHERE fanned_out_at IS NULL"
        "  ORDER BY id LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED),"
        " made AS (INSERT INTO core_delivery"
        "   (id, tenant_id, company_id, event_id, subscription, plugin, state, next_at, error)"
        "  SELECT gen_random_uuid(), due.tenant_id, due.company_id, due.id, s.name, s.plugin,"
        "   CASE WHEN a.broken_at IS NULL THEN 'pending' ELSE 'parked' END, $2,"
        "   CASE WHEN a.broken_at IS NOT NULL THEN '插件已熔断，恢复服务后继续' END"
        "  FROM due JOIN core_subscription s ON s.event = due.name"
        "  LEFT JOIN core_plugin_activation a ON a.tenant_id = due.tenant_id"
        "   AND a.company_id = due.company_id AND a.plugin = s.plugin"
        "  WHERE s.plugin = 'core' OR a.enabled ON CONFLICT (event_id, subscription) DO NOTHING),"
        " marked AS (UPDATE core_event e SET fanned_out_at = $2 FROM due WHERE e.id = due.id RETURNING 1)"
        " SELECT count(*) FROM marked",
        limit,
        now,
    )
    return count


async def claim(
    limit: int, known: Sequence[str], now: datetime, lease_seconds: float, token: UUID
) -> list[Claimed]:
    """Lease deliveries whose handlers this process has."""
    rows = await fetch(
        "WITH due AS (SELECT id FROM core_delivery WHERE state = 'pending' AND next_at <= $2"
        "  AND subscription = ANY($3) ORDER BY next_at LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED)"
        " UPDATE core_delivery d SET state = 'running', attempts = attempts + 1, lease_token = $5,"
        "  lease_until = clock_timestamp() + $4 * interval '1 second'"
        " FROM due, core_company c WHERE d.id = due.id AND c.id = d.company_id"
        " RETURNING d.id, d.tenant_id, d.company_id, c.time_zone, d.event_id, d.subscription, d.plugin, d.failures",
        limit,
        now,
        list(known),
        lease_seconds,
        token,
    )
    return [Claimed(**dict(r), token=token) for r in rows]


async def begin(item: Claimed, now: datetime) -> Record | None:
    """Mark a delivery done in the handler's own transaction, and give its event and the plugin's activation.

    The mark locks the row while the handler runs, so that nobody takes it for abandoned. ``None`` where
    another worker has taken it over. It waits for a lock rather than skip it: another claim that raced for
    the row may hold it for a moment without having got it.
    """
    return await fetch_row(
        "WITH marked AS (UPDATE core_delivery SET state = 'done', finished_at = $3, lease_until = NULL,"
        "  lease_token = NULL, error = NULL WHERE id = $1 AND lease_token = $2 AND state = 'running'"
        "  RETURNING event_id)"
        " SELECT e.payload, e.request_id, a.enabled, a.broken_at FROM marked"
        " JOIN core_event e ON e.id = marked.event_id"
        " LEFT JOIN core_plugin_activation a ON a.company_id = e.company_id AND a.plugin = $4",
        item.id,
        item.token,
        now,
        item.plugin,
    )


LIST = ListSpec(
    select="SELECT d.id, d.event_id, e.name AS event, d.subscription, d.plugin, d.state, d.attempts, d.failures,"
    " d.error, e.occurred_at, d.next_at, d.finished_at"
    " FROM core_delivery d JOIN core_event e ON e.id = d.event_id",
    fields={
        "state": ListField("d.state"),
        "event": ListField("e.name"),
        "subscription": ListField("d.subscription"),
        "plugin": ListField("d.plugin"),
        "occurred_at": ListField("e.occurred_at", "datetime", sortable=True),
        "next_at": ListField("d.next_at", "datetime", sortable=True),
    },
    key="d.id",
    default_sort="-next_at",
    search="d.subscription ILIKE {} OR e.name ILIKE {} OR d.error ILIKE {}",
)


async def delivery(delivery_id: UUID, company_id: UUID) -> Record | None:
    """A delivery with its event."""
    return await fetch_row(
        "SELECT d.id, d.event_id, e.name AS event, e.payload, e.occurred_at, e.actor_kind, e.actor_name,"
        " e.request_id, d.subscription, d.plugin, d.state, d.attempts, d.failures, d.error, d.next_at, d.finished_at"
        " FROM core_delivery d JOIN core_event e ON e.id = d.event_id WHERE d.id = $1 AND d.company_id = $2",
        delivery_id,
        company_id,
    )


async def revive(
    company_id: UUID, now: datetime, *, ids: Sequence[UUID] | None, subscription: str | None
) -> list[Record]:
    """Let dead letters be tried again; by id, by subscription, or all of the company."""
    return await fetch(
        "UPDATE core_delivery SET state = 'pending', attempts = 0, failures = 0, next_at = $2, finished_at = NULL"
        " WHERE company_id = $1 AND state = 'failed' AND ($3::uuid[] IS NULL OR id = ANY($3))"
        " AND ($4::text IS NULL OR subscription = $4) RETURNING id, subscription",
        company_id,
        now,
        list(ids) if ids is not None else None,
        subscription,
    )


async def purge(company_id: UUID, finished_before: datetime) -> int:
    """Remove deliveries that ended long ago and events that nothing waits for any more."""
    await execute(
        "DELETE FROM core_delivery WHERE company_id = $1 AND state IN ('done', 'skipped') AND finished_at < $2",
        company_id,
        finished_before,
    )
    count: int = await fetch_value(
        "WITH gone AS (DELETE FROM core_event e WHERE company_id = $1 AND occurred_at < $2"
        "  AND fanned_out_at IS NOT NULL AND NOT EXISTS (SELECT FROM core_delivery d WHERE d.event_id = e.id)"
        "  RETURNING 1) SELECT count(*) FROM gone",
        company_id,
        finished_before,
    )
    return count


async def events_about(employee_id: UUID) -> list[dict[str, Any]]:
    """Events about an employee that are still kept."""
    rows = await fetch(
        "SELECT name, payload, occurred_at FROM core_event WHERE payload->>'employee_id' = $1 ORDER BY occurred_at",
        str(employee_id),
    )
    return [
        {"name": r["name"], "payload": json.loads(r["payload"]), "occurred_at": r["occurred_at"].isoformat()}
        for r in rows
    ]


async def erase_about(employee_id: UUID) -> int:
    """Remove events about an employee that every subscriber has had; returns how many."""
    count: int = await fetch_value(
        "WITH gone AS (DELETE FROM core_event e WHERE payload->>'employee_id' = $1 AND fanned_out_at IS NOT NULL"
        "  AND NOT EXISTS (SELECT FROM core_delivery d WHERE d.event_id = e.id"
        "   AND d.state IN ('pending', 'running', 'parked')) RETURNING 1) SELECT count(*) FROM gone",
        str(employee_id),
    )
    return count
