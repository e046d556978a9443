"""The four answers about a group of 100,000 that people wait for: list, search, chart, turnover; two users at once.

Over real HTTP on loopback, server and clients in one process beside PostgreSQL. Beside each the same rows by bare SQL
of the tables' owner, where there is such a statement, and the plans of every statement of the request: the run fails
where one reads a table of more than 10,000 rows from end to end. Target: p95 under 300 ms each.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import asyncpg

from benchmarks.group import Group, group
from benchmarks.plans import noted, read_through
from benchmarks.stage import Client, p95, served, stage
from renshi_core.testing.harness import CoreHarness

ROUNDS = 40
USERS = 2
YEAR = "first=2025-11&last=2026-10"
BARE: dict[str, str] = {
    "list": "SELECT * FROM core_employee_current WHERE tenant_id = $1 AND company_id = $2 ORDER BY name_pinyin, id"
    " LIMIT 51",
    "list, filters and sort": "SELECT * FROM core_employee_current WHERE tenant_id = $1 AND company_id = $2"
    " AND status = 'active' AND city = '上海' AND grade = 'P6' ORDER BY hired_on DESC, id DESC LIMIT 51",
    "chart": "SELECT department_id, count(*) FROM core_employee_current WHERE tenant_id = $1 AND company_id = $2"
    " AND status IN ('probation', 'active') GROUP BY department_id",
}


async def run() -> dict[str, Any]:
    """Measure and return figures in milliseconds."""
    async with stage() as harness:
        began = time.perf_counter()
        made = await group(harness, enable=("reporting",))
        figures: dict[str, Any] = {
            "employees": made.employed,
            "left": made.left,
            "departments": len(made.departments),
            "target": "p95 < 300 ms",
            "seeded_s": round(time.perf_counter() - began, 1),
        }
        began = time.perf_counter()
        await harness.settle()
        figures["months_counted_s"] = round(time.perf_counter() - began, 1)
        figures |= await measured(harness, made, await questions(made))
        await _bare(harness, made, figures)
    wrong = {
        name: f["read_through"] for name, f in figures.items() if isinstance(f, dict) and f["read_through"]
    }
    if wrong:
        raise AssertionError(f"read from end to end: {wrong}")
    return figures


async def questions(made: Group) -> dict[str, str]:
    """What is asked, by name; the deep page is reached by its cursor."""
    listed = "/api/employees?limit=50"
    return {
        "list": listed,
        "list, filters and sort": f"{listed}&status=active&city={quote('上海')}&grade=P6&sort=-hired_on",
        "list, a department's tree": f"{listed}&department_tree={made.top}&sort=number",
        "list, deep page by cursor": f"{listed}&cursor={await _deep(made)}",
        "list, numbered page with total": f"{listed}&page=3",
        "list, searched": f"{listed}&q=wangw",
        "search, name": f"/api/search?q={quote('张伟')}",
        "search, reading": "/api/search?q=wang",
        "search, initials": "/api/search?q=zw",
        "search, staff number": "/api/search?q=B000421",
        "search, one letter": "/api/search?q=l",
        "chart": "/api/organization/chart",
        "chart, one branch": f"/api/organization/chart?root={made.top}&depth=1",
        "turnover by department": f"/api/reports/reporting.turnover?{YEAR}&by=department",
        "turnover by month": f"/api/reports/reporting.turnover?{YEAR}&by=month",
    }


async def _deep(made: Group) -> str:
    """The cursor after some 20,000 people."""
    async with made.tenant.client("hr") as hr:
        cursor = last = ""
        for _ in range(100):
            path = f"/api/employees?limit=200{f'&cursor={cursor}' if cursor else ''}"
            answer = await hr.get(path)
            answer.raise_for_status()
            cursor = answer.json()["next_cursor"]
            if not cursor:
                break
            last = cursor
    return last


async def measured(harness: CoreHarness, made: Group, paths: Mapping[str, str]) -> dict[str, Any]:
    """p50 and p95 of each path over HTTP with two users, what PostgreSQL reads through for it, and how much came."""
    tenant = made.tenant
    token = await tenant.token("hr", None)
    figures: dict[str, Any] = {}
    # What seeding left in this process is not the server's to look through while it answers.
    gc.collect()
    gc.freeze()
    async with served(harness.app) as address:
        for name, path in paths.items():
            asked = quote(path, safe="/?&=%:+-_.~")
            took: list[float] = []
            sizes: set[int] = set()

            async def user(asked: str = asked, took: list[float] = took, sizes: set[int] = sizes) -> None:
                client = Client(address, token)
                for n in range(ROUNDS + 5):
                    began = time.perf_counter()
                    status, body = await client.get(asked)
                    if status != 200:
                        raise AssertionError(f"{asked}: {status} {body[:300]!r}")
                    if n >= 5:
                        took.append((time.perf_counter() - began) * 1000)
                    sizes.add(len(body))

            await asyncio.gather(*(user() for _ in range(USERS)))
            with noted() as statements:
                await Client(address, token).get(asked)
            figures[name] = {
                "p50_ms": round(sorted(took)[len(took) // 2], 1),
                "p95_ms": round(p95(took), 1),
                "bytes": max(sizes),
                "statements": len(statements),
                "read_through": await read_through(tenant.id, statements),
            }
    return figures


async def phone_ending(harness: CoreHarness, made: Group) -> str:
    """The last four digits of somebody's phone."""
    owner = await asyncpg.connect(harness.platform.database.owner_url)
    try:
        found: str = await owner.fetchval(
            "SELECT right(phone, 4) FROM core_employee WHERE tenant_id = $1 AND number = 'B000421'",
            made.tenant.id,
        )
    finally:
        await owner.close()
    return found


async def _bare(harness: CoreHarness, made: Group, figures: dict[str, Any]) -> None:
    """The same rows by the tables' owner, without wall, scope, names, JSON and HTTP; two connections at once."""
    url = harness.platform.database.owner_url
    for name, sql in BARE.items():
        took: list[float] = []

        async def user(sql: str = sql, took: list[float] = took) -> None:
            owner = await asyncpg.connect(url)
            try:
                for _ in range(ROUNDS):
                    began = time.perf_counter()
                    await owner.fetch(sql, made.tenant.id, made.tenant.company_id)
                    took.append((time.perf_counter() - began) * 1000)
            finally:
                await owner.close()

        await asyncio.gather(*(user() for _ in range(USERS)))
        figures[name]["bare_p95_ms"] = round(p95(took), 1)
        figures[name]["ratio"] = round(figures[name]["p95_ms"] / p95(took), 1)
