"""What attendance and others hand to payroll, and what payroll shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from renshi_sdk.text import Text

_PERIOD = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")


@dataclass(frozen=True, slots=True, order=True)
class PayPeriod:
    """A calendar month, written ``2026-11``."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> PayPeriod:
        """Read ``2026-11``; raises ``ValueError`` for anything else."""
        match = _PERIOD.match(text)
        if not match:
            raise ValueError(f"{text!r} is not a month like 2026-11")
        return cls(int(match[1]), int(match[2]))

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.next().first_day - timedelta(days=1)

    def next(self) -> PayPeriod:
        return PayPeriod(self.year + self.month // 12, self.month % 12 + 1)

    def previous(self) -> PayPeriod:
        return PayPeriod(self.year - (self.month == 1), 12 if self.month == 1 else self.month - 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


class PayItemKind(StrEnum):
    """How payroll turns an item into money."""

    LEAVE = "leave"
    """``quantity`` days of absence, ``rate`` = paid part (0 = unpaid, 1 = full pay)."""
    OVERTIME = "overtime"
    """``quantity`` hours, ``rate`` = multiplier (1.5, 2, 3; 劳动法 art. 44)."""
    ABSENCE = "absence"
    """``quantity`` days of unexcused absence (旷工), unpaid."""
    UNTAKEN = "untaken"
    """``quantity`` days of statutory annual leave that lapsed untaken: payroll pays 200 % more of the average wage
    (企业职工带薪年休假实施办法 arts. 10-11)."""
    EARNING = "earning"
    """``amount`` yuan more."""
    DEDUCTION = "deduction"
    """``amount`` yuan less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayItem:
    """One fact of a month that changes somebody's pay.

    ``rule`` names a pay rule where a fraction isn't enough (``sick`` = the sick-pay ladder of the
    jurisdiction); ``evidence`` names the rows it came from, so that a slip's line can be traced back.
    """

    employee_id: UUID
    code: str
    kind: PayItemKind
    label: Text
    quantity: Decimal | None = None
    rate: Decimal | None = None
    amount: Decimal | None = None
    rule: str | None = None
    evidence: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        money = self.kind in (PayItemKind.EARNING, PayItemKind.DEDUCTION)
        if money and (self.amount is None or self.amount < 0):
            raise ValueError(f"pay item {self.code}: {self.kind} needs an amount of 0 or more")
        if not money and (self.quantity is None or self.quantity < 0):
            raise ValueError(f"pay item {self.code}: {self.kind} needs a quantity of 0 or more")


@dataclass(frozen=True, slots=True)
class PaySlipLine:
    """A line of a pay slip with the sentence that explains it."""

    code: str
    label: Text
    amount: Decimal
    explanation: Text


@dataclass(frozen=True, slots=True)
class PaySlipSummary:
    """A pay slip as another channel may show it to its owner."""

    slip_id: UUID
    employee_id: UUID
    period: PayPeriod
    gross: Decimal
    deductions: Decimal
    tax: Decimal
    net: Decimal
    published: bool
    lines: tuple[PaySlipLine, ...] = field(default=())
