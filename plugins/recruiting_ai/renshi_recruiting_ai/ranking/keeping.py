"""Matches as rows; the ranker's figure where the company has one that holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.ranking import ranker
from renshi_recruiting_ai.rows import as_json
from renshi_sdk import Context, new_id
from renshi_sdk.db import connection

_UPSERT = (
    "INSERT INTO recruiting_ai_match (id, company_id, resume_id, application_id, requisition_id, profile_id, scorer,"
    " ranker_id, score, must_haves, coverage, input_digest, detail, matched_at)"
    " SELECT $1, $2, $3, x.application_id, $4, $5, $6, $7, $8::text::numeric, $9, $10::text::numeric, $11, $12, $13"
    " FROM recruiting_ai_resume x WHERE x.id = $3"
    " ON CONFLICT (tenant_id, resume_id, requisition_id) DO UPDATE SET scorer = excluded.scorer,"
    " ranker_id = excluded.ranker_id, score = excluded.score, must_haves = excluded.must_haves,"
    " coverage = excluded.coverage, input_digest = excluded.input_digest, detail = excluded.detail,"
    " profile_id = excluded.profile_id, application_id = excluded.application_id, matched_at = excluded.matched_at"
)


async def keep(
    ctx: Context, requisition_id: UUID, profile_id: UUID, found: Sequence[tuple[UUID, dict[str, Any]]]
) -> None:
    """Store matches of résumés with a job.

    With a ranker in use its score orders the list, and the profile match stays beside it.
    """
    if not found:
        return
    scored = await ranker.apply(ctx, profile_id, [match for _, match in found])
    await connection().executemany(
        _UPSERT,
        [
            (
                new_id(),
                ctx.company_id,
                resume_id,
                requisition_id,
                profile_id,
                match["scorer"],
                match.get("ranker_id"),
                f"{match['score']:.4f}",
                match["must_haves"],
                f"{match['coverage']:.4f}",
                match["input_digest"],
                as_json({key: value for key, value in match.items() if key != "ranker_id"}).replace(
                    "\\u0000", ""
                ),
                ctx.now(),
            )
            for (resume_id, _), match in zip(found, scored, strict=True)
        ],
    )
