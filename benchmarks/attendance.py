"""A month of 10,000 employees closed with 1.2 million punches in the table, and one punch with its day.

The close is the real job in its steps: rules, facts, judging, writing, counting. Beside it, in the same run, the bare
cost of the bytes: the month's punches read by COPY and the month's rows written by COPY into a table without indexes,
triggers or row-level security. Targets: close ≤ 15 s; punch stored and its day judged p95 ≤ 20 ms.
"""

from __future__ import annotations

import asyncio
import io
import time
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

from benchmarks.stage import many_employees, p95, stage
from renshi_core.testing.harness import CoreHarness
from renshi_core.testing.tenant import CoreTestTenant
from renshi_sdk import Actor, new_id
from renshi_sdk.contracts import PayPeriod

PEOPLE = 10_000
PUNCHES = 1_200_000
PERIOD = "2026-10"
ZONE = ZoneInfo("Asia/Shanghai")
COLUMNS = ["id", "tenant_id", "company_id", "employee_id", "at", "source", "external_id", "device"]


async def punches(owner: asyncpg.Connection[Any], tenant: CoreTestTenant, people: list[Any]) -> int:
    """Two punches on each weekday, newest month last, until the table holds ``PUNCHES``; some late, some missing."""
    days = [date(2026, 10, 31) - timedelta(days=i) for i in range(140)]
    days = [day for day in days if day.weekday() < 5][: PUNCHES // (2 * len(people))]
    written = 0
    for day in days:
        rows = []
        for n, person in enumerate(people):
            seed = (n * 31 + day.toordinal() * 17) % 100
            come = datetime(day.year, day.month, day.day, 8, 45 + seed % 14, tzinfo=ZONE)
            go = datetime(day.year, day.month, day.day, 18, seed % 50, tzinfo=ZONE)
            if seed == 7:
                come += timedelta(minutes=40)
            for clock in (come,) if seed == 3 else (come, go):
                key = f"b:{n}:{clock:%Y%m%dT%H%M}"
                rows.append((new_id(), tenant.id, tenant.company_id, person, clock, "device", key, "b"))
        await owner.copy_records_to_table("attendance_punch", records=rows, columns=COLUMNS)
        written += len(rows)
    while written < PUNCHES:
        rows = []
        for n in range(min(50_000, PUNCHES - written)):
            at = datetime(2026, 3, 1, 12, tzinfo=ZONE) + timedelta(seconds=written + n)
            person = people[n % len(people)]
            rows.append(
                (new_id(), tenant.id, tenant.company_id, person, at, "device", f"o:{written + n}", "b")
            )
        await owner.copy_records_to_table("attendance_punch", records=rows, columns=COLUMNS)
        written += len(rows)
    await owner.execute("ANALYZE attendance_punch")
    return written


async def rules(tenant: CoreTestTenant, people: list[Any]) -> None:
    """A third of the people in a rotation of days and nights, the others by the company's week."""
    api = "/api/plugins/attendance"
    async with tenant.client("hr") as hr:
        for code, start, end in (("D", "08:00", "20:00"), ("N", "20:00", "08:00")):
            shift = {"code": code, "name": code, "valid_from": "2026-01-01", "start": start, "end": end}
            assert (await hr.post(f"{api}/shifts", json=shift)).status_code == 201
        group = (await hr.post(f"{api}/groups", json={"name": "rotation"})).json()["id"]
        rule = {
            "valid_from": "2026-01-01",
            "schedule": "rotation",
            "rotation": "D N 休 休",
            "anchor": "2026-01-01",
        }
        assert (await hr.post(f"{api}/groups/{group}/rules", json=rule)).status_code == 201
    async with tenant.context("attendance"):
        from renshi_sdk.db import insert_rows

        await insert_rows(
            "attendance_member",
            ("id", "company_id", "group_id", "employee_id", "valid_from"),
            [(new_id(), tenant.company_id, group, person, date(2026, 1, 1)) for person in people[::3]],
        )


async def bare(owner: asyncpg.Connection[Any]) -> tuple[float, int]:
    """Seconds to read the month's punches and write the month's rows by COPY, and how many bytes that was."""
    await owner.execute(
        "CREATE UNLOGGED TABLE bench_month AS SELECT * FROM attendance_month_row WITH NO DATA"
    )
    source, rows = io.BytesIO(), io.BytesIO()
    await owner.copy_from_query("SELECT * FROM attendance_month_row", output=rows, format="binary")
    size = rows.tell()
    rows.seek(0)
    began = time.perf_counter()
    await owner.copy_from_query(
        "SELECT employee_id, at FROM attendance_punch WHERE at >= '2026-09-30' AND at < '2026-11-02'"
        " ORDER BY employee_id, at",
        output=source,
        format="binary",
    )
    await owner.copy_to_table("bench_month", source=rows, format="binary")
    return time.perf_counter() - began, size + source.tell()


async def close(harness: CoreHarness, tenant: CoreTestTenant) -> float:
    """Seconds from the request to the computed month."""
    began = time.perf_counter()
    async with tenant.client("hr") as hr:
        path = f"/api/plugins/attendance/months/{PERIOD}"
        assert (await hr.post(f"{path}/compute", json={})).status_code == 202
        await harness.settle()
        took = time.perf_counter() - began
        month = (await hr.get(path)).json()
    assert (month["state"], month["employees"]) == ("computed", PEOPLE + 3), month
    return took


async def run() -> dict[str, Any]:
    """Measure and return figures."""
    from renshi_attendance.punches import service
    from renshi_attendance.punches.schemas import PunchIn

    figures: dict[str, Any] = {"employees": PEOPLE, "target_close_s": 15, "target_punch_p95_ms": 20}
    async with stage() as harness:
        tenant = await harness.new_tenant()
        await tenant.enable("attendance", settings={"punch_required": True})
        await many_employees(tenant, PEOPLE)
        owner = await asyncpg.connect(harness.platform.database.owner_url)
        people = [
            row["id"]
            for row in await owner.fetch(
                "SELECT id FROM core_employee_current WHERE number LIKE 'B%' ORDER BY number"
            )
        ]
        figures["punches"] = await punches(owner, tenant, people)
        await rules(tenant, people)
        # Employments written a moment ago count as changed since.
        harness.advance(hours=1)
        figures["close_s"] = round(min([await close(harness, tenant) for _ in range(2)]), 2)
        took, size = await bare(owner)
        figures["bare_copy_s"], figures["bytes"] = round(took, 3), size
        figures["ratio_to_copy"] = round(figures["close_s"] / took, 1)
        times: list[float] = []
        for n in range(400):
            harness.advance(seconds=7)
            person = people[n * 17 % PEOPLE]
            actor = Actor(kind="user", name="bench", employee_id=person)
            began = time.perf_counter()
            async with tenant.context("attendance", actor=actor) as ctx:
                answer = await service.punch(ctx, person, PunchIn())
            times.append((time.perf_counter() - began) * 1000)
            assert answer["result"] is not None
        figures["punch_p95_ms"] = p95(times[50:])
        times = []
        for n in range(200):
            began = time.perf_counter()
            async with tenant.context("payroll") as ctx:
                await ctx.hooks.collect_pay_items(
                    company_id=tenant.company_id,
                    period=PayPeriod.parse(PERIOD),
                    employee_ids=[people[n * 13 % PEOPLE]],
                )
            times.append((time.perf_counter() - began) * 1000)
        figures["pay_items_of_one_p95_ms"] = p95(times[20:])
        began = time.perf_counter()
        async with tenant.context("payroll") as ctx:
            found = await ctx.hooks.collect_pay_items(
                company_id=tenant.company_id, period=PayPeriod.parse(PERIOD), employee_ids=people
            )
        figures["pay_items_of_all_s"] = round(time.perf_counter() - began, 2)
        figures["pay_items"] = len(found)
        await owner.close()
    return figures


if __name__ == "__main__":
    print(asyncio.run(run()))
