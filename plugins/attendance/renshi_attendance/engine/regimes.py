"""Working-time regimes (工时制): standard, comprehensive, irregular; what each does to overtime.

Sources: 劳动法 arts. 36–45; 关于企业实行不定时工作制和综合计算工时工作制的审批办法 (劳部发〔1994〕503号);
工资支付暂行规定 (劳部发〔1994〕489号) art. 13; 人社部发〔2025〕2号 for the hours of a period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .errors import EngineError


class Regime(StrEnum):
    """What was agreed and, where needed, approved by the labour authority."""

    STANDARD = "standard"
    COMPREHENSIVE = "comprehensive"
    """综合计算工时: hours count over a period; only the excess of the period is overtime."""
    IRREGULAR = "irregular"
    """不定时: no fixed hours, so neither lateness nor extended hours."""


NAMES = {"standard": Regime.STANDARD, "comprehensive": Regime.COMPREHENSIVE}
NAMES |= dict.fromkeys(("flexible", "irregular"), Regime.IRREGULAR)
"""The words an employee's job facts use."""


class Averaging(StrEnum):
    """The period over which comprehensive hours are counted."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Averaging.MONTH: 1, Averaging.QUARTER: 3, Averaging.YEAR: 12}


class StandardUnknown(EngineError):
    """No standard hours are recorded for a period."""

    code = "attendance.period_standard_unknown"


@dataclass(frozen=True, slots=True)
class PeriodStandard:
    """Standard hours of a period from a date on; ``minutes`` is rounded down, in the employee's favour."""

    averaging: Averaging
    minutes: int
    valid_from: date
    valid_to: date | None
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Standards:
    """All recorded standards."""

    rows: tuple[PeriodStandard, ...]

    def on(self, averaging: Averaging, day: date) -> PeriodStandard:
        """The standard of the period that ``day`` lies in. Raises :class:`StandardUnknown`."""
        for row in self.rows:
            if (
                row.averaging is averaging
                and row.valid_from <= day
                and (row.valid_to is None or day <= row.valid_to)
            ):
                return row
        raise StandardUnknown(
            f"{day:%Y-%m} 综合计算工时的标准工时没有记录", f"no standard hours are recorded for {day:%Y-%m}"
        )


def span_of(averaging: Averaging, year: int, month: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """First and last (year, month) of the period that a month lies in."""
    size = MONTHS[averaging]
    first = (month - 1) // size * size + 1
    return (year, first), (year, first + size - 1)


def excess(
    worked: int, standard: int, *, leave: int = 0, employed_days: int | None = None, period_days: int = 0
) -> int:
    """Overtime minutes of a period: hours worked above its standard (489号 art. 13: at 150 %).

    ``worked`` leaves out hours on statutory holidays, which are paid at 300 % by themselves. Hours of
    approved leave lower the standard: they were due and are settled as leave. Somebody employed for part of
    the period has the part of the standard by calendar days, rounded down.
    """
    if employed_days is not None and employed_days < period_days:
        standard = standard * employed_days // period_days
    return max(0, worked - max(0, standard - leave))


@dataclass(frozen=True, slots=True)
class LocalHolidayRule:
    """Whether people without fixed hours are paid 300 % on statutory holidays in a place."""

    province: str
    pays: bool
    source: str
    status: str


def holiday_pays(rules: Mapping[str, LocalHolidayRule], province: str | None) -> bool | None:
    """What the place says; None where its rule is not recorded."""
    rule = rules.get(province) if province else None
    return rule.pays if rule and rule.status != "unresolved" else None
