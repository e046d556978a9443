"""Checking an audit chain: rows a second of processor time, and the memory that it takes.

The chain is real: every record has the shape that the service writes and every hash is computed from the one before,
with COPY instead of one statement a row. Processor time is that of this process and of the PostgreSQL backend that
reads for it together, so that a busy machine changes the figure less. Rows: 100,000, or ``RENSHI_BENCH_AUDIT_ROWS``.
Targets: 50,000 rows a second of processor time, and memory that doesn't grow with the chain.
"""

from __future__ import annotations

import ctypes
import gc
import hashlib
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from benchmarks.stage import NOW, stage
from renshi_core.audit.service import canonical, verify
from renshi_core.db import unit_of_work
from renshi_core.testing.tenant import CoreTestTenant
from renshi_sdk import new_id
from renshi_sdk.db import fetch_value

ROWS = int(os.environ.get("RENSHI_BENCH_AUDIT_ROWS", "100000"))
ACTIONS = ("core.employee.read", "core.employee_personal.change", "core.request.approve", "core.audit.read")
BATCH = 20_000
TICKS = os.sysconf("SC_CLK_TCK")
MEGABYTE = 2**20


async def grow(tenant: CoreTestTenant, rows: int) -> None:
    """Put ``rows`` behind the chain of ``tenant``, each with its real hash, and move the head on."""
    owner = await asyncpg.connect(tenant.harness.platform.database.owner_url)
    try:
        head = await owner.fetchrow("SELECT seq, hash FROM core_audit_head WHERE tenant_id = $1", tenant.id)
        seq, digest = (head["seq"], bytes(head["hash"])) if head else (0, b"")
        made = _links(tenant, seq, digest)
        for first in range(0, rows, BATCH):
            batch = [next(made) for _ in range(min(BATCH, rows - first))]
            await owner.copy_records_to_table(
                "core_audit",
                columns=["tenant_id", "id", "created_at", "at", "seq", "record", "hash"],
                records=batch,
            )
            seq, digest = batch[-1][4], batch[-1][6]
        await owner.execute(
            "UPDATE core_audit_head SET seq = $2, hash = $3 WHERE tenant_id = $1", tenant.id, seq, digest
        )
        await owner.execute("VACUUM ANALYZE core_audit")
    finally:
        await owner.close()


def _links(tenant: CoreTestTenant, seq: int, digest: bytes) -> Iterator[tuple[Any, ...]]:
    person = tenant.employee_person.id
    while True:
        seq += 1
        row_id, at = new_id(), NOW + timedelta(milliseconds=seq)
        record = canonical(
            {
                "id": row_id,
                "tenant_id": tenant.id,
                "action": ACTIONS[seq % len(ACTIONS)],
                "actor_employee_id": tenant.hr_person.id,
                "actor_id": tenant.hr_person.id,
                "actor_kind": "user",
                "actor_name": "王人事",
                "at": at.isoformat(),
                "company_id": tenant.company_id,
                "detail": {"fields": ["phone", "address"], "version": seq % 7},
                "employee_id": person,
                "plugin": "core",
                "request_id": f"bench-{seq}",
                "subject": "employee",
                "subject_id": person,
            }
        )
        digest = hashlib.sha256(digest + f"{seq} {record}".encode()).digest()
        yield tenant.id, row_id, at, at, seq, record, digest


async def run() -> dict[str, Any]:
    """Measure and return figures."""
    async with stage() as harness:
        tenant = await harness.new_tenant()
        first = await _checked(tenant.id)
        await grow(tenant, ROWS // 10)
        small = await _checked(tenant.id)
        await grow(tenant, ROWS - ROWS // 10)
        whole = await _checked(tenant.id)
    assert whole["rows"] == first["rows"] + ROWS, whole
    return {
        "rows": whole["rows"],
        "rows_per_processor_second": round(whole["rows"] / whole["processor_s"]),
        "process_s": round(whole["process_s"], 2),
        "backend_s": round(whole["backend_s"], 2),
        "wall_s": round(whole["wall_s"], 2),
        "memory_mb": round(whole["memory_mb"], 1),
        "memory_mb_at_a_tenth": round(small["memory_mb"], 1),
        "target": "≥ 50,000 rows a second of processor time, memory that doesn't grow with the chain",
    }


async def _checked(tenant_id: UUID) -> dict[str, float]:
    """One check of a chain: its rows, and what it took."""
    async with unit_of_work(tenant_id):
        backend = await fetch_value("SELECT pg_backend_pid()")
        before, ours, began = _processor(backend), time.process_time(), time.perf_counter()
        resident = _forget_the_peak()
        finding = await verify(tenant_id)
        process, wall = time.process_time() - ours, time.perf_counter() - began
        peak, theirs = _memory("VmHWM"), _processor(backend) - before
    assert finding.ok, finding
    return {
        "rows": finding.rows,
        "process_s": process,
        "backend_s": theirs,
        "processor_s": process + theirs,
        "wall_s": wall,
        "memory_mb": (peak - resident) / MEGABYTE,
    }


def _processor(pid: int) -> float:
    """Seconds of processor time that a process of this machine has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _forget_the_peak() -> int:
    """Give back what seeding left, let the kernel count the peak of memory anew; returns what is resident, in bytes."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(name: str) -> int:
    line = next(text for text in Path("/proc/self/status").read_text().splitlines() if text.startswith(name))
    return int(line.split()[1]) * 1024
