"""Queries of résumés and batches."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk import Clause
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, fetch, fetch_row, listing

BATCHES = ListSpec(
    select=(
        "SELECT b.id, b.title, b.requisition_id, r.title AS requisition_title, b.channel, b.state,"
        " b.job_id, b.author_name,"
        " b.created_at, b.done_at, n.files, n.done, n.refused, n.not_analysed FROM recruiting_ai_batch b"
        " JOIN recruiting_ai_requisition r ON r.id = b.requisition_id"
        " LEFT JOIN LATERAL (SELECT count(*) AS files, count(*) FILTER (WHERE state = 'read') AS done,"
        " count(*) FILTER (WHERE state = 'refused') AS refused,"
        " count(*) FILTER (WHERE state = 'not_analysed') AS not_analysed"
        " FROM recruiting_ai_resume x WHERE x.batch_id = b.id) n ON TRUE"
    ),
    fields={
        "title": ListField("b.title", sortable=True),
        "state": ListField("b.state"),
        "requisition_id": ListField("b.requisition_id", "uuid"),
        "created_at": ListField("b.created_at", "datetime", sortable=True),
    },
    key="b.id",
    default_sort="-created_at",
    search="b.title ILIKE {}",
)
RESUMES = ListSpec(
    select=(
        "SELECT x.id, x.batch_id, x.candidate_id, x.application_id, x.file_name, x.state, x.problem,"
        " x.problem_en, x.pages,"
        " x.parser, x.read_at, x.created_at, c.name, jsonb_array_length(coalesce(x.flags, '[]')) AS flagged"
        " FROM recruiting_ai_resume x LEFT JOIN recruiting_ai_candidate c ON c.id = x.candidate_id"
    ),
    fields={
        "batch_id": ListField("x.batch_id", "uuid"),
        "application_id": ListField("x.application_id", "uuid"),
        "candidate_id": ListField("x.candidate_id", "uuid"),
        "state": ListField("x.state", sortable=True),
        "file_name": ListField("x.file_name", sortable=True),
        "created_at": ListField("x.created_at", "datetime", sortable=True),
    },
    key="x.id",
    default_sort="created_at",
    search="(x.file_name ILIKE {} OR c.name ILIKE {})",
)


async def batches(company_id: UUID, query: ListQuery) -> Listing:
    return await listing(BATCHES, query, Clause("b.company_id = {}", (company_id,)))


async def batch(company_id: UUID, batch_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT * FROM recruiting_ai_batch WHERE company_id = $1 AND id = $2"
        + (" FOR UPDATE" if lock else ""),
        company_id,
        batch_id,
    )
    return dict(row) if row else None


async def resumes(company_id: UUID, query: ListQuery, *conditions: Clause) -> Listing:
    return await listing(RESUMES, query, Clause("x.company_id = {}", (company_id,)), *conditions)


async def resume(company_id: UUID, resume_id: UUID) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT x.*, c.name FROM recruiting_ai_resume x LEFT JOIN recruiting_ai_candidate c ON c.id = x.candidate_id"
        " WHERE x.company_id = $1 AND x.id = $2",
        company_id,
        resume_id,
    )
    return dict(row) if row else None


async def waiting(batch_id: UUID, limit: int) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT id, file_id, file_name FROM recruiting_ai_resume WHERE batch_id = $1 AND state = 'waiting'"
        " ORDER BY created_at, id LIMIT $2",
        batch_id,
        limit,
    )
    return [dict(row) for row in rows]


async def by_contact(company_id: UUID, indexes: list[bytes]) -> list[dict[str, Any]]:
    """People with one of these phones or mails."""
    rows = await fetch(
        "SELECT id, coalesce(merged_into, id) AS person_id, name_key, phone_index, email_index FROM"
        " recruiting_ai_candidate"
        " WHERE company_id = $1 AND erased_at IS NULL AND (phone_index = ANY($2) OR email_index ="
        " ANY($2)) ORDER BY created_at, id",
        company_id,
        indexes,
    )
    return [dict(row) for row in rows]
