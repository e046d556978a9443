"""Progressive rate tables (税率表): upper bounds inclusive, quick deduction (速算扣除数)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from renshi_payroll.engine.fen import PPM, FenArray, half_up, half_up_v, to_fen, to_ppm


@dataclass(frozen=True, slots=True)
class Bracket:
    """One row. ``upper`` in fen, inclusive, ``None`` for the last row; ``quick`` in fen."""

    upper: int | None
    ppm: int
    quick: int


@dataclass(frozen=True, slots=True)
class RateTable:
    """A progressive table, by Individual Income Tax Law (个人所得税法) and STA notice 2018 No.61."""

    name: str
    brackets: tuple[Bracket, ...]

    @classmethod
    def from_rows(cls, name: str, rows: Sequence[Sequence[str | int | None]]) -> RateTable:
        """Build from ``[upper yuan or None, rate percent, quick deduction yuan]`` rows, checked."""
        brackets = tuple(
            Bracket(None if upper is None else to_fen(upper), to_ppm(str(rate)), to_fen(str(quick)))
            for upper, rate, quick in rows
        )
        uppers = [bracket.upper for bracket in brackets]
        bounded = [upper for upper in uppers[:-1] if upper is not None]
        if not brackets or uppers[-1] is not None or len(bounded) != len(brackets) - 1:
            raise ValueError(f"table {name}: only the last row has no upper bound")
        if bounded != sorted(set(bounded)):
            raise ValueError(f"table {name}: upper bounds must rise")
        return cls(name, brackets)

    @property
    def uppers(self) -> tuple[int, ...]:
        """The finite upper bounds in fen."""
        return tuple(bracket.upper for bracket in self.brackets if bracket.upper is not None)

    def bracket_for(self, amount: int | Decimal, scale: int | Decimal = 1) -> Bracket:
        """The row for ``amount / scale`` without dividing: compares ``amount`` with ``scale * upper``."""
        return self.brackets[bisect_left([upper * scale for upper in self.uppers], amount)]

    def tax(self, taxable: int) -> int:
        """Tax in fen, half-up to the fen; 0 for a taxable amount of 0 or less."""
        if taxable <= 0:
            return 0
        bracket = self.bracket_for(taxable)
        return half_up(Decimal(taxable) * bracket.ppm / PPM - bracket.quick)

    def tax_v(self, taxable: FenArray) -> FenArray:
        """Vector twin of :meth:`tax`.

        The statutory tables are continuous and convex, so the right row is the one with the highest tax and
        no look-up is needed; rounding is monotone, so it may come last.
        """
        positive = np.maximum(taxable, 0)
        best = np.zeros_like(positive)
        for bracket in self.brackets:
            best = np.maximum(best, positive * bracket.ppm - bracket.quick * PPM)
        return half_up_v(best, PPM)

    def rows_v(self, amount: FenArray, scale: int = 1) -> tuple[FenArray, FenArray]:
        """Rate (ppm) and quick deduction (fen) by ``amount / scale``, one pair per element."""
        uppers = np.array([upper * scale for upper in self.uppers], dtype=np.int64)
        index = np.searchsorted(uppers, amount, side="left")
        ppm = np.array([bracket.ppm for bracket in self.brackets], dtype=np.int64)
        quick = np.array([bracket.quick for bracket in self.brackets], dtype=np.int64)
        return ppm[index], quick[index]
