"""Turnover of 100,000 people in 1,000 departments, through the whole HTTP stack, two users at once. Target: p95 under
300 ms, and no history read through.
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
LEAVERS = 15_000
ROUNDS = 25
YEAR = {"first": "2025-11", "last": "2026-10"}
TABLES = ("core_job_record", "core_spell", "core_employee_current", "core_employee", "reporting_month_cell")


async def run() -> dict[str, Any]:
    """Measure and return figures in milliseconds."""
    figures: dict[str, Any] = {
        "employees": COUNT,
        "departments": DEPARTMENTS,
        "leavers": LEAVERS,
        "target": "p95 < 300 ms",
    }
    async with stage() as harness:
        tenant = await harness.new_tenant(enable=["reporting"])
        await many_employees(tenant, COUNT)
        await _spread(tenant)
        started = time.perf_counter()
        await harness.settle()
        figures["months counted beforehand, seconds"] = round(time.perf_counter() - started, 1)
        owner = await asyncpg.connect(harness.platform.database.owner_url)
        await owner.execute("VACUUM ANALYZE")
        figures["cells of a year"] = await owner.fetchval(
            "SELECT count(*) FROM reporting_month_cell WHERE month BETWEEN '2025-11-01' AND '2026-10-01'"
        )
        await owner.close()
        for by in ("department", "city", "tenure", "month"):
            asked = YEAR | {"by": by}
            await _user(tenant, asked, 3)
            took = [
                t
                for ts in await asyncio.gather(*(_user(tenant, asked, ROUNDS) for _ in range(2)))
                for t in ts
            ]
            figures[f"turnover by {by}"] = {
                "median": round(sorted(took)[len(took) // 2], 1),
                "p95": round(p95(took), 1),
            }
        figures["read through"] = await _read_through(tenant)
    return figures


async def _user(tenant: Any, params: dict[str, str], rounds: int) -> list[float]:
    took: list[float] = []
    async with tenant.client("hr") as hr:
        for _ in range(rounds):
            started = time.perf_counter()
            (await hr.get("/api/reports/reporting.turnover", params=params)).raise_for_status()
            took.append((time.perf_counter() - started) * 1000)
    return took


async def _spread(tenant: Any) -> None:
    """Everybody in one of 1,000 departments and 12 cities, some of them gone within the last year."""
    async with tenant.context() as ctx:
        leaves = [
            (
                await service.create_department(
                    ctx, code=f"D{n}", name=f"部门{n}", parent_id=tenant.departments["HQ"]
                )
            ).id
            for n in range(DEPARTMENTS)
        ]
    owner = await asyncpg.connect(tenant.harness.platform.database.owner_url)
    try:
        for table, key in (("core_job_record", "employee_id"), ("core_employee_current", "id")):
            await owner.execute(
                f"UPDATE {table} SET department_id = ($1::uuid[])[1 + abs(hashtext({key}::text)) % $2::int],"
                # A department has people in one city, as most do; cities are spread over departments.
                " city = '城市' || abs(hashtext(" + key + "::text)) % $2::int % 12 WHERE tenant_id = $3",
                leaves,
                len(leaves),
                tenant.id,
            )
        await owner.execute(
            "UPDATE core_spell SET last_day = greatest(hired_on, date '2025-11-01' + (random() * 364)::int),"
            " end_code = (ARRAY['career', 'pay', 'misconduct', 'term_over'])[1 + (random() * 3)::int]"
            " WHERE id IN (SELECT id FROM core_spell WHERE tenant_id = $1 AND employee_id IN"
            "  (SELECT id FROM core_employee WHERE number LIKE 'B%') ORDER BY hashtext(id::text) LIMIT $2)",
            tenant.id,
            LEAVERS,
        )
        await owner.execute(
            "UPDATE core_job_record r SET valid_to = s.last_day + 1 FROM core_spell s"
            " WHERE s.id = r.spell_id AND s.last_day IS NOT NULL AND r.tenant_id = $1",
            tenant.id,
        )
        await owner.execute(
            "UPDATE core_employee_current c SET status = 'left', left_on = s.last_day FROM core_spell s"
            " WHERE s.id = c.spell_id AND s.last_day < $2 AND c.tenant_id = $1",
            tenant.id,
            date(2026, 11, 23),
        )
        await owner.execute("VACUUM ANALYZE")
    finally:
        await owner.close()


async def _read_through(tenant: Any) -> list[str]:
    """Tables that the report's own statements would read from end to end, found in the plans of all of them."""
    seen: list[tuple[str, tuple[Any, ...]]] = []
    from renshi_reporting.workforce import figures as asked

    original = vars(asked)["fetch"]

    async def noted(sql: str, *arguments: Any) -> Any:
        seen.append((sql, arguments))
        return await original(sql, *arguments)

    setattr(asked, "fetch", noted)  # noqa: B010 - the module does not export it
    try:
        async with tenant.context("reporting") as ctx:
            for by in ("department", "city", "tenure", "month"):
                await asked.lines(ctx, by, date(2025, 11, 1), date(2026, 10, 31))
    finally:
        setattr(asked, "fetch", original)  # noqa: B010
    found: set[str] = set()
    async with unit_of_work(tenant.id):
        for sql, arguments in seen:
            plan = "\n".join(r[0] for r in await fetch(f"EXPLAIN {sql}", *arguments))
            found |= {t for t in TABLES if f"Seq Scan on {t} " in plan}
    return sorted(found)
