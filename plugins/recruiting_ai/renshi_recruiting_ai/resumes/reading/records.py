"""What a reader gives back, and the limits it works within."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

MAX_BYTES = 10 * 2**20
MAX_PAGES = 20
MAX_CHARS = 60_000
MAX_UNPACKED = 30 * 2**20
MAX_RATIO = 200
MAX_ENTRIES = 2_000
MAX_PIXELS = 40_000_000
THIN_PAGE = 50
"""Fewer characters than this on a page, and the next reader is tried."""

State = Literal["read", "refused", "not_analysed"]


class Refused(Exception):
    """The file is not read; says why in both languages."""

    def __init__(self, zh: str, en: str, *, state: State = "refused") -> None:
        super().__init__(en)
        self.zh, self.en, self.state = zh, en, state


@dataclass(slots=True)
class Hidden:
    """Words on a page that a reader of the paper would not see, taken out of the text."""

    page: int
    why: Literal["white", "tiny", "off_page", "invisible"]
    words: str


@dataclass(slots=True)
class Reading:
    """The visible text page by page."""

    state: State
    reader: str = ""
    pages: list[str] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    problem: str | None = None
    problem_en: str | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
