"""A map from the rules' points to people's: isotonic where that does better, else a straight line.

How well it does is measured on interviews that it was not learned from (five folds, whole interviews together), and
people's mean stands for the truth. Pure arithmetic, and no chance in it: the same marks give the same map.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from renshi_recruiting_ai.engine.remarking import along

FOLDS = 5
COVERED = 0.8
"""Share of dimensions that lie within the band."""
LEAST_BAND = 0.3
_BINS = 10
Knots = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that two people marked: the rules' points (0–10), and their marks in order."""

    interview: str
    competency: str
    raw: float
    marks: tuple[int, ...]

    @property
    def truth(self) -> float:
        return fmean(self.marks[:2])


@dataclass(frozen=True, slots=True)
class Fitted:
    """A map, and how it did on answers it had not seen (``held``, in the order of the answers)."""

    method: str
    knots: Knots
    held: tuple[float, ...]
    error: float
    error_raw: float
    band: float


def fit(answers: Sequence[Answer]) -> Fitted:
    """The better of the two maps. ``error`` is the mean absolute one of held-out answers, ``error_raw`` without a"
    " map."""
    names = sorted({answer.interview for answer in answers})
    fold_of = {name: place % FOLDS for place, name in enumerate(names)}
    tried: list[Fitted] = []
    for method, learn in (("linear", linear), ("isotonic", isotonic)):
        held = _held_out(answers, fold_of, learn)
        tried.append(
            Fitted(
                method,
                learn([(answer.raw, answer.truth) for answer in answers]),
                held,
                fmean(abs(one - answer.truth) for one, answer in zip(held, answers, strict=True)),
                fmean(abs(answer.raw - answer.truth) for answer in answers),
                band(answers, held),
            )
        )
    # A line is told more easily, so the other has to be better, not as good.
    return min(tried, key=lambda one: round(one.error, 6))


def _held_out(
    answers: Sequence[Answer],
    fold_of: dict[str, int],
    learn: Callable[[Sequence[tuple[float, float]]], Knots],
) -> tuple[float, ...]:
    maps = {
        fold: learn([(a.raw, a.truth) for a in answers if fold_of[a.interview] != fold])
        for fold in sorted(set(fold_of.values()))
    }
    return tuple(along(maps[fold_of[answer.interview]], answer.raw) for answer in answers)


def linear(pairs: Sequence[tuple[float, float]]) -> Knots:
    """Least squares, never falling, kept within 0 and 10."""
    mx, my = fmean(x for x, _ in pairs), fmean(y for _, y in pairs)
    spread = math.fsum((x - mx) ** 2 for x, _ in pairs)
    slope = max(0.0, math.fsum((x - mx) * (y - my) for x, y in pairs) / spread) if spread else 0.0
    # Knots at tenths: the line is cut off at both ends of the scale.
    return tuple((x / 2, round(min(10.0, max(0.0, my + slope * (x / 2 - mx))), 6)) for x in range(21))


def isotonic(pairs: Sequence[tuple[float, float]]) -> Knots:
    """Pool adjacent violators; knots in the middle of each pool, straight between them."""
    by_x: dict[float, list[float]] = {}
    for x, y in pairs:
        by_x.setdefault(x, []).append(y)
    pools: list[tuple[float, float, int]] = []  # sum of x, sum of y, how many
    for x in sorted(by_x):
        pools.append((x * len(by_x[x]), math.fsum(by_x[x]), len(by_x[x])))
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            (ax, ay, an), (bx, by, bn) = pools[-2:]
            pools[-2:] = [(ax + bx, ay + by, an + bn)]
    return tuple((round(x / n, 6), round(y / n, 6)) for x, y, n in pools)


def band(answers: Sequence[Answer], held: Sequence[float]) -> float:
    """Half width that holds :data:`COVERED` of the dimensions: mean of a person's answers against people's mean."""
    gathered: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for answer, value in zip(answers, held, strict=True):
        gathered.setdefault((answer.interview, answer.competency), []).append((value, answer.truth))
    off = sorted(
        abs(fmean(value for value, _ in pairs) - fmean(truth for _, truth in pairs))
        for pairs in gathered.values()
    )
    place = math.ceil(COVERED * len(off)) - 1
    return max(LEAST_BAND, math.ceil(off[place] * 10 - 1e-9) / 10)


def reliability(answers: Sequence[Answer], held: Sequence[float]) -> list[dict[str, float | int]]:
    """Tenths of the answers by what the map said of them unseen: mean said, mean of people, how many."""
    ordered = sorted(zip(held, (answer.truth for answer in answers), strict=True))
    bins = min(_BINS, len(ordered))
    found: list[dict[str, float | int]] = []
    for number in range(bins):
        part = ordered[len(ordered) * number // bins : len(ordered) * (number + 1) // bins]
        found.append(
            {
                "said": round(fmean(value for value, _ in part), 2),
                "people": round(fmean(truth for _, truth in part), 2),
                "answers": len(part),
            }
        )
    return found
