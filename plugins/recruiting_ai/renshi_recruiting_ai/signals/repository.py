"""Queries of measurements and their evidence."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai.rows import from_json
from renshi_sdk.db import execute, fetch, fetch_row


async def forget(recording_id: UUID, parts: tuple[str, ...] | None = None) -> list[UUID]:
    """Remove measurements of a recording, all or those of some parts; returns the files of frames to delete."""
    wanted = list(parts) if parts is not None else ["vad", "speech", "asr", "face", "identity"]
    files: list[UUID] = []
    if "face" in wanted:
        rows = await fetch(
            "DELETE FROM recruiting_ai_frame WHERE recording_id = $1 RETURNING file_id", recording_id
        )
        files = [row["file_id"] for row in rows if row["file_id"] is not None]
    await execute(
        "DELETE FROM recruiting_ai_interval WHERE recording_id = $1 AND part = ANY($2)", recording_id, wanted
    )
    await execute(
        "DELETE FROM recruiting_ai_signal WHERE recording_id = $1 AND part = ANY($2)", recording_id, wanted
    )
    return files


async def of_interview(interview_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT s.id, s.recording_id, s.turn_no, s.part, s.state, s.backend, s.model_digest, s.analyser,"
        " s.input_digest, s.measures, s.reason_zh, s.reason_en, s.digest, s.created_at"
        " FROM recruiting_ai_signal s JOIN recruiting_ai_recording r ON r.id = s.recording_id"
        " WHERE s.interview_id = $1 ORDER BY s.turn_no, r.attempt, r.segment, s.part",
        interview_id,
    )
    return [dict(row) | {"measures": from_json(row["measures"])} for row in rows]


async def intervals(interview_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT x.recording_id, r.turn_no, x.part, x.kind, x.start_ms, x.end_ms, x.value"
        " FROM recruiting_ai_interval x JOIN recruiting_ai_recording r ON r.id = x.recording_id"
        " WHERE r.interview_id = $1 ORDER BY r.turn_no, r.attempt, r.segment, x.start_ms, x.kind",
        interview_id,
    )
    return [dict(row) for row in rows]


async def frames(interview_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT f.id, f.recording_id, r.turn_no, f.at_ms, f.kind, f.measures, f.sha256,"
        " f.file_id IS NOT NULL AS kept FROM recruiting_ai_frame f"
        " JOIN recruiting_ai_recording r ON r.id = f.recording_id"
        " WHERE r.interview_id = $1 ORDER BY r.turn_no, r.attempt, r.segment, f.at_ms, f.kind",
        interview_id,
    )
    return [dict(row) | {"measures": from_json(row["measures"])} for row in rows]


async def frame(interview_id: UUID, frame_id: UUID) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT f.id, f.file_id FROM recruiting_ai_frame f JOIN recruiting_ai_recording r ON r.id = f.recording_id"
        " WHERE r.interview_id = $1 AND f.id = $2",
        interview_id,
        frame_id,
    )
    return dict(row) if row else None


async def policy(company_id: UUID, signal: str) -> dict[str, Any] | None:
    """The last decision about a signal."""
    row = await fetch_row(
        "SELECT * FROM recruiting_ai_signal_policy WHERE company_id = $1 AND signal = $2"
        " ORDER BY decided_at DESC, id DESC LIMIT 1",
        company_id,
        signal,
    )
    return dict(row) if row else None


async def policies(company_id: UUID) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT signal, weight, jurisdiction, justification, decided_by_name, decided_at"
        " FROM recruiting_ai_signal_policy WHERE company_id = $1 ORDER BY decided_at DESC, id DESC LIMIT 200",
        company_id,
    )
    return [dict(row) for row in rows]
