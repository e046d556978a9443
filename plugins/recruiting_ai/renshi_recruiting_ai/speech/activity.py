"""Voice activity: silero-vad where it is installed, loudness where it is not, and the name says which.

Silero decides *whether* somebody speaks; where exactly a stretch begins and ends is then read from the loudness near
it, because pauses are measured and silero's edges lie up to a tenth of a second off.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from renshi_recruiting_ai.speech.loudness import HOP, Line, Wave, levels
from renshi_recruiting_ai.speech.records import RATE, Activity, Span

STEP, CONTEXT = 512, 64
SPEAKS, SILENT = 0.5, 0.35
SHORTEST_SPEECH, SHORTEST_GAP = 0.10, 0.10
PAUSE_SECONDS = 0.25
"""Shorter gaps belong to speaking: stops and the closing before a plosive last up to a fifth of a second."""
EDGE_SECONDS = 0.30
ABOVE_NOISE_DB = 9.0
BELOW_SPEECH_DB = 30.0


@lru_cache(maxsize=1)
def _session(path: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def probabilities(wave: Wave, model: Path) -> NDArray[np.float32]:
    """Silero's probability of speech for every 32 ms."""
    count = len(wave) // STEP
    if count == 0:
        return np.zeros(0, np.float32)
    padded = np.concatenate([np.zeros(CONTEXT, np.float32), wave[: count * STEP]])
    windows = np.lib.stride_tricks.as_strided(
        padded, (count, STEP + CONTEXT), (padded.strides[0] * STEP, padded.strides[0]), writeable=False
    )
    state = np.zeros((1, 1, 128), np.float32)
    output = _session(str(model)).run(
        ["speech_probs"], {"input": np.ascontiguousarray(windows), "h": state, "c": state}
    )
    found: NDArray[np.float32] = output[0]
    return found


def activity(wave: Wave, model: Path | None, backend: str) -> Activity:
    """Where somebody speaks, and the pauses of at least a quarter of a second between."""
    level = levels(wave)
    threshold = _threshold(level)
    if model is not None:
        rough = _hysteresis(probabilities(wave, model), STEP / RATE, SPEAKS, SILENT)
        spans = [_sharpened(span, level, threshold) for span in rough]
    else:
        spans = _runs(level > threshold, HOP / RATE)
    speech = _joined([span for span in spans if span.seconds > 0])
    pauses = tuple(
        Span(left.end, right.start)
        for left, right in pairwise(speech)
        if right.start - left.end >= PAUSE_SECONDS
    )
    return Activity(speech, pauses, backend)


def _threshold(level: Line) -> float:
    """Between the background and the speech: well above the one, well below the other."""
    quiet, loud = float(np.quantile(level, 0.05)), float(np.quantile(level, 0.95))
    return max(min(quiet + ABOVE_NOISE_DB, loud - 6.0), loud - BELOW_SPEECH_DB)


def _hysteresis(values: NDArray[np.float32], step: float, up: float, down: float) -> list[Span]:
    spans: list[Span] = []
    start: float | None = None
    for number, value in enumerate(values):
        if start is None and value >= up:
            start = number * step
        elif start is not None and value < down:
            spans.append(Span(start, number * step))
            start = None
    if start is not None:
        spans.append(Span(start, len(values) * step))
    return spans


def _runs(mask: NDArray[np.bool_], step: float) -> list[Span]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [Span(float(a * step), float(b * step)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _sharpened(span: Span, level: Line, threshold: float) -> Span:
    """The span from the first to the last loud frame within its own bounds and a little around."""
    step = HOP / RATE
    low = max(0, int((span.start - EDGE_SECONDS) / step))
    high = min(len(level), int((span.end + EDGE_SECONDS) / step) + 1)
    loud = np.flatnonzero(level[low:high] > threshold)
    if len(loud) == 0:
        return Span(span.start, span.start)
    return Span(round((low + int(loud[0])) * step, 3), round((low + int(loud[-1]) + 1) * step, 3))


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in sorted(spans, key=lambda item: item.start):
        if joined and span.start - joined[-1].end < SHORTEST_GAP:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(span for span in joined if span.seconds >= SHORTEST_SPEECH)
