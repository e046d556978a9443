"""What was said: heard by a model, then confirmed or corrected by the person who said it. Nothing is overwritten."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.engine.profile import digest
from renshi_recruiting_ai.rows import as_json, insert
from renshi_recruiting_ai.transcripts import repository
from renshi_sdk import Context

HEARD = frozenset({"asr_local", "asr_http"})


async def heard(
    ctx: Context, recording: dict[str, Any], found: dict[str, Any], *, model: str, model_digest: str
) -> None:
    """Keep what a model heard in a recording. The segments of one attempt are one transcript, in their order."""
    versions = await repository.of_turn(recording["interview_id"], recording["turn_no"])
    pieces = [
        {
            "start": piece["start"],
            "end": piece["end"],
            "start_ms": round(piece["at"] * 1000),
            "end_ms": round(piece["until"] * 1000),
            "confidence": piece["confidence"],
            "recording_id": str(recording["id"]),
            "segment": recording["segment"],
            "attempt": recording["attempt"],
        }
        for piece in found["pieces"]
    ]
    parts: dict[int, tuple[str, list[dict[str, Any]]]] = {}
    before = next((item for item in reversed(versions) if item["source"] in HEARD), None)
    if before is not None:
        parts = _by_segment(before, recording["attempt"])
    parts[recording["segment"]] = (found["text"], pieces)
    words, joined = "", []
    for segment in sorted(parts):
        text, mine = parts[segment]
        shift = len(words)
        joined += [piece | {"start": piece["start"] + shift, "end": piece["end"] + shift} for piece in mine]
        words += text
    weights = [piece["end"] - piece["start"] for piece in joined]
    total = sum(weights)
    confidence = (
        round(sum(p["confidence"] * w for p, w in zip(joined, weights, strict=True)) / total, 4)
        if total
        else None
    )
    await _add(
        ctx,
        recording["interview_id"],
        recording["turn_no"],
        versions,
        source="asr_local",
        words=words,
        pieces=joined,
        confidence=confidence,
        model=model,
        model_digest=model_digest,
    )


def _by_segment(version: dict[str, Any], attempt: int) -> dict[int, tuple[str, list[dict[str, Any]]]]:
    """A transcript taken apart again into its segments, as far as they are of the same attempt."""
    grouped: dict[int, list[dict[str, Any]]] = {}
    for piece in version["pieces"]:
        if piece["attempt"] == attempt:
            grouped.setdefault(piece["segment"], []).append(piece)
    found: dict[int, tuple[str, list[dict[str, Any]]]] = {}
    order = sorted(grouped)
    begin = 0
    for number, segment in enumerate(order):
        # What stands between two segments (a full stop) belongs to the first.
        end = grouped[order[number + 1]][0]["start"] if number + 1 < len(order) else len(version["words"])
        found[segment] = (
            version["words"][begin:end],
            [
                piece | {"start": piece["start"] - begin, "end": piece["end"] - begin}
                for piece in grouped[segment]
            ],
        )
        begin = end
    return found


async def correct(ctx: Context, interview_id: UUID, turn_no: int, text: str) -> dict[str, Any] | None:
    """Keep the candidate's own version. Returns it, or None where it says what is there already."""
    versions = await repository.of_turn(interview_id, turn_no)
    latest = versions[-1] if versions else None
    model = next((item for item in reversed(versions) if item["source"] in HEARD), None)
    if latest is not None and latest["words"] == text and latest["source"] not in HEARD:
        return None
    if model is None:
        source, share = "candidate_typed", None
    elif model["words"] == text:
        source, share = "candidate_confirmed", 0.0
    else:
        source = "candidate_corrected"
        share = round(1 - SequenceMatcher(None, model["words"], text, autojunk=False).ratio(), 4)
    return await _add(
        ctx, interview_id, turn_no, versions, source=source, words=text, pieces=[], changed_share=share
    )


async def _add(
    ctx: Context,
    interview_id: UUID,
    turn_no: int,
    versions: list[dict[str, Any]],
    *,
    source: str,
    words: str,
    pieces: list[dict[str, Any]],
    confidence: float | None = None,
    changed_share: float | None = None,
    model: str | None = None,
    model_digest: str | None = None,
) -> dict[str, Any]:
    version = versions[-1]["version"] + 1 if versions else 1
    said = digest({"words": words, "pieces": pieces, "model": model_digest, "source": source})
    if versions and versions[-1]["digest"] == said:
        return versions[-1]
    await insert(
        "recruiting_ai_transcript",
        company_id=ctx.company_id,
        interview_id=interview_id,
        turn_no=turn_no,
        version=version,
        source=source,
        words=words,
        pieces=as_json(pieces),
        confidence=confidence,
        changed_share=changed_share,
        model=model,
        model_digest=model_digest,
        digest=said,
    )
    await ctx.audit.record(
        "recruiting_ai.transcript.add",
        subject="recruiting_ai_interview",
        subject_id=interview_id,
        detail={"turn_no": turn_no, "version": version, "source": source, "digest": said},
    )
    return {"version": version, "source": source, "words": words, "changed_share": changed_share}


async def answer_of(interview_id: UUID, turn_no: int) -> str | None:
    """What counts as the answer: the candidate's own latest version, else what a model heard last."""
    versions = await repository.of_turn(interview_id, turn_no)
    own = [item for item in versions if item["source"] not in HEARD]
    if own:
        return str(own[-1]["words"])
    return str(versions[-1]["words"]) if versions else None
