"""Cost of a request through the full stack against a bare Litestar + asyncpg handler of the same query.

Full: API key, tenant, row-level security, permission, data scope, problem documents, metrics. Bare: one pooled
connection, one query. Both over HTTP on loopback with keep-alive, in turns. Target: at most 3 times.
"""

from __future__ import annotations

import statistics
from typing import Any

import asyncpg
import httpx
from litestar import Litestar, get

from benchmarks.stage import alternating, many_employees, p95, served, stage

QUERY = (
    "SELECT id, number, name, status, hired_on, department_id, work_regime FROM core_employee_current"
    " WHERE company_id = $1 AND status = 'active' ORDER BY name_pinyin, id LIMIT 50"
)


async def run() -> dict[str, Any]:
    """Measure and return figures in milliseconds."""
    async with stage() as harness:
        tenant = await harness.new_tenant()
        await many_employees(tenant, 1000)
        pool = await asyncpg.create_pool(harness.platform.database.owner_url, min_size=2, max_size=4)

        @get("/employees")
        async def bare() -> list[dict[str, Any]]:
            return [dict(row) for row in await pool.fetch(QUERY, tenant.company_id)]

        token = await tenant.token("hr", None)
        async with served(harness.app) as full_address, served(Litestar([bare])) as bare_address:
            async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as client:

                async def full_stack() -> None:
                    answer = await client.get(f"{full_address}/api/employees?limit=50&status=active")
                    assert len(answer.json()["items"]) == 50

                async def bare_stack() -> None:
                    answer = await client.get(f"{bare_address}/employees")
                    assert len(answer.json()) == 50

                full, plain = await alternating(full_stack, bare_stack, repeat=400)
        await pool.close()
    return {
        "full_median_ms": statistics.median(full),
        "bare_median_ms": statistics.median(plain),
        "ratio": statistics.median(full) / statistics.median(plain),
        "ratio_p95": p95(full) / p95(plain),
        "target": "≤ 3",
    }
