"""From characters of an answer to moments of its recording, also where the candidate has corrected the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

NEAR_MS = 1500
"""Two words of one quote this far apart are one stretch of sound."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of one recording, in milliseconds."""

    recording_id: str
    start_ms: int
    end_ms: int


def moments(
    answer: str, start: int, end: int, heard: str, pieces: Sequence[dict[str, Any]]
) -> tuple[Moment, ...]:
    """Where the characters `start` to `end` of `answer` are heard; empty where nothing of them was heard so.

    The answer is laid over what the model heard; characters that stand in both give the words, and these the times.
    """
    places = _same_places(answer, heard)
    hit = sorted(
        {place for at in range(start, min(end, len(answer))) if (place := places.get(at)) is not None}
    )
    if not hit:
        return ()
    found: list[Moment] = []
    chosen = set(hit)
    for piece in pieces:
        if chosen.isdisjoint(range(piece["start"], piece["end"])):
            continue
        last = found[-1] if found else None
        if (
            last is not None
            and last.recording_id == piece["recording_id"]
            and piece["start_ms"] - last.end_ms <= NEAR_MS
        ):
            found[-1] = Moment(last.recording_id, last.start_ms, max(last.end_ms, piece["end_ms"]))
        else:
            found.append(Moment(piece["recording_id"], piece["start_ms"], piece["end_ms"]))
    return tuple(found)


def _same_places(answer: str, heard: str) -> dict[int, int]:
    if answer == heard:
        return {number: number for number in range(len(answer))}
    blocks = SequenceMatcher(None, answer, heard, autojunk=False).get_matching_blocks()
    return {block.a + number: block.b + number for block in blocks for number in range(block.size)}
