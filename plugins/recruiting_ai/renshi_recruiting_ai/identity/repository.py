"""Queries of identity checks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk.db import execute, fetch, fetch_row

_SHOWN = (
    "id, given_by, state, reason, similarity, threshold, band, frames, model, model_digest, photo_sha256, compared_at,"
    " decision, decision_reason, decided_by_name, decided_at, created_at"
)


async def of_interview(interview_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        f"SELECT {_SHOWN} FROM recruiting_ai_identity WHERE interview_id = $1 ORDER BY created_at DESC, id DESC",
        interview_id,
    )
    return [dict(row) for row in rows]


async def newest(interview_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT * FROM recruiting_ai_identity WHERE interview_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1"
        + (" FOR UPDATE" if lock else ""),
        interview_id,
    )
    return dict(row) if row else None


async def by_id(company_id: UUID, identity_id: UUID) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT * FROM recruiting_ai_identity WHERE company_id = $1 AND id = $2 FOR UPDATE",
        company_id,
        identity_id,
    )
    return dict(row) if row else None


async def update(identity_id: UUID, **values: Any) -> None:
    places = ", ".join(f"{name} = ${number}" for number, name in enumerate(values, 2))
    await execute(f"UPDATE recruiting_ai_identity SET {places} WHERE id = $1", identity_id, *values.values())


async def forget(interview_ids: list[UUID]) -> tuple[int, list[UUID]]:
    """Delete checks; how many there were, and the photos to delete with them."""
    rows = await fetch(
        "DELETE FROM recruiting_ai_identity WHERE interview_id = ANY($1) RETURNING photo_file_id",
        interview_ids,
    )
    return len(rows), [row["photo_file_id"] for row in rows if row["photo_file_id"] is not None]
