"""Guarantee: no accepted request is lost or applied twice, whatever is killed and however often Redis is emptied.

The real programs: ``renshi serve`` and ``renshi worker`` over embedded servers. Clients hire people, each under a key
of its own, and repeat a request with its key until it is answered; meanwhile web and worker are killed with SIGKILL
at moments that a seed chooses. (Deaths inside a handler, and jobs in steps, are in the core's chaos run.)
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import httpx
import pytest
from redis.asyncio import Redis

from renshi_core.embedded import EmbeddedServers, temporary_var
from renshi_core.embedded.ports import free_port
from renshi_core.settings import load_settings

pytestmark = pytest.mark.slow

SEED = 20261123
ROUNDS = 5
CLIENTS = 3
PASSWORD = "correct horse battery staple"
PATIENCE = 30.0


@dataclass
class Arena:
    """The programs, and the database behind them."""

    environment: dict[str, str]
    address: str
    owner: asyncpg.Connection
    redis: Redis
    log: Any
    programs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    accepted: dict[str, str] = field(default_factory=dict)
    repeats: int = 0
    enough: bool = False

    def start(self, word: str) -> None:
        """Start ``serve`` or ``worker``."""
        self.programs[word] = subprocess.Popen(
            self.command(word), env=self.environment, stdout=self.log, stderr=self.log
        )

    def command(self, *words: str) -> list[str]:
        """The program ``renshi`` as it is installed."""
        return [sys.executable, "-m", "renshi_core", *words]

    def kill(self, word: str) -> None:
        """SIGKILL, and the next one right after."""
        self.programs[word].send_signal(signal.SIGKILL)
        self.programs[word].wait()
        self.start(word)

    async def up(self) -> None:
        """Wait until the web process answers."""
        async with httpx.AsyncClient(base_url=self.address) as client:
            async with asyncio.timeout(PATIENCE):
                while True:
                    try:
                        if (await client.get("/health", timeout=2)).status_code == 200:
                            return
                    except httpx.HTTPError:
                        await asyncio.sleep(0.1)

    async def hire(self, headers: dict[str, str], department: str, number: int) -> None:
        """One request, repeated with its key until it is accepted."""
        key = f"hire-{number:04d}"
        body = {"name": key, "department_id": department, "starts_on": "2026-11-20"}
        async with httpx.AsyncClient(base_url=self.address, headers=headers, timeout=5) as client:
            while True:
                try:
                    answer = await client.post("/api/employees", json=body, headers={"Idempotency-Key": key})
                except httpx.HTTPError:
                    self.repeats += 1
                    await asyncio.sleep(0.2)
                    continue
                if answer.status_code == 201:
                    self.accepted[key] = answer.json()["id"]
                    return
                assert answer.status_code in (429, 503), answer.text
                await asyncio.sleep(0.2)

    async def left(self) -> int:
        """Work that isn't done."""
        count: int = await self.owner.fetchval(
            "SELECT (SELECT count(*) FROM core_event WHERE fanned_out_at IS NULL)"
            " + (SELECT count(*) FROM core_delivery WHERE state IN ('pending', 'running', 'parked'))"
            " + (SELECT count(*) FROM core_job WHERE state IN ('queued', 'running', 'parked'))"
        )
        return count


@pytest.fixture
async def arena() -> AsyncIterator[Arena]:
    with temporary_var() as var:
        with EmbeddedServers(load_settings(var_dir=var, environment="test")) as endpoints:
            port = free_port()
            environment = {
                **os.environ,
                **endpoints.environment(),
                "RENSHI_VAR_DIR": str(var),
                "RENSHI_PORT": str(port),
                "RENSHI_LOG_LEVEL": "error",
            }
            owner = await asyncpg.connect(endpoints.database_owner_url)
            redis = Redis.from_url(endpoints.redis_url)
            with (var / "programs.log").open("wb") as log:
                arena = Arena(environment, f"http://127.0.0.1:{port}", owner, redis, log)
                for words in (
                    ("migrate",),
                    (
                        *("tenants", "create", "--code", "kill", "--name", "集团", "--company", "公司"),
                        *("--city", "上海", "--password", PASSWORD),
                    ),
                ):
                    done = await asyncio.to_thread(
                        subprocess.run,
                        arena.command(*words),
                        env=environment,
                        capture_output=True,
                        text=True,
                        timeout=60,
                    )
                    assert done.returncode == 0, done.stdout + done.stderr
                try:
                    arena.start("serve")
                    arena.start("worker")
                    yield arena
                finally:
                    for program in arena.programs.values():
                        program.kill()
                        program.wait()
                    await redis.aclose()
                    await owner.close()
            print((var / "programs.log").read_text()[-3000:])  # noqa: T201 -- shown where the test fails


