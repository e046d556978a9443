"""Pitch and voice quality through SpeechBrain's `vocal_features`.

Pitch is kept as movement in semitones around the speaker's own middle, never as a level in hertz: the level tells a
man's voice from a woman's and nothing about an answer. Glottal-to-noise excitation is left out: it takes nine tenths of
the time of all features together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from renshi_recruiting_ai.speech import library
from renshi_recruiting_ai.speech.loudness import HOP, Wave, inside
from renshi_recruiting_ai.speech.records import RATE, Span

LOWEST_HZ, HIGHEST_HZ = 60.0, 400.0
FRAME = 1068
"""Four periods of 60 Hz."""
VOICED_HARMONICITY = 0.55
OCTAVE_LIMIT = 10.0
"""Semitones from the middle beyond which a value is taken for an octave error."""
BATCH = 1500
SHORTEST, LONGEST = int(RATE / HIGHEST_HZ), int(np.ceil(RATE / LOWEST_HZ))
AS_GOOD = 0.92
"""A part of the lag is the period where it correlates at least this well, compared with the lag itself."""


@dataclass(frozen=True, slots=True)
class Track:
    """Every 10 ms: pitch in hertz (0 where unvoiced), harmonicity, jitter and shimmer."""

    hertz: NDArray[np.float64]
    harmonicity: NDArray[np.float64]
    jitter: NDArray[np.float64]
    shimmer: NDArray[np.float64]

    @property
    def voiced(self) -> NDArray[np.bool_]:
        return self.hertz > 0


def track(wave: Wave, speech: tuple[Span, ...]) -> Track:
    """Pitch and voice quality of the frames in which somebody speaks."""
    library.prepare()
    import torch
    from speechbrain.processing.vocal_features import compute_autocorr_features, compute_periodic_features

    count = max(0, (len(wave) - FRAME) // HOP + 1)
    hertz, harmonicity, jitter, shimmer = (np.zeros(count) for _ in range(4))
    if count == 0:
        return Track(hertz, harmonicity, jitter, shimmer)
    samples = np.ascontiguousarray(wave)
    frames = torch.from_numpy(samples).unfold(0, FRAME, HOP)
    views = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP]
    # A frame is centred FRAME / 2 behind its first sample.
    centre = (np.arange(count) * HOP + FRAME // 2) // HOP
    speaking = inside(speech, int(centre[-1]) + 1)[centre]
    for start, end in _stretches(speaking):
        part = frames[None, start:end]
        loud, lags = compute_autocorr_features(part, SHORTEST, LONGEST)
        harmonicity[start:end] = loud[0].double().numpy()
        hits = np.flatnonzero(harmonicity[start:end] > VOICED_HARMONICITY) + start
        if len(hits) == 0:
            continue
        period = _period(np.ascontiguousarray(views[hits]), lags[0].numpy()[hits - start])
        hertz[hits] = RATE / np.maximum(period, 1.0)
        whole = torch.from_numpy(np.maximum(np.rint(period), 2).astype(np.int64))[None]
        shaken, faded = compute_periodic_features(frames[None, hits], whole)
        jitter[hits], shimmer[hits] = shaken[0].double().numpy(), faded[0].double().numpy()
    voiced = speaking & (harmonicity > VOICED_HARMONICITY)
    hertz[~voiced] = 0.0
    return Track(_without_octaves(hertz), harmonicity, jitter, shimmer)


def _stretches(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Runs of frames with speech, cut into batches."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [
        (start, min(start + BATCH, int(end)))
        for begin, end in zip(edges[::2], edges[1::2], strict=True)
        for start in range(int(begin), int(end), BATCH)
    ]


def _period(frames: NDArray[np.float32], lags: NDArray[np.int64]) -> NDArray[np.float64]:
    """The period of each frame in samples.

    What repeats after n samples repeats after 2n and 3n as well, so the shortest of the lag's parts that correlates
    nearly as well is the period; then a parabola through it and its neighbours finds the place between whole samples.
    """
    size = frames.shape[1]
    energy = np.concatenate(
        [np.zeros((len(frames), 1)), np.cumsum(frames.astype(np.float64) ** 2, axis=1)], axis=1
    )
    rows = np.arange(len(frames))
    index = np.arange(size)

    def correlation(shift: NDArray[np.int64]) -> NDArray[np.float64]:
        shift = np.maximum(shift, 1)
        moved = index[None, :] + shift[:, None]
        there = moved < size
        right = np.where(there, np.take_along_axis(frames, np.minimum(moved, size - 1), axis=1), 0)
        products = np.einsum("ij,ij->i", frames, right).astype(np.float64)
        left_energy = energy[rows, size - shift]
        right_energy = energy[rows, size] - energy[rows, shift]
        ratio: NDArray[np.float64] = products / np.sqrt(np.maximum(left_energy * right_energy, 1e-18))
        return ratio

    best = lags.astype(np.int64)
    strength = correlation(best)
    for part in (2, 3, 4):
        shorter = np.rint(lags / part).astype(np.int64)
        take = (shorter >= SHORTEST) & (correlation(shorter) > AS_GOOD * strength)
        best = np.where(take, shorter, best)
    before, at, after = correlation(best - 1), correlation(best), correlation(best + 1)
    # The best whole sample may be a neighbour of the rounded one.
    move = np.where(before > at, -1, np.where(after > at, 1, 0))
    best = best + move
    before, at, after = correlation(best - 1), correlation(best), correlation(best + 1)
    bend = before - 2 * at + after
    bent = bend < -1e-9
    shift = np.where(bent, 0.5 * (before - after) / np.where(bent, bend, 1.0), 0.0)
    fine: NDArray[np.float64] = best + np.clip(shift, -0.5, 0.5)
    return fine


def _without_octaves(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    voiced = hertz > 0
    if not voiced.any():
        return hertz
    middle = float(np.median(hertz[voiced]))
    far = np.zeros(len(hertz), bool)
    far[voiced] = np.abs(12 * np.log2(hertz[voiced] / middle)) > OCTAVE_LIMIT
    return np.where(far, 0.0, hertz)


def semitones(found: Track) -> NDArray[np.float64]:
    """Pitch of the voiced frames in semitones around the speaker's own middle."""
    pitch = found.hertz[found.voiced]
    if len(pitch) == 0:
        return np.zeros(0)
    line: NDArray[np.float64] = 12 * np.log2(pitch / np.median(pitch))
    return line
