"""Queries about contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from renshi_contracts.law import Span, Term
from renshi_sdk import Clause, NotFound, Text, new_id
from renshi_sdk.db import (
    ListField,
    Listing,
    ListQuery,
    ListSpec,
    execute,
    fetch,
    fetch_row,
    fetch_value,
    listing,
)

CONTRACTS = ListSpec(
    select="SELECT c.id, c.employee_id, e.number AS employee_number, e.name AS employee_name, e.department_name,"
    " c.number, c.kind, c.term, c.starts_on, c.ends_on, c.probation_months, c.probation_ends_on, c.state, c.signed_on,"
    " c.ended_on, c.end_reason, c.workplace, c.work, c.note, c.file_id, c.previous_id, c.version"
    " FROM contracts_contract c JOIN renshi_employee e ON e.id = c.employee_id",
    fields={
        "number": ListField("c.number", sortable=True),
        "kind": ListField("c.kind"),
        "term": ListField("c.term"),
        "state": ListField("c.state"),
        "employee_id": ListField("c.employee_id", "uuid"),
        "department_id": ListField("e.department_id", "uuid"),
        "starts_on": ListField("c.starts_on", "date", sortable=True),
        "ends_on": ListField("c.ends_on", "date", sortable=True, nullable=True),
        "signed_on": ListField("c.signed_on", "date", sortable=True, nullable=True),
    },
    key="c.id",
    default_sort="-starts_on",
    search="e.name ILIKE {} OR e.number ILIKE {} OR c.number ILIKE {}",
)
_COLUMNS = (
    "id", "company_id", "employee_id", "spell_id", "number", "kind", "term", "starts_on", "ends_on",
    "probation_months", "probation_ends_on", "state", "signed_on", "previous_id", "workplace", "work", "note",
    "file_id", "import_key",
)  # fmt: skip
_TYPES = (
    "uuid", "uuid", "uuid", "uuid", "text", "text", "text", "date", "date", "int", "date", "text", "date", "uuid",
    "text", "text", "text", "uuid", "text",
)  # fmt: skip


async def page(query: ListQuery, *conditions: Clause) -> Listing:
    """One page of contracts."""
    return await listing(CONTRACTS, query, *conditions)


async def get(company_id: UUID, contract_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    """A contract of the company. Raises ``NotFound``."""
    row = await fetch_row(
        "SELECT c.* FROM contracts_contract c WHERE c.id = $1 AND c.company_id = $2"
        f"{' FOR UPDATE' if lock else ''}",
        contract_id,
        company_id,
    )
    if row is None:
        raise NotFound(Text("没有这份合同", "there is no such contract"))
    return dict(row)


async def add(rows: Sequence[Mapping[str, Any]]) -> list[UUID]:
    """Write contracts in one statement; one that an import wrote before is left out. Returns what was written."""
    columns = ", ".join(_COLUMNS)
    arrays = ", ".join(f"${i}::{kind}[]" for i, kind in enumerate(_TYPES, 1))
    written = await fetch(
        f"INSERT INTO contracts_contract ({columns}) SELECT * FROM unnest({arrays})"
        " ON CONFLICT (company_id, import_key) WHERE import_key IS NOT NULL DO NOTHING RETURNING id",
        *(
            [row.get(column) if column != "id" else row.get("id") or new_id() for row in rows]
            for column in _COLUMNS
        ),
    )
    return [row["id"] for row in written]


async def change(contract_id: UUID, values: Mapping[str, Any]) -> None:
    """Set columns of a contract and move its version on."""
    names = list(values)
    sets = ", ".join(f"{name} = ${i}" for i, name in enumerate(names, 2))
    await execute(
        f"UPDATE contracts_contract SET {sets}, version = version + 1 WHERE id = $1",
        contract_id,
        *(values[name] for name in names),
    )


async def next_numbers(company_id: UUID, year: int, count: int) -> int:
    """Take ``count`` numbers of a year and return the last; gaps are possible, twins are not."""
    last: int = await fetch_value(
        "INSERT INTO contracts_counter (id, company_id, year, last) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (company_id, year) DO UPDATE SET last = contracts_counter.last + $4 RETURNING last",
        new_id(),
        company_id,
        year,
        count,
    )
    return last


async def lock_person(employee_id: UUID) -> None:
    """Keep others from making contracts for the same person at the same moment."""
    await execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"contracts:{employee_id}")


async def labour_history(company_id: UUID, employees: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Labour contracts that were signed, per employee, oldest first."""
    rows = await fetch(
        "SELECT id, employee_id, spell_id, term, starts_on, ends_on, probation_months, state, ended_on, end_reason"
        " FROM contracts_contract WHERE company_id = $1 AND employee_id = ANY($2) AND kind = 'labour'"
        " AND state IN ('signed', 'ended') ORDER BY starts_on",
        company_id,
        list(employees),
    )
    found: dict[UUID, list[dict[str, Any]]] = {employee: [] for employee in employees}
    for row in rows:
        found[row["employee_id"]].append(dict(row))
    return found


