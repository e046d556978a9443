"""Cost of a request through the full stack against a bare Litestar + asyncpg handler of the same query.

Full: API key, tenant, row-level security, permission, data scope, problem documents, metrics. Bare: one pooled
connection, one query. Both over HTTP on loopback with keep-alive, in turns. Target: at most 3 times.
"""

from __future__ import annotations

import json
import statistics
from typing import Any

import asyncpg
from litestar import Litestar, get

from benchmarks.stage import Client, alternating, many_employees, p95, served, stage

QUERY = (
    "SELECT c.id, c.company_id, c.number, c.name, c.status, c.hired_on, c.left_on, c.probation_until, c.department_id,"
    " c.position_id, c.manager_id, c.grade, c.city, c.work_regime, d.name AS department_name,"
    " p.title AS position_title, m.name AS manager_name"
    " FROM (SELECT * FROM core_employee_current WHERE company_id = $1 AND status = 'active'"
    "   ORDER BY name_pinyin, id LIMIT 51) c"
    " LEFT JOIN core_department d ON d.id = c.department_id LEFT JOIN core_position p ON p.id = c.position_id"
    " LEFT JOIN core_employee m ON m.id = c.manager_id ORDER BY c.name_pinyin, c.id"
)


async def run() -> dict[str, Any]:
    """Measure and return figures in milliseconds."""
    async with stage() as harness:
        tenant = await harness.new_tenant()
        await many_employees(tenant, 1000)
        pool = await asyncpg.create_pool(harness.platform.database.owner_url, min_size=2, max_size=4)

        @get("/employees")
        async def bare() -> list[dict[str, Any]]:
            return [dict(row) for row in await pool.fetch(QUERY, tenant.company_id)][:50]

        token = await tenant.token("hr", None)
        async with served(harness.app) as full_address, served(Litestar([bare])) as bare_address:
            full_client, bare_client = Client(full_address, token), Client(bare_address)

            async def full_stack() -> None:
                status, body = await full_client.get("/api/employees?limit=50&status=active")
                assert status == 200, body
                assert len(json.loads(body)["items"]) == 50

            async def bare_stack() -> None:
                status, body = await bare_client.get("/employees")
                assert status == 200, body
                assert len(json.loads(body)) == 50

            full, plain = await alternating(full_stack, bare_stack, repeat=400)
        await pool.close()
    return {
        "full_median_ms": statistics.median(full),
        "bare_median_ms": statistics.median(plain),
        "ratio": statistics.median(full) / statistics.median(plain),
        "ratio_p95": p95(full) / p95(plain),
        "target": "≤ 3",
    }
