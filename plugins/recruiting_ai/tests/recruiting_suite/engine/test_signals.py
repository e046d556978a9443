"""Signals that count: anchored, resting on moments, and blind to everything that tells who somebody is."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from renshi_recruiting_ai.engine.adding import add
from renshi_recruiting_ai.engine.report import Added, SignalScore
from renshi_recruiting_ai.engine.signals import PAUSES, PRESENCE, RATE, Recorded, points, signal_scores

from .answers import AB_TEST, ANALYST, profile, scored

ANSWERS = {"ab_test": "".join(AB_TEST), "complex_problem": "".join(ANALYST)}
SPEECH = {"syllables_per_second": 4.5, "speech_seconds": 40.0}


def recorded(
    rate: float | None = 4.5,
    pauses: tuple[tuple[int, int], ...] = (),
    face: float | None = None,
    **more: object,
) -> Recorded:
    measures: dict[str, dict[str, object]] = {"vad": {"speech_seconds": 40.0}}
    if rate is not None:
        measures["speech"] = {"syllables_per_second": rate, "speech_seconds": 40.0} | more
    if face is not None:
        measures["face"] = {"face_present_share": face, "frames": 100}
    intervals = [("vad", "speech", 500, 4000), ("vad", "speech", 20_000, 60_000)]
    intervals += [("vad", "pause", start, end) for start, end in pauses]
    if face is not None and face < 1:
        intervals.append(("face", "no_face", 1000, 9000))
    return Recorded("r1", 60.0, measures, tuple(intervals))


def by_key(
    *items: Recorded, speech: int = 10, video: int = 10, accommodated: bool = False
) -> dict[str, SignalScore]:
    return {
        one.key: one for one in signal_scores(items, speech=speech, video=video, accommodated=accommodated)
    }


def test_nothing_counts_without_a_weight() -> None:
    assert signal_scores([recorded(face=1.0)], speech=0, video=0, accommodated=False) == ()
    assert set(by_key(recorded(face=1.0), video=0)) == {"rate", "pauses"}
    assert set(by_key(recorded(face=1.0), speech=0)) == {"presence"}


@pytest.mark.parametrize(
    ("anchors", "value", "expected"),
    [
        (RATE, 0.2, "2.0"),
        (RATE, 1.5, "4.0"),
        (RATE, 3.0, "10.0"),
        (RATE, 6.5, "10.0"),
        (RATE, 7.25, "8.0"),
        (RATE, 30.0, "2.0"),
        (PAUSES, 0.0, "10.0"),
        (PAUSES, 0.2, "8.0"),
        (PAUSES, 0.45, "4.0"),
        (PAUSES, 1.0, "2.0"),
        (PRESENCE, 1.0, "10.0"),
        (PRESENCE, 0.7, "6.0"),
        (PRESENCE, 0.0, "2.0"),
    ],
)
def test_the_anchors(anchors: tuple[tuple[float, float], ...], value: float, expected: str) -> None:
    assert points(value, anchors) == Decimal(expected)


def test_a_signal_says_what_it_measured_and_where() -> None:
    found = by_key(recorded(7.25, pauses=((5000, 6500), (8000, 14_000)), face=0.7))
    assert (found["rate"].score, found["rate"].measure, found["rate"].weight) == (
        Decimal("8.0"),
        "7.2 音节/秒",
        Decimal(5),
    )
    # A second and a half is thinking; six seconds of sixty are a tenth.
    assert (found["pauses"].score, found["pauses"].measure) == (Decimal("10.0"), "10%")
    assert [(one.kind, one.start_ms, one.end_ms) for one in found["pauses"].moments] == [
        ("pause", 8000, 14_000)
    ]
    assert found["presence"].anchor is not None
    assert (found["presence"].score, found["presence"].anchor.zh) == (Decimal("6.0"), "时有离开画面")
    assert [(one.kind, one.start_ms) for one in found["presence"].moments] == [("no_face", 1000)]


def test_what_was_not_measured_is_no_nought() -> None:
    found = by_key(recorded(rate=None))
    assert (found["rate"].score, found["presence"].score) == (None, None)
    assert found["presence"].note is not None
    base = scored("data_analyst", ANSWERS)
    nothing = tuple(item for item in found.values() if item.score is None)
    shown = add(base, profile("data_analyst"), Added(signals=nothing))
    assert (shown.scorer, shown.match.percent) == (base.scorer, base.match.percent)


def test_who_asked_for_more_time_is_not_measured_by_the_clock() -> None:
    found = by_key(recorded(9.9, pauses=((1000, 50_000),)), accommodated=True)
    assert (found["rate"].score, found["pauses"].score) == (None, None)
    assert found["rate"].note is not None
    assert found["rate"].note.zh == "候选人选择了更多时间或不计时，不按时间评价"


def test_a_signal_takes_its_per_cent_of_the_match_and_moves_no_dimension() -> None:
    base = scored("data_analyst", ANSWERS)
    assert base.match.percent == 95
    found = tuple(by_key(recorded(1.5, face=0.7), speech=5, video=10).values())
    result = add(base, profile("data_analyst"), Added(signals=found))
    assert result.scorer == "rules-3+signals-1"
    assert result.dimensions == base.dimensions
    # 0.85 × 94.62 of the words, 2.5 % each of 4.0 and 10.0, 10 % of 6.0: 80.42 + 1 + 2.5 + 6
    assert result.match.percent == 90
    assert result.match.formula == (
        "85 % × (30×10.0 + 25×8.6 + 10×10.0) / (10×65)"
        " + 2.5 % × 4.0/10 + 2.5 % × 10.0/10 + 10 % × 6.0/10 = 90 %"
    )
    assert (result.match.low, result.match.high) == (75, 95)


def test_pitch_voice_and_everything_else_measured_leave_every_bit_as_it_was() -> None:
    """What tells sex, age, accent, origin or health from a voice or a face is measured and counts nowhere."""
    base = scored("data_analyst", ANSWERS)
    plain = tuple(by_key(recorded(face=0.9)).values())
    expected = add(base, profile("data_analyst"), Added(signals=plain)).model_dump_json()
    seen = 0
    for pitch, voice, head in itertools.product((0.4, 1.2, 2.7), (2.0, 9.0, 25.0), (0.1, 0.5, 1.0)):
        item = recorded(
            face=0.9,
            pitch_sd_semitones=pitch,
            pitch_range_semitones=pitch * 4,
            hnr_db=voice,
            jitter=voice / 1000,
            shimmer=voice / 100,
            loudness_sd_db=voice,
            voiced_share=head,
            snr_db=voice + 10,
        )
        item.measures["face"] |= {
            "head_towards_camera_share": head,
            "head_turn_sd_degrees": voice,
            "head_movement_widths_per_second": head,
            "motion_share": head,
            "several_faces_share": head,
            "age": 58,
            "sex": "female",
        }
        found = tuple(by_key(item).values())
        assert add(base, profile("data_analyst"), Added(signals=found)).model_dump_json() == expected
        seen += 1
    assert seen == 27


@given(st.floats(0, 20), st.floats(0, 1), st.floats(0, 1), st.integers(1, 20), st.integers(1, 20))
def test_signals_never_take_more_than_their_weight(
    rate: float, silent: float, face: float, speech: int, video: int
) -> None:
    base = scored("data_analyst", ANSWERS)
    pause = ((4000, 4000 + round(silent * 56_000)),)
    found = tuple(by_key(recorded(rate, pauses=pause, face=face), speech=speech, video=video).values())
    result = add(base, profile("data_analyst"), Added(signals=found)).match
    assert base.match.percent is not None
    assert result.percent is not None
    assert abs(result.percent - base.match.percent) <= speech + video + 1
    assert 0 <= (result.low or 0) <= result.percent <= (result.high or 0) <= 100


@given(st.floats(3.0, 6.5), st.floats(3.0, 6.5))
def test_the_usual_range_is_one_value(one: float, two: float) -> None:
    assert points(one, RATE) == points(two, RATE) == Decimal("10.0")
