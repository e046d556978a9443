"""What the statements of a request make PostgreSQL read: every one is noted, then explained under the same wall."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import asyncpg

from renshi_core.db import unit_of_work
from renshi_sdk.db import connection, savepoint

LARGE = 10_000
"""Tables of more rows than this may not be read from end to end to answer a person."""
Noted = list[tuple[str, tuple[Any, ...]]]
_READS = ("select", "with")
# No condition, or the wall's alone, which holds for all that the reader's tenant has.
_WALL_ALONE = re.compile(r"(\(tenant_id = \(InitPlan \d+\)\.col1\))?")


@contextmanager
def noted() -> Iterator[Noted]:
    """The reading statements with arguments that any connection of this process runs within the block."""
    seen: Noted = []
    connected: Any = asyncpg.Connection
    original = connected._execute

    async def run(self: Any, query: str, args: Any, *more: Any, **named: Any) -> Any:
        if query.lstrip().lower().startswith(_READS):
            seen.append((query, tuple(args)))
        return await original(self, query, args, *more, **named)

    connected._execute = run
    try:
        yield seen
    finally:
        connected._execute = original


async def read_through(
    tenant_id: UUID, statements: Noted, *, large: int = LARGE, avoidable: bool = False
) -> list[str]:
    """Tables of more than ``large`` rows that a plan of ``statements`` scans sequentially, with the plan's cost.

    With ``avoidable`` those alone that PostgreSQL can't help but scan: what a large table would come to.
    """
    found: dict[str, float] = {}
    async with unit_of_work(tenant_id):
        conn = connection()
        if avoidable:
            # Of a small table an index is walked for a merge, too, where a large one is looked into by key.
            await conn.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_mergejoin = off")
        rows = await conn.fetch(
            "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r' AND reltuples > $1", large
        )
        # What the reader's own tenant has of it: in a database of many tenants every table is large.
        big = {r["relname"] for r in rows if await _more_than(large, r["relname"])}
        for sql, arguments in dict.fromkeys((s, repr(a)) for s, a in statements):
            given = next(a for s, a in statements if s == sql and repr(a) == arguments)
            try:
                async with savepoint():
                    plan = json.loads(await conn.fetchval(f"EXPLAIN (FORMAT JSON) {sql}", *given))[0]["Plan"]
            except asyncpg.InsufficientPrivilegeError:
                continue  # the platform's own look-ups, of a session or a key, run as another role
            for table in _scanned(plan, indexes=avoidable):
                if table in big:
                    found[table] = max(found.get(table, 0.0), plan["Total Cost"])
    return [f"{table} (cost {cost:.0f})" for table, cost in sorted(found.items())]


async def _more_than(rows: int, table: str) -> bool:
    try:
        async with savepoint():
            found = await connection().fetchval(
                f"SELECT count(*) FROM (SELECT FROM {table} LIMIT $1) AS few", rows + 1
            )
    except asyncpg.InsufficientPrivilegeError:
        return True
    return int(found) > rows


def _scanned(node: dict[str, Any], *, indexes: bool) -> list[str]:
    """Tables that a plan reads whole; with ``indexes`` also those of which it walks an index from end to end."""
    kind = node["Node Type"]
    index = node.get("Plans", [{}])[0] if kind == "Bitmap Heap Scan" else node
    walked = index.get("Node Type") in ("Index Scan", "Index Only Scan", "Bitmap Index Scan")
    whole = kind == "Seq Scan" or (
        indexes
        and walked
        and "Relation Name" in node
        and bool(_WALL_ALONE.fullmatch(index.get("Index Cond", "")))
    )
    own = [node["Relation Name"]] if whole else []
    return own + [name for child in node.get("Plans", ()) for name in _scanned(child, indexes=indexes)]
