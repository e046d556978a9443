"""Queries of the talent pool."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from renshi_sdk import Clause
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, fetch, fetch_row, listing

PEOPLE = ListSpec(
    select=(
        "SELECT c.id, c.name, c.phone, c.email, c.school, c.city, c.years, c.degree, c.skills, c.tags, c.source,"
        " c.keep_until, c.do_not_contact, c.pool_consent_at IS NOT NULL AS pool_consent, c.created_at,"
        " l.applications, l.last_at, l.last_stage, l.last_job, l.last_application_id, l.hired"
        " FROM recruiting_ai_candidate c LEFT JOIN LATERAL ("
        " SELECT count(*) AS applications, max(a.created_at) AS last_at, bool_or(a.stage = 'hired') AS hired,"
        " (array_agg(a.stage ORDER BY a.created_at DESC))[1] AS last_stage,"
        " (array_agg(r.title ORDER BY a.created_at DESC))[1] AS last_job,"
        " (array_agg(a.id ORDER BY a.created_at DESC))[1] AS last_application_id"
        " FROM recruiting_ai_candidate p JOIN recruiting_ai_application a ON a.candidate_id = p.id"
        " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id WHERE p.id = c.id OR p.merged_into"
        " = c.id) l ON TRUE"
    ),
    fields={
        "name": ListField("c.name", sortable=True),
        "city": ListField("c.city"),
        "years": ListField("c.years", "number", sortable=True, nullable=True),
        "degree": ListField("c.degree"),
        "source": ListField("c.source"),
        "do_not_contact": ListField("c.do_not_contact", "boolean"),
        "keep_until": ListField("c.keep_until", "date", sortable=True, nullable=True),
        "created_at": ListField("c.created_at", "datetime", sortable=True),
    },
    key="c.id",
    default_sort="-created_at",
    search="(c.name ILIKE {} OR c.email ILIKE {} OR c.phone ILIKE {})",
)
# Each way to look alike is one join over an index; together they are one statement however many people there are.
_PAIRS = """
    SELECT least(a.id, b.id) AS first_id, greatest(a.id, b.id) AS second_id, 'phone' AS reason
      FROM recruiting_ai_candidate a JOIN recruiting_ai_candidate b
        ON b.company_id = a.company_id AND b.phone_index = a.phone_index AND b.id > a.id
     WHERE a.company_id = $1 AND a.merged_into IS NULL AND b.merged_into IS NULL
       AND a.erased_at IS NULL AND b.erased_at IS NULL {one}
    UNION ALL
    SELECT least(a.id, b.id), greatest(a.id, b.id), 'email'
      FROM recruiting_ai_candidate a JOIN recruiting_ai_candidate b
        ON b.company_id = a.company_id AND b.email_index = a.email_index AND b.id > a.id
     WHERE a.company_id = $1 AND a.merged_into IS NULL AND b.merged_into IS NULL
       AND a.erased_at IS NULL AND b.erased_at IS NULL {one}
    UNION ALL
    SELECT least(a.id, b.id), greatest(a.id, b.id), 'school'
      FROM recruiting_ai_candidate a JOIN recruiting_ai_candidate b
        ON b.company_id = a.company_id AND b.name_key = a.name_key AND b.school_key = a.school_key AND b.id > a.id
     WHERE a.company_id = $1 AND a.school_key IS NOT NULL AND a.merged_into IS NULL AND b.merged_into IS NULL
       AND a.erased_at IS NULL AND b.erased_at IS NULL {one}
"""


async def people(company_id: UUID, query: ListQuery, *conditions: Clause) -> Listing:
    return await listing(
        PEOPLE,
        query,
        Clause("c.company_id = {} AND c.merged_into IS NULL AND c.erased_at IS NULL", (company_id,)),
        *conditions,
    )


async def person(company_id: UUID, candidate_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT * FROM recruiting_ai_candidate WHERE company_id = $1 AND id = $2 AND erased_at IS NULL"
        + (" FOR UPDATE" if lock else ""),
        company_id,
        candidate_id,
    )
    return dict(row) if row else None


async def pairs(
    company_id: UUID, candidate_id: UUID | None = None, *, limit: int = 200
) -> list[dict[str, Any]]:
    """Pairs that look like one person, with all their reasons; those said to be two are left out."""
    one = "AND $3 IN (a.id, b.id)" if candidate_id else "AND $3::uuid IS NULL"
    rows = await fetch(
        "SELECT p.first_id, p.second_id, array_agg(DISTINCT p.reason ORDER BY p.reason) AS reasons,"
        " x.name AS first_name, y.name AS second_name, x.phone AS first_phone, y.phone AS second_phone,"
        " x.email AS first_email, y.email AS second_email, x.school AS first_school, y.school AS second_school"
        f" FROM ({_PAIRS.format(one=one)}) p"
        " JOIN recruiting_ai_candidate x ON x.id = p.first_id JOIN recruiting_ai_candidate y ON y.id = p.second_id"
        " WHERE NOT EXISTS (SELECT FROM recruiting_ai_distinct d WHERE d.first_id = p.first_id"
        " AND d.second_id = p.second_id)"
        " GROUP BY p.first_id, p.second_id, x.id, y.id ORDER BY count(DISTINCT p.reason) DESC, x.name,"
        " p.first_id, p.second_id"
        " LIMIT $2",
        company_id,
        limit,
        candidate_id,
    )
    return [dict(row) for row in rows]


async def applications(candidate_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT a.id, a.candidate_id, a.requisition_id, r.title AS requisition_title, a.stage, a.channel, a.created_at"
        " FROM recruiting_ai_application a JOIN recruiting_ai_requisition r ON r.id = a.requisition_id"
        " WHERE a.candidate_id = ANY($1) ORDER BY a.created_at DESC, a.id",
        list(candidate_ids),
    )
    return [dict(row) for row in rows]


async def merges(company_id: UUID, kept_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT m.id, m.merged_id, m.reasons, m.merged_by_name, m.merged_at, m.undone_at, m.undone_by_name, c.name"
        " FROM recruiting_ai_merge m JOIN recruiting_ai_candidate c ON c.id = m.merged_id"
        " WHERE m.company_id = $1 AND m.kept_id = $2 ORDER BY m.merged_at DESC, m.id",
        company_id,
        kept_id,
    )
    return [dict(row) for row in rows]
