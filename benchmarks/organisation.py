"""The organisation with 100,000 people in 1,000 departments: the chart of any day, the movement of a month, places and
people; through the whole HTTP stack, two users at once. Target: p95 under 300 ms, and no table read through.
"""

from __future__ import annotations

import asyncio
import time
from datetime import date
from typing import Any

import asyncpg

from benchmarks.stage import many_employees, p95, stage
from renshi_core.db import unit_of_work
from renshi_core.organization import service
from renshi_sdk.db import fetch

COUNT = 100_000
DEPARTMENTS = 1_000
ROUNDS = 20
TABLES = ("core_job_record", "core_employee_current", "core_department_record", "core_post")
QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "chart, two levels": ("/api/organization/chart", {}),
    "chart, one branch": ("/api/organization/chart", {"root": "HQ", "depth": 1}),
    "chart of a day last year": ("/api/organization/chart", {"as_of": "2025-06-30"}),
    "movement of a month": ("/api/organization/movement", {"from": "2025-10-01", "to": "2025-10-31"}),
    "places and people": ("/api/headcount", {}),
}


async def run() -> dict[str, Any]:
    """Measure and return figures in milliseconds."""
    figures: dict[str, Any] = {"employees": COUNT, "departments": DEPARTMENTS, "target": "p95 < 300 ms"}
    async with stage() as harness:
        tenant = await harness.new_tenant()
        await many_employees(tenant, COUNT)
        await _spread(tenant)
        for name, (path, params) in QUESTIONS.items():
            asked = params | ({"root": str(tenant.departments["HQ"])} if "root" in params else {})
            await _user(tenant, path, asked, 3)
            took = [
                t
                for ts in await asyncio.gather(*(_user(tenant, path, asked, ROUNDS) for _ in range(2)))
                for t in ts
            ]
            figures[name] = {"median": round(sorted(took)[len(took) // 2], 1), "p95": round(p95(took), 1)}
        figures["read through"] = await _read_through(tenant)
    return figures


async def _user(tenant: Any, path: str, params: dict[str, Any], rounds: int) -> list[float]:
    took: list[float] = []
    async with tenant.client("hr") as hr:
        for _ in range(rounds):
            started = time.perf_counter()
            (await hr.get(path, params=params)).raise_for_status()
            took.append((time.perf_counter() - started) * 1000)
    return took


async def _spread(tenant: Any) -> None:
    """Departments in three levels, everybody somewhere in them."""
    async with tenant.context() as ctx:
        hq = tenant.departments["HQ"]
        tops = [
            (await service.create_department(ctx, code=f"T{n}", name=f"事业部{n}", parent_id=hq)).id
            for n in range(20)
        ]
        leaves = [
            (await service.create_department(ctx, code=f"D{n}", name=f"部门{n}", parent_id=tops[n % 20])).id
            for n in range(DEPARTMENTS - 20)
        ]
    owner = await asyncpg.connect(tenant.harness.platform.database.owner_url)
    try:
        for table, key in (("core_job_record", "employee_id"), ("core_employee_current", "id")):
            await owner.execute(
                f"UPDATE {table} SET department_id = ($1::uuid[])[1 + abs(hashtext({key}::text)) % $2::int]"
                " WHERE tenant_id = $3",
                leaves,
                len(leaves),
                tenant.id,
            )
        await owner.execute("VACUUM ANALYZE")
    finally:
        await owner.close()


async def _read_through(tenant: Any) -> list[str]:
    """Tables that the chart of today would read from end to end."""
    async with unit_of_work(tenant.id):
        rows = await fetch(
            "EXPLAIN SELECT department_id, count(*) AS n FROM core_employee_current WHERE company_id = $1"
            " AND status IN ('probation', 'active') AND NOT EXISTS (SELECT FROM core_employee_current"
            "  WHERE company_id = $1 AND next_change_on <= $2) GROUP BY department_id",
            tenant.company.id,
            date(2026, 11, 23),
        )
    plan = "\n".join(r[0] for r in rows)
    return [t for t in TABLES if f"Seq Scan on {t}" in plan]
