"""Stretches of time as résumés write them, and how long they are together without counting a month twice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"),
        1,
    )
    for name in names.split()
}  # fmt: skip
_NOW = r"至今|现在|目前|今|present|now|current|to date|till now"
_NAMED = "|".join(sorted(_MONTHS, key=len, reverse=True))
_POINT = (
    r"(?:(?P<y{n}>(?:19|20)\d\d)\s*(?:年|[./\-])\s*(?P<m{n}>1[0-2]|0?[1-9])(?!\d)\s*月?(?:\s*[./\-]\s*\d{{1,2}}(?!\d)|\s*\d{{1,2}}\s*日)?"
    r"|(?P<mm{n}>1[0-2]|0?[1-9])\s*[/.]\s*(?P<yy{n}>(?:19|20)\d\d)"
    r"|(?P<mn{n}>" + _NAMED + r")\.?,?\s+(?P<yn{n}>(?:19|20)\d\d)"
    r"|(?P<yo{n}>(?:19|20)\d\d)\s*年?)"
)
RANGE = re.compile(
    _POINT.format(n=1)
    + r"\s*(?:-|–|—|~|～|至|到|to|until|－){1,2}\s*(?:"
    + _POINT.format(n=2)
    + rf"|(?P<now>{_NOW}))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months, counted from year 0; `last` belongs to it."""

    first: int
    last: int
    ongoing: bool

    @property
    def months(self) -> int:
        return self.last - self.first + 1


def _point(match: re.Match[str], n: int, *, end: bool) -> int | None:
    year = match[f"y{n}"] or match[f"yy{n}"] or match[f"yn{n}"] or match[f"yo{n}"]
    if year is None:
        return None
    name = match[f"mn{n}"]
    month = match[f"m{n}"] or match[f"mm{n}"]
    # A year alone begins with its first month and ends before it: 2018–2020 is two years.
    number = _MONTHS[name.lower()] if name else int(month) if month else 0 if end else 1
    return int(year) * 12 + number - 1


def stretch(match: re.Match[str], as_of: date) -> Stretch | None:
    """The stretch of a RANGE match; None where it ends before it begins or begins in the future."""
    today = as_of.year * 12 + as_of.month - 1
    first = _point(match, 1, end=False)
    last = today if match["now"] else _point(match, 2, end=True)
    if first is None or last is None or first > today or last < first:
        return None
    return Stretch(first, min(last, today), bool(match["now"]))


def total_months(stretches: Iterable[Stretch]) -> int:
    """Months that at least one stretch covers."""
    months = 0
    until = -1
    for item in sorted(stretches, key=lambda one: (one.first, one.last)):
        if item.last <= until:
            continue
        months += item.last - max(item.first, until + 1) + 1
        until = item.last
    return months
