"""The organisation of a group of 100,000: the chart of any day, the movement of a month, places and people; through the
whole HTTP stack, two users at once. Target: p95 under 300 ms, and today's chart reads no large table from end to end.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from benchmarks.group import Group, group
from benchmarks.plans import noted, read_through
from benchmarks.stage import p95, stage

ROUNDS = 20
QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "chart, two levels": ("/api/organization/chart", {}),
    "chart, one branch": ("/api/organization/chart", {"root": "top", "depth": 1}),
    "chart of a day last year": ("/api/organization/chart", {"as_of": "2025-06-30"}),
    "movement of a month": ("/api/organization/movement", {"from": "2025-10-01", "to": "2025-10-31"}),
    "places and people": ("/api/headcount", {}),
}


async def run() -> dict[str, Any]:
    """Measure and return figures in milliseconds."""
    async with stage() as harness:
        made = await group(harness)
        figures: dict[str, Any] = {
            "employees": made.employed,
            "departments": len(made.departments),
            "target": "p95 < 300 ms",
        }
        for name, (path, params) in QUESTIONS.items():
            asked = params | ({"root": str(made.top)} if "root" in params else {})
            await _user(made, path, asked, 3)
            took = [
                t
                for ts in await asyncio.gather(*(_user(made, path, asked, ROUNDS) for _ in range(2)))
                for t in ts
            ]
            with noted() as statements:
                await _user(made, path, asked, 1)
            figures[name] = {
                "median": round(sorted(took)[len(took) // 2], 1),
                "p95": round(p95(took), 1),
                "read_through": await read_through(made.tenant.id, statements),
            }
        for name in ("chart, two levels", "chart, one branch"):
            assert figures[name]["read_through"] == [], figures[name]
    return figures


async def _user(made: Group, path: str, params: dict[str, Any], rounds: int) -> list[float]:
    took: list[float] = []
    async with made.tenant.client("hr") as hr:
        for _ in range(rounds):
            started = time.perf_counter()
            (await hr.get(path, params=params)).raise_for_status()
            took.append((time.perf_counter() - started) * 1000)
    return took
