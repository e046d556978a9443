"""Queries of reviews."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk.db import execute, fetch, fetch_row, fetch_value


async def overrides(interview_id: UUID) -> list[dict[str, Any]]:
    """Every override of an interview, newest first."""
    rows = await fetch(
        "SELECT o.id, o.score_id, s.version AS score_version, o.dimension, o.score_before, o.score_after, o.reason,"
        " o.decided_by_name, o.decided_at FROM recruiting_ai_override o JOIN recruiting_ai_score s ON s.id = o.score_id"
        " WHERE o.interview_id = $1 ORDER BY o.decided_at DESC, o.id DESC",
        interview_id,
    )
    return [dict(row) for row in rows]


async def standing(score_id: UUID) -> dict[str, dict[str, Any]]:
    """The last override of each dimension of one score."""
    rows = await fetch(
        "SELECT DISTINCT ON (dimension) dimension, score_after, reason, decided_by_name, decided_at"
        " FROM recruiting_ai_override WHERE score_id = $1 ORDER BY dimension, decided_at DESC, id DESC",
        score_id,
    )
    return {row["dimension"]: dict(row) for row in rows}


async def rates(company_id: UUID) -> list[dict[str, Any]]:
    """How often each person changed the program's scores, and by how much, among interviews they decided about."""
    rows = await fetch(
        "SELECT d.decided_by_name AS name, count(DISTINCT d.application_id) AS decided,"
        " count(DISTINCT i.id) FILTER (WHERE EXISTS (SELECT FROM recruiting_ai_override o"
        "   WHERE o.interview_id = i.id AND o.decided_by = d.decided_by)) AS changed"
        " FROM recruiting_ai_decision d LEFT JOIN recruiting_ai_interview i ON i.application_id = d.application_id"
        " WHERE d.company_id = $1 GROUP BY d.decided_by, d.decided_by_name ORDER BY d.decided_by_name, d.decided_by",
        company_id,
    )
    return [
        dict(row) | {"rate": round(row["changed"] / row["decided"], 4) if row["decided"] else None}
        for row in rows
    ]


async def ratings(interview_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT question_key, rater_id, rater_name, mark, words, blind, rated_at FROM recruiting_ai_rating"
        " WHERE interview_id = $1 ORDER BY question_key, rated_at, rater_id",
        interview_id,
    )
    return [dict(row) for row in rows]


async def note_opened(company_id: UUID, interview_id: UUID, reader_id: UUID, row_id: UUID) -> None:
    """Remember that somebody has seen the scores; the first time counts."""
    await execute(
        "INSERT INTO recruiting_ai_opened (id, company_id, interview_id, reader_id, opened_at)"
        " VALUES ($1, $2, $3, $4, now()) ON CONFLICT (tenant_id, interview_id, reader_id) DO NOTHING",
        row_id,
        company_id,
        interview_id,
        reader_id,
    )


async def has_opened(interview_id: UUID, reader_id: UUID) -> bool:
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM recruiting_ai_opened WHERE interview_id = $1 AND reader_id = $2)",
            interview_id,
            reader_id,
        )
    )


async def card_missing(application_id: UUID, employee_id: UUID) -> bool:
    """Whether somebody sits in a running round of the application and has not handed in their card."""
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM recruiting_ai_panelist p JOIN recruiting_ai_round r ON r.id = p.round_id"
            " WHERE r.application_id = $1 AND r.state = 'planned' AND p.employee_id = $2 AND NOT EXISTS"
            " (SELECT FROM recruiting_ai_scorecard s WHERE s.round_id = r.id AND s.employee_id = p.employee_id))",
            application_id,
            employee_id,
        )
    )


async def cards_missing(company_id: UUID, employee_id: UUID | None) -> set[UUID]:
    """Applications in whose running rounds somebody sits and has not handed in their card."""
    rows = await fetch(
        "SELECT DISTINCT r.application_id FROM recruiting_ai_panelist p JOIN recruiting_ai_round r ON r.id = p.round_id"
        " WHERE r.company_id = $1 AND r.state = 'planned' AND p.employee_id = $2 AND NOT EXISTS"
        " (SELECT FROM recruiting_ai_scorecard s WHERE s.round_id = r.id AND s.employee_id = p.employee_id)",
        company_id,
        employee_id,
    )
    return {row["application_id"] for row in rows}


async def documents(interview_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT d.id, d.kind, d.sha256, d.file_id, d.made_by_name, d.made_at, s.version AS score_version"
        " FROM recruiting_ai_document d LEFT JOIN recruiting_ai_score s ON s.id = d.score_id"
        " WHERE d.interview_id = $1 ORDER BY d.made_at DESC, d.id DESC",
        interview_id,
    )
    return [dict(row) for row in rows]


async def document(company_id: UUID, document_id: UUID) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT id, interview_id, kind, sha256, file_id FROM recruiting_ai_document WHERE company_id = $1 AND id = $2",
        company_id,
        document_id,
    )
    return dict(row) if row else None
