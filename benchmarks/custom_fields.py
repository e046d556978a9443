"""Filter by three of 300 custom fields among 100,000 employees, against the same filter on real columns.

Both sides are answered by the list's own service inside an open unit of work: row-level security, data scope, names.
The real columns are ``grade``, ``city`` and ``work_regime`` of the current row, given the same values and an index
each for this run alone; the custom fields sit in a jsonb object of 300 values a person, the three in slots.
Target: p95 within 2 times.
"""

from __future__ import annotations

import json
import time
from typing import Any
from uuid import UUID

import asyncpg

from benchmarks.plans import noted, read_through
from benchmarks.stage import alternating, many_employees, p95, stage
from renshi_core.people import file
from renshi_core.people.custom import definitions
from renshi_sdk.db import ListQuery

COUNT, FIELDS = 100_000, 300
SEARCHED = {"f000": ("grade", 20), "f001": ("city", 25), "f002": ("work_regime", 4)}
"""Custom field → the real column with the same values, and how many values there are."""


async def run() -> dict[str, Any]:
    """Measure and return figures in milliseconds."""
    figures: dict[str, Any] = {"employees": COUNT, "fields": FIELDS, "target": "p95 ≤ 2"}
    async with stage() as harness:
        tenant = await harness.new_tenant()
        await many_employees(tenant, COUNT)
        async with tenant.context() as ctx:
            made = [await definitions.add_field(ctx, _field(n)) for n in range(FIELDS)]
        owner = await asyncpg.connect(harness.platform.database.owner_url)
        await _fill(owner, tenant.id)
        began = time.perf_counter()
        async with tenant.context() as ctx:
            for n in range(len(SEARCHED)):
                await definitions.change_field(ctx, made[n].id, {"searchable": True})
        # Three jobs index them, batch by batch.
        await harness.settle()
        figures["index_of_3_fields_s"] = time.perf_counter() - began
        await owner.execute("VACUUM ANALYZE core_custom_value, core_employee, core_employee_current")
        for name, picked in (("three_equal", 3), ("two_equal", 2), ("one_equal", 1)):
            figures[name] = await _compare(tenant, owner, picked)
        figures["sequential_scans"] = await _sequential(tenant)
        await owner.close()
    return figures


def _field(n: int) -> dict[str, Any]:
    code = f"f{n:03d}"
    return {
        "code": code, "title_zh": f"字段{n}", "title_en": f"Field {n}", "kind": "text", "options": (),
        "required": False, "position": n, "searchable": False,
    }  # fmt: skip


async def _fill(owner: asyncpg.Connection, tenant_id: UUID) -> None:
    """300 values a person; a hundred different objects under three values that follow the person's place."""
    plain = [json.dumps({f"f{n:03d}": f"v{n}-{variant}" for n in range(FIELDS)}) for variant in range(100)]
    place = "row_number() OVER (ORDER BY number) - 1"
    picks = ", ".join(f"'{code}', 'x' || (p.n / {7 ** i} % {values})"
                      for i, (code, (_, values)) in enumerate(SEARCHED.items()))  # fmt: skip
    await owner.execute(
        f"UPDATE core_employee e SET custom = ($2::jsonb[])[p.n % 100 + 1] || jsonb_build_object({picks})"
        f" FROM (SELECT id, {place} AS n FROM core_employee WHERE tenant_id = $1) AS p WHERE p.id = e.id",
        tenant_id,
        plain,
        timeout=300,
    )
    sets = ", ".join(f"{column} = e.custom ->> '{code}'" for code, (column, _) in SEARCHED.items())
    await owner.execute(
        f"UPDATE core_employee_current c SET {sets} FROM core_employee e WHERE e.id = c.id AND c.tenant_id = $1",
        tenant_id,
        timeout=300,
    )
    for column, _ in SEARCHED.values():
        await owner.execute(f"CREATE INDEX bench_{column} ON core_employee_current ({column}, id)")


async def _compare(tenant: Any, owner: asyncpg.Connection, picked: int) -> dict[str, float]:
    chosen = list(SEARCHED.items())[:picked]
    ours = ListQuery(limit=50, filters=tuple((f"custom.{code}", "x1") for code, _ in chosen))
    real = ListQuery(limit=50, filters=tuple((column, "x1") for _, (column, _) in chosen))
    async with tenant.context() as ctx:
        found = [item["id"] for item in (await file.employees(ctx, ours)).items]
        assert found
        assert found == [item["id"] for item in (await file.employees(ctx, real)).items]

        async def custom() -> None:
            assert [i["id"] for i in (await file.employees(ctx, ours)).items] == found

        async def columns() -> None:
            assert [i["id"] for i in (await file.employees(ctx, real)).items] == found

        mine, theirs = await alternating(custom, columns, repeat=200)
    return {
        "rows": len(found),
        "custom_p95_ms": p95(mine),
        "columns_p95_ms": p95(theirs),
        "ratio": p95(mine) / p95(theirs),
    }


async def _sequential(tenant: Any) -> list[str]:
    """Large tables that the list with each of the filters reads whole."""
    with noted() as statements:
        async with tenant.context() as ctx:
            for picked in (3, 2, 1):
                wanted = tuple((f"custom.{code}", "x1") for code in list(SEARCHED)[:picked])
                await file.employees(ctx, ListQuery(limit=50, filters=wanted))
    return await read_through(tenant.id, statements)
