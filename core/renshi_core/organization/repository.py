"""Queries over companies, departments and positions."""

# Column lists and table names come from this code alone.

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from asyncpg import Record

from renshi_sdk.contracts import Company, Department, Position
from renshi_sdk.db import execute, fetch, fetch_row, fetch_value

_COMPANY = "id, code, name, industry, city, time_zone, credit_code, public_code"
_DEPARTMENT = "id, company_id, code, name, parent_id, head_id, path"
_POSITION = "id, company_id, code, title, department_id"


def _department(row: Record) -> Department:
    return Department(**{**dict(row), "path": tuple(row["path"])})


async def company(company_id: UUID) -> Company | None:
    row = await fetch_row(f"SELECT {_COMPANY} FROM core_company WHERE id = $1", company_id)
    return Company(**dict(row)) if row else None


async def companies() -> list[Company]:
    return [Company(**dict(r)) for r in await fetch(f"SELECT {_COMPANY} FROM core_company ORDER BY code")]


async def department(department_id: UUID) -> Department | None:
    row = await fetch_row(f"SELECT {_DEPARTMENT} FROM core_department WHERE id = $1", department_id)
    return _department(row) if row else None


async def departments(company_id: UUID) -> list[Department]:
    """Departments in use, parents first, neighbours by code."""
    rows = await fetch(
        f"SELECT {_DEPARTMENT} FROM core_department WHERE company_id = $1 AND archived_at IS NULL"
        " ORDER BY cardinality(path), code",
        company_id,
    )
    return [_department(r) for r in rows]


async def lock_tree(company_id: UUID) -> None:
    """Let one change of the company's tree happen at a time, or two moves could close a circle."""
    await execute("SELECT FROM core_company WHERE id = $1 FOR NO KEY UPDATE", company_id)


async def move_subtree(department: Department, parent_id: UUID | None, path: tuple[UUID, ...]) -> None:
    """Hang a department elsewhere; the paths of everything below it follow."""
    await execute("UPDATE core_department SET parent_id = $2 WHERE id = $1", department.id, parent_id)
    await execute(
        "UPDATE core_department SET path = $2::uuid[] || path[$3:] WHERE path @> ARRAY[$1::uuid]",
        department.id,
        list(path),
        len(department.path),
    )


async def in_use(column: str, row_id: UUID, today: date) -> tuple[int, int]:
    """How many employees have this ``department_id`` or ``position_id`` today or later, and how many records
    ever named it."""
    row = await fetch_row(
        f"SELECT count(DISTINCT employee_id) FILTER (WHERE superseded_at IS NULL"
        f" AND (valid_to IS NULL OR valid_to > $2)) AS present,"
        f" count(*) AS ever FROM core_job_record WHERE {column} = $1",
        row_id,
        today,
    )
    return (row["present"], row["ever"]) if row else (0, 0)


async def children(department_id: UUID) -> int:
    count: int = await fetch_value(
        "SELECT count(*) FROM core_department WHERE parent_id = $1 AND archived_at IS NULL", department_id
    )
    return count


async def headcounts(company_id: UUID) -> dict[UUID, int]:
    """Employed people (on probation or regular) of each department itself."""
    rows = await fetch(
        "SELECT department_id, count(*) AS n FROM core_employee_current"
        " WHERE company_id = $1 AND status IN ('probation', 'active') GROUP BY department_id",
        company_id,
    )
    return {r["department_id"]: r["n"] for r in rows}


async def position(position_id: UUID) -> Position | None:
    row = await fetch_row(f"SELECT {_POSITION} FROM core_position WHERE id = $1", position_id)
    return Position(**dict(row)) if row else None


async def positions(company_id: UUID) -> list[Position]:
    rows = await fetch(
        f"SELECT {_POSITION} FROM core_position WHERE company_id = $1 AND archived_at IS NULL ORDER BY code",
        company_id,
    )
    return [Position(**dict(r)) for r in rows]


async def archived(table: str, row_id: UUID) -> bool:
    return bool(await fetch_value(f"SELECT archived_at IS NOT NULL FROM {table} WHERE id = $1", row_id))


async def names(employee_ids: list[UUID]) -> dict[UUID, str]:
    """Employees' names by id."""
    rows = await fetch("SELECT id, name FROM core_employee WHERE id = ANY($1)", employee_ids)
    return {r["id"]: r["name"] for r in rows}


async def change(table: str, row_id: UUID, values: dict[str, Any]) -> None:
    """Set columns (named by the code, never by a caller) of one row."""
    if values:
        sets = ", ".join(f"{column} = ${i}" for i, column in enumerate(values, start=2))
        await execute(f"UPDATE {table} SET {sets} WHERE id = $1", row_id, *values.values())
