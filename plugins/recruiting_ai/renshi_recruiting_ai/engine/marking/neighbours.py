"""An answer beside answers to the same question that people marked already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .likeness import cosine
from .words import Vector, Vocabulary, character_grams, content, read

FEATURES = (
    "nearest_good",
    "nearest_poor",
    "nearer_to_good",
    "mark_of_nearest",
    "mean_good",
    "mean_poor",
    "mean_mark",
)
NEAREST = 5
PASS = 0.5
_PRIOR_WEIGHT, _PRIOR = 0.1, 0.4
"""What the mark of the nearest leans towards where none of them is near."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer with the share of the full mark that people gave it, 0…1."""

    task: str
    text: str
    mark: float


def _likeness(left: str, right: str, vocabulary: Vocabulary) -> float:
    words = cosine(Counter(content(read(left))), Counter(content(read(right))), vocabulary.weight)
    return (words + cosine(character_grams(left, 3), character_grams(right, 3))) / 2


def features(
    answer: str, marked: Sequence[Marked], vocabulary: Vocabulary, *, leave_out: int | None = None
) -> Vector:
    """One number per name of ``FEATURES``; NaN without marked answers.

    ``leave_out``: the answer's own place among them.
    """
    beside = [
        (_likeness(answer, other.text, vocabulary), other.mark)
        for place, other in enumerate(marked)
        if place != leave_out
    ]
    if not beside:
        return np.full(len(FEATURES), np.nan)
    good = [likeness for likeness, mark in beside if mark >= PASS]
    poor = [likeness for likeness, mark in beside if mark < PASS]
    best_good, best_poor = max(good, default=0.0), max(poor, default=0.0)
    nearest = sorted(beside, reverse=True)[:NEAREST]
    weights = sum(likeness**2 for likeness, _ in nearest) + _PRIOR_WEIGHT
    mark = (sum(likeness**2 * mark for likeness, mark in nearest) + _PRIOR_WEIGHT * _PRIOR) / weights
    return np.array(
        [
            best_good,
            best_poor,
            best_good - best_poor,
            mark,
            sum(good) / len(good) if good else 0.0,
            sum(poor) / len(poor) if poor else 0.0,
            sum(m for _, m in beside) / len(beside),
        ]
    )


def by_task(marked: Sequence[Marked]) -> Mapping[str, list[Marked]]:
    """Marked answers by their task, in their order."""
    found: dict[str, list[Marked]] = {}
    for answer in marked:
        found.setdefault(answer.task, []).append(answer)
    return found
