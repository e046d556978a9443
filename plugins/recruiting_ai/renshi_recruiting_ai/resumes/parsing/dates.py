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
_NOW = r"至今|现在|目前|今|present|now|current|ongoing|to date|till now"
_NAMED = "|".join(sorted(_MONTHS, key=len, reverse=True))
_CHINESE_DIGITS = "〇零一二三四五六七八九"
_CHINESE_MONTHS = {name: number for number, name in enumerate([*"一二三四五六七八九十", "十一", "十二"], 1)}
_POINT = (
    r"(?:(?<!\d)(?P<y{n}>(?:19|20)\d\d)\s*(?:年|[./\-])\s*(?P<m{n}>1[0-2]|0?[1-9])(?!\d)\s*月?(?:\s*[./\-]\s*\d{{1,2}}(?!\d)|\s*\d{{1,2}}\s*日)?"
    r"|(?<!\d)(?P<yc{n}>(?:19|20)\d\d)(?P<mc{n}>1[0-2]|0[1-9])(?:[0-3]\d)?(?!\d)"
    rf"|(?<!\d)(?P<yh{{n}}>(?:19|20)?\d\d|[{_CHINESE_DIGITS}]{{{{4}}}})\s*年\s*(?:(?P<mh{{n}}>1[0-2]|0?[1-9])(?!\d)|(?P<mz{{n}}>十[一二]?|[一二三四五六七八九]))\s*月"
    r"|(?<!\d)(?P<mm{n}>1[0-2]|0?[1-9])\s*[/.]\s*(?P<yy{n}>(?:19|20)\d\d)(?!\d)"
    r"|\b(?P<mn{n}>" + _NAMED + r")\.?,?\s+(?P<yn{n}>(?:19|20)\d\d)(?!\d)"
    r"|(?<!\d)(?P<yw{n}>(?:19|20)\d\d),?\s+(?P<mw{n}>" + _NAMED + r")\b\.?"
    r"|(?<!\d)(?P<yo{n}>(?:19|20)\d\d)(?!\d)\s*年?)"
)
_TO = r"(?:\s*起?\s*(?:-|‐|‑|−|–|—|―|~|～|〜|→|－|至|到|to|until|till){1,2}\s*|\s+/\s+|\s*起\s*(?=至今))"
RANGE = re.compile(
    r"(?:(?:自|从|\bsince\s+|\bfrom\s+)\s*)?"
    + _POINT.format(n=1)
    + _TO
    + r"(?:"
    + _POINT.format(n=2)
    + rf"|(?P<now>{_NOW}))"
    # One point alone, which says of itself that it goes on.
    + r"|\bsince\s+"
    + _POINT.format(n=3),
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
    year = next(
        (found for form in ("y", "yc", "yy", "yn", "yw", "yo") if (found := match[f"{form}{n}"])), None
    )
    written = match[f"yh{n}"]
    if year is None and written is None:
        return None
    name = match[f"mn{n}"] or match[f"mw{n}"]
    month = match[f"m{n}"] or match[f"mc{n}"] or match[f"mm{n}"] or match[f"mh{n}"]
    if name:
        number = _MONTHS[name.lower()]
    elif match[f"mz{n}"]:
        number = _CHINESE_MONTHS[match[f"mz{n}"]]
    else:
        # A year alone begins with its first month and ends before it: 2018–2020 is two years.
        number = int(month) if month else 0 if end else 1
    return (int(year) if year else _year(written)) * 12 + number - 1


def _year(written: str) -> int:
    """2019, 19 (年 stands behind it) and 二〇一九."""
    if not written.isascii():
        return int("".join(str(max(0, _CHINESE_DIGITS.index(digit) - 1)) for digit in written))
    year = int(written)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def stretch(match: re.Match[str], as_of: date) -> Stretch | None:
    """The stretch of a RANGE match; None where it ends before it begins or begins in the future."""
    today = as_of.year * 12 + as_of.month - 1
    since = _point(match, 3, end=False)
    ongoing = bool(match["now"]) or since is not None
    first = _point(match, 1, end=False) if since is None else since
    last = today if ongoing else _point(match, 2, end=True)
    if first is None or last is None or first > today or last < first:
        return None
    return Stretch(first, min(last, today), ongoing)


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
