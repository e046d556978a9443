"""Queries of candidates and applications."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk import Clause
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, fetch, fetch_row, listing

LATEST_SCORE = (
    "SELECT s.id, s.match_percent, s.needs_person FROM recruiting_ai_score s"
    " WHERE s.interview_id = i.id ORDER BY s.version DESC LIMIT 1"
)
APPLICATIONS = ListSpec(
    select=(
        "SELECT a.id, a.stage, a.stage_at, a.channel, a.created_at, a.requisition_id, r.title AS requisition_title,"
        " a.candidate_id, c.name, c.phone, c.email, c.duplicate_of, i.id AS interview_id, i.state AS interview_state,"
        " a.stage_id, st.title AS stage_title, st.sla_days, a.campaign, a.tags, a.next_action, a.next_action_on,"
        " coalesce(ch.title, a.channel) AS channel_title,"
        " c.city, c.years, c.degree, c.do_not_contact, f.score AS fit, f.must_haves, e.name AS owner,"
        " s.match_percent, s.needs_person,"
        " EXISTS (SELECT FROM recruiting_ai_appeal x WHERE x.application_id = a.id AND x.state = 'open') AS appeal_open"
        " FROM recruiting_ai_application a"
        " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id"
        " JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
        " LEFT JOIN recruiting_ai_interview i ON i.application_id = a.id"
        " LEFT JOIN recruiting_ai_stage st ON st.id = a.stage_id"
        " LEFT JOIN recruiting_ai_channel ch ON ch.company_id = a.company_id AND ch.key = a.channel"
        " LEFT JOIN renshi_employee e ON e.id = a.owner_id"
        f" LEFT JOIN LATERAL ({LATEST_SCORE}) s ON TRUE"
        " LEFT JOIN LATERAL (SELECT m.score, m.must_haves FROM recruiting_ai_match m WHERE m.application_id = a.id"
        " ORDER BY m.matched_at DESC LIMIT 1) f ON TRUE"
    ),
    fields={
        "stage": ListField("a.stage", sortable=True),
        "channel": ListField("a.channel", sortable=True),
        "campaign": ListField("a.campaign"),
        "stage_id": ListField("a.stage_id", "uuid"),
        "owner_id": ListField("a.owner_id", "uuid"),
        "next_action_on": ListField("a.next_action_on", "date", sortable=True, nullable=True),
        "fit": ListField("f.score", "number", sortable=True, nullable=True),
        "must_haves": ListField("f.must_haves"),
        "requisition_id": ListField("a.requisition_id", "uuid"),
        "candidate_id": ListField("a.candidate_id", "uuid"),
        "created_at": ListField("a.created_at", "datetime", sortable=True),
        "match_percent": ListField("s.match_percent", "integer", sortable=True, nullable=True),
        "name": ListField("c.name", sortable=True),
    },
    key="a.id",
    default_sort="-created_at",
    search="(c.name ILIKE {} OR c.phone ILIKE {} OR c.email ILIKE {})",
)
DECISIONS = ListSpec(
    select=(
        "SELECT d.id, d.decision, d.reason, d.decided_by_name, d.decided_at, d.score_id, s.match_percent"
        " FROM recruiting_ai_decision d LEFT JOIN recruiting_ai_score s ON s.id = d.score_id"
    ),
    fields={"decided_at": ListField("d.decided_at", "datetime", sortable=True)},
    key="d.id",
    default_sort="-decided_at",
)
APPEALS = ListSpec(
    select=(
        "SELECT x.id, x.kind, x.words, x.state, x.answer, x.answered_at, x.created_at, x.application_id,"
        " x.due_on, x.outcome, x.same_person, c.name,"
        " r.title AS requisition_title, i.id AS interview_id FROM recruiting_ai_appeal x"
        " JOIN recruiting_ai_application a ON a.id = x.application_id"
        " JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
        " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id"
        " LEFT JOIN recruiting_ai_interview i ON i.application_id = a.id"
    ),
    fields={
        "state": ListField("x.state", sortable=True),
        "kind": ListField("x.kind"),
        "due_on": ListField("x.due_on", "date", sortable=True, nullable=True),
        "created_at": ListField("x.created_at", "datetime", sortable=True),
    },
    key="x.id",
    default_sort="-created_at",
)


async def applications(company_id: UUID, query: ListQuery) -> Listing:
    return await listing(APPLICATIONS, query, Clause("a.company_id = {}", (company_id,)))


async def decisions(company_id: UUID, application_id: UUID, query: ListQuery) -> Listing:
    return await listing(
        DECISIONS, query, Clause("d.company_id = {} AND d.application_id = {}", (company_id, application_id))
    )


async def appeals(company_id: UUID, query: ListQuery) -> Listing:
    return await listing(APPEALS, query, Clause("x.company_id = {}", (company_id,)))


async def application(company_id: UUID, application_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT a.*, c.name, c.phone, c.email, c.duplicate_of, c.erased_at, c.do_not_contact,"
        " coalesce(c.merged_into, c.id) AS person_id, r.title AS requisition_title, r.profile_id, r.pipeline_id,"
        " r.department_id, r.position_id, r.city, r.requested_by, i.id AS interview_id, i.state AS interview_state,"
        " coalesce(ch.title, a.channel) AS channel_title"
        " FROM recruiting_ai_application a JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
        " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id"
        " LEFT JOIN recruiting_ai_channel ch ON ch.company_id = a.company_id AND ch.key = a.channel"
        " LEFT JOIN recruiting_ai_interview i ON i.application_id = a.id"
        " WHERE a.company_id = $1 AND a.id = $2" + (" FOR UPDATE OF a" if lock else ""),
        company_id,
        application_id,
    )
    return dict(row) if row else None


async def application_of_token(company_id: UUID, token_hash: bytes) -> UUID | None:
    """The application a link belongs to, while the link is valid."""
    row = await fetch_row(
        "SELECT id, token_expires_at FROM recruiting_ai_application WHERE company_id = $1 AND token_hash"
        " = $2",
        company_id,
        token_hash,
    )
    return row["id"] if row else None


async def same_person(company_id: UUID, phone: str, email: str | None) -> list[dict[str, Any]]:
    """Candidates with this phone or mail, oldest first."""
    rows = await fetch(
        "SELECT id, name, phone, email FROM recruiting_ai_candidate WHERE company_id = $1 AND erased_at"
        " IS NULL"
        " AND (phone = $2 OR ($3::text IS NOT NULL AND email = $3)) ORDER BY created_at, id",
        company_id,
        phone,
        email,
    )
    return [dict(row) for row in rows]


async def consents(application_id: UUID) -> dict[str, dict[str, Any]]:
    """The last word on each purpose."""
    rows = await fetch(
        "SELECT DISTINCT ON (purpose) purpose, granted, notice_version, notice_digest, given_at"
        " FROM recruiting_ai_consent WHERE application_id = $1 ORDER BY purpose, given_at DESC, id DESC",
        application_id,
    )
    return {row["purpose"]: dict(row) for row in rows}


async def last_decision(application_id: UUID) -> str | None:
    row = await fetch_row(
        "SELECT decision FROM recruiting_ai_decision WHERE application_id = $1"
        " ORDER BY decided_at DESC, id DESC LIMIT 1",
        application_id,
    )
    return row["decision"] if row else None
