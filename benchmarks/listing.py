"""A list of 50 from 100,000 employees with filter and sort, against the bare SQL as the table's owner.

Ours is the service inside an open unit of work: row-level security, data scope, filters from the query string, the
names of departments, positions and managers. What a unit costs is in ``requests``. Target: p95 within 2 times.
"""

from __future__ import annotations

from typing import Any

import asyncpg

from benchmarks.stage import alternating, many_employees, p95, stage
from renshi_core.people import file
from renshi_sdk.db import ListQuery

COUNT = 100_000
BARE = (
    "SELECT e.id, e.company_id, e.number, e.name, e.status, e.hired_on, e.left_on, e.probation_until, e.department_id,"
    " e.position_id, e.manager_id, e.grade, e.city, e.work_regime, d.name AS department, p.title, m.name AS head"
    " FROM core_employee_current e JOIN core_department d ON d.id = e.department_id"
    " LEFT JOIN core_position p ON p.id = e.position_id LEFT JOIN core_employee m ON m.id = e.manager_id"
    " WHERE e.tenant_id = $1 AND e.company_id = $2 AND e.status = 'active' AND e.department_id = $3"
    " ORDER BY e.{column}, e.id LIMIT 51"
)


async def run() -> dict[str, Any]:
    """Measure and return figures in milliseconds."""
    figures: dict[str, Any] = {"employees": COUNT, "target": "p95 ≤ 2"}
    async with stage() as harness:
        tenant = await harness.new_tenant()
        await many_employees(tenant, COUNT)
        owner = await asyncpg.connect(harness.platform.database.owner_url)
        department = tenant.departments["PROD"]
        for column, sort in (("name_pinyin", "name"), ("number", "number"), ("hired_on", "-hired_on")):
            query = ListQuery(
                limit=50, sort=sort, filters=(("status", "active"), ("department_id", str(department)))
            )
            statement = BARE.format(column=column)
            if sort.startswith("-"):
                statement = statement.replace(f"e.{column}, e.id", f"e.{column} DESC, e.id DESC")

            async def ours(query: ListQuery = query) -> None:
                assert len((await file.employees(ctx, query)).items) == 50

            async def bare(statement: str = statement) -> None:
                rows = await owner.fetch(statement, tenant.id, tenant.company_id, department)
                assert len(rows) == 51

            async with tenant.context() as ctx:
                mine, theirs = await alternating(ours, bare, repeat=300)
            figures[f"sort_{column}"] = {
                "ours_p95_ms": p95(mine),
                "bare_p95_ms": p95(theirs),
                "ratio": p95(mine) / p95(theirs),
            }
        await owner.close()
    return figures
