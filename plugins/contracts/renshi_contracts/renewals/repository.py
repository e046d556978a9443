"""Queries about renewals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from renshi_sdk import Clause, new_id
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, execute, fetch, fetch_row, listing

RENEWALS = ListSpec(
    select="SELECT r.id, r.contract_id, r.employee_id, e.number AS employee_number, e.name AS employee_name,"
    " e.department_name, e.hired_on, c.number AS contract_number, c.ends_on, c.spell_id, r.state, r.request_id,"
    " r.next_contract_id FROM contracts_renewal r JOIN contracts_contract c ON c.id = r.contract_id"
    " JOIN renshi_employee e ON e.id = r.employee_id",
    fields={
        "state": ListField("r.state"),
        "employee_id": ListField("r.employee_id", "uuid"),
        "department_id": ListField("e.department_id", "uuid"),
        "ends_on": ListField("c.ends_on", "date", sortable=True),
    },
    key="r.id",
    default_sort="ends_on",
    search="e.name ILIKE {} OR e.number ILIKE {} OR c.number ILIKE {}",
)


async def page(query: ListQuery, *conditions: Clause) -> Listing:
    """One page of renewals."""
    return await listing(RENEWALS, query, *conditions)


async def open_until(company_id: UUID, today: date, until: date) -> int:
    """Open one for every signed fixed term that ends by then and has none. Returns how many."""
    rows = await fetch(
        "INSERT INTO contracts_renewal (id, company_id, employee_id, contract_id, state)"
        " SELECT gen_random_uuid(), c.company_id, c.employee_id, c.id, 'open' FROM contracts_contract c"
        " JOIN renshi_employee e ON e.id = c.employee_id WHERE c.company_id = $1 AND c.kind = 'labour'"
        " AND c.state = 'signed' AND c.ends_on BETWEEN $2 AND $3 AND e.status <> 'left'"
        " AND NOT EXISTS (SELECT FROM contracts_contract n WHERE n.previous_id = c.id"
        "  AND n.state IN ('draft', 'signed'))"
        " ON CONFLICT (contract_id) WHERE state <> 'cancelled' DO NOTHING RETURNING id",
        company_id,
        today,
        until,
    )
    return len(rows)


async def open_one(company_id: UUID, contract_id: UUID) -> None:
    """Open one for a contract that has none."""
    await execute(
        "INSERT INTO contracts_renewal (id, company_id, employee_id, contract_id, state)"
        " SELECT $3, company_id, employee_id, id, 'open' FROM contracts_contract WHERE id = $1 AND company_id = $2"
        " ON CONFLICT (contract_id) WHERE state <> 'cancelled' DO NOTHING",
        contract_id,
        company_id,
        new_id(),
    )


async def of_contract(company_id: UUID, contract_id: UUID) -> dict[str, Any] | None:
    """The open or decided renewal of a contract, locked."""
    row = await fetch_row(
        "SELECT * FROM contracts_renewal WHERE company_id = $1 AND contract_id = $2 AND state <> 'cancelled'"
        " FOR UPDATE",
        company_id,
        contract_id,
    )
    return dict(row) if row else None


async def put(renewal_id: UUID, state: str, *, request_id: UUID | None = None) -> None:
    """Move a renewal on; ``request_id`` is who asked."""
    await execute(
        "UPDATE contracts_renewal SET state = $2, request_id = $3 WHERE id = $1",
        renewal_id,
        state,
        request_id,
    )


async def decide(renewal_id: UUID, state: str, next_contract_id: UUID | None, at: datetime) -> None:
    """Keep the decision."""
    await execute(
        "UPDATE contracts_renewal SET state = $2, next_contract_id = $3, decided_at = $4 WHERE id = $1",
        renewal_id,
        state,
        next_contract_id,
        at,
    )
