"""Impact ratios with their uncertainty, as an auditor computes them, and drift of scores.

Selection rates follow the four-fifths rule (29 CFR 1607.4 D); scoring rates, the median as the cut, the 2 % exclusion
and the table's columns follow New York City Local Law 144 (6 RCNY § 5-301). A ratio below 0.8 alone is no finding in
small samples (with no bias at all, 29 of 100 samples of a hundred people show one), so each ratio carries its
interval and Fisher's exact p. Plain arithmetic over counts: no library, and nothing about single people.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist, median

FOUR_FIFTHS = 0.8
SIGNIFICANT = 0.05
LEAST_PEOPLE = 30
"""A group smaller than this, or a reference group smaller than this, is not judged."""
SMALL_SHARE = 0.02
"""A category below this share of the sample may be left out of the ratios but must be shown (6 RCNY § 5-301)."""
_Z = NormalDist().inv_cdf(0.975)


class State(StrEnum):
    """What a ratio asks for."""

    OK = "ok"
    WATCH = "watch"
    """Below four fifths or significant, not both."""
    ACT = "act"
    """Below four fifths and significant."""
    INSUFFICIENT = "insufficient"
    REFERENCE = "reference"
    """The group with the highest rate, which the others are compared with."""
    EXCLUDED = "excluded"
    """Under 2 % of the sample."""


@dataclass(frozen=True, slots=True)
class Impact:
    """One group: ``rate`` = ``chosen`` / ``people``; ``ratio`` to the highest rate with its 95 % interval."""

    group: str
    people: int
    chosen: int
    rate: float | None
    ratio: float | None
    low: float | None
    high: float | None
    p: float | None
    state: State


def scoring_counts(scores: Mapping[str, Sequence[float]]) -> dict[str, tuple[int, int]]:
    """Group → (people above the median of everybody's scores, people)."""
    everybody = [score for group in scores.values() for score in group]
    if not everybody:
        return {}
    cut = median(everybody)
    return {group: (sum(score > cut for score in own), len(own)) for group, own in scores.items()}


def impacts(counts: Mapping[str, tuple[int, int]]) -> list[Impact]:
    """One row per group, the highest rate first. ``counts``: group → (chosen, people).

    The reference is the group with the highest rate among those of 2 % of the sample or more.

    Raises:
        ValueError: more chosen than people.
    """
    for group, (chosen, people) in counts.items():
        if not 0 <= chosen <= people:
            raise ValueError(f"group {group!r}: {chosen} chosen of {people}")
    sample = sum(people for _, people in counts.values())
    large = {g: c for g, c in counts.items() if c[1] and c[1] >= SMALL_SHARE * sample}
    reference = max(sorted(large), key=lambda g: (large[g][0] / large[g][1], large[g][1]), default=None)
    rows = [_impact(group, counts[group], reference, counts, group in large) for group in sorted(counts)]
    return sorted(rows, key=lambda row: (-(row.rate if row.rate is not None else -1.0), row.group))


def _impact(
    group: str,
    own: tuple[int, int],
    reference: str | None,
    counts: Mapping[str, tuple[int, int]],
    large: bool,
) -> Impact:
    chosen, people = own
    rate = chosen / people if people else None
    if not large or reference is None:
        return Impact(group, people, chosen, rate, None, None, None, None, State.EXCLUDED)
    if group == reference:
        return Impact(group, people, chosen, rate, 1.0, None, None, None, State.REFERENCE)
    best_chosen, best_people = counts[reference]
    if best_chosen == 0:
        # Nobody was chosen in any group.
        return Impact(group, people, chosen, rate, None, None, None, None, State.INSUFFICIENT)
    ratio = (chosen / people) / (best_chosen / best_people)
    low, high = ratio_interval(chosen, people, best_chosen, best_people)
    p = fisher(chosen, people - chosen, best_chosen, best_people - best_chosen)
    return Impact(group, people, chosen, rate, ratio, low, high, p, _state(ratio, p, people, best_people))


def _state(ratio: float, p: float, people: int, reference_people: int) -> State:
    if min(people, reference_people) < LEAST_PEOPLE:
        return State.INSUFFICIENT
    signs = (ratio < FOUR_FIFTHS) + (p < SIGNIFICANT)
    return (State.OK, State.WATCH, State.ACT)[signs]


def ratio_interval(chosen: int, people: int, best_chosen: int, best_people: int) -> tuple[float, float]:
    """95 % interval of a ratio of two rates on the log scale (Katz), half a person added to every count."""
    a, b = chosen + 0.5, best_chosen + 0.5
    n, m = people + 0.5, best_people + 0.5
    middle = math.log((a / n) / (b / m))
    spread = _Z * math.sqrt(max(0.0, 1 / a - 1 / n + 1 / b - 1 / m))
    return math.exp(middle - spread), math.exp(middle + spread)


def fisher(a: int, b: int, c: int, d: int) -> float:
    """Two-sided p of Fisher's exact test on the table ((a, b), (c, d)): all tables no likelier than this one."""
    row, other, column = a + b, c + d, a + c
    total = row + other

    def chance(x: int) -> float:
        return _log_choose(row, x) + _log_choose(other, column - x) - _log_choose(total, column)

    seen = chance(a)
    possible = range(max(0, column - other), min(row, column) + 1)
    # Tables as likely as the one seen count too, whatever the last bit of their logarithm says.
    return min(
        1.0,
        math.fsum(
            math.exp(other_table) for other_table in map(chance, possible) if other_table <= seen + 1e-7
        ),
    )


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def crossed(first: str, second: str) -> str:
    """The name of an intersection."""
    return f"{first} × {second}"


@dataclass(frozen=True, slots=True)
class Drift:
    """How far scores of one period lie from those of another.

    ``psi``: population stability index over tenths of the earlier scores; by custom below 0.1 is steady and above
    0.25 a shift. ``ks``: largest distance between the two distributions, and its asymptotic ``p``.
    """

    before: int
    now: int
    psi: float | None
    ks: float | None
    p: float | None
    state: State


def drift(before: Sequence[float], now: Sequence[float]) -> Drift:
    """Compare two samples of scores; ``INSUFFICIENT`` where either is small."""
    if min(len(before), len(now)) < LEAST_PEOPLE:
        return Drift(len(before), len(now), None, None, None, State.INSUFFICIENT)
    distance, p = kolmogorov_smirnov(before, now)
    shift = stability(before, now)
    signs = (shift > 0.25) + (p < SIGNIFICANT)
    return Drift(len(before), len(now), shift, distance, p, (State.OK, State.WATCH, State.ACT)[signs])


def stability(before: Sequence[float], now: Sequence[float], parts: int = 10) -> float:
    """Population stability index over quantile classes of ``before``, half a person added to every class."""
    ordered = sorted(before)
    cuts = sorted({ordered[len(ordered) * i // parts] for i in range(1, parts)})
    old, new = _shares(before, cuts), _shares(now, cuts)
    return sum((n - o) * math.log(n / o) for o, n in zip(old, new, strict=True))


def _shares(scores: Iterable[float], cuts: Sequence[float]) -> list[float]:
    counts = [0.5] * (len(cuts) + 1)
    for score in scores:
        counts[bisect_right(cuts, score)] += 1
    total = sum(counts)
    return [count / total for count in counts]


def kolmogorov_smirnov(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    """The largest distance between two empirical distributions, and its asymptotic two-sided p."""
    left, right = sorted(first), sorted(second)
    distance = max(
        abs(bisect_right(left, x) / len(left) - bisect_right(right, x) / len(right)) for x in {*left, *right}
    )
    size = math.sqrt(len(left) * len(right) / (len(left) + len(right))) * distance
    if size < 0.2:
        return distance, 1.0  # the series below converges too slowly to be needed here
    p = 2 * sum((-1) ** (k - 1) * math.exp(-2 * k * k * size * size) for k in range(1, 101))
    return distance, min(1.0, max(0.0, p))
