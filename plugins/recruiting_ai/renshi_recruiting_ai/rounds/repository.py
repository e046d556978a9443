"""Queries of interview rounds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai.rows import from_json
from renshi_sdk.db import fetch, fetch_row

_ROUND = (
    "SELECT r.*, a.candidate_id, a.requisition_id, c.name, q.title AS requisition_title, q.profile_id,"
    " (SELECT count(*) FROM recruiting_ai_panelist p WHERE p.round_id = r.id) AS panel,"
    " (SELECT count(*) FROM recruiting_ai_scorecard s WHERE s.round_id = r.id) AS cards,"
    " (SELECT string_agg(e.name, '、' ORDER BY e.name) FROM recruiting_ai_panelist p"
    " JOIN renshi_employee e ON e.id = p.employee_id WHERE p.round_id = r.id) AS panel_names"
    " FROM recruiting_ai_round r JOIN recruiting_ai_application a ON a.id = r.application_id"
    " JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
    " JOIN recruiting_ai_requisition q ON q.id = a.requisition_id"
)


async def by_id(company_id: UUID, round_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    row = await fetch_row(
        _ROUND + " WHERE r.company_id = $1 AND r.id = $2" + (" FOR UPDATE OF r" if lock else ""),
        company_id,
        round_id,
    )
    return dict(row) if row else None


async def of_application(company_id: UUID, application_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        _ROUND + " WHERE r.company_id = $1 AND r.application_id = $2 ORDER BY r.created_at, r.id",
        company_id,
        application_id,
    )
    return [dict(row) for row in rows]


async def of_panelist(company_id: UUID, employee_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT x.*, EXISTS (SELECT FROM recruiting_ai_scorecard s WHERE s.round_id = x.id AND"
        " s.employee_id = $2) AS mine"
        f" FROM ({_ROUND}) x WHERE x.company_id = $1 AND EXISTS (SELECT FROM recruiting_ai_panelist p"
        " WHERE p.round_id = x.id AND p.employee_id = $2) ORDER BY x.state <> 'planned', x.starts_at"
        " NULLS LAST, x.id LIMIT 200",
        company_id,
        employee_id,
    )
    return [dict(row) for row in rows]


async def panel(round_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT p.employee_id, e.name, s.submitted_at FROM recruiting_ai_panelist p"
        " LEFT JOIN renshi_employee e ON e.id = p.employee_id LEFT JOIN recruiting_ai_scorecard s"
        " ON s.round_id = p.round_id AND s.employee_id = p.employee_id WHERE p.round_id = $1 ORDER BY"
        " e.name, p.employee_id",
        round_id,
    )
    return [dict(row) for row in rows]


async def cards(round_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT employee_id, author_name, marks, recommendation, words, submitted_at FROM recruiting_ai_scorecard"
        " WHERE round_id = $1 ORDER BY submitted_at, employee_id",
        round_id,
    )
    return [dict(row) | {"marks": from_json(row["marks"])} for row in rows]
