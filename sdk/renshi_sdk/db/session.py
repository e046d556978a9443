"""Queries beside Piccolo's builder, on the same connection and in the same transaction.

Use Piccolo for everyday rows, these for bulk work: many rows at once, set-based SQL, joins with the core's views
(``renshi_employee``, ``renshi_department``: see the authors' manual).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from itertools import count
from typing import TYPE_CHECKING, Any

from renshi_sdk.services import Clause

if TYPE_CHECKING:
    from asyncpg import Connection, Record


_current_connection: ContextVar[Connection[Record] | None] = ContextVar("renshi_connection", default=None)
_savepoints = count(1)
_mark: ContextVar[Callable[[], Callable[[], None]] | None] = ContextVar("renshi_mark", default=None)
"""Marks what a unit of work has gathered for its commit, and gives back what undoes to the mark."""


def connection() -> Connection[Record]:
    """The asyncpg connection of the open unit of work.

    Raises:
        RuntimeError: outside a unit of work, so that no statement escapes the tenant wall.
    """
    current = _current_connection.get()
    if current is None:
        raise RuntimeError("no open unit of work: database access belongs in a request, job or delivery")
    return current


async def fetch(sql: str, *args: Any) -> list[Record]:
    """Run ``sql`` with ``$1`` arguments and return its rows."""
    rows: list[Record] = await connection().fetch(sql, *args)
    return rows


async def fetch_row(sql: str, *args: Any) -> Record | None:
    """Run ``sql`` and return its first row."""
    return await connection().fetchrow(sql, *args)


async def fetch_value(sql: str, *args: Any) -> Any:
    """Run ``sql`` and return the first column of its first row."""
    return await connection().fetchval(sql, *args)


async def execute(sql: str, *args: Any) -> str:
    """Run ``sql`` and return PostgreSQL's command tag (``UPDATE 3``)."""
    tag: str = await connection().execute(sql, *args)
    return tag


async def insert_rows(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """Write many rows in one statement and return how many; ``tenant_id`` fills itself.

    The rows go over as one array a column. PostgreSQL refuses COPY into a table under row-level security; this takes
    about twice as long. A table with a column of arrays gets its rows one by one, in one pipeline. Names of table and
    columns come from the code, never from a caller.
    """
    if not rows:
        return 0
    names = ", ".join(columns)
    types = await _types(table, names)
    if types is None:
        places = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
        await connection().executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
        return len(rows)
    arrays = ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(types, start=1))
    tag = await execute(
        f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})",
        *(list(values) for values in zip(*rows, strict=True)),
    )
    return int(tag.split()[-1])


_types_of: dict[tuple[str, str], tuple[str, ...] | None] = {}


async def _types(table: str, names: str) -> tuple[str, ...] | None:
    """The types of the columns, asked for once a process; ``None`` where one is an array, which can't be unnested."""
    key = (table, names)
    if key not in _types_of:
        described = (await connection().prepare(f"SELECT {names} FROM {table}")).get_attributes()
        kinds = [column.type for column in described]
        plain = all(kind.kind != "array" for kind in kinds)
        _types_of[key] = tuple(f'"{kind.schema}"."{kind.name}"' for kind in kinds) if plain else None
    return _types_of[key]


@asynccontextmanager
async def savepoint() -> AsyncIterator[None]:
    """Undo the block's writes alone where it raises, with its audit rows and what it left for after the commit."""
    conn, name = connection(), f"renshi_{next(_savepoints)}"
    mark = _mark.get()
    undo = mark() if mark else None
    await conn.execute(f"SAVEPOINT {name}")
    try:
        yield
    except BaseException:
        if undo is not None:
            undo()
        if conn.is_closed():
            raise
        await conn.execute(f"ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}")
        raise
    await conn.execute(f"RELEASE SAVEPOINT {name}")


def where(*clauses: Clause, start: int = 1) -> tuple[str, list[Any]]:
    """Join clauses by AND, numbering their ``{}`` as ``$start…``; returns the SQL and its arguments."""
    parts: list[str] = []
    args: list[Any] = []
    for clause in clauses:
        pieces = clause.sql.split("{}")
        if len(pieces) != len(clause.args) + 1:
            raise ValueError(
                f"clause {clause.sql!r} has {len(pieces) - 1} places for {len(clause.args)} arguments"
            )
        sql = pieces[0]
        for piece, arg in zip(pieces[1:], clause.args, strict=True):
            args.append(arg)
            sql += f"${start + len(args) - 1}{piece}"
        parts.append(f"({sql})")
    return (" AND ".join(parts) or "TRUE"), args
