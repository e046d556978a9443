"""The archives of a company's slips as PDF: ten thousand slips, drawn, kept and counted by the job that HR starts.

Slips are computed by a run, read back a thousand at a time, every line explained, set with an embedded Chinese font and
put into the file store. Prints PDFs a second (a slip is one page) and the most memory after each part of a thousand: it
must not grow with the number of parts. Drawing is one process's work on one core; PostgreSQL is idle meanwhile.
"""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import asyncpg
from renshi_payroll.exports import archive
from renshi_payroll.outputs import service
from renshi_payroll.outputs.schemas import OutputIn

from benchmarks.payroll import _calculated, _payroll_of, _resident_mb
from benchmarks.stage import many_employees, stage
from renshi_sdk.db import fetch

SLIPS = 10_000


class _Peaks:
    """The most memory between two marks, MB; looked at by a thread, since drawing keeps the loop busy."""

    def __init__(self) -> None:
        self.marks: list[float] = []
        self._most = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._ended.wait(0.02):
            self._most = max(self._most, _resident_mb())

    def mark(self) -> None:
        """Note the most since the last mark."""
        self.marks.append(round(max(self._most, _resident_mb())))
        self._most = 0.0

    def __enter__(self) -> _Peaks:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()


async def run() -> dict[str, Any]:
    """Measure and return figures."""
    peaks = _Peaks()
    real = archive.make

    async def marked(*args: Any) -> Any:
        made = await real(*args)
        peaks.mark()
        return made

    async with stage() as harness:
        owner = await asyncpg.connect(harness.platform.database.owner_url)
        tenant = await harness.new_tenant()
        await tenant.enable("payroll", settings={"slip_pdf_password": "none"})
        await many_employees(tenant, SLIPS)
        await _payroll_of(tenant, owner)
        run_id, _, _ = await _calculated(tenant, harness)
        await owner.execute(
            "UPDATE payroll_run SET state = 'closed', closed_at = now() WHERE id = $1", run_id
        )
        async with tenant.context("payroll") as ctx:
            await service.make(ctx, run_id, OutputIn(kind="slips"))
        before = _resident_mb()
        archive.make = marked  # type: ignore[assignment]
        try:
            with peaks:
                started, spent = time.perf_counter(), time.process_time()
                await harness.settle()
                took, spent = time.perf_counter() - started, time.process_time() - spent
        finally:
            archive.make = real
        async with tenant.context("payroll"):
            rows = await fetch(
                "SELECT o.part, o.state, o.rows, f.size FROM payroll_output o JOIN core_file f ON f.id = o.file_id"
                " WHERE o.run_id = $1 ORDER BY o.part",
                run_id,
            )
        await owner.close()
    drawn = sum(row["rows"] for row in rows)
    assert drawn >= SLIPS, [dict(row) for row in rows]
    assert all(row["state"] == "ready" for row in rows)
    return {
        "pdfs": drawn,
        "seconds": round(took, 1),
        "pdfs_per_second": round(drawn / took, 1),
        "cpu_ms_each": round(spent / drawn * 1000, 2),
        "kib_each": round(sum(row["size"] for row in rows) / drawn / 1024, 1),
        "memory_before_mb": round(before),
        "memory_peak_mb_by_part": peaks.marks,
    }


if __name__ == "__main__":
    print(asyncio.run(run()))
