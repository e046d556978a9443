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


async def posts_in(column: str, row_id: UUID, day: date) -> int:
    """How many concurrent posts and secondments name this ``department_id`` or ``position_id`` on a day or later."""
    count: int = await fetch_value(
        f"SELECT count(*) FROM core_post WHERE {column} = $1 AND superseded_at IS NULL"
        " AND (valid_to IS NULL OR valid_to > $2)",
        row_id,
        day,
    )
    return count


async def children(department_id: UUID, day: date) -> int:
    """How many departments hang below this one on a day or later."""
    count: int = await fetch_value(
        "SELECT count(DISTINCT department_id) FROM core_department_record WHERE parent_id = $1"
        " AND superseded_at IS NULL AND (valid_to IS NULL OR valid_to > $2)",
        department_id,
        day,
    )
    return count


async def used_before(department_id: UUID, day: date) -> bool:
    """Whether people, posts or sub-departments were in a department before a day."""
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM core_job_record WHERE department_id = $1 AND superseded_at IS NULL"
            "  AND valid_from < $2)"
            " OR EXISTS (SELECT FROM core_post WHERE department_id = $1 AND superseded_at IS NULL AND valid_from < $2)"
            " OR EXISTS (SELECT FROM core_department_record WHERE parent_id = $1 AND superseded_at IS NULL"
            "  AND valid_from < $2)",
            department_id,
            day,
        )
    )


async def next_changes(company_id: UUID) -> dict[UUID, date]:
    """When something planned next changes a department."""
    rows = await fetch(
        "SELECT id, next_change_on FROM core_department WHERE company_id = $1 AND next_change_on IS NOT NULL",
        company_id,
    )
    return {r["id"]: r["next_change_on"] for r in rows}


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


async def codes(company_id: UUID) -> dict[UUID, str]:
    """Codes of all departments a company has or had."""
    rows = await fetch("SELECT id, code FROM core_department WHERE company_id = $1", company_id)
    return {r["id"]: r["code"] for r in rows}


async def company_of(table: str, row_id: UUID) -> UUID | None:
    """The company a position or cost centre belongs to."""
    found: UUID | None = await fetch_value(f"SELECT company_id FROM {table} WHERE id = $1", row_id)
    return found


async def positions_of(company_id: UUID, ids: list[UUID]) -> int:
    """How many of ``ids`` are positions of the company."""
    found: int = await fetch_value(
        "SELECT count(*) FROM core_position WHERE id = ANY($1) AND company_id = $2", ids, company_id
    )
    return found


async def missing(employee_ids: list[UUID]) -> int:
    """How many of these people don't exist."""
    count: int = await fetch_value(
        "SELECT count(*) FROM unnest($1::uuid[]) AS id WHERE NOT EXISTS"
        " (SELECT FROM core_employee e WHERE e.id = id.id)",
        employee_ids,
    )
    return count


async def names_of_any(ids: list[UUID]) -> dict[UUID, str]:
    """Names of departments, positions, people, cost centres and companies by id."""
    rows = await fetch(
        "SELECT id, name FROM core_department WHERE id = ANY($1) UNION ALL"
        " SELECT id, title FROM core_position WHERE id = ANY($1) UNION ALL"
        " SELECT id, name FROM core_employee WHERE id = ANY($1) UNION ALL"
        " SELECT id, title FROM core_cost_centre WHERE id = ANY($1) UNION ALL"
        " SELECT id, name FROM core_company WHERE id = ANY($1)",
        ids,
    )
    return {r["id"]: r["name"] for r in rows}
