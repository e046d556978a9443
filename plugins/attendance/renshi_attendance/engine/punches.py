"""Which working day a punch belongs to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

from .leave import PatternOn
from .pattern import cut_before


def cuts(first: date, last: date, pattern_on: PatternOn) -> tuple[int, ...]:
    """The local minutes that separate the working days ``first`` … ``last``: one more than there are days.

    Day ``i`` owns the punches ``cuts[i] <= minute < cuts[i + 1]``.
    """
    count = (last - first).days + 1
    days = [first + timedelta(days=i) for i in range(count + 1)]
    edges: list[int] = []
    for day in days:
        edge = cut_before(day, pattern_on(day), pattern_on(day - timedelta(days=1)))
        # Two long shifts around one day off may claim the same hours; the earlier shift keeps them.
        edges.append(max(edge, edges[-1]) if edges else edge)
    return tuple(edges)


def by_day(punches: Sequence[int], edges: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Punches grouped by working day; those outside the edges are left out. Result has ``len(edges) - 1``
    groups.
    """
    groups: list[list[int]] = [[] for _ in range(len(edges) - 1)]
    for minute in sorted(punches):
        at = bisect_right(edges, minute) - 1
        if 0 <= at < len(groups):
            groups[at].append(minute)
    return tuple(tuple(group) for group in groups)
