"""Queries of the search: ranges of indexes, never a scan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk.db import fetch, where
from renshi_sdk.services import Clause

END = "\U0010ffff"
"""Sorts after every key that begins with what is looked for."""
PEOPLE = (
    "WITH found AS (SELECT k.employee_id, min(k.rank) AS rank, bool_or(k.key = $1) AS whole FROM core_search_key k"
    "  WHERE k.key >= $1 AND k.key < $2 AND k.rank < 2 GROUP BY k.employee_id)"
)
BY_PHONE = (
    "WITH found AS (SELECT k.employee_id, 0 AS rank, true AS whole FROM core_search_key k"
    "  WHERE k.key = $1 AND k.key < $2 AND k.rank = 2)"
)
_ROWS = (
    "{found} SELECT c.id, c.name, c.number, c.status, d.name AS department_name, p.title AS position_title,"
    " co.name AS company_name, c.company_id FROM found f JOIN core_employee_current c ON c.id = f.employee_id"
    " JOIN core_department d ON d.id = c.department_id JOIN core_company co ON co.id = c.company_id"
    " LEFT JOIN core_position p ON p.id = c.position_id WHERE {condition}"
    " ORDER BY (c.status = 'left'), f.whole DESC, f.rank, c.name_pinyin, c.id LIMIT {limit}"
)


def people_statement(found: str, scope: Clause, limit: int) -> tuple[str, list[Any]]:
    """The statement that finds people, with its arguments from the third on."""
    condition, args = where(scope, start=3)
    return _ROWS.format(found=found, condition=condition, limit=limit), list(args)


async def people(wanted: str, scope: Clause, limit: int) -> list[dict[str, Any]]:
    """People of whom ``wanted`` is part of the name, the number, the reading or the initials."""
    statement, args = people_statement(PEOPLE, scope, limit)
    return [dict(r) for r in await fetch(statement, wanted, wanted + END, *args)]


async def people_by_phone(ending: str, scope: Clause, limit: int) -> list[dict[str, Any]]:
    """People whose phone number ends in these four digits."""
    statement, args = people_statement(BY_PHONE, scope, limit)
    return [dict(r) for r in await fetch(statement, f"#{ending}", f"#{ending}{END}", *args)]


async def departments(company_id: UUID) -> list[dict[str, Any]]:
    """All departments of a company: a few hundred, looked through in the process because of their readings."""
    rows = await fetch(
        "SELECT d.id, d.code, d.name, up.name AS parent_name FROM core_department d"
        " LEFT JOIN core_department up ON up.id = d.parent_id WHERE d.company_id = $1 AND d.archived_at IS NULL",
        company_id,
    )
    return [dict(r) for r in rows]


async def requests(number: str, seen: Clause, limit: int) -> list[dict[str, Any]]:
    """Requests whose number begins so, newest first."""
    condition, args = where(seen, start=3)
    rows = await fetch(
        "SELECT r.id, r.number, r.state, r.summary_zh, r.summary_en, e.name AS employee_name FROM core_request r"
        " JOIN core_employee e ON e.id = r.employee_id"
        f' WHERE r.number COLLATE "C" >= $1 AND r.number COLLATE "C" < $2 AND {condition}'
        f" ORDER BY r.submitted_at DESC LIMIT {limit}",
        number,
        number + END,
        *args,
    )
    return [dict(r) for r in rows]
