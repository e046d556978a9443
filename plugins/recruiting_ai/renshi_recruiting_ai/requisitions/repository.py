"""Queries of requisitions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk import Clause
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, execute, fetch, fetch_row, listing

SPEC = ListSpec(
    select=(
        "SELECT r.id, r.title, r.state, r.headcount, r.city, r.public_code, r.department_id, d.name AS department_name,"
        " r.profile_id, p.title AS profile_title, p.version AS profile_version, r.opened_at, r.created_at,"
        " r.family, r.headcount_planned, r.headcount_filled, r.headcount_note, r.pipeline_id,"
        " (SELECT count(*) FROM recruiting_ai_application a WHERE a.requisition_id = r.id) AS applicants,"
        " (SELECT count(*) FROM recruiting_ai_application a WHERE a.requisition_id = r.id"
        " AND a.stage = 'hired') AS hired"
        " FROM recruiting_ai_requisition r"
        " JOIN recruiting_ai_profile p ON p.id = r.profile_id"
        " LEFT JOIN renshi_department d ON d.id = r.department_id"
    ),
    fields={
        "title": ListField("r.title", sortable=True),
        "state": ListField("r.state", sortable=True),
        "department_id": ListField("r.department_id", "uuid"),
        "city": ListField("r.city"),
        "family": ListField("r.family"),
        "created_at": ListField("r.created_at", "datetime", sortable=True),
    },
    key="r.id",
    default_sort="-created_at",
    search="r.title ILIKE {}",
)


async def page(company_id: UUID, query: ListQuery) -> Listing:
    return await listing(SPEC, query, Clause("r.company_id = {}", (company_id,)))


async def by_id(company_id: UUID, requisition_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT r.*, p.title AS profile_title, p.version AS profile_version FROM recruiting_ai_requisition r"
        " JOIN recruiting_ai_profile p ON p.id = r.profile_id WHERE r.company_id = $1 AND r.id = $2"
        + (" FOR UPDATE OF r" if lock else ""),
        company_id,
        requisition_id,
    )
    return dict(row) if row else None


async def by_request(company_id: UUID, request_id: UUID) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT id, state FROM recruiting_ai_requisition WHERE company_id = $1 AND request_id = $2 FOR UPDATE",
        company_id,
        request_id,
    )
    return dict(row) if row else None


async def open_by_code(company_id: UUID, public_code: str) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT * FROM recruiting_ai_requisition WHERE company_id = $1 AND public_code = $2 AND state = 'open'",
        company_id,
        public_code,
    )
    return dict(row) if row else None


async def open_jobs(company_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT r.public_code AS code, r.title, r.city, r.headcount, d.name AS department, r.salary_min, r.salary_max,"
        " r.family, r.hours, r.opened_at FROM recruiting_ai_requisition r"
        " LEFT JOIN renshi_department d ON d.id = r.department_id"
        " WHERE r.company_id = $1 AND r.state = 'open' ORDER BY r.opened_at DESC, r.id LIMIT 200",
        company_id,
    )
    return [dict(row) for row in rows]


async def options(company_id: UUID) -> list[dict[str, str]]:
    rows = await fetch(
        "SELECT id, title FROM recruiting_ai_requisition WHERE company_id = $1 AND state IN ('open', 'closed')"
        " ORDER BY created_at DESC, id LIMIT 200",
        company_id,
    )
    return [{"value": str(row["id"]), "label": row["title"]} for row in rows]


async def set_state(requisition_id: UUID, state: str, **moments: Any) -> None:
    """Set the state and, by name, `opened_at` or `closed_at`."""
    names = list(moments)
    sets = "".join(f", {name} = ${number}" for number, name in enumerate(names, 3))
    await execute(
        f"UPDATE recruiting_ai_requisition SET state = $2{sets} WHERE id = $1",
        requisition_id,
        state,
        *moments.values(),
    )
