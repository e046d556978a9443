"""A value and where it stands: page (from 1), half-open character offsets in that page's text, the words there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

BREAK = "\f"
HAN = "〇㐀-䶿一-鿿豈-﫿\U00020000-\U000323af"
"""Chinese characters for a class of a pattern, with the rare ones that stand in people's names (䶮, 㛃, 𠮷)."""
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def plain(text: str) -> str:
    """The text with full-width letters, digits and marks as ordinary ones; the same length, so that places hold."""
    return text.translate(_WIDE)


@dataclass(frozen=True, slots=True)
class Value:
    value: Any
    page: int
    start: int
    end: int
    words: str


class Pages:
    """All pages as one text (`plain`), and back from a place in it to a page and to the words as they were written."""

    def __init__(self, pages: list[str]) -> None:
        self.pages = pages
        self._words = BREAK.join(pages)
        self.text = plain(self._words)
        self.starts = [0]
        for page in pages[:-1]:
            self.starts.append(self.starts[-1] + len(page) + 1)

    def value(self, value: Any, start: int, end: int) -> Value:
        number = max(index for index, first in enumerate(self.starts) if first <= start)
        first = self.starts[number]
        return Value(value, number + 1, start - first, end - first, self._words[start:end])

    def lines(self) -> list[tuple[int, int]]:
        """Half-open spans of lines that hold something, without surrounding blanks."""
        found, place = [], 0
        for line in self.text.replace(BREAK, "\n").split("\n"):
            start, end = place, place + len(line)
            place = end + 1
            while start < end and self.text[start].isspace():
                start += 1
            while end > start and self.text[end - 1].isspace():
                end -= 1
            if start < end:
                found.append((start, end))
        return found
