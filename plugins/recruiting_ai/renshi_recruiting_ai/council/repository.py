"""Counts of a period. Nobody is named, and nothing is told of fewer than five."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from renshi_sdk.db import fetch, fetch_row


async def interviews(company_id: UUID, first: datetime, last: datetime) -> list[dict[str, Any]]:
    """Completed interviews by channel: how many, and how many may be scored."""
    rows = await fetch(
        "SELECT channel, count(*) AS interviews, count(*) FILTER (WHERE ai_scoring) AS scored"
        " FROM recruiting_ai_interview WHERE company_id = $1 AND completed_at >= $2 AND completed_at < $3"
        " GROUP BY channel ORDER BY channel",
        company_id,
        first,
        last,
    )
    return [dict(row) for row in rows]


async def scorers(company_id: UUID, first: datetime, last: datetime) -> list[dict[str, Any]]:
    """Versions of the scorer, with how many scores each gave."""
    rows = await fetch(
        "SELECT scorer, count(*) AS scores, count(*) FILTER (WHERE version > 1) AS again FROM recruiting_ai_score"
        " WHERE company_id = $1 AND created_at >= $2 AND created_at < $3 GROUP BY scorer ORDER BY scorer",
        company_id,
        first,
        last,
    )
    return [dict(row) for row in rows]


async def decisions(company_id: UUID, first: datetime, last: datetime) -> list[dict[str, Any]]:
    """Decisions by what was decided; how many saw a score before, and how many people decided."""
    rows = await fetch(
        "SELECT decision, count(*) AS decisions, count(score_id) AS with_score,"
        " count(DISTINCT decided_by) AS people FROM recruiting_ai_decision"
        " WHERE company_id = $1 AND decided_at >= $2 AND decided_at < $3 GROUP BY decision ORDER BY decision",
        company_id,
        first,
        last,
    )
    return [dict(row) for row in rows]


async def overrides(company_id: UUID, first: datetime, last: datetime) -> list[dict[str, Any]]:
    """Scores that people changed, by dimension: how many up and down, and by how much on average."""
    rows = await fetch(
        "SELECT dimension, count(*) AS changed, count(*) FILTER (WHERE score_after > score_before) AS up,"
        " count(*) FILTER (WHERE score_after < score_before) AS down,"
        " round(avg(score_after - score_before), 1) AS mean FROM recruiting_ai_override"
        " WHERE company_id = $1 AND decided_at >= $2 AND decided_at < $3 GROUP BY dimension ORDER BY dimension",
        company_id,
        first,
        last,
    )
    return [dict(row) for row in rows]


async def appeals(company_id: UUID, first: datetime, last: datetime, *, today: date) -> dict[str, Any]:
    """Appeals and wishes for a person that came in: answered, upheld, late."""
    row = await fetch_row(
        "SELECT count(*) FILTER (WHERE kind = 'appeal') AS appeals, count(*) FILTER (WHERE kind = 'human') AS persons,"
        " count(*) FILTER (WHERE state = 'answered') AS answered,"
        " count(*) FILTER (WHERE outcome IN ('upheld', 'partly')) AS upheld,"
        " count(*) FILTER (WHERE due_on < coalesce(answered_at::date, $4)) AS late FROM recruiting_ai_appeal"
        " WHERE company_id = $1 AND created_at >= $2 AND created_at < $3",
        company_id,
        first,
        last,
        today,
    )
    return dict(row) if row else {}


async def consents(company_id: UUID, first: datetime, last: datetime) -> list[dict[str, Any]]:
    """What was agreed to and refused or taken back, by purpose."""
    rows = await fetch(
        "SELECT purpose, count(*) FILTER (WHERE granted) AS given, count(*) FILTER (WHERE NOT granted) AS refused"
        " FROM recruiting_ai_consent WHERE company_id = $1 AND given_at >= $2 AND given_at < $3"
        " GROUP BY purpose ORDER BY purpose",
        company_id,
        first,
        last,
    )
    return [dict(row) for row in rows]


async def open_jobs(company_id: UUID) -> list[dict[str, Any]]:
    """The profiles by which open jobs are scored."""
    rows = await fetch(
        "SELECT DISTINCT ON (p.id) p.title, p.version, p.digest, p.body FROM recruiting_ai_requisition r"
        " JOIN recruiting_ai_profile p ON p.id = r.profile_id WHERE r.company_id = $1 AND r.state = 'open'"
        " ORDER BY p.id LIMIT 200",
        company_id,
    )
    return [dict(row) for row in rows]
