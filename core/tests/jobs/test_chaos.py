"""Guarantee: nothing accepted is lost or applied twice, whatever is killed and however often Redis is emptied."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from renshi_core.context import make_context
from renshi_core.db import unit_of_work
from renshi_core.embedded import EmbeddedServers, running, temporary_var
from renshi_core.platform import Platform
from renshi_core.settings import load_settings
from renshi_sdk import new_id
from renshi_sdk.db import execute, tenant_table

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

PROGRAM = Path(__file__).with_name("chaos_workers.py")
ORDERS = 240
PLAIN_JOBS = 60
STEPWISE_JOBS = 15
UNDONE_EVERY = 9
WORKERS = 2
DEADLINE_SECONDS = 120.0


def chaos() -> Any:
    """The program of the workers, for its plugin's records."""
    spec = importlib.util.spec_from_file_location("chaos_workers", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["chaos_workers"] = module
    spec.loader.exec_module(module)
    return module


class Arena:
    """The servers, the publishing platform, and the workers that die."""

    def __init__(
        self, platform: Platform, servers: EmbeddedServers, settings: Any, owner: Any, module: Any
    ) -> None:
        self.platform, self.servers, self.settings, self.owner, self.module = (
            platform,
            servers,
            settings,
            owner,
            module,
        )
        self.tenants: list[tuple[UUID, UUID]] = []
        self.workers: list[int] = []

    async def populate(self, count: int) -> None:
        """Tenants with the plugin on."""
        for _ in range(count):
            tenant_id, company_id = new_id(), new_id()
            async with unit_of_work(tenant_id):
                await execute(
                    "INSERT INTO core_tenant (id, code, name) VALUES ($1, $2, '集团')",
                    tenant_id,
                    f"t{tenant_id.hex[-16:]}",
                )
                await execute(
                    "INSERT INTO core_company (id, code, name, industry, city, public_code)"
                    " VALUES ($1, 'MAIN', '公司', 'it', '上海', $2)",
                    company_id,
                    f"c{company_id.hex[-16:]}",
                )
                await execute(
                    "INSERT INTO core_plugin_activation (id, company_id, plugin, enabled)"
                    " VALUES ($1, $2, 'chaos', true)",
                    new_id(),
                    company_id,
                )
            self.tenants.append((tenant_id, company_id))

    async def accept(self, kind: str, n: int) -> bool:
        """One request; every ninth is undone. Returns whether it was accepted."""
        tenant_id, company_id = self.tenants[n % len(self.tenants)]
        undone = n % UNDONE_EVERY == 0
        with contextlib.suppress(ZeroDivisionError):
            async with unit_of_work(tenant_id):
                ctx = make_context(self.platform, tenant_id=tenant_id, company_id=company_id, plugin="chaos")
                if kind == "event":
                    await ctx.events.publish(self.module.Ordered(company_id=company_id, n=n))
                else:
                    await ctx.jobs.enqueue(f"chaos.{kind}", {"n": n}, key=str(n))
                if undone:
                    raise ZeroDivisionError
        return not undone

    async def left(self) -> int:
        """Work that is not done."""
        count: int = await self.owner.fetchval(
            "SELECT (SELECT count(*) FROM core_event WHERE fanned_out_at IS NULL)"
            " + (SELECT count(*) FROM core_delivery WHERE state NOT IN ('done', 'failed'))"
            " + (SELECT count(*) FROM core_job WHERE state NOT IN ('succeeded', 'failed'))"
        )
        return count

    def kill_worker(self) -> None:
        """SIGKILL to one of the workers that are alive."""
        for pid in random.sample(self.workers, len(self.workers)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                return

    async def empty_redis(self) -> None:
        """FLUSHALL."""
        assert self.platform.redis is not None
        with contextlib.suppress(Exception):
            await self.platform.redis.flushall()

    async def kill_redis(self) -> None:
        """SIGKILL to Redis, and a new, empty one at the same address."""
        pid = running(self.settings)["redis"]
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        await asyncio.to_thread(self.servers.ensure)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def arena() -> AsyncIterator[Arena]:
    module = chaos()
    with temporary_var() as var_dir:
        settings = load_settings(var_dir=var_dir, environment="test")
        servers = EmbeddedServers(settings)
        with servers as endpoints:
            platform = Platform.build(
                settings, owner_url=endpoints.database_owner_url, redis_url=endpoints.redis_url
            )
            platform.registry.plugins = {"chaos": module.plugin()}
            platform.registry.rebuild()
            await platform.migrate()
            await platform.open(watch=False)
            owner = await asyncpg.connect(endpoints.database_owner_url)
            await owner.execute(tenant_table("chaos_effect", "kind text NOT NULL", "n bigint NOT NULL"))
            arena = Arena(platform, servers, settings, owner, module)
            environment = {
                **os.environ,
                **endpoints.environment(),
                "RENSHI_VAR_DIR": str(var_dir),
                "RENSHI_DATABASE_POOL_SIZE": "6",
                "RENSHI_LOG_LEVEL": "error",
            }
            errors = (var_dir / "workers.log").open("wb")
            program = await asyncio.create_subprocess_exec(
                sys.executable,
                "-W",
                "ignore",
                str(PROGRAM),
                str(WORKERS),
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
            listening = asyncio.create_task(_listen(program, arena))
            try:
                yield arena
            finally:
                assert program.stdin is not None
                program.stdin.close()
                await asyncio.wait_for(program.wait(), 20)
                await listening
                errors.close()
                print((var_dir / "workers.log").read_text()[-3000:])  # noqa: T201 -- shown where the test fails
                await owner.close()
                await platform.close()


async def _listen(program: asyncio.subprocess.Process, arena: Arena) -> None:
    assert program.stdout is not None
    while line := await program.stdout.readline():
        word, _, number = line.decode().strip().partition(" ")
        if word == "worker":
            arena.workers.append(int(number))


async def test_a_killed_workers_job_goes_on_within_seconds(arena: Arena) -> None:
    await arena.populate(1)
    await arena.accept("die_once", 1)
    row = None
    async with asyncio.timeout(30):
        while row is None:
            await asyncio.sleep(0.1)
            row = await arena.owner.fetchrow(
                "SELECT attempts, failures, result, finished_at - started_at AS took FROM core_job"
                " WHERE name = 'chaos.die_once' AND state = 'succeeded'"
            )
    assert (row["attempts"], row["failures"], row["result"]) == (2, 0, '{"attempt": 2}')
    assert row["took"].total_seconds() < 14, "the time limit of the job is 300 s"
    assert await arena.owner.fetchval("SELECT count(*) FROM chaos_effect WHERE kind = 'before'") == 1


async def test_every_accepted_request_has_exactly_one_effect(arena: Arena) -> None:
    await arena.populate(6)
    requests = [
        *(("event", n) for n in range(ORDERS)),
        *(("plain", n) for n in range(PLAIN_JOBS)),
        *(("stepwise", n) for n in range(STEPWISE_JOBS)),
    ]
    random.shuffle(requests)
    expected: Counter[tuple[str, int]] = Counter()
    began = time.monotonic()
    for index, (kind, n) in enumerate(requests):
        if await arena.accept(kind, n):
            if kind == "stepwise":
                steps = range(n * arena.module.STEPS, (n + 1) * arena.module.STEPS)
                expected.update(("step", step) for step in steps)
            else:
                expected[kind, n] += 1
        if index % 25 == 12:
            arena.kill_worker()
        if index % 40 == 20:
            await arena.empty_redis()
        if index % 110 == 60:
            await arena.kill_redis()
    kills = 0
    while await arena.left():
        if time.monotonic() - began > DEADLINE_SECONDS:
            break
        if kills < 3:
            arena.kill_worker()
            kills += 1
        await asyncio.sleep(1.0)
    rows = await arena.owner.fetch("SELECT kind, n FROM chaos_effect WHERE kind <> 'before'")
    found = Counter((r["kind"], r["n"]) for r in rows)
    lost = {key for key in expected if found[key] == 0}
    doubled = {key for key, times in found.items() if times > 1}
    unasked = set(found) - set(expected)
    states = await arena.owner.fetch(
        "SELECT 'delivery' AS what, state, count(*), max(attempts) AS most FROM core_delivery GROUP BY state"
        " UNION ALL SELECT 'job', state, count(*), max(attempts) FROM core_job GROUP BY state"
    )
    unfinished = await arena.owner.fetch(
        "SELECT now(), id, state, attempts, failures, next_at, lease_until, error FROM core_delivery"
        " WHERE state <> 'done'"
    )
    assert not unfinished, [dict(r) for r in unfinished]
    assert (lost, doubled, unasked) == (set(), set(), set()), [tuple(s.values()) for s in states]
    assert {(s["what"], s["state"]) for s in states} == {("delivery", "done"), ("job", "succeeded")}
    assert len(arena.workers) >= WORKERS + 8, "the workers have to have died often for this to mean anything"
