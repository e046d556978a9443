"""Queries of recordings and their pieces."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from renshi_sdk.db import execute, fetch, fetch_row


async def by_key(interview_id: UUID, key: str, *, lock: bool = False) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT * FROM recruiting_ai_recording WHERE interview_id = $1 AND key = $2"
        + (" FOR UPDATE" if lock else ""),
        interview_id,
        key,
    )
    return dict(row) if row else None


async def by_id(company_id: UUID, recording_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT * FROM recruiting_ai_recording WHERE company_id = $1 AND id = $2"
        + (" FOR UPDATE" if lock else ""),
        company_id,
        recording_id,
    )
    return dict(row) if row else None


async def of_interview(interview_id: UUID) -> list[dict[str, Any]]:
    """All recordings that count, in the order they were spoken."""
    rows = await fetch(
        "SELECT * FROM recruiting_ai_recording WHERE interview_id = $1 AND state <> 'discarded'"
        " ORDER BY turn_no, attempt, segment",
        interview_id,
    )
    return [dict(row) for row in rows]


async def chunks(recording_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT chunk_no, size, sha256, file_id FROM recruiting_ai_chunk WHERE recording_id = $1 ORDER BY chunk_no",
        recording_id,
    )
    return [dict(row) for row in rows]


async def chunk(recording_id: UUID, chunk_no: int) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT size, sha256 FROM recruiting_ai_chunk WHERE recording_id = $1 AND chunk_no = $2",
        recording_id,
        chunk_no,
    )
    return dict(row) if row else None


async def update(recording_id: UUID, **values: Any) -> None:
    """Set columns by name; the names come from code."""
    sets = ", ".join(f"{name} = ${number}" for number, name in enumerate(values, 2))
    await execute(f"UPDATE recruiting_ai_recording SET {sets} WHERE id = $1", recording_id, *values.values())


async def files_of(recording_ids: Sequence[UUID]) -> list[UUID]:
    """Every file that recordings have anywhere: whole, in pieces, and as frames."""
    rows = await fetch(
        "SELECT file_id FROM recruiting_ai_recording WHERE id = ANY($1) AND file_id IS NOT NULL"
        " UNION SELECT file_id FROM recruiting_ai_chunk WHERE recording_id = ANY($1) AND file_id IS NOT NULL"
        " UNION SELECT file_id FROM recruiting_ai_frame WHERE recording_id = ANY($1) AND file_id IS NOT NULL",
        list(recording_ids),
    )
    return [row["file_id"] for row in rows]


async def forget_chunks(recording_id: UUID) -> None:
    """Remove the rows of the pieces, once they are one file."""
    await execute("DELETE FROM recruiting_ai_chunk WHERE recording_id = $1", recording_id)


async def overdue(company_id: UUID, today: date) -> list[UUID]:
    """Recordings that never came to an end and whose time is over."""
    rows = await fetch(
        "SELECT id FROM recruiting_ai_recording WHERE company_id = $1 AND state = 'receiving' AND keep_until < $2"
        " LIMIT 500",
        company_id,
        today,
    )
    return [row["id"] for row in rows]


async def waiting(interview_id: UUID) -> int:
    """Recordings of answers given that are still to be analysed."""
    row = await fetch_row(
        "SELECT count(*) AS n FROM recruiting_ai_recording WHERE interview_id = $1 AND state = 'stored'",
        interview_id,
    )
    return int(row["n"]) if row else 0
