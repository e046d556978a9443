"""Queries of pipelines, stages, moves and the board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from renshi_sdk import Clause
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, fetch, fetch_row, listing

PIPELINES = ListSpec(
    select=(
        "SELECT p.id, p.name, p.family, p.is_default, p.created_at,"
        " (SELECT count(*) FROM recruiting_ai_stage s WHERE s.pipeline_id = p.id) AS stages,"
        " (SELECT count(*) FROM recruiting_ai_requisition r WHERE r.pipeline_id = p.id) AS requisitions"
        " FROM recruiting_ai_pipeline p"
    ),
    fields={
        "name": ListField("p.name", sortable=True),
        "family": ListField("p.family"),
        "created_at": ListField("p.created_at", "datetime", sortable=True),
    },
    key="p.id",
    default_sort="created_at",
    search="p.name ILIKE {}",
)
# What is late: the stage's own time is over, or the day of the next action is past. $today stands for {}.
OVERDUE = (
    "(a.stage NOT IN ('hired', 'rejected', 'withdrawn') AND (a.next_action_on < {day} OR"
    " (s.sla_days IS NOT NULL AND a.stage_at < {now} - make_interval(days => s.sla_days))))"
)
MOVES = ListSpec(
    select=(
        "SELECT m.id, m.from_stage, m.to_stage, m.kind, m.reason, m.moved_by_name, m.moved_at,"
        " m.application_id"
        " FROM recruiting_ai_move m"
    ),
    fields={
        "moved_at": ListField("m.moved_at", "datetime", sortable=True),
        "kind": ListField("m.kind"),
    },
    key="m.id",
    default_sort="-moved_at",
)


async def pipelines(company_id: UUID, query: ListQuery) -> Listing:
    return await listing(PIPELINES, query, Clause("p.company_id = {}", (company_id,)))


async def pipeline(company_id: UUID, pipeline_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT id, name, family, is_default FROM recruiting_ai_pipeline WHERE company_id = $1 AND id = $2"
        + (" FOR UPDATE" if lock else ""),
        company_id,
        pipeline_id,
    )
    return dict(row) if row else None


async def pipeline_of(company_id: UUID, family: str | None) -> UUID | None:
    """The pipeline of a job family; the company's default where the family has none."""
    row = await fetch_row(
        "SELECT id FROM recruiting_ai_pipeline WHERE company_id = $1 AND (is_default OR family = $2)"
        " ORDER BY (family IS NOT DISTINCT FROM $2) DESC, is_default DESC LIMIT 1",
        company_id,
        family,
    )
    return row["id"] if row else None


async def options(company_id: UUID) -> list[dict[str, str]]:
    rows = await fetch(
        "SELECT id, name FROM recruiting_ai_pipeline WHERE company_id = $1 ORDER BY is_default DESC, name",
        company_id,
    )
    return [{"value": str(row["id"]), "label": row["name"]} for row in rows]


async def stages(pipeline_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT id, key, position, title, title_en, kind, sla_days, auto_invite FROM recruiting_ai_stage"
        " WHERE pipeline_id = $1 ORDER BY position, id",
        pipeline_id,
    )
    return [dict(row) for row in rows]


async def stage(company_id: UUID, stage_id: UUID) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT id, pipeline_id, key, position, title, title_en, kind, sla_days, auto_invite FROM"
        " recruiting_ai_stage"
        " WHERE company_id = $1 AND id = $2",
        company_id,
        stage_id,
    )
    return dict(row) if row else None


async def placed(company_id: UUID, application_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Applications with where they stand, locked."""
    rows = await fetch(
        "SELECT a.id, a.stage, a.stage_id, a.candidate_id, c.name, c.email, c.do_not_contact, r.pipeline_id,"
        " r.title AS requisition_title, r.id AS requisition_id, i.state AS interview_state, s.kind,"
        " s.title AS stage_title"
        " FROM recruiting_ai_application a JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
        " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id"
        " LEFT JOIN recruiting_ai_interview i ON i.application_id = a.id"
        " LEFT JOIN recruiting_ai_stage s ON s.id = a.stage_id"
        " WHERE a.company_id = $1 AND a.id = ANY($2) ORDER BY a.id FOR UPDATE OF a",
        company_id,
        list(application_ids),
    )
    return [dict(row) for row in rows]


async def stage_counts(requisition_id: UUID) -> dict[UUID | None, int]:
    rows = await fetch(
        "SELECT stage_id, count(*) AS n FROM recruiting_ai_application WHERE requisition_id = $1 GROUP"
        " BY stage_id",
        requisition_id,
    )
    return {row["stage_id"]: row["n"] for row in rows}


async def cards(requisition_id: UUID, now: Any, day: Any, per_stage: int) -> list[dict[str, Any]]:
    """Who stands where: the longest waiting first, at most ``per_stage`` of each stage."""
    rows = await fetch(
        "SELECT * FROM (SELECT a.id, a.stage_id, a.stage, a.stage_at, a.next_action, a.next_action_on,"
        " a.tags, a.channel,"
        " c.name, c.city, c.years, c.degree, i.id AS interview_id, x.match_percent, x.needs_person,"
        " f.score AS fit,"
        " f.must_haves, e.name AS owner,"
        f" coalesce({OVERDUE.format(day='$3::date', now='$2::timestamptz')}, false) AS overdue,"
        " floor(extract(epoch FROM $2::timestamptz - a.stage_at) / 86400)::int AS days,"
        " row_number() OVER (PARTITION BY a.stage_id ORDER BY a.stage_at, a.id) AS place"
        " FROM recruiting_ai_application a JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
        " LEFT JOIN recruiting_ai_stage s ON s.id = a.stage_id"
        " LEFT JOIN recruiting_ai_interview i ON i.application_id = a.id"
        " LEFT JOIN LATERAL (SELECT match_percent, needs_person FROM recruiting_ai_score z WHERE"
        " z.interview_id = i.id"
        "   ORDER BY version DESC LIMIT 1) x ON TRUE"
        " LEFT JOIN LATERAL (SELECT score, must_haves FROM recruiting_ai_match m WHERE m.application_id"
        " = a.id"
        "   ORDER BY matched_at DESC LIMIT 1) f ON TRUE"
        " LEFT JOIN renshi_employee e ON e.id = a.owner_id"
        " WHERE a.requisition_id = $1) listed WHERE place <= $4 ORDER BY stage_id, place",
        requisition_id,
        now,
        day,
        per_stage,
    )
    return [dict(row) for row in rows]


async def moves(company_id: UUID, application_id: UUID, query: ListQuery) -> Listing:
    return await listing(
        MOVES, query, Clause("m.company_id = {} AND m.application_id = {}", (company_id, application_id))
    )
