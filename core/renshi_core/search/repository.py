"""Queries of the search: ranges of indexes, never a scan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_core.people.looked_for import END
from renshi_sdk.db import fetch, where
from renshi_sdk.services import Clause

FIRST = 1_000
"""Keys that are looked at before all are, where very many begin so: whole matches stand first among them."""
PEOPLE = (
    "SELECT k.employee_id, min(k.rank) AS rank, bool_or(k.key = $1) AS whole FROM (SELECT employee_id, rank, key"
    " FROM core_search_key WHERE key >= $1 AND key < $2 AND rank < 2 ORDER BY key, rank LIMIT {first}) AS k"
    " GROUP BY k.employee_id"
)
BY_PHONE = (
    "SELECT k.employee_id, 0 AS rank, true AS whole FROM core_search_key k"
    " WHERE k.key = $1 AND k.key < $2 AND k.rank = 2 LIMIT {first}"
)
_ORDER = "{0}.gone, {0}.whole DESC, {0}.rank, {0}.name_pinyin, {0}.id"
# People in the order they are shown, then each asked whether the reader may see them, until there are enough. As a
# plain condition, the scope is a set that PostgreSQL takes for small and joins first: ten seconds for a family name
# among 100,000. OFFSET 0 keeps it a question about one person.
_ROWS = (
    "WITH found AS MATERIALIZED ({found}), listed AS MATERIALIZED (SELECT c.id, c.name, c.name_pinyin, c.number,"
    " c.status, c.status = 'left' AS gone, c.department_id, c.position_id, c.company_id, f.whole, f.rank"
    # Looked up one by one: reading all rows of today once seems cheaper to PostgreSQL than a thousand look-ups.
    " FROM found f CROSS JOIN LATERAL (SELECT * FROM core_employee_current WHERE id = f.employee_id OFFSET 0) AS c),"
    f" seen AS MATERIALIZED (SELECT l.* FROM (SELECT * FROM listed o ORDER BY {_ORDER.format('o')}) AS l"
    " CROSS JOIN LATERAL (SELECT FROM (VALUES (l.id)) AS c(id) WHERE {condition} OFFSET 0) AS allowed"
    f" ORDER BY {_ORDER.format('l')} LIMIT {{limit}})"
    " SELECT s.id, s.name, s.number, s.status, d.name AS department_name, p.title AS position_title,"
    " co.name AS company_name, s.company_id FROM seen s"
    " JOIN core_department d ON d.id = s.department_id JOIN core_company co ON co.id = s.company_id"
    " LEFT JOIN core_position p ON p.id = s.position_id"
    f" ORDER BY {_ORDER.format('s')}"
)


def people_statement(found: str, scope: Clause, limit: int, *, first: int | None) -> tuple[str, list[Any]]:
    """The statement that finds people, with its arguments from the third on; ``first``: how many keys to look at."""
    condition, args = where(scope, start=3)
    found = found.format(first="ALL" if first is None else first)
    return _ROWS.format(found=found, condition=condition, limit=limit), list(args)


async def people(wanted: str, scope: Clause, limit: int) -> list[dict[str, Any]]:
    """People of whom ``wanted`` is part of the name, the number, the reading or the initials.

    Where more than ``FIRST`` keys begin so, the best of the first ones, unless the reader sees too few of those.
    """
    for first in (FIRST, None):
        statement, args = people_statement(PEOPLE, scope, limit, first=first)
        rows = await fetch(statement, wanted, wanted + END, *args)
        if len(rows) == limit or not await _more(wanted):
            break
    return [dict(r) for r in rows]


async def _more(wanted: str) -> bool:
    """Whether more than ``FIRST`` keys begin so."""
    rows = await fetch(
        "SELECT FROM core_search_key WHERE key >= $1 AND key < $2 AND rank < 2 ORDER BY key, rank"
        f" OFFSET {FIRST} LIMIT 1",
        wanted,
        wanted + END,
    )
    return bool(rows)


async def people_by_phone(ending: str, scope: Clause, limit: int) -> list[dict[str, Any]]:
    """People whose phone number ends in these four digits."""
    statement, args = people_statement(BY_PHONE, scope, limit, first=None)
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
