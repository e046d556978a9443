"""How far two markers agree: quadratic weighted kappa (Cohen 1968) on marks 0 to 10."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

TOP = 10


def quadratic_kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """1: they agree always, 0: as often as chance; a difference counts with its square. None without any spread."""
    if not pairs:
        return None
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    n = len(pairs)
    seen = sum((a - b) ** 2 for a, b in pairs) / n
    chance = sum((a - b) ** 2 * first[a] * second[b] for a in first for b in second) / (n * n)
    return None if chance == 0 else 1 - seen / chance


def between_people(marks: Sequence[Sequence[int]]) -> float | None:
    """Kappa of the first two marks of each answer, with no first and second: each pair counts both ways."""
    pairs = [(one[0], one[1]) for one in marks if len(one) >= 2]
    return quadratic_kappa([*pairs, *((b, a) for a, b in pairs)])


def with_people(points: Sequence[float], marks: Sequence[Sequence[int]]) -> float | None:
    """Mean kappa of the scorer with either of two people. With one person each, so that it is compared with
    :func:`between_people`: a mean of two marks is steadier than any marker, and would flatter the scorer."""
    whole = [min(TOP, max(0, round(value))) for value in points]
    found = [
        quadratic_kappa([(mine, one[rater]) for mine, one in zip(whole, marks, strict=True)])
        for rater in (0, 1)
    ]
    known = [value for value in found if value is not None]
    return sum(known) / len(known) if len(known) == len(found) else None
