"""Queries of fairness. Demographics come out sealed, and leave this room only as counts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai.rows import from_json
from renshi_sdk import new_id
from renshi_sdk.db import execute, fetch, fetch_row


async def keep(company_id: UUID, application_id: UUID, sealed: bytes, digest: str, now: Any) -> None:
    """Keep what somebody told; telling again replaces it."""
    await execute(
        "INSERT INTO recruiting_ai_demographic (id, company_id, application_id, sealed, notice_digest, given_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id, application_id) DO UPDATE"
        " SET sealed = excluded.sealed, notice_digest = excluded.notice_digest, given_at = excluded.given_at",
        new_id(),
        company_id,
        application_id,
        sealed,
        digest,
        now,
    )


async def forget(application_id: UUID) -> bool:
    tag = await execute("DELETE FROM recruiting_ai_demographic WHERE application_id = $1", application_id)
    return tag != "DELETE 0"


async def told(application_id: UUID) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT sealed, given_at FROM recruiting_ai_demographic WHERE application_id = $1", application_id
    )
    return dict(row) if row else None


async def sealed(company_id: UUID, application_ids: list[UUID]) -> dict[UUID, bytes]:
    """Sealed information by application."""
    rows = await fetch(
        "SELECT application_id, sealed FROM recruiting_ai_demographic WHERE company_id = $1"
        " AND application_id = ANY($2)",
        company_id,
        application_ids,
    )
    return {row["application_id"]: row["sealed"] for row in rows}


async def scored(company_id: UUID, requisition_id: UUID | None) -> list[dict[str, Any]]:
    """Applications with an interview that was completed: newest match, and what people decided last."""
    rows = await fetch(
        "SELECT a.id, a.stage, i.completed_at, s.match_percent, d.decision FROM recruiting_ai_application a"
        " JOIN recruiting_ai_interview i ON i.application_id = a.id"
        " LEFT JOIN LATERAL (SELECT match_percent FROM recruiting_ai_score x WHERE x.interview_id = i.id"
        "   ORDER BY x.version DESC LIMIT 1) s ON TRUE"
        " LEFT JOIN LATERAL (SELECT decision FROM recruiting_ai_decision x WHERE x.application_id = a.id"
        "   ORDER BY x.decided_at DESC, x.id DESC LIMIT 1) d ON TRUE"
        " WHERE a.company_id = $1 AND i.completed_at IS NOT NULL AND a.stage <> 'withdrawn'"
        " AND ($2::uuid IS NULL OR a.requisition_id = $2) ORDER BY i.completed_at, a.id",
        company_id,
        requisition_id,
    )
    return [dict(row) for row in rows]


async def newest_interviews(company_id: UUID, limit: int) -> list[dict[str, Any]]:
    """The last interviews that were scored, with the facts their scorer was given."""
    rows = await fetch(
        "SELECT i.id, i.profile_id, a.facts FROM recruiting_ai_interview i"
        " JOIN recruiting_ai_application a ON a.id = i.application_id"
        " WHERE i.company_id = $1 AND i.state = 'scored' ORDER BY i.completed_at DESC, i.id LIMIT $2",
        company_id,
        limit,
    )
    return [dict(row) | {"facts": from_json(row["facts"])} for row in rows]


async def newest_resumes(company_id: UUID, limit: int) -> list[dict[str, Any]]:
    """The résumés that were read last, with the job they were handed in for."""
    rows = await fetch(
        "SELECT x.id, x.text, a.facts, q.profile_id FROM recruiting_ai_resume x"
        " JOIN recruiting_ai_application a ON a.id = x.application_id"
        " JOIN recruiting_ai_requisition q ON q.id = a.requisition_id"
        " WHERE x.company_id = $1 AND x.state = 'read' ORDER BY x.read_at DESC, x.id LIMIT $2",
        company_id,
        limit,
    )
    return [dict(row) | {"facts": from_json(row["facts"])} for row in rows]


async def scored_between(company_id: UUID, since: Any, until: Any) -> list[dict[str, Any]]:
    """Matches of interviews that were completed in the span, with job family and scorer."""
    rows = await fetch(
        "SELECT p.key AS family, i.completed_at, s.match_percent, s.scorer FROM recruiting_ai_interview i"
        " JOIN recruiting_ai_profile p ON p.id = i.profile_id"
        " JOIN LATERAL (SELECT match_percent, scorer FROM recruiting_ai_score x WHERE x.interview_id = i.id"
        "   ORDER BY x.version DESC LIMIT 1) s ON s.match_percent IS NOT NULL"
        " WHERE i.company_id = $1 AND i.completed_at >= $2 AND i.completed_at < $3 ORDER BY i.completed_at, i.id",
        company_id,
        since,
        until,
    )
    return [dict(row) for row in rows]


async def has_drift_of(company_id: UUID, month: str) -> bool:
    row = await fetch_row(
        "SELECT 1 FROM recruiting_ai_fairness_audit WHERE company_id = $1 AND kind = 'drift'"
        " AND scope->>'month' = $2 LIMIT 1",
        company_id,
        month,
    )
    return row is not None


async def audits(company_id: UUID, kind: str | None = None) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT id, kind, state, scope, result, digest, made_by_name, made_at FROM recruiting_ai_fairness_audit"
        " WHERE company_id = $1 AND ($2::text IS NULL OR kind = $2) ORDER BY made_at DESC, id DESC LIMIT 200",
        company_id,
        kind,
    )
    return [
        dict(row) | {"scope": from_json(row["scope"]), "result": from_json(row["result"])} for row in rows
    ]


async def assessments(company_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT id, title, purpose, lawful, impact, measures, conclusion, review_on, keep_until, decided_by_name,"
        " decided_at FROM recruiting_ai_assessment WHERE company_id = $1 ORDER BY decided_at DESC, id DESC LIMIT 200",
        company_id,
    )
    return [dict(row) for row in rows]
