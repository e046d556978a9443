"""How fast somebody speaks, from the syllables' nuclei: peaks of loudness between 300 and 3,000 Hz.

No recogniser is needed. The rule is that of Mermelstein and of de Jong & Wempe, with a prominence of 2 dB. How much the
curve is smoothed follows the rate that is found: a slow speaker's diphthong has two humps, a fast speaker's two
syllables lie as near to each other. On synthesised Mandarin from 2 to 7 syllables a second the count lies within five
per cent of the number of characters (see the tests); on people expect worse.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import find_peaks

from renshi_recruiting_ai.speech.loudness import Line, Wave, inside
from renshi_recruiting_ai.speech.records import RATE, Span

LOW_HZ, HIGH_HZ = 300.0, 3000.0
ENVELOPE_HZ = 100
"""Values of the curve a second."""
FIRST_PERIOD = 0.22
"""Seconds a syllable takes, before anything is known."""
SMOOTH_SHARE, APART_SHARE = 0.32, 0.42
ROUNDS = 4
PROMINENCE_DB = 2.0
BELOW_LOUDEST_DB = 26.0


def band_power(wave: Wave) -> Line:
    """Power between 300 and 3,000 Hz, a hundred values a second."""
    spectrum = np.fft.rfft(wave)
    hertz = np.fft.rfftfreq(len(wave), 1 / RATE)
    spectrum[(hertz < LOW_HZ) | (hertz > HIGH_HZ)] = 0
    band = np.fft.irfft(spectrum, len(wave))
    step = RATE // ENVELOPE_HZ
    count = len(band) // step
    power: Line = (band[: count * step].reshape(count, step) ** 2).mean(axis=1)
    return power


def _peaks(power: Line, speaking: np.ndarray[tuple[int], np.dtype[np.bool_]], period: float) -> Line:
    width = max(3, round(SMOOTH_SHARE * period * ENVELOPE_HZ)) + 2
    kernel = np.hanning(width)[1:-1]
    level = 10 * np.log10(np.convolve(power, kernel / kernel.sum(), mode="same") + 1e-10)
    loudest = float(np.quantile(level[speaking], 0.95))
    peaks, _ = find_peaks(
        level,
        height=loudest - BELOW_LOUDEST_DB,
        prominence=PROMINENCE_DB,
        distance=max(1, round(APART_SHARE * period * ENVELOPE_HZ)),
    )
    kept: Line = peaks[speaking[peaks]] / ENVELOPE_HZ
    return kept


def syllables(wave: Wave, speech: tuple[Span, ...]) -> list[float]:
    """The moments of the syllables, in seconds."""
    if len(wave) < RATE // 10 or not speech:
        return []
    power = band_power(wave)
    speaking = inside(speech, len(power))[: len(power)]
    if not speaking.any():
        return []
    talked = float(np.sum(speaking)) / ENVELOPE_HZ
    period = FIRST_PERIOD
    found = _peaks(power, speaking, period)
    for _ in range(ROUNDS):
        if len(found) == 0:
            break
        # Half way to what was found, so that two neighbouring answers do not chase each other.
        period = (period + min(0.6, max(0.11, talked / len(found)))) / 2
        found = _peaks(power, speaking, period)
    return [round(float(at), 3) for at in found]
