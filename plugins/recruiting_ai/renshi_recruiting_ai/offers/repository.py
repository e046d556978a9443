"""Queries of offers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk import Clause
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, execute, fetch, fetch_row, listing

SPEC = ListSpec(
    select=(
        "SELECT o.id, o.state, o.application_id, c.name, r.title AS requisition_title, d.name AS department_name,"
        " o.monthly_salary, o.probation_months, o.starts_on, o.expires_at, o.answered_at, o.employee_id, o.created_at,"
        " o.version, o.counter_salary, o.counter_words, o.counter_at, o.declined_because, o.report_file_id"
        " FROM recruiting_ai_offer o JOIN recruiting_ai_application a ON a.id = o.application_id"
        " JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
        " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id"
        " LEFT JOIN renshi_department d ON d.id = o.department_id"
    ),
    fields={
        "state": ListField("o.state", sortable=True),
        "application_id": ListField("o.application_id", "uuid"),
        "starts_on": ListField("o.starts_on", "date", sortable=True),
        "created_at": ListField("o.created_at", "datetime", sortable=True),
    },
    key="o.id",
    default_sort="-created_at",
    search="c.name ILIKE {}",
)
_OFFER = (
    "SELECT o.*, a.candidate_id, a.stage, c.name, c.phone, c.email, r.title AS requisition_title,"
    " r.requested_by, d.name AS department_name FROM recruiting_ai_offer o"
    " JOIN recruiting_ai_application a ON a.id = o.application_id"
    " JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
    " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id"
    " LEFT JOIN renshi_department d ON d.id = o.department_id"
)


async def page(company_id: UUID, query: ListQuery) -> Listing:
    return await listing(SPEC, query, Clause("o.company_id = {}", (company_id,)))


async def by_id(company_id: UUID, offer_id: UUID) -> dict[str, Any] | None:
    row = await fetch_row(
        _OFFER + " WHERE o.company_id = $1 AND o.id = $2 FOR UPDATE OF o", company_id, offer_id
    )
    return dict(row) if row else None


async def by_request(company_id: UUID, request_id: UUID) -> dict[str, Any] | None:
    row = await fetch_row(
        _OFFER + " WHERE o.company_id = $1 AND o.request_id = $2 FOR UPDATE OF o", company_id, request_id
    )
    return dict(row) if row else None


async def by_token(company_id: UUID, token_hash: bytes) -> dict[str, Any] | None:
    row = await fetch_row(
        _OFFER + " WHERE o.company_id = $1 AND o.token_hash = $2 FOR UPDATE OF o", company_id, token_hash
    )
    return dict(row) if row else None


async def candidates(company_id: UUID) -> list[dict[str, str]]:
    """Applications that may be offered the job: a person advanced them and no offer is running."""
    rows = await fetch(
        "SELECT a.id, c.name, r.title FROM recruiting_ai_application a"
        " JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
        " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id"
        " WHERE a.company_id = $1 AND a.stage = 'offer' AND NOT EXISTS (SELECT FROM recruiting_ai_offer o"
        " WHERE o.application_id = a.id AND o.state IN ('pending', 'approved', 'sent', 'accepted'))"
        " ORDER BY a.created_at DESC, a.id LIMIT 200",
        company_id,
    )
    return [{"value": str(row["id"]), "label": f"{row['name']} · {row['title']}"} for row in rows]


async def live_of(application_id: UUID) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT id, request_id, state FROM recruiting_ai_offer WHERE application_id = $1"
        " AND state IN ('pending', 'approved', 'sent', 'accepted')",
        application_id,
    )
    return dict(row) if row else None


async def update(offer_id: UUID, **values: Any) -> None:
    """Set columns by name; the names come from code."""
    sets = ", ".join(f"{name} = ${number}" for number, name in enumerate(values, 2))
    await execute(
        f"UPDATE recruiting_ai_offer SET {sets} WHERE id = $1",
        offer_id,
        *values.values(),
    )


async def next_version(application_id: UUID) -> int:
    row = await fetch_row(
        "SELECT coalesce(max(version), 0) + 1 AS version FROM recruiting_ai_offer WHERE application_id = $1",
        application_id,
    )
    return int(row["version"]) if row else 1
