"""One recording's speech, measured: rate, pauses, intonation, loudness, voice quality; or why it was not."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from renshi_recruiting_ai.speech import activity as voice
from renshi_recruiting_ai.speech import prosody, rate
from renshi_recruiting_ai.speech.loudness import (
    Wave,
    clipped_share,
    inside,
    levels,
    signal_to_noise,
)
from renshi_recruiting_ai.speech.records import RATE, Activity, Measured

LEAST_SPEECH = 2.0
"""Seconds of speech below which nothing about rate or intonation is said."""
LEAST_SNR = 10.0
MOST_CLIPPED = 0.02


def measure_activity(wave: Wave, model: Path | None, backend: str) -> tuple[Activity, Measured]:
    """Speech and pauses."""
    found = voice.activity(wave, model, backend)
    total = len(wave) / RATE
    spoken = sum(span.seconds for span in found.speech)
    paused = sum(span.seconds for span in found.pauses)
    result = Measured(
        "vad",
        "measured",
        backend,
        {
            "seconds": round(total, 3),
            "speech_seconds": round(spoken, 3),
            "speech_share": round(spoken / total, 4) if total else 0.0,
            "pause_count": len(found.pauses),
            "pause_seconds": round(paused, 3),
            "longest_pause": round(max((span.seconds for span in found.pauses), default=0.0), 3),
            "first_word_after": round(found.speech[0].start, 3) if found.speech else None,
        },
    )
    result.intervals += [("speech", span.start, span.end, None) for span in found.speech]
    result.intervals += [("pause", span.start, span.end, span.seconds) for span in found.pauses]
    return found, result


def measure_speech(wave: Wave, found: Activity) -> Measured:
    """Rate, intonation and voice quality, with abstention where the sound does not allow them."""
    level = levels(wave)
    speaking = inside(found.speech, len(level))
    noise_ratio = signal_to_noise(level, speaking)
    clipped = clipped_share(wave)
    spoken = sum(span.seconds for span in found.speech)
    quality = {"snr_db": noise_ratio, "clipped_share": clipped, "speech_seconds": round(spoken, 3)}
    backend = "speechbrain vocal_features"
    reason = _reason(spoken, noise_ratio, clipped)
    if reason is not None:
        return Measured("speech", "abstained", backend, quality, reason)
    nuclei = rate.syllables(wave, found.speech)
    whole = found.speech[-1].end - found.speech[0].start
    # Between two stretches of speech lie pauses and shorter gaps; only pauses are taken out of the rate.
    talking = whole - sum(span.seconds for span in found.pauses)
    line = prosody.track(wave, found.speech)
    pitch = prosody.semitones(line)
    voiced = line.voiced
    harmonic = np.clip(line.harmonicity[voiced], 1e-3, 1 - 1e-3)
    loud = level[speaking]

    def mean(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float | None:
        return round(float(np.mean(values)), 4) if len(values) else None

    measures = quality | {
        "syllables": len(nuclei),
        "syllables_per_second": round(len(nuclei) / talking, 3) if talking > 0 else None,
        "syllables_per_minute_overall": round(60 * len(nuclei) / whole, 1) if whole > 0 else None,
        "voiced_share": round(float(np.sum(voiced)) / max(1, int(np.sum(speaking))), 4),
        "pitch_sd_semitones": round(float(np.std(pitch)), 3) if len(pitch) > 20 else None,
        "pitch_range_semitones": round(float(np.quantile(pitch, 0.95) - np.quantile(pitch, 0.05)), 3)
        if len(pitch) > 20
        else None,
        "loudness_sd_db": round(float(np.std(loud)), 3) if len(loud) else None,
        "hnr_db": mean(10 * np.log10(harmonic / (1 - harmonic))),
        "jitter": mean(line.jitter[voiced]),
        "shimmer": mean(line.shimmer[voiced]),
    }
    return Measured("speech", "measured", backend, measures)


def _reason(spoken: float, noise_ratio: float | None, clipped: float) -> str | None:
    if spoken < LEAST_SPEECH:
        return "too_little_speech"
    if noise_ratio is None or noise_ratio < LEAST_SNR:
        return "too_noisy"
    if clipped > MOST_CLIPPED:
        return "overdriven"
    return None
