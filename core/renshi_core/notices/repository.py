"""Queries over notices."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Record

from renshi_core.jobs.queue_table import QueueTable
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contributions import Notice
from renshi_sdk.db import ListField, ListSpec, execute, fetch, fetch_row, fetch_value
from renshi_sdk.text import Text

NOTICES = QueueTable("core_notice_delivery", dead="inbox")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that a channel is looked for."""

    id: UUID
    tenant_id: UUID
    company_id: UUID
    time_zone: str
    notice_id: UUID
    failures: int
    token: UUID


async def addressee(employee_id: UUID, company_id: UUID) -> tuple[str, str] | None:
    """An employee's name and the company's; ``None`` where the tenant has no such employee."""
    row = await fetch_row(
        "SELECT e.name, c.name AS company FROM core_employee e, core_company c WHERE e.id = $1 AND c.id = $2",
        employee_id,
        company_id,
    )
    return (row["name"], row["company"]) if row else None


async def insert(notice: Notice, key: str | None, ctx: Context, *, urgent: bool = False) -> bool:
    """Put a notice into the inbox; ``False`` where the employee has had one of this key."""
    return bool(
        await fetch_value(
            "INSERT INTO core_notice (id, company_id, employee_id, plugin, kind, title_zh, title_en, body_zh,"
            " body_en, link, key, created_at, urgent, attachments)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
            " ON CONFLICT (tenant_id, employee_id, key) WHERE key IS NOT NULL DO NOTHING RETURNING true",
            notice.id,
            ctx.company_id,
            notice.employee_id,
            ctx.plugin,
            notice.kind,
            notice.title.zh,
            notice.title.en,
            notice.body.zh,
            notice.body.en,
            notice.link,
            key,
            ctx.now(),
            urgent,
            list(notice.attachments),
        )
    )


async def start_delivery(notice_id: UUID, ctx: Context) -> None:
    """Look for a channel after the commit."""
    await execute(
        "INSERT INTO core_notice_delivery (id, company_id, notice_id, next_at) VALUES ($1, $2, $3, $4)",
        new_id(),
        ctx.company_id,
        notice_id,
        ctx.now(),
    )


async def claim(limit: int, now: datetime, lease_seconds: float, token: UUID) -> list[Claimed]:
    """Lease notices that are due."""
    rows = await fetch(
        "WITH due AS (SELECT id FROM core_notice_delivery WHERE state = 'pending' AND next_at <= $2"
        "  ORDER BY next_at LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED)"
        " UPDATE core_notice_delivery d SET state = 'running', attempts = attempts + 1, lease_token = $4,"
        "  lease_until = clock_timestamp() + $3 * interval '1 second'"
        " FROM due, core_company c WHERE d.id = due.id AND c.id = d.company_id"
        " RETURNING d.id, d.tenant_id, d.company_id, c.time_zone, d.notice_id, d.failures",
        limit,
        now,
        lease_seconds,
        token,
    )
    return [Claimed(**dict(r), token=token) for r in rows]


@dataclass(frozen=True, slots=True)
class Locked:
    """A delivery that is locked: its notice, the channels tried, and why it waited before."""

    notice: Notice
    tried: list[dict[str, str]]
    held: str | None
    urgent: bool


async def lock(item: Claimed) -> Locked | None:
    """Lock a delivery for one channel's attempt, with its notice and the channels tried; ``None`` if lost."""
    row = await fetch_row(
        "SELECT d.tried, d.held, n.urgent, n.attachments, n.id, n.employee_id, n.kind, n.title_zh, n.title_en,"
        " n.body_zh, n.body_en, n.link"
        " FROM core_notice_delivery d JOIN core_notice n ON n.id = d.notice_id"
        " WHERE d.id = $1 AND d.lease_token = $2 AND d.state = 'running' FOR NO KEY UPDATE OF d",
        item.id,
        item.token,
    )
    if row is None:
        return None
    notice = Notice(
        id=row["id"],
        employee_id=row["employee_id"],
        kind=row["kind"],
        title=Text(row["title_zh"], row["title_en"]),
        body=Text(row["body_zh"], row["body_en"]),
        link=row["link"],
        attachments=tuple(row["attachments"]),
    )
    return Locked(notice, json.loads(row["tried"]), row["held"], row["urgent"])


async def climb(item: Claimed, tried: Sequence[dict[str, str]]) -> None:
    """Write down a channel that did not reach the person; failures count anew for the next one."""
    await execute(
        "UPDATE core_notice_delivery SET tried = $2::jsonb, failures = 0 WHERE id = $1",
        item.id,
        json.dumps(list(tried), ensure_ascii=False),
    )


async def hold(item: Claimed, why: str, until: datetime) -> None:
    """Let a delivery wait; the attempt doesn't count."""
    await execute(
        "UPDATE core_notice_delivery SET state = 'pending', held = $2, next_at = $3, attempts = attempts - 1,"
        " lease_until = NULL, lease_token = NULL WHERE id = $1",
        item.id,
        why,
        until,
    )


