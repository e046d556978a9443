"""A transcript as the player shows it: who said what, when, and which words a score rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from renshi_recruiting_ai.transcripts.times import moments

PAUSE_MS = 700
LONGEST = 40
"""Characters after which a sentence of the transcript is cut even without a pause."""
INTERVIEWER, CANDIDATE = "interviewer", "candidate"


def of_turns(turns: Sequence[Mapping[str, Any]], evidence: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Questions and answers of a whole interview, with the words that scores rest on marked."""
    segments: list[dict[str, Any]] = []
    place: dict[int, int] = {}
    for turn in turns:
        segments.append({"start": None, "end": None, "text": turn["asked"], "speaker": INTERVIEWER})
        if turn["answer"]:
            place[turn["turn_no"]] = len(segments)
            segments.append({"start": None, "end": None, "text": turn["answer"], "speaker": CANDIDATE})
    marks = [
        _mark(place[item["turn_no"]], item["start"], item["end"], item)
        for item in evidence
        if item["turn_no"] in place
    ]
    return {"source": None, "kind": "audio", "segments": segments, "evidence": apart(marks)}


def sentences(words: str, pieces: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What was heard in one recording, cut at pauses and full stops; ``pieces`` of the part are kept with it."""
    found: list[dict[str, Any]] = []
    for piece in sorted(pieces, key=lambda item: (item["start_ms"], item["start"])):
        last = found[-1] if found else None
        if (
            last is not None
            and piece["start_ms"] - last["end_ms"] < PAUSE_MS
            and piece["end"] - last["from"] <= LONGEST
            and words[last["to"] - 1 : last["to"]] not in tuple("。！？!?")
        ):
            last["to"], last["end_ms"] = piece["end"], piece["end_ms"]
            last["pieces"].append(piece)
        else:
            found.append(
                {
                    "from": piece["start"],
                    "to": piece["end"],
                    "start_ms": piece["start_ms"],
                    "end_ms": piece["end_ms"],
                    "pieces": [piece],
                }
            )
    return found


def of_recording(
    recording: Mapping[str, Any],
    heard: Mapping[str, Any] | None,
    answer: str,
    evidence: Iterable[Mapping[str, Any]],
    source: str | None,
) -> dict[str, Any]:
    """One recording with what was heard in it: a click on a sentence plays it, a quote is marked where it is heard.

    ``answer`` is the answer as scored, which the candidate may have corrected; a quote that was not heard so has no
    place here.
    """
    own = [
        piece
        for piece in (heard["pieces"] if heard else ())
        if str(piece["recording_id"]) == str(recording["id"])
    ]
    cut = sentences(heard["words"], own) if heard else []
    marks: list[dict[str, Any]] = []
    for item in evidence:
        if heard is None or item["turn_no"] != recording["turn_no"]:
            continue
        for span in moments(answer, item["start"], item["end"], heard["words"], heard["pieces"]):
            if span.recording_id != str(recording["id"]):
                continue
            for index, part in enumerate(cut):
                hit = [
                    p for p in part["pieces"] if p["start_ms"] >= span.start_ms and p["end_ms"] <= span.end_ms
                ]
                if hit:
                    start, end = hit[0]["start"] - part["from"], hit[-1]["end"] - part["from"]
                    marks.append(_mark(index, start, end, item) | {"start": hit[0]["start_ms"] / 1000})
    return {
        "source": source,
        "kind": recording["kind"],
        "segments": [
            {
                "start": part["start_ms"] / 1000,
                "end": part["end_ms"] / 1000,
                "text": heard["words"][part["from"] : part["to"]] if heard else "",
                "speaker": CANDIDATE,
                "words": [
                    {"from": piece["start"] - part["from"], "start": piece["start_ms"] / 1000}
                    for piece in part["pieces"]
                ],
            }
            for part in cut
        ],
        "evidence": apart(marks),
    }


def apart(marks: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Marks in reading order; of words that two scores rest on, one mark that names both."""
    kept: list[dict[str, Any]] = []
    for mark in sorted(marks, key=lambda item: (item["segment"], item["from"], -item["to"])):
        last = kept[-1] if kept else None
        if last is not None and last["segment"] == mark["segment"] and mark["from"] < last["to"]:
            if mark["label"] not in last["label"].split("、"):
                last["label"] += f"、{mark['label']}"
                last["note"] += f"；{mark['note']}"
        else:
            kept.append(dict(mark))
    return kept


def _mark(segment: int, start: int, end: int, item: Mapping[str, Any]) -> dict[str, Any]:
    listed = str(item["why"]).startswith("仅罗列")
    return {
        "segment": segment,
        "from": start,
        "to": end,
        "label": item["dimension"],
        "colour": "warning" if listed else "success",
        "note": item["why"],
    }
