"""Clocks of companies: once each, in their own time, and not for the past of others."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from renshi_core.jobs.schedules import Ticker, last_fire
from renshi_sdk.clock import CHINA

ON_THE_LOOP = pytest.mark.asyncio(loop_scope="session")
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("cron", "expected"),
    [
        ("30 2 * * *", datetime(2026, 11, 23, 2, 30, tzinfo=CHINA)),
        ("0 9 * * *", datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)),
        ("*/15 * * * *", datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)),
        ("1 9 * * *", datetime(2026, 11, 22, 9, 1, tzinfo=CHINA)),
        ("0 8 * * 1-5", datetime(2026, 11, 23, 8, 0, tzinfo=CHINA)),
        ("0 8 1 * *", None),
    ],
)
def test_the_latest_time_at_or_before_now(cron: str, expected: datetime | None) -> None:
    assert last_fire(cron, MORNING.astimezone(UTC), CHINA) == expected


def test_each_zone_has_its_own_clock() -> None:
    fires = {
        zone: last_fire("0 2 * * *", MORNING, ZoneInfo(zone)) for zone in ("Asia/Shanghai", "Asia/Tokyo")
    }
    assert fires["Asia/Shanghai"] - fires["Asia/Tokyo"] == timedelta(hours=1)


@pytest.mark.parametrize("cron", ["", "* * * *", "61 * * * *", "* * * * * *", "@daily", "a b c d e"])
def test_what_is_no_cron_is_refused(cron: str) -> None:
    with pytest.raises(ValueError, match="cron expression"):
        last_fire(cron, MORNING, CHINA)


@ON_THE_LOOP
async def test_several_workers_fire_once(bench: Any) -> None:
    tenant = await bench.tenant()
    started = sum(await asyncio.gather(*(Ticker(bench.platform).tick() for _ in range(4))))
    mine = await bench.rows(tenant, "core_schedule_run")
    assert [r["fire_at"] for r in mine] == [datetime(2026, 11, 23, 2, 30, tzinfo=CHINA)]
    jobs = await bench.rows(tenant, "core_job")
    assert [(j["name"], j["id"]) for j in jobs] == [("probe.plain", mine[0]["job_id"])]
    assert started >= 1
    await bench.settle()
    assert await bench.effects(tenant) == [1]


@ON_THE_LOOP
async def test_the_next_day_fires_again_and_a_run_under_way_is_not_doubled(bench: Any) -> None:
    tenant = await bench.tenant()
    ticker = Ticker(bench.platform)
    await ticker.tick()
    assert await ticker.tick() == 0
    bench.later(days=1)
    await ticker.tick()
    assert len(await bench.rows(tenant, "core_schedule_run")) == 2
    assert len(await bench.rows(tenant, "core_job")) == 1, "yesterday's has not ended"
    await bench.settle()
    bench.later(days=1)
    await ticker.tick()
    assert len(await bench.rows(tenant, "core_job")) == 2


@ON_THE_LOOP
async def test_off_out_of_service_and_switched_on_since_do_not_fire(bench: Any) -> None:
    off, broken, new = await bench.tenant(enabled=False), await bench.tenant(), await bench.tenant()
    await bench.switch(*broken, enabled=True, broken=True)
    await bench.as_owner(
        "UPDATE core_plugin_activation SET changed_at = $2 WHERE tenant_id = $1", new[0], MORNING
    )
    await Ticker(bench.platform).tick()
    for tenant in (off, broken, new):
        assert await bench.rows(tenant, "core_job") == []


@ON_THE_LOOP
async def test_a_company_abroad_fires_by_its_own_clock(bench: Any) -> None:
    tokyo = await bench.tenant(time_zone="Asia/Tokyo")
    await Ticker(bench.platform).tick()
    (run,) = await bench.rows(tokyo, "core_schedule_run")
    assert run["fire_at"] == datetime(2026, 11, 23, 2, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
