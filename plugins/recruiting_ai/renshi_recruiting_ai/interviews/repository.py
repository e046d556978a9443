"""Queries of interviews, turns and scores."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk.db import fetch, fetch_row

_INTERVIEW = (
    "SELECT i.*, a.requisition_id, a.candidate_id, a.stage, a.facts, r.title AS requisition_title, r.requested_by,"
    " c.name, p.title AS profile_title, p.version AS profile_version"
    " FROM recruiting_ai_interview i JOIN recruiting_ai_application a ON a.id = i.application_id"
    " JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
    " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id JOIN recruiting_ai_profile p ON p.id = i.profile_id"
)


async def by_id(company_id: UUID, interview_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    row = await fetch_row(
        _INTERVIEW + " WHERE i.company_id = $1 AND i.id = $2" + (" FOR UPDATE OF i" if lock else ""),
        company_id,
        interview_id,
    )
    return dict(row) if row else None


async def of_application(application_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    row = await fetch_row(
        _INTERVIEW + " WHERE i.application_id = $1" + (" FOR UPDATE OF i" if lock else ""), application_id
    )
    return dict(row) if row else None


async def turns(interview_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT turn_no, question_key, follow_up_key, asked, asked_at, answer, answered_at, answered_by, attempts"
        " FROM recruiting_ai_turn WHERE interview_id = $1 ORDER BY turn_no",
        interview_id,
    )
    return [dict(row) for row in rows]


async def latest_score(interview_id: UUID) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT * FROM recruiting_ai_score WHERE interview_id = $1 ORDER BY version DESC LIMIT 1",
        interview_id,
    )
    return dict(row) if row else None


async def score_versions(interview_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT id, version, scorer, input_digest, report_digest, match_percent, needs_person, created_at"
        " FROM recruiting_ai_score WHERE interview_id = $1 ORDER BY version DESC",
        interview_id,
    )
    return [dict(row) for row in rows]


async def scored_of_requisition(company_id: UUID, requisition_id: UUID) -> list[dict[str, Any]]:
    """The newest score of every candidate of a requisition who is still in it."""
    rows = await fetch(
        "SELECT DISTINCT ON (i.id) i.id AS interview_id, a.id AS application_id, c.name, a.stage, s.match_percent,"
        " s.needs_person, s.report FROM recruiting_ai_interview i"
        " JOIN recruiting_ai_application a ON a.id = i.application_id"
        " JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
        " JOIN recruiting_ai_score s ON s.interview_id = i.id"
        " WHERE i.company_id = $1 AND a.requisition_id = $2 AND a.stage NOT IN ('withdrawn', 'rejected')"
        " ORDER BY i.id, s.version DESC",
        company_id,
        requisition_id,
    )
    return [dict(row) for row in rows]
