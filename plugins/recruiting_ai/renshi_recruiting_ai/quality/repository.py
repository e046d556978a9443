"""Queries of the quality of hire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.rows import from_json
from renshi_sdk import Clause
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, execute, fetch, fetch_row, listing

RELATIONS = ListSpec(
    select="SELECT x.id, x.job, x.job_title, x.predictor, x.predictor_key, x.predictor_zh, x.predictor_en, x.outcome,"
    " x.outcome_zh, x.outcome_en, x.share, x.hires, x.verdict, x.r, x.low, x.high, x.p, x.q, x.spread_ratio,"
    " x.r_applicants, x.top, x.bottom FROM recruiting_ai_relation x",
    fields={
        "place": ListField("x.place", "integer", sortable=True),
        "job": ListField("x.job"),
        "predictor": ListField("x.predictor"),
        "predictor_key": ListField("x.predictor_key"),
        "outcome": ListField("x.outcome"),
        "verdict": ListField("x.verdict"),
        "hires": ListField("x.hires", "integer", sortable=True, nullable=True),
    },
    key="x.id",
    default_sort="place",
)
PROPOSALS = ListSpec(
    select="SELECT x.id, x.profile_id, p.key AS job, p.title AS profile_title, p.version, x.outcome, x.outcome_zh,"
    " x.outcome_en, x.hires, x.weights, x.state, x.reason, x.decided_by_name, x.decided_at, x.new_profile_id,"
    " n.version AS new_version, r.made_at, p.body AS profile_body FROM recruiting_ai_weight_proposal x"
    " JOIN recruiting_ai_profile p ON p.id = x.profile_id JOIN recruiting_ai_quality_run r ON r.id = x.run_id"
    " LEFT JOIN recruiting_ai_profile n ON n.id = x.new_profile_id",
    fields={
        "state": ListField("x.state"),
        "job": ListField("p.key"),
        "outcome": ListField("x.outcome"),
        "made_at": ListField("r.made_at", "datetime", sortable=True),
    },
    key="x.id",
    default_sort="-made_at",
)


async def hires(company_id: UUID) -> list[dict[str, Any]]:
    """Everybody who was hired out of an application, with the job's profile, the channel and the first day."""
    rows = await fetch(
        "SELECT a.id, a.employee_id, a.channel, p.key AS job, coalesce(o.starts_on, e.hired_on) AS starts_on"
        " FROM recruiting_ai_application a JOIN recruiting_ai_requisition q ON q.id = a.requisition_id"
        " JOIN renshi_employee e ON e.id = a.employee_id"
        " LEFT JOIN recruiting_ai_interview i ON i.application_id = a.id"
        " JOIN recruiting_ai_profile p ON p.id = coalesce(i.profile_id, q.profile_id)"
        " LEFT JOIN recruiting_ai_offer o ON o.application_id = a.id AND o.state = 'accepted'"
        " WHERE a.company_id = $1 AND a.stage = 'hired' AND a.employee_id IS NOT NULL ORDER BY a.id",
        company_id,
    )
    return [dict(row) for row in rows]


async def scores(company_id: UUID) -> list[dict[str, Any]]:
    """Points of every dimension, and the match, in the newest score of every interview: hired or not."""
    rows = await fetch(
        "SELECT i.application_id, p.key AS job, s.match_percent, d->>'key' AS dimension, d->>'label' AS label,"
        " (d->>'score')::float8 AS points FROM recruiting_ai_interview i"
        " JOIN recruiting_ai_profile p ON p.id = i.profile_id"
        " JOIN LATERAL (SELECT match_percent, report FROM recruiting_ai_score x WHERE x.interview_id = i.id"
        "   ORDER BY x.version DESC LIMIT 1) s ON TRUE"
        " LEFT JOIN LATERAL jsonb_array_elements(s.report->'dimensions') d ON TRUE"
        " WHERE i.company_id = $1 ORDER BY i.application_id, p.version, d->>'key'",
        company_id,
    )
    return [dict(row) for row in rows]


async def channel_titles(company_id: UUID) -> dict[str, str]:
    rows = await fetch("SELECT key, title FROM recruiting_ai_channel WHERE company_id = $1", company_id)
    return {row["key"]: row["title"] for row in rows}


