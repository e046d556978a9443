"""The words scores rest on, with the moments of the recording in which they are heard."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai.engine.report import ScoreReport
from renshi_recruiting_ai.interviews import repository as interviews
from renshi_recruiting_ai.interviews import scoring
from renshi_recruiting_ai.transcripts import repository as transcripts
from renshi_recruiting_ai.transcripts.service import HEARD
from renshi_recruiting_ai.transcripts.times import moments


async def heard_of(interview_id: UUID) -> dict[int, dict[str, Any]]:
    """What the program heard in each turn, the newest version."""
    return {
        item["turn_no"]: item
        for item in await transcripts.of_interview(interview_id)
        if item["source"] in HEARD
    }


async def with_moments(interview_id: UUID, report: ScoreReport) -> list[dict[str, Any]]:
    """Every quote of a report with where it is heard; a typed answer, or words nobody heard, have no moments."""
    turns = {turn["turn_no"]: turn for turn in await interviews.turns(interview_id)}
    heard = await heard_of(interview_id)
    items = []
    for row in scoring.evidence_rows(report):
        turn, version = turns.get(row["turn_no"]), heard.get(row["turn_no"])
        spoken = turn is not None and version is not None and turn["answered_by"] != "text"
        spans = (
            moments(turn["answer"] or "", row["start"], row["end"], version["words"], version["pieces"])
            if spoken and turn is not None and version is not None
            else ()
        )
        items.append(
            row
            | {
                "moments": [
                    {"recording_id": span.recording_id, "start_ms": span.start_ms, "end_ms": span.end_ms}
                    for span in spans
                ]
            }
        )
    return items


def clock(milliseconds: int) -> str:
    """A moment as minutes and seconds: 01:05."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes:02d}:{seconds:02d}"
