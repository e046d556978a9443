"""Queries of marks, calibrations and judges. ``table`` is one of this room's two, never a caller's input."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai.rows import from_json
from renshi_sdk.db import execute, fetch, fetch_row, fetch_value

CALIBRATION = "recruiting_ai_calibration"
JUDGE = "recruiting_ai_judge"
_MARKS = (
    " JOIN LATERAL (SELECT array_agg(x.mark ORDER BY x.rated_at, x.rater_id) AS marks,"
    "   array_agg(x.rater_id ORDER BY x.rated_at, x.rater_id) AS raters FROM recruiting_ai_rating x"
    "   WHERE x.interview_id = i.id AND x.question_key = {question} AND x.blind) r ON cardinality(r.marks) >= 2"
)


async def double_marked(company_id: UUID, family: str, scorer: str) -> list[dict[str, Any]]:
    """Answers with the rules' points of their newest score, that two people or more marked blind.

    Points are the rules' own (``share``), whatever was calibrated or added in that score since.
    """
    rows = await fetch(
        "SELECT i.id AS interview_id, i.application_id, q->>'question' AS question, q->>'competency' AS competency,"
        " 10 * (q->'analysis'->>'share')::float8 AS raw, r.marks, r.raters FROM recruiting_ai_interview i"
        " JOIN recruiting_ai_profile p ON p.id = i.profile_id"
        " JOIN LATERAL (SELECT scorer, report FROM recruiting_ai_score x WHERE x.interview_id = i.id"
        "   ORDER BY x.version DESC LIMIT 1) s ON split_part(s.scorer, '+', 1) = $3"
        " CROSS JOIN LATERAL jsonb_array_elements(s.report->'questions') q"
        + _MARKS.format(question="q->>'question'")
        + " WHERE i.company_id = $1 AND p.key = $2 AND q->>'score' IS NOT NULL ORDER BY i.id, q->>'question'",
        company_id,
        family,
        scorer,
    )
    return [dict(row) for row in rows]


async def rules_points(company_id: UUID, family: str, scorer: str) -> dict[UUID, list[float]]:
    """The rules' points of every answer that has any, by application: for the look at groups."""
    rows = await fetch(
        "SELECT i.application_id, array_agg(10 * (q->'analysis'->>'share')::float8) AS points"
        " FROM recruiting_ai_interview i JOIN recruiting_ai_profile p ON p.id = i.profile_id"
        " JOIN LATERAL (SELECT scorer, report FROM recruiting_ai_score x WHERE x.interview_id = i.id"
        "   ORDER BY x.version DESC LIMIT 1) s ON split_part(s.scorer, '+', 1) = $3"
        " CROSS JOIN LATERAL jsonb_array_elements(s.report->'questions') q"
        " WHERE i.company_id = $1 AND p.key = $2 AND q->>'score' IS NOT NULL GROUP BY i.application_id",
        company_id,
        family,
        scorer,
    )
    return {row["application_id"]: list(row["points"]) for row in rows}


async def marked_words(company_id: UUID, family: str) -> list[dict[str, Any]]:
    """Answers, as their turns in order, that two people or more marked blind."""
    rows = await fetch(
        "SELECT i.id AS interview_id, i.application_id, t.question_key AS question, t.parts, r.marks, r.raters"
        " FROM recruiting_ai_interview i JOIN recruiting_ai_profile p ON p.id = i.profile_id"
        " JOIN LATERAL (SELECT question_key, json_agg(json_build_object('turn_no', turn_no, 'asked', asked,"
        "   'text', answer) ORDER BY turn_no) AS parts"
        "   FROM recruiting_ai_turn WHERE interview_id = i.id AND answer <> '' GROUP BY question_key) t ON TRUE"
        + _MARKS.format(question="t.question_key")
        + " WHERE i.company_id = $1 AND p.key = $2 AND i.ai_scoring ORDER BY i.id, t.question_key",
        company_id,
        family,
    )
    return [dict(row) | {"parts": from_json(row["parts"])} for row in rows]


async def families(company_id: UUID) -> list[dict[str, Any]]:
    """Job families with their newest profile, and how many answers people have marked."""
    rows = await fetch(
        "WITH marked AS (SELECT p.key, x.interview_id, x.question_key, count(*) AS times FROM recruiting_ai_rating x"
        "   JOIN recruiting_ai_interview i ON i.id = x.interview_id"
        "   JOIN recruiting_ai_profile p ON p.id = i.profile_id WHERE x.company_id = $1 AND x.blind"
        "   GROUP BY p.key, x.interview_id, x.question_key)"
        " SELECT DISTINCT ON (p.key) p.id, p.key AS family, p.title, p.body,"
        " (SELECT count(*) FROM marked m WHERE m.key = p.key) AS marked,"
        " (SELECT count(*) FROM marked m WHERE m.key = p.key AND m.times >= 2) AS doubled"
        " FROM recruiting_ai_profile p WHERE p.company_id = $1 ORDER BY p.key, p.version DESC",
        company_id,
    )
    return [dict(row) for row in rows]


async def versions(table: str, company_id: UUID, family: str | None = None) -> list[dict[str, Any]]:
    rows = await fetch(
        f"SELECT x.*, (SELECT p.title FROM recruiting_ai_profile p WHERE p.company_id = x.company_id"
        f" AND p.key = x.family ORDER BY p.version DESC LIMIT 1) AS title FROM {table} x WHERE x.company_id = $1"
        " AND ($2::text IS NULL OR x.family = $2) ORDER BY x.made_at DESC, x.version DESC LIMIT 200",
        company_id,
        family,
    )
    return [dict(row) | {"measured": from_json(row["measured"])} for row in rows]


async def by_id(table: str, company_id: UUID, row_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    row = await fetch_row(
        f"SELECT * FROM {table} WHERE company_id = $1 AND id = $2{' FOR UPDATE' if lock else ''}",
        company_id,
        row_id,
    )
    return dict(row) | {"measured": from_json(row["measured"])} if row else None


async def active(table: str, company_id: UUID, family: str) -> dict[str, Any] | None:
    row = await fetch_row(
        f"SELECT * FROM {table} WHERE company_id = $1 AND family = $2 AND state = 'active'",
        company_id,
        family,
    )
    return dict(row) if row else None


async def next_version(table: str, company_id: UUID, family: str) -> int:
    """The next free number; whoever asks holds the family until the transaction ends."""
    await execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"{table}:{company_id}:{family}")
    newest = await fetch_value(
        f"SELECT coalesce(max(version), 0) FROM {table} WHERE company_id = $1 AND family = $2",
        company_id,
        family,
    )
    return int(newest) + 1


async def retire_family(table: str, company_id: UUID, family: str) -> None:
    await execute(
        f"UPDATE {table} SET state = 'retired' WHERE company_id = $1 AND family = $2 AND state = 'active'",
        company_id,
        family,
    )


async def decide(table: str, row_id: UUID, state: str, reason: str, by: UUID, by_name: str, at: Any) -> None:
    await execute(
        f"UPDATE {table} SET state = $2, reason = $3, decided_by = $4, decided_by_name = $5, decided_at = $6"
        " WHERE id = $1",
        row_id,
        state,
        reason,
        by,
        by_name,
        at,
    )
