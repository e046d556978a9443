"""Clocks: each company's schedules fire in its own time zone, once, whichever worker looks first."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from renshi_core.db import system_unit
from renshi_core.jobs.wake import announce
from renshi_sdk.contributions import Schedule
from renshi_sdk.db import fetch, fetch_value

if TYPE_CHECKING:
    from renshi_core.platform import Platform

log = logging.getLogger(__name__)
CATCH_UP = timedelta(hours=24)
"""A time that passed while no worker ran is made up for within this span, the latest one only."""


def last_fire(cron: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The latest time at or before ``now`` at which ``cron`` fires on the clocks of ``zone``.

    ``None`` where there is none within :data:`CATCH_UP`.

    Raises:
        ValueError: ``cron`` isn't five fields of cron.
    """
    if len(cron.split()) != 5:
        raise ValueError(f"{cron!r} isn't a five-field cron expression")
    # Searching backwards leaves out the very moment it starts at, unless that has a fraction.
    start = now.astimezone(zone).replace(microsecond=1)
    try:
        fire = next(CronSim(cron, start, reverse=True))
    except CronSimError as error:
        raise ValueError(f"{cron!r} isn't a cron expression: {error}") from error
    except StopIteration:
        return None
    return fire if now - fire <= CATCH_UP else None


def name_of(schedule: Schedule) -> str:
    """A schedule's name; its job's where it has none."""
    return schedule.name or schedule.job


@dataclass(slots=True)
class Ticker:
    """Fires what is due. Several workers may tick; a row a company and fire time makes it once."""

    platform: Platform
    _fired: dict[tuple[str, str], datetime] = field(default_factory=dict)
    _wrong: set[str] = field(default_factory=set)

    async def tick(self) -> int:
        """Start the jobs of schedules that are due; returns how many."""
        started = 0
        now = self.platform.clock.now()
        zones = await self._zones()
        for owned in self.platform.registry.schedules:
            job = self.platform.registry.jobs.get(owned.record.job)
            if job is None:
                continue
            for zone in zones:
                fire = self._due(owned.record, zone, now)
                if fire is not None:
                    started += await self._fire(owned.record, owned.plugin, job.record.queue, zone, fire)
                    self._fired[name_of(owned.record), zone] = fire
        return started

    def _due(self, schedule: Schedule, zone: str, now: datetime) -> datetime | None:
        name = name_of(schedule)
        if name in self._wrong:
            return None
        try:
            fire = last_fire(schedule.cron, now, ZoneInfo(zone))
        except (ValueError, ZoneInfoNotFoundError) as error:
            self._wrong.add(name)
            log.error("schedule_unusable schedule=%s error=%s", name, error)
            return None
        return fire if fire is not None and self._fired.get((name, zone)) != fire else None

    async def _zones(self) -> Iterable[str]:
        async with system_unit():
            return [r["time_zone"] for r in await fetch("SELECT DISTINCT time_zone FROM core_company")]

    async def _fire(self, schedule: Schedule, plugin: str, queue: str, zone: str, fire: datetime) -> int:
        name = name_of(schedule)
        async with system_unit():
            count: int = await fetch_value(
                "WITH mine AS (INSERT INTO core_schedule_run (id, tenant_id, company_id, schedule, fire_at, job_id)"
                "  SELECT gen_random_uuid(), c.tenant_id, c.id, $1, $2, gen_random_uuid() FROM core_company c"
                "  LEFT JOIN core_plugin_activation a ON a.tenant_id = c.tenant_id AND a.company_id = c.id"
                "   AND a.plugin = $3"
                # A plugin that was switched on after the time must not make up for it.
                "  WHERE c.time_zone = $4 AND c.created_at <= $2"
                "   AND ($3 = 'core' OR (a.enabled AND a.broken_at IS NULL AND a.changed_at <= $2))"
                "  ON CONFLICT (tenant_id, company_id, schedule, fire_at) DO NOTHING"
                "  RETURNING tenant_id, company_id, job_id),"
                # The key keeps a run that takes longer than its period from piling up.
                " started AS (INSERT INTO core_job (id, tenant_id, company_id, name, plugin, queue, key,"
                "   actor_kind, actor_name, next_at)"
                "  SELECT job_id, tenant_id, company_id, $5, $3, $6, 'schedule:' || $1, 'system', $1, $2 FROM mine"
                "  ON CONFLICT (tenant_id, company_id, name, key)"
                "   WHERE key IS NOT NULL AND state IN ('queued', 'running', 'parked') DO NOTHING RETURNING 1)"
                " SELECT count(*) FROM started",
                name,
                fire,
                plugin,
                zone,
                schedule.job,
                queue,
            )
            if count:
                announce(self.platform, queue)
        return count
