"""Rows of sections in the database. Names of tables and columns come from the catalogue's code alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from renshi_core.people.fields.definition import FieldDef, Section
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch, fetch_row, fetch_value

ALWAYS = ("id", "employee_id", "version", "updated_at", "updated_by")


def label(table: str, column: str, row_id: UUID) -> str:
    """What binds a sealed number to its row."""
    return f"{table}.{column}:{row_id}"


def index_label(table: str, column: str) -> str:
    """What the keyed hashes of a column are made under."""
    return f"{table}.{column}"


def columns_of(section: Section, fields: Sequence[FieldDef]) -> list[str]:
    """Columns that hold ``fields``; a sealed one has its sealed text."""
    return [f"{f.column}_sealed" if f.sealed else str(f.column) for f in fields]


async def rows(
    section: Section, fields: Sequence[FieldDef], employee_id: UUID, *, limit: int, offset: int
) -> list[dict[str, Any]]:
    """A page of a person's rows."""
    found = await fetch(
        f"SELECT {', '.join([*ALWAYS, *columns_of(section, fields)])} FROM {section.table}"
        f" WHERE employee_id = $1 ORDER BY {section.order_by} LIMIT $2 OFFSET $3",
        employee_id,
        limit,
        offset,
    )
    return [dict(r) for r in found]


async def count(section: Section, employee_id: UUID) -> int:
    """How many rows a person has."""
    found: int = await fetch_value(
        f"SELECT count(*) FROM {section.table} WHERE employee_id = $1", employee_id
    )
    return found


async def row(
    section: Section, fields: Sequence[FieldDef], employee_id: UUID, row_id: UUID, *, lock: bool = False
) -> dict[str, Any] | None:
    """One row of a person."""
    found = await fetch_row(
        f"SELECT {', '.join([*ALWAYS, *columns_of(section, fields)])} FROM {section.table}"
        f" WHERE id = $2 AND employee_id = $1{' FOR NO KEY UPDATE' if lock else ''}",
        employee_id,
        row_id,
    )
    return dict(found) if found else None


async def insert(
    ctx: Context, section: Section, employee_id: UUID, row_id: UUID, columns: dict[str, Any]
) -> None:
    """A new row."""
    values = {"id": row_id, "employee_id": employee_id, "updated_by": ctx.actor.name, **columns}
    places = ", ".join(f"${i}" for i in range(1, len(values) + 1))
    await execute(
        f"INSERT INTO {section.table} ({', '.join(values)}, updated_at) VALUES ({places}, ${len(values) + 1})",
        *values.values(),
        ctx.now(),
    )


async def update(ctx: Context, section: Section, row_id: UUID, columns: dict[str, Any]) -> None:
    """Set columns of a row and count its version on."""
    values = {**columns, "updated_by": ctx.actor.name, "updated_at": ctx.now()}
    sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(values, start=2))
    await execute(
        f"UPDATE {section.table} SET {sets}, version = version + 1 WHERE id = $1", row_id, *values.values()
    )


async def delete(section: Section, row_id: UUID) -> None:
    """Remove a row."""
    await execute(f"DELETE FROM {section.table} WHERE id = $1", row_id)


def stored(ctx: Context, table: str, row_id: UUID, field: FieldDef, value: Any) -> dict[str, Any]:
    """The columns that keep a fitted value."""
    column = str(field.column)
    if field.sealed:
        if value is None:
            return {f"{column}_sealed": None, f"{column}_index": None, f"{column}_tail": None}
        return {
            f"{column}_sealed": ctx.secrets.seal(value, label=label(table, column, row_id)),
            f"{column}_index": ctx.secrets.index(value, label=index_label(table, column)),
            f"{column}_tail": value[-4:] if len(value) > 8 else None,
        }
    return {column: typed(field, value)}


def typed(field: FieldDef, value: Any) -> Any:
    """A fitted value as the type of its column."""
    if value is None:
        return None
    match field.kind:
        case "date":
            return date.fromisoformat(value)
        case "datetime":
            return datetime.fromisoformat(value)
        case "employee" | "file":
            return UUID(value)
    return value


def plain(ctx: Context, table: str, field: FieldDef, found: dict[str, Any]) -> Any:
    """The value of a field in a row, in JSON types, opened where it is sealed."""
    column = str(field.column)
    if field.sealed:
        sealed = found[f"{column}_sealed"]
        return None if sealed is None else ctx.secrets.open(sealed, label=label(table, column, found["id"]))
    value = found[column]
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, UUID) else value


def new_row_id() -> UUID:
    """The id of a row to be, known before it is written because sealed numbers are bound to it."""
    return new_id()
