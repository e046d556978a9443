"""The wire of terminal numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field, model_validator

from renshi_sdk.web import Schema

MOST = 5000


class BadgesIn(Schema):
    """Terminal numbers to record, a line each: the number on the terminal, then the staff number."""

    lines: str = Field(
        min_length=3,
        max_length=200_000,
        title="考勤号与工号",
        description="一行一人：考勤机上的号码、空格、工号，如 12 EM001；可从 Excel 直接粘贴两列",
        json_schema_extra={"title_en": "Terminal and staff numbers, a line each", "x-kind": "textarea"},
    )
    valid_from: date = Field(title="自哪天起", json_schema_extra={"title_en": "From"})

    @model_validator(mode="after")
    def _readable(self) -> BadgesIn:
        self.pairs()
        return self

    def pairs(self) -> list[tuple[str, str]]:
        """(terminal number, staff number) in the order of the lines."""
        found: dict[str, str] = {}
        for at, line in enumerate(self.lines.splitlines(), 1):
            parts: list[Any] = line.replace(",", " ").replace("，", " ").split()
            if not parts:
                continue
            if len(parts) != 2 or any(len(part) > 32 for part in parts):
                raise ValueError(f"第 {at} 行应为“考勤号 工号”")
            if found.get(parts[0], parts[1]) != parts[1]:
                raise ValueError(f"第 {at} 行：考勤号 {parts[0]} 已给了 {found[parts[0]]}")
            found[parts[0]] = parts[1]
        if not 1 <= len(found) <= MOST:
            raise ValueError(f"一次登记 1—{MOST} 人")
        return list(found.items())
