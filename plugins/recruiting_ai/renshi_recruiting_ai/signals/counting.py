"""Signals of an interview that count: only where the company decided so, and only of the answers that were given."""

from __future__ import annotations

from typing import Any

from renshi_recruiting_ai.engine.report import SignalScore
from renshi_recruiting_ai.engine.signals import Recorded, signal_scores
from renshi_recruiting_ai.media import repository as recordings
from renshi_recruiting_ai.signals import policy, repository
from renshi_sdk import Context


async def counted(ctx: Context, interview: dict[str, Any]) -> tuple[SignalScore, ...]:
    """Scores of the signals that have a weight now; nothing where none has, or nothing was recorded."""
    weights = {name: await policy.weight(ctx, name) for name in policy.SIGNALS}
    if not any(weights.values()):
        return ()
    recorded = [
        item for item in await recordings.of_interview(interview["id"]) if item["state"] == "analysed"
    ]
    if not recorded:
        return ()
    last = {
        turn: max(r["attempt"] for r in recorded if r["turn_no"] == turn)
        for turn in {r["turn_no"] for r in recorded}
    }
    signals = await repository.of_interview(interview["id"])
    intervals = await repository.intervals(interview["id"])
    return signal_scores(
        [
            Recorded(
                str(item["id"]),
                float(item["seconds"] or 0),
                {
                    signal["part"]: signal["measures"]
                    for signal in signals
                    if signal["recording_id"] == item["id"] and signal["state"] == "measured"
                },
                tuple(
                    (row["part"], row["kind"], row["start_ms"], row["end_ms"])
                    for row in intervals
                    if row["recording_id"] == item["id"]
                ),
            )
            for item in recorded
            if item["attempt"] == last[item["turn_no"]]
        ],
        speech=weights["speech"],
        video=weights["video"],
        accommodated=interview["time_percent"] != 100,
    )
