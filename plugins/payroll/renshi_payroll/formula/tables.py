"""Tables a company owns and formulas look up: steps and brackets, resolved for a month before they get here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from renshi_payroll.formula.quantities import Kind

MAX_ROWS = 60


class TableError(ValueError):
    """A table whose rows don't make one; ``zh`` and ``en`` are for the person who keeps it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class StepRow:
    """``value`` holds from ``start`` on, natural units (yuan for money)."""

    start: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class BracketRow:
    """Progressive row: up to and including ``upper`` (``None``: open), ``key * rate - quick`` yuan."""

    upper: Decimal | None
    rate: Decimal
    quick: Decimal


@dataclass(frozen=True, slots=True)
class LookupTable:
    """A table of one month. ``key`` and ``value`` say what its columns are."""

    name: str
    form: Literal["step", "bracket"]
    key: Kind
    value: Kind
    steps: tuple[StepRow, ...] = ()
    brackets: tuple[BracketRow, ...] = ()

    def __post_init__(self) -> None:
        if self.form == "step":
            starts = [row.start for row in self.steps]
            if not starts or len(starts) > MAX_ROWS or starts != sorted(set(starts)):
                raise TableError("起点须递增，且有 1 至 60 行", "starts must rise, 1 to 60 rows")
        else:
            uppers = [row.upper for row in self.brackets]
            bounded = [upper for upper in uppers[:-1] if upper is not None]
            if (
                not uppers
                or len(uppers) > MAX_ROWS
                or uppers[-1] is not None
                or len(bounded) != len(uppers) - 1
                or bounded != sorted(set(bounded))
            ):
                raise TableError(
                    "上限须递增，只有最后一行不设上限，且有 1 至 60 行",
                    "uppers must rise, only the last row is open, 1 to 60 rows",
                )
            if self.key != "money" or self.value != "money":
                raise TableError("累进表的依据和结果都是金额", "a bracket table is of money by money")
