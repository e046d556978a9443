"""From an approved leave to the recalculated pay preview, in a company of ten thousand.

A leave waits; the manager approves it and HR asks for the employee's pay preview: two requests over HTTP on loopback,
as the console sends them, timed from before the first to after the second. Each time another employee, and each answer
is looked at: the day of leave has to cost what a day costs. Target: p95 under a second, 100 times.
"""

from __future__ import annotations

import statistics
import time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import asyncpg
import httpx

from benchmarks.payroll import _payroll_of
from benchmarks.stage import many_employees, p95, served, stage
from renshi_core.testing.tenant import CoreTestTenant

PEOPLE = 10_000
REPEAT = 100
WARM = 5
PERIOD = "2026-11"
LEAVE = {"leave_code": "personal", "start_on": "2026-11-26", "end_on": "2026-11-26", "reason": "家中有事"}


async def _waiting(client: httpx.AsyncClient, employee_id: Any) -> str:
    """A leave that waits for the manager."""
    body = {"kind": "attendance.leave", "form": LEAVE, "employee_id": str(employee_id)}
    answer = await client.post("/api/requests", json=body)
    assert answer.status_code == 201, answer.text
    made: str = answer.json()["id"]
    return made


async def _preview(client: httpx.AsyncClient, employee_id: Any) -> Any:
    body = {"employee_id": str(employee_id), "period": PERIOD}
    answer = await client.post("/api/plugins/payroll/preview", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _company(harness: Any, owner: Any) -> CoreTestTenant:
    tenant: CoreTestTenant = await harness.new_tenant(enable=["attendance", "payroll"])
    await many_employees(tenant, PEOPLE)
    for table, key in (("core_job_record", "employee_id"), ("core_employee_current", "id")):
        await owner.execute(
            f"UPDATE {table} SET manager_id = $1 WHERE tenant_id = $2 AND {key} IN"
            " (SELECT id FROM core_employee WHERE tenant_id = $2 AND number LIKE 'B%')",
            tenant.manager_person.id,
            tenant.id,
        )
    await _payroll_of(tenant, owner)
    return tenant


async def run() -> dict[str, Any]:
    """Measure and return figures in milliseconds."""
    both, alone = [], []
    async with stage() as harness:
        owner = await asyncpg.connect(harness.platform.database.owner_url)
        tenant = await _company(harness, owner)
        rows = await owner.fetch(
            "SELECT c.id, t.monthly_wage FROM core_employee_current c JOIN payroll_term t ON t.employee_id = c.id"
            " WHERE c.tenant_id = $1 AND c.number LIKE 'B%' ORDER BY c.number LIMIT $2",
            tenant.id,
            WARM + REPEAT,
        )
        async with served(harness.app) as address:
            heads = {
                role: {
                    "Authorization": f"Bearer {await tenant.token(role, None)}",
                    "X-Renshi-Company": str(tenant.company_id),
                }
                for role in ("hr", "manager")
            }
            async with (
                httpx.AsyncClient(base_url=address, headers=heads["hr"], timeout=30) as hr,
                httpx.AsyncClient(base_url=address, headers=heads["manager"], timeout=30) as manager,
            ):
                for row in rows:
                    request_id = await _waiting(hr, row["id"])
                    before = Decimal((await _preview(hr, row["id"]))["gross"])
                    started = time.perf_counter()
                    answer = await manager.post(f"/api/requests/{request_id}/approve", json={})
                    approved = time.perf_counter()
                    after = await _preview(hr, row["id"])
                    ended = time.perf_counter()
                    assert answer.status_code == 200, answer.text
                    assert answer.json()["state"] == "approved", answer.text
                    day = (Decimal(row["monthly_wage"]) / 100 / Decimal("21.75")).quantize(
                        Decimal("0.01"), ROUND_HALF_UP
                    )
                    assert before - Decimal(after["gross"]) == day, (before, after)
                    both.append((ended - started) * 1000)
                    alone.append((ended - approved) * 1000)
        await owner.close()
    both, alone = both[WARM:], alone[WARM:]
    return {
        "employees": PEOPLE,
        "repetitions": len(both),
        "target": "p95 < 1,000 ms",
        "approve_to_preview_p95_ms": p95(both),
        "approve_to_preview_median_ms": statistics.median(both),
        "approve_to_preview_most_ms": max(both),
        "preview_alone_p95_ms": p95(alone),
    }
