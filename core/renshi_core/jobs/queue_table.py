"""What all queue tables have in common: leases, another attempt later, and the end of the line.

A row is due at ``next_at`` by the platform's clock. Leases run by the database's clock, so that hosts whose
clocks differ agree on them; whoever holds ``lease_token`` may write the row's end. Locks are ``NO KEY`` ones,
for an open step of a job refers to its row and would otherwise keep its lease from being renewed.
"""

# Table and state names come from this code alone.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from renshi_sdk.db import execute, fetch_value

MAX_INTERRUPTIONS = 25
"""So often may workers die with the same row before it is taken for the cause and set aside."""


@dataclass(frozen=True, slots=True)
class QueueTable:
    """Statements over one queue table; run them in a ``system_unit``."""

    name: str
    waiting: str = "pending"
    dead: str = "failed"

    async def reclaim(self, now: datetime) -> int:
        """Give rows of dead workers to others; returns how many.

        A row may itself be what kills workers. A growing random pause pulls rows that died together apart, so
        that it soon dies alone.
        """
        count: int = await fetch_value(
            f"WITH expired AS (SELECT id FROM {self.name} WHERE state = 'running'"
            "  AND lease_until < clock_timestamp() ORDER BY lease_until LIMIT 1000 FOR NO KEY UPDATE SKIP LOCKED),"
            f" freed AS (UPDATE {self.name} q SET lease_until = NULL, lease_token = NULL,"
            "  state = CASE WHEN attempts - failures >= $2 THEN $4 ELSE $3 END,"
            "  finished_at = CASE WHEN attempts - failures >= $2 THEN $1::timestamptz END,"
            "  error = CASE WHEN attempts - failures >= $2"
            "    THEN '工作进程每次运行到此任务都异常退出，已停止重试' ELSE error END,"
            "  next_at = $1::timestamptz"
            "   + random() * power(greatest(attempts - failures - 2, 0), 2) * interval '1 second'"
            "  FROM expired WHERE q.id = expired.id RETURNING 1) SELECT count(*) FROM freed",
            now,
            MAX_INTERRUPTIONS,
            self.waiting,
            self.dead,
        )
        return count

    async def release(self, ids: Sequence[UUID], tokens: Sequence[UUID]) -> None:
        """Give back rows whose handling was not begun, or was cancelled by the worker's own end."""
        await execute(
            f"UPDATE {self.name} q SET state = $3, lease_until = NULL, lease_token = NULL,"
            " attempts = attempts - 1 FROM unnest($1::uuid[], $2::uuid[]) AS h(id, token)"
            " WHERE q.id = h.id AND q.lease_token = h.token AND q.state = 'running'",
            list(ids),
            list(tokens),
            self.waiting,
        )

    async def later(self, row_id: UUID, token: UUID, *, next_at: datetime, error: str) -> None:
        """Another attempt after a failure."""
        await execute(
            f"UPDATE {self.name} SET state = $5, failures = failures + 1, next_at = $3, error = $4,"
            " lease_until = NULL, lease_token = NULL WHERE id = $1 AND lease_token = $2 AND state = 'running'",
            row_id,
            token,
            next_at,
            error,
            self.waiting,
        )

    async def end(self, row_id: UUID, token: UUID, *, state: str, error: str | None, now: datetime) -> None:
        """The end of a row otherwise than by success; a failure is counted."""
        await execute(
            f"UPDATE {self.name} SET state = $3, error = $4, finished_at = $5, lease_until = NULL,"
            " lease_token = NULL, failures = failures + CASE WHEN $3 = $6 THEN 1 ELSE 0 END"
            " WHERE id = $1 AND lease_token = $2 AND state = 'running'",
            row_id,
            token,
            state,
            error,
            now,
            self.dead,
        )

    async def park(self, row_id: UUID, token: UUID, reason: str) -> None:
        """Put aside until its plugin is there or well again; the attempt does not count."""
        await execute(
            f"UPDATE {self.name} SET state = 'parked', error = $3, lease_until = NULL, lease_token = NULL,"
            " attempts = attempts - 1 WHERE id = $1 AND lease_token = $2 AND state = 'running'",
            row_id,
            token,
            reason,
        )

    async def park_unknown(self, column: str, known: Sequence[str], before: datetime) -> int:
        """Park what has waited since before ``before`` for a handler that this process does not have."""
        count: int = await fetch_value(
            f"WITH lost AS (SELECT id FROM {self.name} WHERE state = $3 AND next_at < $2 AND {column} <> ALL($1)"
            "  LIMIT 1000 FOR NO KEY UPDATE SKIP LOCKED),"
            f" parked AS (UPDATE {self.name} q SET state = 'parked', error = '没有加载处理它的插件'"
            "  FROM lost WHERE q.id = lost.id RETURNING 1) SELECT count(*) FROM parked",
            list(known),
            before,
            self.waiting,
        )
        return count

    async def unpark(self, column: str, known: Sequence[str], now: datetime) -> int:
        """Let go on what waited for a plugin that is loaded now and not out of service for its company.

        What its company has switched off meanwhile goes on as well, and is skipped when its turn comes.
        """
        count: int = await fetch_value(
            f"WITH well AS (SELECT q.id FROM {self.name} q LEFT JOIN core_plugin_activation a"
            "   ON a.tenant_id = q.tenant_id AND a.company_id = q.company_id AND a.plugin = q.plugin"
            f"  WHERE q.state = 'parked' AND q.{column} = ANY($1) AND (a.broken_at IS NULL OR NOT a.enabled)"
            "  LIMIT 1000 FOR NO KEY UPDATE OF q SKIP LOCKED),"
            f" freed AS (UPDATE {self.name} q SET state = $3, next_at = $2, error = NULL"
            "  FROM well WHERE q.id = well.id RETURNING 1) SELECT count(*) FROM freed",
            list(known),
            now,
            self.waiting,
        )
        return count
