"""The transcript of the player: sentences, moments, marks."""

from typing import Any

from renshi_recruiting_ai.review.evidence import clock
from renshi_recruiting_ai.review.player import apart, of_recording, of_turns, sentences


def _piece(start: int, end: int, start_ms: int, end_ms: int, recording: str = "r1") -> dict[str, Any]:
    return {"start": start, "end": end, "start_ms": start_ms, "end_ms": end_ms, "recording_id": recording}


def _evidence(start: int, end: int, dimension: str = "解决问题", why: str = "要点：停线") -> dict[str, Any]:
    return {"turn_no": 1, "start": start, "end": end, "dimension": dimension, "why": why}


def test_a_pause_or_a_full_stop_begins_a_new_sentence() -> None:
    words = "先停线。再隔离可疑品"
    pieces = [
        _piece(0, 2, 0, 400),
        _piece(2, 4, 400, 800),
        _piece(4, 6, 900, 1300),
        _piece(6, 10, 2100, 2900),
    ]
    cut = sentences(words, pieces)
    assert [(words[part["from"] : part["to"]], part["start_ms"], part["end_ms"]) for part in cut] == [
        ("先停线。", 0, 800),
        ("再隔", 900, 1300),
        ("离可疑品", 2100, 2900),
    ]


def test_a_quote_is_marked_in_the_sentence_in_which_it_is_heard() -> None:
    words = "先停线再隔离可疑品"
    heard = {
        "words": words,
        "pieces": [_piece(0, 3, 0, 600), _piece(3, 6, 1500, 2000), _piece(6, 9, 2000, 2600)],
    }
    drawn = of_recording(
        {"id": "r1", "turn_no": 1, "kind": "audio"}, heard, words, [_evidence(3, 9)], "/somewhere"
    )
    assert [(s["start"], s["end"], s["text"]) for s in drawn["segments"]] == [
        (0.0, 0.6, "先停线"),
        (1.5, 2.6, "再隔离可疑品"),
    ]
    assert drawn["evidence"] == [
        {
            "segment": 1,
            "from": 0,
            "to": 6,
            "label": "解决问题",
            "colour": "success",
            "note": "要点：停线",
            "start": 1.5,
        }
    ]
    assert [word["start"] for word in drawn["segments"][1]["words"]] == [1.5, 2.0]
    assert [word["from"] for word in drawn["segments"][1]["words"]] == [0, 3]
    assert drawn["source"] == "/somewhere"


def test_of_a_corrected_answer_only_what_was_heard_has_a_place() -> None:
    heard = {"words": "先停线", "pieces": [_piece(0, 3, 0, 600)]}
    recording = {"id": "r1", "turn_no": 1, "kind": "audio"}
    drawn = of_recording(recording, heard, "完全不同", [_evidence(0, 4)], None)
    assert drawn["evidence"] == []
    other = of_recording(recording | {"id": "r2"}, heard, "先停线", [_evidence(0, 3)], None)
    assert (other["segments"], other["evidence"]) == ([], [])


def test_words_two_scores_rest_on_are_one_mark_with_both_names() -> None:
    drawn = of_turns(
        [{"turn_no": 1, "asked": "说说看", "answer": "先停线再隔离"}],
        [
            _evidence(0, 3),
            _evidence(1, 6, "沟通表达", "与题目最接近的一句"),
            _evidence(3, 6, "数据", "具体数据"),
        ],
    )
    assert [segment["speaker"] for segment in drawn["segments"]] == ["interviewer", "candidate"]
    assert [(m["segment"], m["from"], m["to"], m["label"]) for m in drawn["evidence"]] == [
        (1, 0, 3, "解决问题、沟通表达"),
        (1, 3, 6, "数据"),
    ]
    assert apart([]) == []


def test_a_moment_reads_as_minutes_and_seconds() -> None:
    assert (clock(0), clock(65_400), clock(3_600_000)) == ("00:00", "01:05", "60:00")
