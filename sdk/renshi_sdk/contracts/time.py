"""Time off, as other plugins may show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from renshi_sdk.text import Text


@dataclass(frozen=True, slots=True)
class Balance:
    """What an employee has left of one kind of leave."""

    code: str
    label: Text
    remaining: Decimal
    unit: Literal["day", "hour"]
    pending: Decimal = Decimal(0)
    expires_on: date | None = None
