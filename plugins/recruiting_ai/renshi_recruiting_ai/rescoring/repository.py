"""Queries of re-scoring."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from renshi_sdk import Clause
from renshi_sdk.db import ListField, ListSpec, execute, fetch, fetch_row, fetch_value

LINES = ListSpec(
    select=(
        "SELECT l.id, l.interview_id, i.application_id, c.name, l.outcome, l.problem, l.problem_en, l.match_before,"
        " l.match_after, l.match_after - l.match_before AS difference, l.changes, b.version AS version_before,"
        " s.version AS version_after FROM recruiting_ai_rescore_line l"
        " JOIN recruiting_ai_interview i ON i.id = l.interview_id"
        " JOIN recruiting_ai_application a ON a.id = i.application_id"
        " JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
        " LEFT JOIN recruiting_ai_score b ON b.id = l.score_before"
        " LEFT JOIN recruiting_ai_score s ON s.id = l.score_after"
    ),
    fields={
        "name": ListField("c.name", sortable=True),
        "outcome": ListField("l.outcome"),
        "difference": ListField("l.match_after - l.match_before", "integer", sortable=True),
    },
    key="l.id",
    default_sort="name",
    search="c.name ILIKE {}",
)
_RESCORE = (
    "SELECT x.id, x.requisition_id, r.title AS requisition_title, x.newest_profile, x.reason, x.asked_by,"
    " x.asked_by_name, x.job_id, x.created_at, x.finished_at,"
    " (SELECT count(*) FROM recruiting_ai_rescore_line l WHERE l.rescore_id = x.id) AS total,"
    " (SELECT count(*) FROM recruiting_ai_rescore_line l WHERE l.rescore_id = x.id AND l.outcome = 'changed')"
    " AS changed,"
    " (SELECT count(*) FROM recruiting_ai_rescore_line l WHERE l.rescore_id = x.id AND l.outcome = 'waiting')"
    " AS waiting"
    " FROM recruiting_ai_rescore x JOIN recruiting_ai_requisition r ON r.id = x.requisition_id"
)


async def by_id(company_id: UUID, rescore_id: UUID) -> dict[str, Any] | None:
    row = await fetch_row(_RESCORE + " WHERE x.company_id = $1 AND x.id = $2", company_id, rescore_id)
    return dict(row) if row else None


async def of_requisition(company_id: UUID, requisition_id: UUID) -> list[dict[str, Any]]:
    """Newest first."""
    rows = await fetch(
        _RESCORE
        + " WHERE x.company_id = $1 AND x.requisition_id = $2 ORDER BY x.created_at DESC, x.id LIMIT 50",
        company_id,
        requisition_id,
    )
    return [dict(row) for row in rows]


async def running(requisition_id: UUID) -> bool:
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM recruiting_ai_rescore WHERE requisition_id = $1 AND finished_at IS NULL)",
            requisition_id,
        )
    )


async def fill(company_id: UUID, rescore_id: UUID, requisition_id: UUID) -> int:
    """A line for every interview of the job that may be scored, with the score it has; returns how many."""
    tag = await execute(
        "INSERT INTO recruiting_ai_rescore_line (id, company_id, rescore_id, interview_id, score_before, match_before)"
        " SELECT gen_random_uuid(), $1, $2, i.id, s.id, s.match_percent FROM recruiting_ai_interview i"
        " JOIN recruiting_ai_application a ON a.id = i.application_id"
        " LEFT JOIN LATERAL (SELECT id, match_percent FROM recruiting_ai_score WHERE interview_id = i.id"
        "   ORDER BY version DESC LIMIT 1) s ON true"
        " WHERE i.company_id = $1 AND a.requisition_id = $3 AND i.ai_scoring AND i.state IN ('completed', 'scored')"
        " ON CONFLICT DO NOTHING",
        company_id,
        rescore_id,
        requisition_id,
    )
    return int(tag.split()[-1])


async def waiting(rescore_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT id, interview_id FROM recruiting_ai_rescore_line WHERE rescore_id = $1 AND outcome = 'waiting'"
        " ORDER BY id",
        rescore_id,
    )
    return [dict(row) for row in rows]


async def finish_line(line_id: UUID, **values: Any) -> None:
    """Set columns by name; the names come from code."""
    sets = ", ".join(f"{name} = ${number}" for number, name in enumerate(values, 2))
    await execute(f"UPDATE recruiting_ai_rescore_line SET {sets} WHERE id = $1", line_id, *values.values())


async def finish(rescore_id: UUID, at: datetime) -> None:
    await execute("UPDATE recruiting_ai_rescore SET finished_at = $2 WHERE id = $1", rescore_id, at)


def lines_of(rescore_id: UUID, hidden: set[UUID]) -> list[Clause]:
    """Conditions for the lines of one re-scoring, without the applications in ``hidden``."""
    return [
        Clause("l.rescore_id = {}", (rescore_id,)),
        Clause("NOT (i.application_id = ANY({}))", (list(hidden),)),
    ]
