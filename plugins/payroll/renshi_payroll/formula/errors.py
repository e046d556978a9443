"""What is wrong with a formula, where, in words for the person who wrote it."""

from __future__ import annotations


class FormulaError(ValueError):
    """Refused at save. ``position`` counts characters from 0; ``zh`` and ``en`` say what to do."""

    def __init__(self, position: int, zh: str, en: str, *, component: str = "") -> None:
        super().__init__(f"{component + ': ' if component else ''}at {position + 1}: {en}")
        self.position = position
        self.zh = zh
        self.en = en
        self.component = component

    def of(self, component: str) -> FormulaError:
        """The same error, said of a component."""
        return FormulaError(self.position, self.zh, self.en, component=component)
