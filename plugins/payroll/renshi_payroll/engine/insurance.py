"""Social insurance (社会保险) and housing fund (住房公积金): one rule per scheme with its own bounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from renshi_payroll.engine.fen import FEN, NO_CAP, FenArray, share, share_v

#: Every scheme payroll knows, in the order of the payslip. Housing-fund shares are rounded scheme by scheme.
SCHEMES = (
    "pension",
    "local_pension",
    "medical",
    "maternity",
    "unemployment",
    "injury",
    "housing_fund",
    "housing_fund_supplementary",
)
HOUSING_SCHEMES = ("housing_fund", "housing_fund_supplementary")


@dataclass(frozen=True, slots=True)
class SchemeRule:
    """Bounds in fen (``None``: none), rates in ppm, fixed amounts and rounding ``unit`` in fen.

    ``status`` is ``verified`` or ``provisional``; ``sources`` name the instruments behind the figures.
    """

    scheme: str
    floor: int | None = None
    cap: int | None = None
    employee_ppm: int = 0
    employer_ppm: int = 0
    employee_fixed: int = 0
    employer_fixed: int = 0
    unit: int = FEN
    status: str = "verified"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """Clamped base and both shares, fen."""

    scheme: str
    base: int
    employee: int
    employer: int


def clamp(declared_base: int, floor: int | None, cap: int | None) -> int:
    """The contribution base: the declared base lifted to the floor and cut at the cap, each scheme by its
    own.
    """
    base = declared_base if floor is None else max(declared_base, floor)
    return base if cap is None else min(base, cap)


def contribute(rule: SchemeRule, declared_base: int) -> Contribution:
    """Both shares of one scheme. Each share is rounded by itself; a fixed amount is added after rounding."""
    base = clamp(declared_base, rule.floor, rule.cap)
    return Contribution(
        rule.scheme,
        base,
        share(base, rule.employee_ppm, rule.unit) + rule.employee_fixed,
        share(base, rule.employer_ppm, rule.unit) + rule.employer_fixed,
    )


@dataclass(frozen=True, slots=True)
class SchemeArrays:
    """The rules of one scheme for many people: every field has one element per person."""

    floor: FenArray
    cap: FenArray
    employee_ppm: FenArray
    employer_ppm: FenArray
    employee_fixed: FenArray
    employer_fixed: FenArray
    unit: FenArray

    @classmethod
    def from_rules(cls, rules: Iterable[SchemeRule | None], index: FenArray) -> SchemeArrays:
        """Spread distinct ``rules`` over people by ``index``; ``None`` means "not a member"."""
        rows = [(0, NO_CAP, 0, 0, 0, 0, FEN) if rule is None else _row(rule) for rule in rules]
        table = np.array(rows, dtype=np.int64)
        return cls(*(table[index, column] for column in range(7)))


def _row(rule: SchemeRule) -> tuple[int, int, int, int, int, int, int]:
    return (
        0 if rule.floor is None else rule.floor,
        NO_CAP if rule.cap is None else rule.cap,
        rule.employee_ppm,
        rule.employer_ppm,
        rule.employee_fixed,
        rule.employer_fixed,
        rule.unit,
    )


def contribute_v(rule: SchemeArrays, declared_base: FenArray) -> tuple[FenArray, FenArray, FenArray]:
    """Vector twin of :func:`contribute`: base, employee share, employer share."""
    base = np.minimum(np.maximum(declared_base, rule.floor), rule.cap)
    employee = share_v(base, rule.employee_ppm, rule.unit) + rule.employee_fixed
    employer = share_v(base, rule.employer_ppm, rule.unit) + rule.employer_fixed
    return base, employee, employer


def retro_difference(old: Sequence[Contribution], new: Sequence[Contribution]) -> dict[str, tuple[int, int]]:
    """Employee and employer true-up per scheme: the difference of *rounded* lines, never a rounded
    difference.

    New bounds arrive months late and reach back; the difference is posted in the open month.
    """
    before = {line.scheme: line for line in old}
    result: dict[str, tuple[int, int]] = {}
    for line in new:
        paid = before.get(line.scheme)
        result[line.scheme] = (
            line.employee - (paid.employee if paid else 0),
            line.employer - (paid.employer if paid else 0),
        )
    return result
