"""Queries of the home page."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import execute, fetch, fetch_row, fetch_value, where
from renshi_sdk.services import Clause

_WAITING = (
    "FROM core_request r WHERE r.company_id = $1 AND r.state = 'pending'"
    " AND EXISTS (SELECT FROM core_request_approver a WHERE a.request_id = r.id AND a.employee_id = $2"
    " AND a.state = 'waiting')"
)


async def counts(company_id: UUID, employee_id: UUID) -> dict[str, int]:
    """Requests that wait for an employee, and notices they haven't read."""
    row = await fetch_row(
        f"SELECT (SELECT count(*) {_WAITING}) AS waiting, (SELECT count(*) FROM core_notice"
        " WHERE employee_id = $2 AND read_at IS NULL) AS unread",
        company_id,
        employee_id,
    )
    return dict(row) if row else {"waiting": 0, "unread": 0}


async def notices(employee_id: UUID, limit: int) -> list[dict[str, Any]]:
    """The newest notices of an employee."""
    rows = await fetch(
        "SELECT id, title_zh, title_en, link, created_at, read_at IS NOT NULL AS read FROM core_notice"
        " WHERE employee_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2",
        employee_id,
        limit,
    )
    return [dict(r) for r in rows]


async def people_figures(scope: Clause, company_id: UUID, today: date) -> dict[str, int]:
    """Headcount and movement of the month, in the reader's scope and company: one pass over the current facts."""
    condition, args = where(scope, start=3)
    row = await fetch_row(
        "SELECT count(*) FILTER (WHERE c.status IN ('active', 'probation')) AS headcount,"
        " count(*) FILTER (WHERE c.hired_on >= date_trunc('month', $2::date) AND c.hired_on <= $2) AS joined,"
        " count(*) FILTER (WHERE c.left_on >= date_trunc('month', $2::date) AND c.left_on <= $2) AS gone,"
        " count(*) FILTER (WHERE c.status = 'probation') AS probation,"
        " count(*) FILTER (WHERE c.status = 'probation' AND c.probation_until <= $2::date + 30) AS probation_ends,"
        " count(*) FILTER (WHERE c.status = 'pending') AS pending"
        f" FROM core_employee_current c WHERE c.company_id = $1 AND {condition}",
        company_id,
        today,
        *args,
    )
    return dict(row) if row else {}


async def anniversaries(scope: Clause, company_id: UUID, today: date, limit: int) -> list[dict[str, Any]]:
    """People whose day of joining comes round within a week, a year or more after it."""
    condition, args = where(scope, start=4)
    rows = await fetch(
        "SELECT c.id, c.name, d.name AS department_name, a.on_day, extract(year FROM a.on_day)::int"
        " - extract(year FROM c.hired_on)::int AS years FROM core_employee_current c"
        " JOIN core_department d ON d.id = c.department_id CROSS JOIN LATERAL"
        " (SELECT (c.hired_on + make_interval(years => extract(year FROM $2::date)::int"
        "  - extract(year FROM c.hired_on)::int))::date AS on_day) a"
        " WHERE c.company_id = $1 AND c.status IN ('active', 'probation')"
        " AND a.on_day BETWEEN $2::date AND $2::date + 6 AND c.hired_on < date_trunc('year', $2::date)"
        f" AND {condition} ORDER BY a.on_day, c.name_pinyin LIMIT $3",
        company_id,
        today,
        limit,
        *args,
    )
    return [dict(r) for r in rows]


async def favourites(user_id: UUID, company_id: UUID) -> list[dict[str, Any]]:
    """Pages that a user keeps in a company, in the order they were kept."""
    rows = await fetch(
        "SELECT id, title, path FROM core_favourite WHERE user_id = $1 AND company_id = $2 ORDER BY created_at, id",
        user_id,
        company_id,
    )
    return [dict(r) for r in rows]


async def count_favourites(user_id: UUID, company_id: UUID) -> int:
    """How many pages a user keeps in a company."""
    found: int = await fetch_value(
        "SELECT count(*) FROM core_favourite WHERE user_id = $1 AND company_id = $2", user_id, company_id
    )
    return found


async def add_favourite(user_id: UUID, company_id: UUID, title: str, path: str) -> dict[str, Any]:
    """Keep a page; the same address again only changes its title."""
    row = await fetch_row(
        "INSERT INTO core_favourite (id, company_id, user_id, title, path) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (user_id, company_id, path) DO UPDATE SET title = excluded.title RETURNING id, title, path",
        new_id(),
        company_id,
        user_id,
        title,
        path,
    )
    return dict(row or {})


async def remove_favourite(favourite_id: UUID, user_id: UUID) -> bool:
    """Stop keeping a page; false where the user keeps no such."""
    tag = await execute("DELETE FROM core_favourite WHERE id = $1 AND user_id = $2", favourite_id, user_id)
    return tag.endswith(" 1")


async def favourites_of(employee_id: UUID) -> list[dict[str, Any]]:
    """All that the account of an employee keeps."""
    rows = await fetch(
        "SELECT f.title, f.path FROM core_favourite f JOIN core_user u ON u.id = f.user_id WHERE u.employee_id = $1",
        employee_id,
    )
    return [dict(r) for r in rows]


async def erase_favourites(employee_id: UUID) -> int:
    """Remove all that the account of an employee keeps."""
    tag = await execute(
        "DELETE FROM core_favourite f USING core_user u WHERE u.id = f.user_id AND u.employee_id = $1",
        employee_id,
    )
    return int(tag.split()[-1])
