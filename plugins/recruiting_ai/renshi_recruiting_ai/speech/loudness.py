"""Loudness of a recording in short frames, and how far speech stands above the background."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from renshi_recruiting_ai.speech.records import RATE, Span

HOP = 160
WINDOW = 400
FLOOR_DB = -80.0
CLIPPED = 0.985

Wave = NDArray[np.float32]
Line = NDArray[np.float64]


def wave_of(pcm: bytes) -> Wave:
    """16-bit samples as numbers between -1 and 1."""
    wave: Wave = np.frombuffer(pcm, np.int16).astype(np.float32) / np.float32(32768)
    return wave


def levels(wave: Wave) -> Line:
    """Level of every 10 ms in dB below full scale, not under -80."""
    if len(wave) < WINDOW:
        return np.full(1, FLOOR_DB)
    squares = np.concatenate([[0.0], np.cumsum(wave.astype(np.float64) ** 2)])
    starts = np.arange(0, len(wave) - WINDOW + 1, HOP)
    power = (squares[starts + WINDOW] - squares[starts]) / WINDOW
    level: Line = np.maximum(10 * np.log10(power + 1e-12), FLOOR_DB)
    return level


def inside(spans: tuple[Span, ...], count: int) -> NDArray[np.bool_]:
    """Which of `count` frames of 10 ms lie in one of the spans."""
    mask = np.zeros(count, bool)
    for span in spans:
        mask[int(span.start * RATE / HOP) : int(np.ceil(span.end * RATE / HOP))] = True
    return mask


def signal_to_noise(level: Line, speaking: NDArray[np.bool_]) -> float | None:
    """Speech over background in dB, None where there is no speech.

    The background is what is heard between the words; where nobody pauses it is the quietest twentieth of all frames.
    """
    if not speaking.any():
        return None
    power = 10 ** (level / 10)
    quiet = power[~speaking]
    noise = float(np.median(quiet)) if len(quiet) >= 30 else float(np.quantile(power, 0.05))
    speech = float(np.mean(power[speaking]))
    return round(10 * float(np.log10(max(speech - noise, 1e-12) / max(noise, 10 ** (FLOOR_DB / 10)))), 2)


def clipped_share(wave: Wave) -> float:
    """Share of samples at the limit, where the microphone was overdriven."""
    return round(float(np.mean(np.abs(wave) >= CLIPPED)), 6) if len(wave) else 0.0
