"""Writing many rows in one statement.

PostgreSQL refuses COPY into a table behind row-level security. Some hundred rows go over as arrays, unnested into an
INSERT; a shard of slips is copied into a table of the transaction first. The tenant wall checks every row either way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from renshi_sdk.db import connection, execute


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


async def copy_columns(
    table: str, per_row: Mapping[str, Sequence[Any]], shared: Mapping[str, tuple[str, Any]]
) -> int:
    """Insert many rows given as columns and return how many; ``shared`` holds (type, value) common to all.

    The rows are copied into a table of this transaction and go from there through the wall in one INSERT: half the time
    of sending them as arrays. Names come from the code, never from a caller.
    """
    conn = connection()
    columns = list(per_row)
    staged = f"{table}_in"
    await conn.execute(
        f"CREATE TEMP TABLE {staged} ON COMMIT DROP AS SELECT {', '.join(columns)} FROM {table} LIMIT 0"
    )
    await conn.copy_records_to_table(
        staged, columns=columns, records=zip(*(per_row[name] for name in columns), strict=True)
    )
    values = [f"${index}::{kind}" for index, (kind, _) in enumerate(shared.values(), start=1)]
    tag = await conn.execute(
        f"INSERT INTO {table} ({', '.join([*columns, *shared])})"
        f" SELECT {', '.join([*columns, *values])} FROM {staged}",
        *(value for _, value in shared.values()),
    )
    await conn.execute(f"DROP TABLE {staged}")
    return int(tag.split()[-1])
