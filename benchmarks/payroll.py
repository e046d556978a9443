"""A pay run of 100,000 employees, collected, computed, written and digested, against a bare COPY of the same bytes.

Ours is the job as a worker runs it: people, terms, facts, ledger and the other plugins' items read through the tenant
wall, slips written through it, every version digested. The peer copies the very bytes of the written slips, as the
table's owner, past the wall and the triggers, in one COPY whose buffer is ready in memory, the best of three. How bare
a COPY is depends on the table it fills, so all three are printed and none is left out:

- ``same_table``: the table's own indexes and checks, what any COPY into it would pay. The target is held to this one.
- ``primary_key``: the primary key alone.
- ``heap``: nothing but columns, the barest there is. Slips can't be found in it, and twice the same one could.

Targets: 10,000 slips a second, three times the COPY at most, under 1 GB of memory; a slip with its explanation within
50 ms, a preview within 200 ms at 10,000 employees. On a machine that is shared, wall time says little: processor
seconds of this process and of PostgreSQL's are printed beside it.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import time
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import asyncpg
from renshi_payroll.engine.slip import compose
from renshi_payroll.runs import repository, service
from renshi_payroll.runs.context import tables_on
from renshi_payroll.runs.preview import preview_slip
from renshi_payroll.runs.snapshot import slip_from_inputs
from renshi_payroll.slips.service import read_slip

from benchmarks.stage import many_employees, p95, stage
from renshi_sdk import new_id
from renshi_sdk.contracts import PayPeriod
from renshi_sdk.db import fetch, fetch_value

COUNT = 100_000
SINGLE = 10_000
PERIOD = PayPeriod(2026, 3)
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
RATES = {
    "shanghai.housing_fund.employee_rate": 70_000,
    "shanghai.housing_fund.employer_rate": 70_000,
    "shanghai.unemployment.employee_rate": 5_000,
    "shanghai.unemployment.employer_rate": 5_000,
    "shanghai.injury.employer_rate": 2_000,
}
TERM = [
    "id", "tenant_id", "company_id", "employee_id", "valid_from", "monthly_wage", "jurisdiction", "profile", "resident",
    "reason", "recorded_at",
]  # fmt: skip
FACT = [
    "id", "tenant_id", "company_id", "employee_id", "key", "value", "valid_from", "reference", "recorded_at",
]  # fmt: skip
LEDGER = [
    "id", "tenant_id", "company_id", "employee_id", "tax_year", "pay_month", "kind", "income", "exempt", "special",
    "tax", "separate_income", "separate_tax", "resident", "months_withheld", "reference",
]  # fmt: skip
ITEM = [
    "id", "tenant_id", "company_id", "employee_id", "period", "component", "amount", "note", "recorded_at",
]  # fmt: skip


async def _payroll_of(tenant: Any, owner: Any) -> None:
    """Terms for everybody, a year begun, declarations of every third, an item of every fifth."""
    ids = [
        row["id"]
        for row in await owner.fetch(
            "SELECT id FROM core_employee_current WHERE tenant_id = $1 AND company_id = $2 ORDER BY id",
            tenant.id,
            tenant.company_id,
        )
    ]
    head = (tenant.id, tenant.company_id)
    wages = [600_000 + n % 97 * 31_700 for n in range(len(ids))]
    await owner.copy_records_to_table(
        "payroll_term",
        columns=TERM,
        records=[
            (new_id(), *head, one, date(2016, 1, 1), wage, "shanghai", "standard", True, "bench", LONG_AGO)
            for one, wage in zip(ids, wages, strict=True)
        ],
    )
    await owner.copy_records_to_table(
        "payroll_fact",
        columns=FACT,
        records=[
            (new_id(), *head, None, key, json.dumps(value), date(2024, 1, 1), "bench", LONG_AGO)
            for key, value in RATES.items()
        ]
        + [
            (
                new_id(),
                *head,
                one,
                "iit.additional",
                '{"elderly_support": 900000}',
                date(2026, 3, 1),
                "bench",
                LONG_AGO,
            )
            for one in ids[::3]
        ],
    )
    await owner.copy_records_to_table(
        "payroll_year_entry",
        columns=LEDGER,
        records=[
            (
                new_id(),
                *head,
                one,
                2026,
                2,
                "opening",
                2 * wage,
                0,
                wage // 3,
                wage // 50,
                0,
                0,
                True,
                2,
                "bench",
            )
            for one, wage in zip(ids, wages, strict=True)
        ],
    )
    await owner.copy_records_to_table(
        "payroll_adjustment",
        columns=ITEM,
        records=[
            (new_id(), *head, one, str(PERIOD), "pay.bonus", 50_000, "bench", LONG_AGO) for one in ids[::5]
        ],
    )
    await owner.execute("VACUUM ANALYZE")


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _database_cpu(harness: Any) -> float:
    """Processor seconds of PostgreSQL so far: the server, its children, and those that have ended."""
    data = next(harness.platform.settings.var_dir.rglob("postmaster.pid"))
    server = data.read_text().splitlines()[0]
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            content = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:  # ended meanwhile
            continue
        if stat.parent.name == server:
            total += sum(int(content[place]) for place in (11, 12, 13, 14))
        elif content[1] == server:
            total += int(content[11]) + int(content[12])
    return total / os.sysconf("SC_CLK_TCK")


async def _watched(work: Any) -> tuple[float, float]:
    """Seconds of ``work`` and the most memory seen meanwhile, MB."""
    peak, running = _resident_mb(), True

    async def watch() -> None:
        nonlocal peak
        while running:
            peak = max(peak, _resident_mb())
            await asyncio.sleep(0.05)

    watcher = asyncio.create_task(watch())
    started = time.perf_counter()
    await work
    seconds = time.perf_counter() - started
    running = False
    await watcher
    return seconds, peak


TWINS = {
    "heap": "LIKE payroll_slip INCLUDING DEFAULTS",
    "primary_key": "LIKE payroll_slip INCLUDING DEFAULTS, PRIMARY KEY (id)",
    "same_table": "LIKE payroll_slip INCLUDING ALL",
}


async def _bare_copies(owner: Any, run_id: Any) -> tuple[dict[str, float], int]:
    """Seconds to COPY the run's own bytes into twins of the table, and how many bytes they are."""
    buffer = io.BytesIO()
    await owner.copy_from_query(
        "SELECT * FROM payroll_slip WHERE run_id = $1", run_id, output=buffer, format="binary"
    )
    found = {}
    for name, declared in TWINS.items():
        await owner.execute(f"CREATE TABLE payroll_slip_twin ({declared})")
        best = float("inf")
        for _ in range(3):
            await owner.execute("TRUNCATE payroll_slip_twin")
            started = time.perf_counter()
            # A view of the buffer: what is read from a file goes through a thread, half a megabyte at a time.
            await owner.copy_to_table("payroll_slip_twin", source=buffer.getbuffer(), format="binary")
            best = min(best, time.perf_counter() - started)
        await owner.execute("DROP TABLE payroll_slip_twin")
        found[name] = best
    return found, buffer.getbuffer().nbytes