async def gather(employee_id: UUID, company_id: UUID, now: datetime) -> list[Record]:
    """Lock what waits for an employee's digest and is due, oldest first; one digest of a person at a time."""
    await execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('core_notice_digest:' || $1::text, 0))",
        str(employee_id),
    )
    return await fetch(
        "SELECT d.id, n.id AS notice_id, n.title_zh, n.title_en, n.body_zh, n.body_en, n.link"
        " FROM core_notice_delivery d JOIN core_notice n ON n.id = d.notice_id"
        " WHERE n.employee_id = $1 AND d.company_id = $2 AND d.held = 'digest' AND d.next_at <= $3"
        " AND d.state IN ('pending', 'running') ORDER BY n.created_at, n.id FOR NO KEY UPDATE OF d",
        employee_id,
        company_id,
        now,
    )


async def digested(ids: Sequence[UUID], digest_id: UUID, now: datetime) -> None:
    """These deliveries went into a digest."""
    await execute(
        "UPDATE core_notice_delivery SET state = 'digested', digest_id = $2, finished_at = $3, lease_until = NULL,"
        " lease_token = NULL WHERE id = ANY($1)",
        list(ids),
        digest_id,
        now,
    )


async def fall_back(company_id: UUID, now: datetime) -> int:
    """Let the next channel try what was sent a while ago and nobody has read."""
    rows = await fetch(
        "UPDATE core_notice_delivery d SET state = 'pending', next_at = $2, fallback_at = NULL, held = NULL,"
        " tried = d.tried || jsonb_build_object('channel', d.channel, 'outcome', 'unread', 'reason', '')"
        " FROM core_notice n WHERE n.id = d.notice_id AND d.company_id = $1 AND d.fallback_at <= $2"
        " AND d.state = 'sent' AND n.read_at IS NULL RETURNING d.id",
        company_id,
        now,
    )
    await execute(
        "UPDATE core_notice_delivery SET fallback_at = NULL WHERE company_id = $1 AND fallback_at <= $2",
        company_id,
        now,
    )
    return len(rows)


async def finish(
    item: Claimed, *, state: str, channel: str | None, now: datetime, fallback_at: datetime | None = None
) -> None:
    """A channel took it, or none did and the inbox has it."""
    await execute(
        "UPDATE core_notice_delivery SET state = $2, channel = $3, finished_at = $4, fallback_at = $5, error = NULL,"
        " lease_until = NULL, lease_token = NULL WHERE id = $1",
        item.id,
        state,
        channel,
        now,
        fallback_at,
    )


async def enabled_plugins(company_id: UUID) -> set[str]:
    """Plugins that are on and in service for a company."""
    rows = await fetch(
        "SELECT plugin FROM core_plugin_activation WHERE company_id = $1 AND enabled AND broken_at IS NULL",
        company_id,
    )
    return {r["plugin"] for r in rows}


INBOX = ListSpec(
    select="SELECT id, kind, title_zh, title_en, body_zh, body_en, link, read_at, created_at FROM core_notice",
    fields={
        "kind": ListField("kind"),
        "read_at": ListField("read_at", "datetime", nullable=True),
        "created_at": ListField("created_at", "datetime", sortable=True),
    },
    key="id",
    default_sort="-created_at",
    search="title_zh ILIKE {} OR body_zh ILIKE {} OR title_en ILIKE {}",
)


async def unread(employee_id: UUID) -> int:
    """How many notices an employee has not read."""
    count: int = await fetch_value(
        "SELECT count(*) FROM core_notice WHERE employee_id = $1 AND read_at IS NULL", employee_id
    )
    return count


async def mark_read(employee_id: UUID, now: datetime, notice_id: UUID | None = None) -> list[Record]:
    """Mark one notice or all as read; gives the ids of those there are."""
    return await fetch(
        "UPDATE core_notice SET read_at = coalesce(read_at, $2) WHERE employee_id = $1"
        " AND ($3::uuid IS NULL AND read_at IS NULL OR id = $3) RETURNING id",
        employee_id,
        now,
        notice_id,
    )


async def export_of(employee_id: UUID) -> list[dict[str, Any]]:
    """All notices of an employee, oldest first."""
    rows = await fetch(
        "SELECT n.kind, n.title_zh, n.body_zh, n.link, n.created_at, n.read_at, d.channel FROM core_notice n"
        " LEFT JOIN core_notice_delivery d ON d.notice_id = n.id WHERE n.employee_id = $1 ORDER BY n.created_at",
        employee_id,
    )
    return [
        {key: value.isoformat() if isinstance(value, datetime) else value for key, value in dict(r).items()}
        for r in rows
    ]


async def erase_of(employee_id: UUID) -> int:
    """Remove all notices of an employee, on their way or not."""
    tag = await execute("DELETE FROM core_notice WHERE employee_id = $1", employee_id)
    return int(tag.split()[-1])


async def purge(company_id: UUID, before: datetime) -> int:
    """Remove notices from before ``before``, read or not."""
    tag = await execute(
        "DELETE FROM core_notice WHERE company_id = $1 AND created_at < $2", company_id, before
    )
    return int(tag.split()[-1])