async def latest_run(company_id: UUID) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT * FROM recruiting_ai_quality_run WHERE company_id = $1 ORDER BY made_at DESC, id DESC LIMIT 1",
        company_id,
    )
    return dict(row) | {"kinds": from_json(row["kinds"])} if row else None


async def runs(company_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT id, hires, interviews, compared, tested, found, digest, made_by_name, made_at"
        " FROM recruiting_ai_quality_run WHERE company_id = $1 ORDER BY made_at DESC, id DESC LIMIT 200",
        company_id,
    )
    return [dict(row) for row in rows]


async def run_exists(company_id: UUID, run_id: UUID) -> bool:
    row = await fetch_row(
        "SELECT 1 FROM recruiting_ai_quality_run WHERE company_id = $1 AND id = $2", company_id, run_id
    )
    return row is not None


async def relations(run_id: UUID, allowed: Sequence[str], query: ListQuery, *more: Clause) -> Listing:
    """Comparisons of a run about outcomes whose right the reader holds."""
    return await listing(
        RELATIONS,
        query,
        Clause("x.run_id = {}", (run_id,)),
        Clause("x.outcome_permission = ANY({})", (list(allowed),)),
        *more,
    )


async def permissions_in_use(company_id: UUID) -> list[str]:
    """Rights that the outcomes of any run need."""
    rows = await fetch(
        "SELECT DISTINCT outcome_permission FROM recruiting_ai_relation WHERE company_id = $1"
        " UNION SELECT DISTINCT outcome_permission FROM recruiting_ai_weight_proposal WHERE company_id = $1",
        company_id,
    )
    return [row["outcome_permission"] for row in rows]


async def proposals(company_id: UUID, allowed: Sequence[str], query: ListQuery) -> Listing:
    return await listing(
        PROPOSALS,
        query,
        Clause("x.company_id = {}", (company_id,)),
        Clause("x.outcome_permission = ANY({})", (list(allowed),)),
    )


async def proposal(company_id: UUID, proposal_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT x.*, p.key AS job FROM recruiting_ai_weight_proposal x"
        " JOIN recruiting_ai_profile p ON p.id = x.profile_id"
        f" WHERE x.company_id = $1 AND x.id = $2{' FOR UPDATE OF x' if lock else ''}",
        company_id,
        proposal_id,
    )
    return dict(row) | {"weights": from_json(row["weights"])} if row else None


async def refused_alike(company_id: UUID, profile_id: UUID, outcome: str) -> list[dict[str, int]]:
    """Weights that somebody has refused for this version of the profile and this outcome."""
    rows = await fetch(
        "SELECT weights FROM recruiting_ai_weight_proposal WHERE company_id = $1 AND profile_id = $2"
        " AND outcome = $3 AND state = 'refused'",
        company_id,
        profile_id,
        outcome,
    )
    return [{one["key"]: one["after"] for one in from_json(row["weights"])} for row in rows]


async def weights_before(company_id: UUID, profile_id: UUID, outcome: str) -> dict[str, int] | None:
    """Weights that people had set before they took the proposal about ``outcome`` that made this version."""
    row = await fetch_row(
        "SELECT weights FROM recruiting_ai_weight_proposal WHERE company_id = $1 AND new_profile_id = $2"
        " AND outcome = $3 AND state = 'accepted' ORDER BY decided_at DESC LIMIT 1",
        company_id,
        profile_id,
        outcome,
    )
    return {one["key"]: one["base"] for one in from_json(row["weights"])} if row else None


async def supersede(company_id: UUID, *, job: str | None = None) -> None:
    """What is still open gives way to what is newer."""
    await execute(
        "UPDATE recruiting_ai_weight_proposal x SET state = 'superseded' FROM recruiting_ai_profile p"
        " WHERE p.id = x.profile_id AND x.company_id = $1 AND x.state = 'open'"
        " AND ($2::text IS NULL OR p.key = $2)",
        company_id,
        job,
    )


async def decide(
    proposal_id: UUID, state: str, reason: str, by: UUID, by_name: str, at: Any, new: Any
) -> None:
    await execute(
        "UPDATE recruiting_ai_weight_proposal SET state = $2, reason = $3, decided_by = $4, decided_by_name = $5,"
        " decided_at = $6, new_profile_id = $7 WHERE id = $1",
        proposal_id,
        state,
        reason,
        by,
        by_name,
        at,
        new,
    )
