"""What recordings and their analysis keep about a person: export and erasure. Used by the plugin's `care`."""

from __future__ import annotations

from uuid import UUID

from renshi_recruiting_ai.media import service
from renshi_sdk import Context
from renshi_sdk.db import execute, fetch

TABLES = (
    "recruiting_ai_recording",
    "recruiting_ai_chunk",
    "recruiting_ai_transcript",
    "recruiting_ai_signal",
    "recruiting_ai_interval",
    "recruiting_ai_frame",
)
_MINE = (
    " JOIN recruiting_ai_interview i ON i.id = {}.interview_id"
    " JOIN recruiting_ai_application a ON a.id = i.application_id WHERE a.candidate_id = $1"
)
_RECORDING = " JOIN recruiting_ai_recording r ON r.id = x.recording_id" + _MINE.format("r")
# What a person may read of each table; the candidate's own rows are found by $1. Pictures and sound are files, listed
# with their SHA-256.
EXPORTS = {
    "recruiting_ai_recording": (
        "SELECT r.turn_no, r.attempt, r.segment, r.kind, r.media_type, r.state, r.size, r.sha256, r.seconds,"
        " r.keep_until, r.begun_at, r.finished_at FROM recruiting_ai_recording r"
        + _MINE.format("r")
        + " ORDER BY r.turn_no, r.attempt, r.segment"
    ),
    "recruiting_ai_chunk": (
        "SELECT r.turn_no, x.chunk_no, x.size, x.sha256 FROM recruiting_ai_chunk x"
        + _RECORDING
        + " ORDER BY r.turn_no, r.id, x.chunk_no"
    ),
    "recruiting_ai_transcript": (
        "SELECT t.turn_no, t.version, t.source, t.words, t.confidence, t.model, t.created_at"
        " FROM recruiting_ai_transcript t" + _MINE.format("t") + " ORDER BY t.turn_no, t.version"
    ),
    "recruiting_ai_signal": (
        "SELECT s.turn_no, s.part, s.state, s.backend, s.measures::text AS measures, s.reason_zh, s.created_at"
        " FROM recruiting_ai_signal s" + _MINE.format("s") + " ORDER BY s.turn_no, s.part"
    ),
    "recruiting_ai_interval": (
        "SELECT r.turn_no, x.part, x.kind, x.start_ms, x.end_ms, x.value FROM recruiting_ai_interval x"
        + _RECORDING
        + " ORDER BY r.turn_no, x.start_ms"
    ),
    "recruiting_ai_frame": (
        "SELECT r.turn_no, x.at_ms, x.kind, x.sha256 FROM recruiting_ai_frame x"
        + _RECORDING
        + " ORDER BY r.turn_no, x.at_ms"
    ),
}


async def erase(ctx: Context, candidate_id: UUID) -> dict[str, int]:
    """Remove a candidate's recordings with all files, and every transcript and measurement; rows by table."""
    counted = {table: len(await fetch(sql, candidate_id)) for table, sql in EXPORTS.items()}
    rows = await fetch("SELECT r.id FROM recruiting_ai_recording r" + _MINE.format("r"), candidate_id)
    await service.delete(ctx, [row["id"] for row in rows], why="erasure")
    await execute(
        "DELETE FROM recruiting_ai_transcript WHERE interview_id IN (SELECT i.id FROM recruiting_ai_interview i"
        " JOIN recruiting_ai_application a ON a.id = i.application_id WHERE a.candidate_id = $1)",
        candidate_id,
    )
    return {table: count for table, count in counted.items() if count}
