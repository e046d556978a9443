"""Guarantee: a pay run whose worker is killed is resumed; no slip is missing or double, and the digest is the same.

The real programs over embedded servers. The worker is killed with SIGKILL after the first shards have been committed,
again and again, until the run is through; then the run is calculated once more undisturbed and compared.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
import pytest

from renshi_core.embedded import EmbeddedServers, temporary_var
from renshi_core.embedded.ports import free_port
from renshi_core.settings import load_settings

pytestmark = pytest.mark.slow

PEOPLE = 50_000
KILLS = 3
PATIENCE = 120.0
PASSWORD = "correct horse battery staple"
PAYROLL = "/api/plugins/payroll"
RATES = {
    "shanghai.housing_fund.employee_rate": 70_000,
    "shanghai.housing_fund.employer_rate": 70_000,
    "shanghai.unemployment.employee_rate": 5_000,
    "shanghai.unemployment.employer_rate": 5_000,
    "shanghai.injury.employer_rate": 2_000,
}
#: People with everything payroll needs, written the way a migration would.
FILL = """
WITH made AS (
  SELECT gen_random_uuid() AS id, gen_random_uuid() AS spell, n, 'K' || lpad(n::text, 7, '0') AS number
  FROM generate_series(1, {people}) AS n
), people AS (
  INSERT INTO core_employee (tenant_id, id, number, name, name_pinyin, search_text)
  SELECT '{tenant}', id, number, '员工' || n, 'yg' || n, number FROM made
), spells AS (
  INSERT INTO core_spell (tenant_id, id, employee_id, company_id, hired_on)
  SELECT '{tenant}', spell, id, '{company}', date '2020-01-01' FROM made
), records AS (
  INSERT INTO core_job_record (tenant_id, id, employee_id, spell_id, valid_from, company_id, department_id, work_regime,
    recorded_at, reason, recorded_by)
  SELECT '{tenant}', gen_random_uuid(), id, spell, date '2020-01-01', '{company}', '{department}', 'standard',
    timestamptz '2025-01-01', 'hired', 'test' FROM made
), current AS (
  INSERT INTO core_employee_current (tenant_id, id, spell_id, company_id, number, name, name_pinyin, search_text,
    status, hired_on, department_id, work_regime, as_of)
  SELECT '{tenant}', id, spell, '{company}', number, '员工' || n, 'yg' || n, number, 'active', date '2020-01-01',
    '{department}', 'standard', date '2026-01-01' FROM made
)
INSERT INTO payroll_term (tenant_id, id, company_id, employee_id, valid_from, monthly_wage, jurisdiction, profile,
  resident, reason, recorded_at)
SELECT '{tenant}', gen_random_uuid(), '{company}', id, date '2020-01-01', 800000 + n % 89 * 31700, 'shanghai',
  'standard', true, '入职', timestamptz '2025-01-01' FROM made
"""


@dataclass
class Stage:
    """The programs' surroundings."""

    environment: dict[str, str]
    address: str
    owner: asyncpg.Connection
    log: Any

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "renshi_core", *words]
        return subprocess.Popen(command, env=self.environment, stdout=self.log, stderr=self.log)

    async def until(self, wanted: str, *args: Any) -> Any:
        """Wait for a query to say something true."""
        async with asyncio.timeout(PATIENCE):
            while True:
                found = await self.owner.fetchval(wanted, *args)
                if found:
                    return found
                await asyncio.sleep(0.01)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
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
            with (var / "programs.log").open("wb") as log:
                made = Stage(environment, f"http://127.0.0.1:{port}", owner, log)
                for words in (
                    ("migrate",),
                    (
                        *("tenants", "create", "--code", "kill", "--name", "集团", "--company", "公司"),
                        *("--city", "上海", "--password", PASSWORD),
                    ),
                ):
                    assert await asyncio.to_thread(made.start(*words).wait, 90) == 0, words
                web = made.start("serve")
                try:
                    yield made
                finally:
                    web.kill()
                    web.wait()
                    await owner.close()
            print((var / "programs.log").read_text()[-3000:])  # noqa: T201 -- shown where the test fails