def spans(history: Sequence[Mapping[str, Any]], spell_id: UUID) -> list[Span]:
    """The contracts of one spell as the law counts them; one that an amendment replaced is no contract of its own."""
    return [
        Span(Term(row["term"]), row["starts_on"], row["ends_on"])
        for row in history
        if row["spell_id"] == spell_id and row["end_reason"] != "replaced"
    ]


async def covering(company_id: UUID, employees: Sequence[UUID], day: date) -> list[dict[str, Any]]:
    """The signed labour contract of each person that covers a day, its last day included."""
    rows = await fetch(
        "SELECT DISTINCT ON (employee_id) employee_id, number, term, starts_on, ends_on FROM contracts_contract"
        " WHERE company_id = $1 AND employee_id = ANY($2) AND kind = 'labour' AND state IN ('signed', 'ended')"
        " AND starts_on <= $3 AND coalesce(ended_on, ends_on, 'infinity'::date) >= $3"
        " ORDER BY employee_id, starts_on DESC",
        company_id,
        list(employees),
        day,
    )
    return [dict(row) for row in rows]


async def overlapping(
    company_id: UUID, employee_id: UUID, starts_on: date, ends_on: date | None, *, but: UUID | None
) -> str | None:
    """Number of a signed labour contract that shares a day with the span."""
    number: str | None = await fetch_value(
        "SELECT number FROM contracts_contract WHERE company_id = $1 AND employee_id = $2 AND kind = 'labour'"
        " AND (state = 'signed' OR state = 'ended') AND id IS DISTINCT FROM $5"
        " AND starts_on <= coalesce($4, 'infinity'::date)"
        " AND coalesce(ended_on, ends_on, 'infinity'::date) >= $3 ORDER BY starts_on LIMIT 1",
        company_id,
        employee_id,
        starts_on,
        ends_on,
        but,
    )
    return number


async def of_person(employee_id: UUID) -> list[dict[str, Any]]:
    """Every contract of a person, newest first."""
    rows = await fetch(
        "SELECT * FROM contracts_contract WHERE employee_id = $1 ORDER BY starts_on DESC", employee_id
    )
    return [dict(row) for row in rows]


async def close_over(company_id: UUID, today: date) -> int:
    """End what ran out, and what belongs to people who have left. Returns how many."""
    rows = await fetch(
        "UPDATE contracts_contract c SET state = 'ended', version = c.version + 1,"
        " ended_on = least(c.ends_on, CASE WHEN e.status = 'left' THEN e.left_on END),"
        " end_reason = CASE WHEN c.ends_on < $2 AND (e.status <> 'left' OR c.ends_on <= e.left_on)"
        "  THEN 'expired' ELSE 'left' END"
        " FROM renshi_employee e WHERE e.id = c.employee_id AND c.company_id = $1 AND c.state = 'signed'"
        " AND (c.ends_on < $2 OR (e.status = 'left' AND e.left_on < $2 AND e.left_on >= c.starts_on)) RETURNING c.id",
        company_id,
        today,
    )
    return len(rows)
