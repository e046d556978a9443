"""Many rows at once. COPY is refused on tables under row-level security, so rows go in as pipelined inserts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from renshi_sdk.db import connection


async def insert_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows into a table of this plugin; ``tenant_id`` fills itself. All or none are written."""
    places = ", ".join(f"${i}" for i in range(1, len(columns) + 1))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"
    await connection().executemany(statement, rows)
