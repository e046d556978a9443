"""Writing many rows in one statement.

PostgreSQL refuses COPY into a table behind row-level security, so the columns go over as arrays and are unnested
into an INSERT, which the tenant wall checks row by row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from renshi_sdk.db import execute


async def insert_rows(table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> int:
    """Insert ``rows`` and return how many. ``columns`` maps each column to its PostgreSQL type, in row order.

    Names come from the code, never from a caller.
    """
    if not rows:
        return 0
    names = ", ".join(columns)
    arrays = ", ".join(f"${index}::{kind}[]" for index, kind in enumerate(columns.values(), start=1))
    tag = await execute(
        f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})",
        *(list(values) for values in zip(*rows, strict=True)),
    )
    return int(tag.split()[-1])


async def insert_columns(
    table: str,
    kinds: Mapping[str, str],
    per_row: Mapping[str, Sequence[Any]],
    shared: Mapping[str, Any],
) -> int:
    """Insert rows given as columns; ``shared`` holds what all rows have in common. Returns how many.

    ``kinds`` maps each column to its PostgreSQL type. Names come from the code, never from a caller.
    """
    arrays = [f"${index}::{kinds[name]}[]" for index, name in enumerate(per_row, start=1)]
    values = [f"${index}::{kinds[name]}" for index, name in enumerate(shared, start=len(per_row) + 1)]
    tag = await execute(
        f"INSERT INTO {table} ({', '.join([*per_row, *shared])})"
        f" SELECT u.*, {', '.join(values)} FROM unnest({', '.join(arrays)}) AS u",
        *per_row.values(),
        *shared.values(),
    )
    return int(tag.split()[-1])
