"""Writing many rows at once, column by column.

PostgreSQL refuses COPY into a table behind row-level security. A shard of slips is copied into a temporary table, in
PostgreSQL's own binary form, and goes from there through the wall in one INSERT.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy as np

from renshi_payroll.engine.fen import FenArray
from renshi_sdk.db import connection

#: https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format": signature, no flags, no extension.
_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TAIL = b"\xff\xff"

#: ``bigint`` as an array, ``uuid`` as ``UUID`` or its bytes, ``text`` and ``jsonb`` as text, none of them NULL.
Column = tuple[str, FenArray | Sequence[UUID] | Sequence[bytes] | Sequence[str]]


async def copy_columns(
    table: str, per_row: Mapping[str, Column], shared: Mapping[str, tuple[str, Any]]
) -> int:
    """Insert many rows given as columns, and return how many. Columns are (type, values), ``shared`` (type, value).

    A ``bigint`` that is the same in every row is not sent row by row. Names come from the code, never from a caller.
    """
    conn = connection()
    staged = f"{table}_in"
    sent, common = _parted(per_row)
    common |= shared
    names = list(sent)
    # Gone with the transaction: a table that stayed with the connection would be one without a wall, of people's data.
    declared = ", ".join(f"{name} {kind}" for name, (kind, _) in sent.items())
    await conn.execute(f"CREATE TEMP TABLE {staged} ({declared}) ON COMMIT DROP")
    await conn.copy_to_table(
        staged, columns=names, source=memoryview(binary_rows(list(sent.values()))), format="binary"
    )
    values = [f"${index}::{kind}" for index, (kind, _) in enumerate(common.values(), start=1)]
    tag = await conn.execute(
        f"INSERT INTO {table} ({', '.join([*names, *common])}) SELECT {', '.join([*names, *values])} FROM {staged}",
        *(value for _, value in common.values()),
    )
    await conn.execute(f"DROP TABLE {staged}")
    return int(tag.split()[-1])


def _parted(per_row: Mapping[str, Column]) -> tuple[dict[str, Column], dict[str, tuple[str, Any]]]:
    sent: dict[str, Column] = {}
    common: dict[str, tuple[str, Any]] = {}
    for name, (kind, values) in per_row.items():
        if isinstance(values, np.ndarray) and bool((values == values[0]).all()):
            common[name] = (kind, int(values[0]))
        else:
            sent[name] = (kind, values)
    return sent, common


def binary_rows(columns: Sequence[Column]) -> bytes:
    """The binary COPY of columns of equal length, in their order."""
    size = len(columns[0][1])
    parts: list[Sequence[bytes]] = []
    for kind, same in _runs(columns):
        parts.append(_numbers(same, size) if kind == "bigint" else _FIELDS[kind](same[0]))
    fields = len(columns).to_bytes(2, "big")
    width = len(parts) + 1
    pieces: list[bytes] = [fields] * (size * width)
    for place, part in enumerate(parts, start=1):
        pieces[place::width] = part
    return b"".join([_HEAD, *pieces, _TAIL])


def _runs(columns: Sequence[Column]) -> list[tuple[str, list[Any]]]:
    """Neighbouring numbers together: they are one piece of bytes a row."""
    found: list[tuple[str, list[Any]]] = []
    for kind, values in columns:
        if kind == "bigint" and found and found[-1][0] == "bigint":
            found[-1][1].append(values)
        else:
            found.append((kind, [values]))
    return found


def _numbers(columns: Sequence[FenArray], size: int) -> list[bytes]:
    cells = np.empty((size, len(columns)), dtype=[("length", ">i4"), ("value", ">i8")])
    cells["length"] = 8
    for place, values in enumerate(columns):
        cells["value"][:, place] = values
    content, width = cells.tobytes(), cells.dtype.itemsize * len(columns)
    return [content[start : start + width] for start in range(0, len(content), width)]


def _uuids(values: Sequence[UUID] | Sequence[bytes]) -> list[bytes]:
    head = (16).to_bytes(4, "big")
    return [head + (value if isinstance(value, bytes) else value.bytes) for value in values]


def _texts(values: Sequence[str]) -> list[bytes]:
    distinct = set(values)
    if len(distinct) * 4 < len(values):
        # Names of departments and of rule sets come again and again.
        made = dict(zip(distinct, _fields(list(distinct)), strict=True))
        return [made[value] for value in values]
    return _fields(values)


def _documents(values: Sequence[str]) -> list[bytes]:
    # The version of the format comes before the text.
    return _fields(values, b"\x01")


def _fields(values: Sequence[str], before: bytes = b"") -> list[bytes]:
    contents = [value.encode() for value in values]
    extra = len(before)
    heads = [(size + extra).to_bytes(4, "big") + before for size in range(max(map(len, contents)) + 1)]
    return [heads[len(content)] + content for content in contents]


_FIELDS: dict[str, Callable[[Any], list[bytes]]] = {"uuid": _uuids, "text": _texts, "jsonb": _documents}
