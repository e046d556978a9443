"""The search over everything in a group of 100,000, two people typing: names, readings, initials, numbers, phones.

Over real HTTP: session by key, one unit of work, scope, people, departments, pages and plugins. HR reads one company
with 88 of 100 people; the scope is asked about each person found. Target: p95 under 300 ms, no large table read whole.
"""

from __future__ import annotations

from typing import Any

from benchmarks.core_hr import measured, phone_ending
from benchmarks.group import group
from benchmarks.stage import stage

TYPED = {
    "family name": "王",
    "name": "张伟",
    "reading": "wang",
    "reading begun": "zhangw",
    "initials": "zw",
    "number": "B000421",
    "number begun": "B00",
    "one letter": "l",
    "department": "事业部",
    "nobody": "查无此人",
}


async def run() -> dict[str, Any]:
    """Measure and return figures in milliseconds."""
    async with stage() as harness:
        made = await group(harness)
        paths = {name: f"/api/search?q={word}" for name, word in TYPED.items()}
        paths["end of a phone"] = f"/api/search?q={await phone_ending(harness, made)}"
        return {"employees": made.employed, "target": "p95 < 300 ms"} | await measured(harness, made, paths)
