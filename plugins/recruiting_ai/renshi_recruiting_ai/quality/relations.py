"""Relations of interview dimensions to later outcomes, honest about how little a few hires can say.

Each pair of dimension and outcome gets Spearman's rank correlation, its interval, and a p that is corrected for all the
pairs that were looked at (Benjamini-Hochberg), so that among data without any relation at most one analysis in twenty
finds one. Only hired people have outcomes, and they were chosen by these very scores: the correlation among
them is smaller than among all applicants (restriction of range). The corrected value is shown beside it, never instead.
A relation is no cause, and nothing here changes a weight: it proposes, a person decides.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import NormalDist, fmean, stdev

LEAST_HIRES = 30
"""Below this the 95 % interval of a correlation is wider than ±0.36: no answer is better than that one."""
LEAST_APART = 10
"""People away from the commonest value that both sides need: with fewer, a rank correlation tells of a handful (ten
leavers, ten who came by one channel), and its interval holds badly."""
LEVEL = 0.05
_NORMAL = NormalDist()
_Z = _NORMAL.inv_cdf(0.975)
_SPEARMAN_VARIANCE = 1.06
"""Variance of Fisher's z for rank correlations is about 1.06 / (n - 3) (Fieller, Hartley and Pearson 1957)."""


class Verdict(StrEnum):
    """The answer about one pair."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    NOT_ENOUGH = "not_enough_data"


@dataclass(frozen=True, slots=True)
class Relation:
    """One dimension and one outcome. ``r`` among hires, ``low``…``high`` its 95 % interval, ``q`` the corrected p.

    ``spread_ratio``: SD of the scores of all applicants over that of the hires; ``r_applicants``: what r would be among
    all applicants by product moments, if the relation is linear and they were chosen by this score alone (Thorndike's
    case 2). ``top`` and ``bottom``: mean outcome of the third with the highest and with the lowest scores; for a score
    of two values, of those who have the higher one and of the others.
    """

    dimension: str
    outcome: str
    hires: int
    verdict: Verdict
    r: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    q: float | None = None
    spread_ratio: float | None = None
    r_applicants: float | None = None
    top: float | None = None
    bottom: float | None = None


def relate(
    scores: Mapping[str, Mapping[str, float]],
    outcomes: Mapping[str, Mapping[str, float]],
    applicants: Mapping[str, Sequence[float]] | None = None,
) -> list[Relation]:
    """Every dimension with every outcome, strongest evidence first.

    ``scores``: dimension → person → score. ``outcomes``: outcome → person → value, larger is better. ``applicants``:
    dimension → scores of everybody who was interviewed, hired or not.
    """
    rows = [
        relation(dimension, outcome, paired(scored, known), (applicants or {}).get(dimension, ()))
        for dimension, scored in sorted(scores.items())
        for outcome, known in sorted(outcomes.items())
    ]
    return sorted(
        corrected(rows), key=lambda row: (row.q if row.q is not None else 2.0, row.dimension, row.outcome)
    )


def paired(scored: Mapping[str, float], known: Mapping[str, float]) -> list[tuple[float, float]]:
    """Score and outcome of everybody who has both."""
    return [(scored[person], known[person]) for person in sorted(scored.keys() & known.keys())]


def relation(
    dimension: str,
    outcome: str,
    pairs: Sequence[tuple[float, float]],
    applicants: Sequence[float] = (),
) -> Relation:
    """One pair, not yet corrected for the others (see :func:`corrected`)."""
    bare = Relation(dimension, outcome, len(pairs), Verdict.NOT_ENOUGH)
    if len(pairs) < LEAST_HIRES:
        return bare
    left, right = [score for score, _ in pairs], [value for _, value in pairs]
    if min(_apart(left), _apart(right)) < LEAST_APART:
        return bare
    r = pearson(ranks(left), ranks(right))
    low, high, p = interval(r, len(pairs))
    ratio = corrected = None
    if len(applicants) > len(pairs) and len(set(applicants)) > 1:
        ratio = stdev(applicants) / stdev(left)
        corrected = among_applicants(pearson(left, right), max(1.0, ratio))
    top, bottom = _ends(pairs)
    return replace(
        bare,
        verdict=Verdict.NOT_FOUND,
        top=top,
        bottom=bottom,
        r=r,
        low=low,
        high=high,
        p=p,
        spread_ratio=ratio,
        r_applicants=corrected,
    )


def _apart(values: Sequence[float]) -> int:
    return len(values) - max(Counter(values).values())


def _ends(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    levels = sorted({score for score, _ in pairs})
    if len(levels) == 2:
        return (
            fmean(value for score, value in pairs if score == levels[1]),
            fmean(value for score, value in pairs if score == levels[0]),
        )
    ordered = sorted(score for score, _ in pairs)
    third = len(ordered) // 3
    # Ties at the border belong to the third together, so that nobody's place hangs on chance.
    low, high = ordered[third - 1], ordered[-third]
    return (
        fmean(value for score, value in pairs if score >= high),
        fmean(value for score, value in pairs if score <= low),
    )


def ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, ties sharing their mean."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in order[start : end + 1]:
            found[place] = (start + end) / 2 + 1
        start = end + 1
    return found


def pearson(left: Sequence[float], right: Sequence[float]) -> float:
    """Product-moment correlation; both sides must vary."""
    a, b = fmean(left), fmean(right)
    dot = math.fsum((x - a) * (y - b) for x, y in zip(left, right, strict=True))
    sizes = math.fsum((x - a) ** 2 for x in left) * math.fsum((y - b) ** 2 for y in right)
    return max(-1.0, min(1.0, dot / math.sqrt(sizes)))


def interval(r: float, n: int) -> tuple[float, float, float]:
    """95 % interval of a rank correlation and the two-sided p that it is 0, by Fisher's z."""
    z = math.atanh(max(-0.999999, min(0.999999, r)))
    error = math.sqrt(_SPEARMAN_VARIANCE / (n - 3))
    p = 2 * (1 - _NORMAL.cdf(abs(z) / error))
    return math.tanh(z - _Z * error), math.tanh(z + _Z * error), p