async def sign_in(arena: Arena) -> tuple[dict[str, str], str]:
    """Headers of an administrator's key, and a department of a company that has training on."""
    await arena.up()
    async with httpx.AsyncClient(base_url=arena.address, timeout=20) as client:
        session = await client.post(
            "/api/session", json={"tenant": "kill", "login": "admin", "password": PASSWORD}
        )
        assert session.status_code < 300, session.text
        csrf = {"X-CSRF-Token": client.cookies.get("renshi_csrf") or ""}
        made = await client.post("/api/api-keys", json={"name": "clients"}, headers=csrf)
        assert made.status_code == 201, made.text
    body = made.json()
    secret = next(value for value in body.values() if str(value).startswith("rk_"))
    headers = {"Authorization": f"Bearer {secret}"}
    async with httpx.AsyncClient(base_url=arena.address, headers=headers, timeout=20) as client:
        on = await client.post("/api/market/training/enable")
        assert on.status_code == 200, on.text
        made = await client.post("/api/departments", json={"code": "HQ", "name": "总部"})
        assert made.status_code == 201, made.text
    return headers, made.json()["id"]


async def test_every_accepted_request_has_exactly_one_effect(arena: Arena) -> None:
    headers, department = await sign_in(arena)
    fate = random.Random(SEED)
    numbers = iter(range(10_000))

    async def client() -> None:
        while not arena.enough:
            await arena.hire(headers, department, next(numbers))

    clients = [asyncio.create_task(client()) for _ in range(CLIENTS)]
    for number in range(ROUNDS):
        await arena.up()
        await asyncio.sleep(fate.uniform(0.2, 0.9))
        arena.kill(("serve", "worker")[number % 2])
        await asyncio.sleep(fate.uniform(0.0, 0.3))
        await arena.redis.flushall()
    await arena.up()
    arena.enough = True
    await asyncio.wait_for(asyncio.gather(*clients), PATIENCE)
    began = time.monotonic()
    while await arena.left() and time.monotonic() - began < PATIENCE:  # noqa: ASYNC110 -- other processes' work
        await asyncio.sleep(0.5)

    assert await arena.left() == 0
    assert arena.repeats > 0, "a web process has to have died under a request for this to mean anything"
    assert len(arena.accepted) >= 20
    asked = Counter(arena.accepted.keys())
    effects = {
        "people": "SELECT e.name FROM core_employee_current e",
        "events": "SELECT e.name FROM core_event v JOIN core_employee_current e"
        " ON e.id = (v.payload ->> 'employee_id')::uuid WHERE v.name = 'EmployeeHired'",
        "courses": "SELECT e.name FROM training_enrolment n JOIN core_employee_current e ON e.id = n.employee_id",
        "notices": "SELECT e.name FROM core_notice n JOIN core_employee_current e ON e.id = n.employee_id"
        " WHERE n.kind = 'training.assigned'",
        "deliveries": "SELECT e.name FROM core_delivery d JOIN core_event v ON v.id = d.event_id"
        " JOIN core_employee_current e ON e.id = (v.payload ->> 'employee_id')::uuid"
        " WHERE d.subscription = 'training.enrol_new_hire' AND d.state = 'done'",
    }
    for what, query in effects.items():
        found = Counter(row["name"] for row in await arena.owner.fetch(query))
        assert (what, found) == (what, asked)
    answered = {
        row["name"]: str(row["id"])
        for row in await arena.owner.fetch("SELECT id, name FROM core_employee_current")
    }
    assert answered == arena.accepted, "the answer that was repeated is the answer that was kept"
