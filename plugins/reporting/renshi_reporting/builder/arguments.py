"""What a statement is filled with: its numbered arguments, and the days and words of whoever asks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from renshi_sdk import Clause


@dataclass(slots=True)
class Arguments:
    """Numbered arguments; the same place is given once."""

    given: list[Any] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def add(self, value: Any) -> str:
        self.given.append(value)
        return f"${len(self.given)}"

    def fill(self, sql: str, known: dict[str, tuple[str, Any]]) -> str:
        def one(found: re.Match[str]) -> str:
            name = found[1]
            if name not in self.places:
                cast, value = known[name]
                self.places[name] = f"{self.add(value)}::{cast}"
            return self.places[name]

        return re.sub(r"\{(company|first|last|today|zone|locale)\}", one, sql)

    def clause(self, clause: Clause) -> str:
        pieces = clause.sql.split("{}")
        sql = pieces[0]
        for piece, value in zip(pieces[1:], clause.args, strict=True):
            sql += self.add(value) + piece
        return sql


@dataclass(frozen=True, slots=True)
class Days:
    """What a dataset's places stand for."""

    company: UUID
    first: date
    last: date
    today: date
    zone: str = "Asia/Shanghai"
    locale: str = "zh-CN"

    def known(self) -> dict[str, tuple[str, Any]]:
        """Types and values by place."""
        return {
            "company": ("uuid", self.company),
            "first": ("date", self.first),
            "last": ("date", self.last),
            "today": ("date", self.today),
            "zone": ("text", self.zone),
            "locale": ("text", self.locale),
        }
