"""Figures and named tools: what makes a story checkable."""

from __future__ import annotations

import re

_UNITS = (
    r"%|个百分点|百分点|个月|个|名|人|位|天|周|星期|年|小时|分钟|秒|次|台|件|条|万元|亿元|千元|万|亿|元|吨|家|倍|成|批|款|套|项|单|"
    r"平米|平方米|米|公里|公斤|种|类|组|班|行|张|页|毫秒|ms|gb|tb|kg|days?|weeks?|months?|years?|hours?|minutes?|people|percent|"
    r"times|units|lines|customers|users|stores|orders"
)
_FIGURE = re.compile(
    rf"(?<![\d.第])\d+(?:[.,]\d+)*\s*多?\s*(?:{_UNITS})|百分之[一二三四五六七八九十百点零]+|"
    # 一个, 一次, 几个 say nothing that could be checked.
    rf"(?<!第)(?:[二两三四五六七八九十百千万]|一[十百千万])[一二三四五六七八九十百千万]*多?(?:{_UNITS})"
)
_TOOL = re.compile(r"(?<![a-z0-9])(?:[a-z]{1,2}/[a-z]|[a-z][a-z0-9+#.\-]*[a-z0-9+#])(?![a-z0-9])")

_ENGLISH = re.compile(r"(?:[a-z0-9'+#./\-]+[ ,:;]+){3,}[a-z0-9'+#./\-]+")


def figures(folded: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Spans of numbers with a unit."""
    return tuple(match.span() for match in _FIGURE.finditer(folded, start, end))


def tools(folded: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Spans of Latin names inside Chinese text (SQL, MES, A/B); four words in a row are English text."""
    if not any("一" <= char <= "鿿" for char in folded[start:end]):
        return ()
    english = [match.span() for match in _ENGLISH.finditer(folded, start, end)]
    return tuple(
        match.span()
        for match in _TOOL.finditer(folded, start, end)
        if not any(first <= match.start() < last for first, last in english)
    )
