"""Clean text that still knows where every character came from.

Evidence is quoted from what the candidate typed, so cleaning keeps, for each cleaned character, the position
of the original character it stands for.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_STOPS = "。！？!?；;…\n"
_CLOSERS = "”’」』）)】》\"'"
CLAUSE_STOPS = re.compile(r"[，,、：:（）()。！？!?；;…\n]")
_LATIN_STOP = re.compile(r"\.(?=\s|$)")


@dataclass(frozen=True, slots=True)
class CleanText:
    """`text` is NFKC without invisible characters; `folded` is the same length, lower case.

    `origin[i]` is the index in `original` of cleaned character i; it has one more entry than `text`, the
    length of the original. `hidden` counts the invisible characters that were taken out.
    """

    original: str
    text: str
    folded: str
    origin: tuple[int, ...]
    hidden: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Map a cleaned half-open span to the original one; the original end includes its combining marks."""
        if start >= end:
            return self.origin[start], self.origin[start]
        stop = self.origin[end]
        # Several cleaned characters can stand for one original character (㎏ → kg): keep it whole.
        if stop == self.origin[end - 1]:
            stop += 1
        while stop > self.origin[start] + 1 and _invisible(self.original[stop - 1]):
            stop -= 1
        return self.origin[start], stop

    def quote(self, start: int, end: int) -> str:
        first, last = self.span(start, end)
        return self.original[first:last]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A half-open span [start, end) of a CleanText, without surrounding blanks."""

    index: int
    start: int
    end: int


def _invisible(char: str) -> bool:
    if char in "\n\t":
        return False
    category = unicodedata.category(char)
    # Cf: zero-width, bidi controls, tag characters. Variation selectors are Mn but draw nothing.
    return category in ("Cf", "Cc") or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _fold(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def clean(original: str) -> CleanText:
    """NFKC, with zero-width, bidi, tag and control characters removed and positions kept."""
    hidden = 0
    kept: list[tuple[int, str]] = []
    for index, char in enumerate(original):
        if _invisible(char):
            hidden += 1
        else:
            kept.append((index, "\n" if char in "\u2028\u2029" else char))
    plain = "".join(char for _, char in kept)
    origin: list[int]
    if unicodedata.is_normalized("NFKC", plain):
        text = plain
        origin = [index for index, _ in kept]
    else:
        text, origin = _normalise(kept)
    return CleanText(original, text, _fold(text), (*origin, len(original)), hidden)


def _normalise(kept: list[tuple[int, str]]) -> tuple[str, list[int]]:
    """NFKC cluster by cluster: a cluster ends where normalising its two sides apart gives the same text."""
    parts: list[str] = []
    origin: list[int] = []
    cluster, start = "", 0
    done = ""
    for index, char in kept:
        if cluster:
            joined = unicodedata.normalize("NFKC", cluster + char)
            if not unicodedata.combining(char) and joined == done + unicodedata.normalize("NFKC", char):
                parts.append(done)
                origin.extend([start] * len(done))
                cluster = ""
        if not cluster:
            start = index
        cluster += char
        done = unicodedata.normalize("NFKC", cluster)
    parts.append(done)
    origin.extend([start] * len(done))
    return "".join(parts), origin


def sentences(text: str) -> tuple[Sentence, ...]:
    """Split Chinese and English text; a Latin full stop ends a sentence only before a blank or the end."""
    latin_stops = {match.start() for match in _LATIN_STOP.finditer(text)}
    found: list[Sentence] = []
    begin = 0
    position = 0
    while position < len(text):
        if text[position] in _STOPS or position in latin_stops:
            stop = position + 1
            while stop < len(text) and (text[stop] in _STOPS or text[stop] in _CLOSERS):
                stop += 1
            _append(found, text, begin, stop)
            begin = position = stop
        else:
            position += 1
    _append(found, text, begin, len(text))
    return tuple(found)


def _append(found: list[Sentence], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if any(char.isalnum() for char in text[start:end]):
        found.append(Sentence(len(found), start, end))


def clause_start(text: str, start: int, position: int) -> int:
    """Where the clause that holds `position` begins, not before `start`."""
    cut = start
    for match in CLAUSE_STOPS.finditer(text, start, position):
        cut = match.end()
    return cut
