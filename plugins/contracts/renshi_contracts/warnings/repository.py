"""Warnings as one list, found anew at each look: nothing to keep in step."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from renshi_sdk import Clause
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, fetch, listing, where

# Interns, re-employed retirees and dispatched workers have no labour contract with this company, and part-time work may
# be agreed by word of mouth (劳动合同法 arts. 58, 69).
_NEEDS_ONE = "e.employment_type = 'full_time' AND e.status IN ('probation', 'active')"
_COVERED = (
    "EXISTS (SELECT FROM contracts_contract c WHERE c.employee_id = e.id AND c.company_id = e.company_id"
    " AND c.kind = 'labour' AND c.state = 'signed' AND c.starts_on <= {today}"
    " AND (c.ends_on IS NULL OR c.ends_on >= {today}))"
)
_WARNINGS = """
SELECT e.id AS employee_id, e.company_id, e.number AS employee_number, e.name AS employee_name, e.department_id,
  e.department_name, NULL::uuid AS contract_id, 'unsigned' AS kind, e.hired_on AS since, e.spell_id
FROM renshi_employee e WHERE {needs} AND NOT {covered}
  AND NOT EXISTS (SELECT FROM contracts_contract c WHERE c.employee_id = e.id AND c.spell_id = e.spell_id
    AND c.kind = 'labour' AND c.state IN ('signed', 'ended'))
UNION ALL
SELECT e.id, e.company_id, e.number, e.name, e.department_id, e.department_name, l.id, 'expired',
  coalesce(l.ended_on, l.ends_on), e.spell_id
FROM renshi_employee e JOIN LATERAL (SELECT c.id, c.ends_on, c.ended_on FROM contracts_contract c
    WHERE c.employee_id = e.id AND c.spell_id = e.spell_id AND c.kind = 'labour' AND c.state IN ('signed', 'ended')
    AND c.starts_on <= {today} ORDER BY c.starts_on DESC LIMIT 1) l ON true
WHERE {needs} AND NOT {covered}
UNION ALL
SELECT e.id, e.company_id, e.number, e.name, e.department_id, e.department_name, c.id, 'ending', c.ends_on, c.spell_id
FROM contracts_contract c JOIN renshi_employee e ON e.id = c.employee_id
WHERE c.kind = 'labour' AND c.state = 'signed' AND c.ends_on BETWEEN {today} AND {horizon} AND e.status <> 'left'
  AND NOT EXISTS (SELECT FROM contracts_contract n WHERE n.previous_id = c.id AND n.state = 'signed')
"""


def _spec(today: date, horizon: date) -> ListSpec:
    # Dates of our own clock, written as ISO: nothing of a caller's gets in here.
    now, then = f"date '{today.isoformat()}'", f"date '{horizon.isoformat()}'"
    covered = _COVERED.format(today=now)
    body = _WARNINGS.format(needs=_NEEDS_ONE, covered=covered, today=now, horizon=then)
    return ListSpec(
        select=f"SELECT w.* FROM ({body}) w",
        fields={
            "kind": ListField("w.kind"),
            "department_id": ListField("w.department_id", "uuid"),
            "employee_id": ListField("w.employee_id", "uuid"),
            "since": ListField("w.since", "date", sortable=True),
        },
        key="w.employee_id",
        default_sort="since",
        search="w.employee_name ILIKE {} OR w.employee_number ILIKE {}",
    )


async def page(query: ListQuery, today: date, horizon: date, *conditions: Clause) -> Listing:
    """One page of warnings: ``kind`` and the day they count from."""
    return await listing(_spec(today, horizon), query, *conditions)


async def counts(today: date, horizon: date, *conditions: Clause) -> dict[str, int]:
    """How many warnings there are of each kind."""
    sql, args = where(*conditions)
    rows = await fetch(
        f"SELECT kind, count(*) AS n FROM ({_spec(today, horizon).select} WHERE {sql}) w GROUP BY kind", *args
    )
    return {row["kind"]: row["n"] for row in rows}


async def unsigned(company_id: UUID, today: date) -> list[dict[str, Any]]:
    """Employees without any labour contract in this employment, earliest first, at most 1,000."""
    covered = _COVERED.format(today="$2::date")
    rows = await fetch(
        f"SELECT e.id, e.name, e.hired_on FROM renshi_employee e WHERE e.company_id = $1 AND {_NEEDS_ONE}"
        f" AND NOT {covered} AND NOT EXISTS (SELECT FROM contracts_contract c WHERE c.employee_id = e.id"
        "  AND c.spell_id = e.spell_id AND c.kind = 'labour' AND c.state IN ('signed', 'ended'))"
        " ORDER BY e.hired_on, e.id LIMIT 1000",
        company_id,
        today,
    )
    return [dict(row) for row in rows]


async def ending(company_id: UUID, today: date, until: date) -> list[dict[str, Any]]:
    """Signed fixed terms that end in ``today``…``until`` without a signed successor, earliest first, at most 5,000."""
    rows = await fetch(
        "SELECT c.id, c.employee_id, c.ends_on, c.number, e.name, e.manager_id FROM contracts_contract c"
        " JOIN renshi_employee e ON e.id = c.employee_id WHERE c.company_id = $1 AND c.state = 'signed'"
        " AND c.kind = 'labour' AND c.ends_on BETWEEN $2 AND $3 AND e.status <> 'left'"
        " AND NOT EXISTS (SELECT FROM contracts_contract n WHERE n.previous_id = c.id AND n.state = 'signed')"
        " ORDER BY c.ends_on, c.id LIMIT 5000",
        company_id,
        today,
        until,
    )
    return [dict(row) for row in rows]
