"""Words shown to people, always in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Locale = Literal["zh-CN", "en-US"]


@dataclass(frozen=True, slots=True)
class Text:
    """A phrase in Chinese (the first language of the product) and in English."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh.strip() or not self.en.strip():
            raise ValueError("Text needs both languages: Text('薪酬', 'Payroll')")

    def of(self, locale: str) -> str:
        """Return the phrase for ``locale``; anything that isn't English is shown in Chinese."""
        return self.en if locale.lower().startswith("en") else self.zh

    def format(self, **values: object) -> Text:
        """Fill ``{name}`` fields of both phrases."""
        return Text(self.zh.format(**values), self.en.format(**values))

    def __str__(self) -> str:
        return self.zh
