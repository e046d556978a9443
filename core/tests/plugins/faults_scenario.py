"""Run by test_faults.py in a process of its own: installed broken plugins beside a good one.

Prints one JSON object of what happened; the test asserts on it.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from datetime import date
from typing import Any

from renshi_core.app import build_app
from renshi_core.builtin import core_plugin
from renshi_core.db import unit_of_work
from renshi_core.embedded import EmbeddedServers, temporary_var
from renshi_core.jobs import run_until_idle
from renshi_core.platform import Platform
from renshi_core.settings import load_settings
from renshi_core.testing.harness import START, CoreHarness
from renshi_core.testing.tenant import CoreTestTenant
from renshi_sdk.clock import FrozenClock
from renshi_sdk.contracts import Hire
from renshi_sdk.db import fetch, fetch_value
from renshi_sdk.errors import RenshiError


async def work(harness: CoreHarness, *, rounds: int) -> None:
    """Do background work, moving the clock past each pause between attempts."""
    for _ in range(rounds):
        await run_until_idle(harness.platform)
        harness.advance(hours=2)


async def states(tenant: CoreTestTenant) -> dict[str, bool]:
    """Which plugins are out of service in a tenant's company."""
    async with unit_of_work(tenant.id):
        rows = await fetch("SELECT plugin, broken_at IS NOT NULL AS broken FROM core_plugin_activation")
    return {row["plugin"]: row["broken"] for row in rows}


async def greeted(tenant: CoreTestTenant) -> int:
    """How many hires the good plugin noted."""
    async with unit_of_work(tenant.id):
        return int(await fetch_value("SELECT count(*) FROM good_note"))


async def hire(tenant: CoreTestTenant, name: str) -> None:
    async with tenant.context() as ctx:
        await ctx.people.hire(
            Hire(
                company_id=tenant.company_id,
                name=name,
                department_id=tenant.departments["PROD"],
                starts_on=date(2026, 11, 1),
            )
        )


async def scenario(platform: Platform, clock: FrozenClock) -> dict[str, Any]:
    outcomes = {o.app: o.error for o in await platform.migrate()}
    await platform.open(watch=True)
    harness = CoreHarness(platform, build_app(platform), clock)
    found: dict[str, Any] = {
        "loaded": sorted(p for p in platform.registry.plugins if p != "core"),
        "aside": {q.plugin: q.phase for q in platform.registry.quarantined.values()},
        "migration_error": outcomes.get("badmigration", ""),
    }
    tenant, neighbour = await harness.new_tenant(), await harness.new_tenant()
    for plugin in ("good", "hanging", "raising"):
        await tenant.enable(plugin)
    await neighbour.enable("good")
    await neighbour.enable("raising")

    began = time.perf_counter()
    await hire(tenant, "甲")
    await work(harness, rounds=12)
    found["seconds_with_a_hanging_handler"] = time.perf_counter() - began
    found["greeted"] = await greeted(tenant)
    found["broken_here"] = await states(tenant)
    found["broken_next_door"] = await states(neighbour)

    await hire(tenant, "乙")
    await hire(neighbour, "丙")
    await run_until_idle(platform)
    found["greeted_after"] = await greeted(tenant)
    found["greeted_next_door"] = await greeted(neighbour)
    async with tenant.client("admin") as admin:
        found["route_of_good"] = (await admin.get("/api/plugins/good/ping")).status_code
        found["route_out_of_service"] = (await admin.get("/api/plugins/raising/boom")).status_code
        found["core_api"] = (await admin.get("/api/employees")).status_code
        market = {p["id"]: p["state"] for p in (await admin.get("/api/market")).json()["items"]}
        found["market"] = market
        reset = await admin.post("/api/market/raising/reset")
        found["reset"] = reset.status_code
        boom = await admin.get("/api/plugins/raising/boom")
        found["route_raises"] = (boom.status_code, boom.json()["code"])
    await work(harness, rounds=1)
    async with tenant.context() as ctx:
        try:
            await ctx.hooks.collect_balances(employee_id=tenant.employee_person.id)
            found["hook"] = "answered"
        except RenshiError as error:
            found["hook"] = error.code
    async with tenant.client("admin") as admin:
        blocked = await admin.get("/api/plugins/good/block")
        found["blocking_route"] = blocked.status_code
    await asyncio.sleep(0.3)
    found["blockages"] = [b.plugin for b in platform.watchdog.blockages]
    await platform.close()
    return found


async def main() -> None:
    clock = FrozenClock(START)
    with temporary_var() as var:
        settings = load_settings(var_dir=var, environment="test")
        with EmbeddedServers(settings) as endpoints:
            platform = Platform.build(
                settings,
                owner_url=endpoints.database_owner_url,
                redis_url=endpoints.redis_url,
                builtin=[core_plugin()],
                clock=clock,
            )
            print("RESULT " + json.dumps(await scenario(platform, clock), default=str), flush=True)  # noqa: T201
    # The hanging plugin's task refuses its cancellation, for which asyncio.run would wait for ever.
    os._exit(0)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