async def _calculated(tenant: Any, harness: Any) -> tuple[Any, float, float]:
    async def whole() -> None:
        async with tenant.context("payroll") as ctx:
            await service.start_calculation(ctx, run_id)
        await harness.settle()

    async with tenant.context("payroll") as ctx:
        run_id = await service.create_run(ctx, PERIOD)
    seconds, peak = await _watched(whole())
    return run_id, seconds, peak


async def _decimal_loop(tenant: Any, run_id: Any, count: int) -> float:
    """Slips a second of the reference arithmetic alone: inputs in memory, nothing read or written."""
    async with tenant.context("payroll") as ctx:
        run = await repository.get_run(ctx.company_id, run_id)
        conn_rows = await fetch(
            "SELECT rule_set, inputs FROM payroll_slip WHERE run_id = $1 LIMIT $2", run_id, count
        )
    tables, _ = tables_on(run.pay_date)
    slips = [
        slip_from_inputs(json.loads(row["inputs"]), run.rule_sets[row["rule_set"]].rules) for row in conn_rows
    ]
    started = time.perf_counter()
    for slip in slips:
        compose(slip, tables)
    return len(slips) / (time.perf_counter() - started)


async def _singles(tenant: Any, run_id: Any) -> dict[str, float]:
    async with tenant.context("payroll") as ctx:
        rows = await fetch(
            "SELECT id, employee_id FROM payroll_slip WHERE run_id = $1 ORDER BY id LIMIT 60", run_id
        )
    explained, previewed = [], []
    for row in islice(rows, 60):
        async with tenant.context("payroll") as ctx:
            started = time.perf_counter()
            slip = await read_slip(ctx, row["id"])
            explained.append((time.perf_counter() - started) * 1000)
            assert all(line["explanation"] for line in slip["lines"])
        async with tenant.context("payroll") as ctx:
            started = time.perf_counter()
            await preview_slip(ctx, row["employee_id"], PERIOD)
            previewed.append((time.perf_counter() - started) * 1000)
    return {"slip_explained_p95_ms": p95(explained), "preview_p95_ms": p95(previewed)}


async def run() -> dict[str, Any]:
    """Measure and return figures."""
    figures: dict[str, Any] = {"employees": COUNT, "target": "≥ 10,000 slips/s, ≤ 3 × COPY, < 1 GB"}
    async with stage() as harness:
        owner = await asyncpg.connect(harness.platform.database.owner_url)
        small = await harness.new_tenant(enable=["payroll"])
        await many_employees(small, SINGLE)
        await _payroll_of(small, owner)
        run_id, seconds, _ = await _calculated(small, harness)
        figures["of_10000_seconds"] = seconds
        figures |= await _singles(small, run_id)
        large = await harness.new_tenant(enable=["payroll"])
        await many_employees(large, COUNT)
        await _payroll_of(large, owner)
        before = _resident_mb()
        spent, spent_there = time.process_time(), _database_cpu(harness)
        run_id, seconds, peak = await _calculated(large, harness)
        spent, spent_there = time.process_time() - spent, _database_cpu(harness) - spent_there
        async with large.context("payroll") as ctx:
            written = await fetch_value("SELECT count(*) FROM payroll_slip WHERE run_id = $1", run_id)
            state = await repository.get_run(ctx.company_id, run_id)
        assert (written >= COUNT, state.state) == (True, "calculated")
        copied, size = await _bare_copies(owner, run_id)
        figures |= {
            "seconds": seconds,
            "slips_per_second": written / seconds,
            "cpu_us_a_slip": spent / written * 1e6,
            "database_cpu_us_a_slip": spent_there / written * 1e6,
            "bytes": size,
            "copy_seconds": copied,
            "ratio_to_copy": {name: seconds / copied[name] for name in copied},
            "memory_before_mb": before,
            "memory_peak_mb": peak,
            "decimal_loop_slips_per_second": await _decimal_loop(large, run_id, 5_000),
        }
        await owner.close()
    return figures
