"""Gauges of background work for Prometheus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from prometheus_client import Gauge

from renshi_core.db import system_unit
from renshi_sdk.db import fetch

if TYPE_CHECKING:
    from renshi_core.platform import Platform

WAITING: Final = Gauge("renshi_work_due", "Rows of background work that are due", ["lane"])
AGE: Final = Gauge("renshi_work_oldest_seconds", "How long the oldest due row has waited", ["lane"])
TROUBLED: Final = Gauge("renshi_work_troubled", "Rows that failed for good or are parked", ["lane", "state"])

_DUE = """
SELECT 'events' AS lane, count(*) AS due, min(occurred_at) AS since FROM core_event WHERE fanned_out_at IS NULL
UNION ALL SELECT 'deliveries', count(*), min(next_at) FROM core_delivery WHERE state = 'pending' AND next_at <= $1
UNION ALL SELECT 'notices', count(*), min(next_at) FROM core_notice_delivery
  WHERE state = 'pending' AND next_at <= $1
UNION ALL SELECT 'jobs:' || q, count(j.id), min(j.next_at) FROM unnest(ARRAY['default', 'ai', 'solve']) AS q
  LEFT JOIN core_job j ON j.queue = q AND j.state = 'queued' AND j.next_at <= $1 GROUP BY q
"""
_TROUBLED = """
SELECT lane, state, count(id) AS rows FROM
  (VALUES ('deliveries', 'failed'), ('deliveries', 'parked')) AS kinds(lane, state)
  LEFT JOIN core_delivery d USING (state) GROUP BY lane, state
UNION ALL SELECT lane, state, count(id) FROM
  (VALUES ('jobs', 'failed'), ('jobs', 'parked')) AS kinds(lane, state)
  LEFT JOIN core_job j USING (state) GROUP BY lane, state
"""


async def measure(platform: Platform) -> None:
    """Read the state of all queues into the gauges; call it before metrics are served."""
    now = platform.clock.now()
    async with system_unit():
        due = await fetch(_DUE, now)
        troubled = await fetch(_TROUBLED)
    for row in due:
        WAITING.labels(row["lane"]).set(row["due"])
        AGE.labels(row["lane"]).set(max(0.0, (now - row["since"]).total_seconds()) if row["since"] else 0.0)
    for row in troubled:
        TROUBLED.labels(row["lane"], row["state"]).set(row["rows"])
