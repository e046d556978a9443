"""What a signal of voice or picture is worth where a company lets it count (`signals-1`).

Three rules over physical facts: how fast somebody speaks, how long they are silent, whether somebody is in the picture.
The anchors are wide and are this product's own; no study of people stands behind them, which is why the weight is 0
until somebody takes responsibility for another one. Pitch, intonation, voice quality, loudness, head direction and
movement have no rule: they tell of sex, age, accent, health and feelings sooner than of work. Who asked for more time
or none counted is not measured by the clock at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from .report import Moment, Reason, SignalScore

VERSION = "signals-1"
LONG_PAUSE_MS = 3000
"""Shorter silences are how people think and breathe."""
MOST_MOMENTS = 20
Anchors = tuple[tuple[float, float], ...]
# (measure, points): straight lines between the anchors, the outer ones beyond them.
RATE: Anchors = ((1.0, 2.0), (2.0, 6.0), (3.0, 10.0), (6.5, 10.0), (8.0, 6.0), (10.0, 2.0))
"""Syllables a second while speaking."""
PAUSES: Anchors = ((0.10, 10.0), (0.30, 6.0), (0.60, 2.0))
"""Share of the recording in silences of three seconds and more, after the first word."""
PRESENCE: Anchors = ((0.30, 2.0), (0.70, 6.0), (0.95, 10.0))
"""Share of the frames with a face in them."""
_WORDS = {
    "rate": (
        Reason(zh="语速", en="Rate of speech"),
        (
            Reason(zh="过快或过慢，难以听清", en="so fast or slow that it is hard to follow"),
            Reason(zh="偏快或偏慢", en="rather fast or slow"),
            Reason(zh="在通常范围内", en="in the usual range"),
        ),
    ),
    "pauses": (
        Reason(zh="长停顿", en="Long pauses"),
        (
            Reason(zh="多数时间没有作答", en="silent most of the time"),
            Reason(zh="长停顿较多", en="many long pauses"),
            Reason(zh="长停顿很少", en="hardly any long pause"),
        ),
    ),
    "presence": (
        Reason(zh="在镜头前", en="In the picture"),
        (
            Reason(zh="多数时间不在画面中", en="out of the picture most of the time"),
            Reason(zh="时有离开画面", en="out of the picture at times"),
            Reason(zh="基本一直在画面中", en="in the picture nearly always"),
        ),
    ),
}
NOT_MEASURED = Reason(zh="没有可用的测量，不计分", en="not measured, so it does not count")
ACCOMMODATED = Reason(
    zh="候选人选择了更多时间或不计时，不按时间评价", en="more time was chosen, so nothing goes by the clock"
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recording that is part of the answer: measures by part, and its intervals (part, kind, start, end in ms)."""

    id: str
    seconds: float
    measures: dict[str, dict[str, Any]]
    intervals: tuple[tuple[str, str, int, int], ...]


def points(value: float, anchors: Anchors) -> Decimal:
    """0 to 10 with one decimal, on straight lines between the anchors."""
    if value <= anchors[0][0]:
        found = anchors[0][1]
    elif value >= anchors[-1][0]:
        found = anchors[-1][1]
    else:
        found = next(
            low + (high - low) * (value - left) / (right - left)
            for (left, low), (right, high) in pairwise(anchors)
            if left <= value <= right
        )
    return Decimal(repr(round(found, 9))).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def signal_scores(
    recorded: Sequence[Recorded], *, speech: int, video: int, accommodated: bool
) -> tuple[SignalScore, ...]:
    """The rules whose signal has a weight (per cent of the match); the weight of speech is shared by its two rules."""
    found: list[SignalScore] = []
    if speech:
        half = Decimal(speech) / 2
        note = ACCOMMODATED if accommodated else NOT_MEASURED
        rate = None if accommodated else _rate(recorded)
        found.append(_score("rate", "speech", half, rate, RATE, "{:.1f} 音节/秒", recorded, note))
        share = None if accommodated else _pauses(recorded)
        found.append(_score("pauses", "speech", half, share, PAUSES, "{:.0%}", recorded, note))
    if video:
        present = _presence(recorded)
        found.append(
            _score("presence", "video", Decimal(video), present, PRESENCE, "{:.0%}", recorded, NOT_MEASURED)
        )
    return tuple(found)


def _score(
    key: str,
    signal: str,
    weight: Decimal,
    value: float | None,
    anchors: Anchors,
    form: str,
    recorded: Sequence[Recorded],
    note: Reason,
) -> SignalScore:
    label, words = _WORDS[key]
    reached = None if value is None else points(value, anchors)
    anchor = None
    if reached is not None:
        anchor = words[2] if reached >= 9 else words[1] if reached >= 5 else words[0]
    return SignalScore(
        key=key,
        signal=signal,
        label=label,
        score=reached,
        measure="" if value is None else form.format(value),
        anchor=anchor,
        weight=weight,
        moments=() if value is None else _moments(key, recorded),
        note=note if reached is None else None,
    )


def _rate(recorded: Sequence[Recorded]) -> float | None:
    """Over all recordings, by how long was spoken; those too short or noisy to tell are left out."""
    known = [
        (float(one["syllables_per_second"]), float(one["speech_seconds"]))
        for one in (item.measures.get("speech", {}) for item in recorded)
        if one.get("syllables_per_second") is not None and one.get("speech_seconds")
    ]
    seconds = sum(length for _, length in known)
    return round(sum(rate * length for rate, length in known) / seconds, 6) if seconds else None


def _long_pauses(item: Recorded) -> list[tuple[int, int]]:
    first = min(
        (start for part, kind, start, _ in item.intervals if (part, kind) == ("vad", "speech")), default=None
    )
    return [
        (start, end)
        for part, kind, start, end in item.intervals
        if (part, kind) == ("vad", "pause")
        and end - start >= LONG_PAUSE_MS
        and first is not None
        and start >= first
    ]


def _pauses(recorded: Sequence[Recorded]) -> float | None:
    heard = [item for item in recorded if item.measures.get("vad", {}).get("speech_seconds")]
    seconds = sum(item.seconds for item in heard)
    if not seconds:
        return None
    silent = sum(end - start for item in heard for start, end in _long_pauses(item)) / 1000
    return round(min(1.0, silent / seconds), 6)


def _presence(recorded: Sequence[Recorded]) -> float | None:
    known = [
        (float(one["face_present_share"]), int(one["frames"]))
        for one in (item.measures.get("face", {}) for item in recorded)
        if one.get("face_present_share") is not None and one.get("frames")
    ]
    frames = sum(count for _, count in known)
    return round(sum(share * count for share, count in known) / frames, 6) if frames else None


def _moments(key: str, recorded: Sequence[Recorded]) -> tuple[Moment, ...]:
    """The stretches a rule rests on: speech for the rate, long pauses, an empty picture. The longest first chosen."""
    found: list[Moment] = []
    for item in recorded:
        if key == "pauses":
            spans = [("pause", start, end) for start, end in _long_pauses(item)]
        else:
            wanted = ("vad", "speech") if key == "rate" else ("face", "no_face")
            spans = [
                (kind, start, end) for part, kind, start, end in item.intervals if (part, kind) == wanted
            ]
        found += [
            Moment(recording_id=item.id, kind=kind, start_ms=start, end_ms=end) for kind, start, end in spans
        ]
    longest = sorted(found, key=lambda one: (one.start_ms - one.end_ms, one.recording_id, one.start_ms))[
        :MOST_MOMENTS
    ]
    order = {item.id: number for number, item in enumerate(recorded)}
    return tuple(sorted(longest, key=lambda one: (order[one.recording_id], one.start_ms)))