def among_applicants(r: float, spread_ratio: float) -> float:
    """Thorndike's case 2: r corrected for direct selection; ``spread_ratio`` = SD of applicants / SD of hires."""
    return r * spread_ratio / math.sqrt(1 + r * r * (spread_ratio * spread_ratio - 1))


def corrected(rows: Sequence[Relation]) -> list[Relation]:
    """The rows in their order, with q and verdict by Benjamini-Hochberg over all that were tested."""
    tested = sorted((row.p, index) for index, row in enumerate(rows) if row.p is not None)
    made = list(rows)
    q = 1.0
    for place in range(len(tested), 0, -1):
        p, index = tested[place - 1]
        q = min(q, p * len(tested) / place)
        found = Verdict.FOUND if q < LEVEL else Verdict.NOT_FOUND
        made[index] = replace(made[index], q=q, verdict=found)
    return made


def proposed_weights(
    weights: Mapping[str, int], relations: Sequence[Relation], outcome: str
) -> dict[str, int] | None:
    """Weights that lean half-way towards what predicted ``outcome``; ``None`` where nothing was found.

    Dimensions without a finding keep their weight, for lack of evidence is no evidence of lack. A dimension with a
    positive finding moves by the lower end of its interval, the cautious reading; one that was found to run against the
    outcome goes to a quarter. The sum stays what it was, whole numbers come by largest remainder, and what weighed
    something weighs 1 at least: figures alone take no question out of an interview.
    """
    found = {
        row.dimension: row
        for row in relations
        if row.outcome == outcome and row.verdict is Verdict.FOUND and row.dimension in weights
    }
    if not found:
        return None
    wanted: dict[str, float] = {}
    for dimension, weight in weights.items():
        row = found.get(dimension)
        if row is None or row.low is None or row.high is None:
            wanted[dimension] = float(weight)
        elif row.low > 0:
            wanted[dimension] = weight * (1 + row.low)
        else:
            wanted[dimension] = weight * 0.25
    total = sum(weights.values())
    scale = total / sum(wanted.values())
    exact = {dimension: value * scale for dimension, value in wanted.items()}
    whole = {
        dimension: max(1 if weights[dimension] else 0, math.floor(value))
        for dimension, value in exact.items()
    }
    left = total - sum(whole.values())
    for dimension in sorted(exact, key=lambda d: (whole[d] - exact[d], d))[: max(left, 0)]:
        whole[dimension] += 1
    while left < 0:  # lifting the smallest to 1 took from nobody yet: the largest gives
        whole[max(whole, key=lambda d: (whole[d], d))] -= 1
        left += 1
    return whole