async def client_of(stage: Stage) -> httpx.AsyncClient:
    """Signed in as the administrator, payroll switched on."""
    client = httpx.AsyncClient(base_url=stage.address, timeout=60)
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                if (await client.get("/health")).status_code == 200:
                    break
            except httpx.HTTPError:
                await asyncio.sleep(0.1)
    body = {"tenant": "kill", "login": "admin", "password": PASSWORD}
    assert (await client.post("/api/session", json=body)).status_code < 300
    client.headers["X-CSRF-Token"] = client.cookies.get("renshi_csrf") or ""
    made = await client.post("/api/api-keys", json={"name": "test"})
    assert made.status_code == 201, made.text
    secret = next(value for value in made.json().values() if str(value).startswith("rk_"))
    await client.aclose()
    signed = httpx.AsyncClient(
        base_url=stage.address, timeout=60, headers={"Authorization": f"Bearer {secret}"}
    )
    assert (await signed.post("/api/market/payroll/enable")).status_code == 200
    return signed


async def test_a_killed_worker_is_resumed_without_a_gap_or_a_double(stage: Stage) -> None:
    client = await client_of(stage)
    company = await stage.owner.fetchrow("SELECT id, tenant_id FROM core_company LIMIT 1")
    department = await stage.owner.fetchval(
        "SELECT id FROM core_department WHERE company_id = $1 LIMIT 1", company["id"]
    )
    if department is None:
        made = await client.post("/api/departments", json={"code": "P", "name": "生产部"})
        assert made.status_code == 201, made.text
        department = made.json()["id"]
    await stage.owner.execute(
        FILL.format(people=PEOPLE, tenant=company["tenant_id"], company=company["id"], department=department)
    )
    await stage.owner.execute("ANALYZE")
    for key, ppm in RATES.items():
        await stage.owner.execute(
            "INSERT INTO payroll_fact (tenant_id, id, company_id, key, value, valid_from, reference, recorded_at)"
            " VALUES ($1, gen_random_uuid(), $2, $3, $4, date '2025-07-01', '核定单', timestamptz '2025-01-01')",
            company["tenant_id"],
            company["id"],
            key,
            str(ppm),
        )
    run_id = (await client.post(f"{PAYROLL}/runs", json={"period": "2026-01"})).json()["id"]
    job_id = (await client.post(f"{PAYROLL}/runs/{run_id}/calculate")).json()["job_id"]

    steps = "SELECT count(*) FROM core_job_step WHERE job_id = $1::uuid"
    killed = 0
    worker = stage.start("worker")
    while killed < KILLS:
        before = await stage.owner.fetchval(steps, job_id)
        await stage.until(f"SELECT ({steps}) > {before}", job_id)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        if await stage.owner.fetchval(
            "SELECT state = 'calculated' FROM payroll_run WHERE id = $1::uuid", run_id
        ):
            break
        killed += 1
        # The lease of the dead worker is waited out by the next one; the clock is moved instead of the test's patience.
        await stage.owner.execute(
            "UPDATE core_job SET lease_until = now() - interval '1 second' WHERE id = $1::uuid", job_id
        )
        worker = stage.start("worker")
    try:
        await stage.until("SELECT state = 'calculated' FROM payroll_run WHERE id = $1::uuid", run_id)
        assert killed >= 2, "the worker was faster than the test: use more people"
        first = (await client.get(f"{PAYROLL}/runs/{run_id}")).json()
        assert (first["version"], first["employees"], first["errors"]) == (1, PEOPLE, 0)
        slips, people = await stage.owner.fetchrow(
            "SELECT count(*), count(DISTINCT employee_id) FROM payroll_slip WHERE run_id = $1::uuid", run_id
        )
        assert slips == people == PEOPLE
        await client.post(f"{PAYROLL}/runs/{run_id}/calculate")
        started = time.monotonic()
        while True:
            again = (await client.get(f"{PAYROLL}/runs/{run_id}")).json()
            if again["state"] == "calculated":
                break
            assert time.monotonic() - started < PATIENCE
            await asyncio.sleep(0.2)
        # Undisturbed, the same inputs give the same digest, and so no new version.
        assert (again["version"], again["digest"]) == (1, first["digest"])
    finally:
        worker.kill()
        worker.wait()
        await client.aclose()
