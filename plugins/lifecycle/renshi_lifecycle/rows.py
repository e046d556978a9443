"""Writing rows by column name, and reading jsonb back."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import execute, insert_rows


async def insert(table: str, **values: Any) -> UUID:
    """Insert one row and return its id. ``table`` and the names come from code, never from a caller."""
    row_id = new_id()
    columns = ["id", *values]
    places = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
    await execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", row_id, *values.values())
    return row_id


async def insert_many(table: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows of the same columns in one statement."""
    if rows:
        columns = list(rows[0])
        await insert_rows(table, ["id", *columns], [[new_id(), *(r[c] for c in columns)] for r in rows])


async def update(table: str, row_id: UUID, **values: Any) -> None:
    """Set columns of one row."""
    sets = ", ".join(f"{name} = ${n}" for n, name in enumerate(values, start=2))
    await execute(f"UPDATE {table} SET {sets} WHERE id = $1", row_id, *values.values())


def as_json(value: Any) -> str:
    """A value for a jsonb column."""
    return json.dumps(value, ensure_ascii=False)


def from_json(value: Any) -> Any:
    """A value of a jsonb column, which the driver hands over as text."""
    return json.loads(value) if isinstance(value, str | bytes) else value


def changed(tag: str) -> int:
    """How many rows a command tag (``UPDATE 3``) speaks of."""
    return int(tag.rsplit(" ", 1)[-1])
