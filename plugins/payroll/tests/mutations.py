"""Bugs planted in the engine, one at a time, and how many worked cases notice each.

``python plugins/payroll/tests/mutations.py`` prints the table that ``tests/README.md`` holds; ``test_mutations.py``
fails where a bug is noticed by no case, or where the table is not the one measured.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

from renshi_payroll.engine import fen, insurance, labour_law, one_off, other_income, slip, tables, withholding
from renshi_payroll.goldens import evaluators, years
from renshi_payroll.goldens.evaluate import evaluate_file

DATA = Path(__file__).parent / "data"
FILES = ("goldens.json", "boundary_goldens.json")
Plant = Callable[["Planter"], None]


class Planter:
    """Replaces attributes and puts them back."""

    def __init__(self) -> None:
        self._undo: list[tuple[Any, str, Any]] = []

    def set(self, target: Any, name: str, value: Any) -> None:
        self._undo.append((target, name, getattr(target, name)))
        setattr(target, name, value)

    def everywhere(self, name: str, value: Any) -> None:
        """Replace a function in every module of the engine that imported it."""
        for module in (
            fen,
            insurance,
            labour_law,
            one_off,
            other_income,
            slip,
            tables,
            withholding,
            evaluators,
            years,
        ):
            if hasattr(module, name):
                self.set(module, name, value)

    def undo(self) -> None:
        for target, name, value in reversed(self._undo):
            setattr(target, name, value)


@contextmanager
def planted(plant: Plant) -> Iterator[None]:
    """The engine with one bug in it."""
    planter = Planter()
    try:
        plant(planter)
        yield
    finally:
        planter.undo()


def _rounding(mode: str) -> Plant:
    def plant(planter: Planter) -> None:
        def rounded(amount: Decimal, unit: int = 1) -> int:
            return int((amount / unit).to_integral_value(rounding=mode)) * unit

        def ratio(numerator: Decimal | int, denominator: Decimal | int, unit: int = 1) -> int:
            return rounded(Decimal(numerator) / Decimal(denominator), unit)

        def share(base: int, ppm: int, unit: int = 1) -> int:
            return rounded(Decimal(base) * ppm / fen.PPM, unit)

        planter.everywhere("half_up", rounded)
        planter.everywhere("ratio_half_up", ratio)
        planter.everywhere("share", share)

    return plant


def _bonus(change: Callable[[tables.RateTable, int], int]) -> Plant:
    return lambda planter: planter.set(one_off, "bonus_tax", change)


def _seam_exclusive(table: tables.RateTable, bonus: int) -> int:
    bracket = table.bracket_for(bonus + 1, 12)
    return fen.half_up(Decimal(bonus) * bracket.ppm / fen.PPM - bracket.quick)


def _quick_twelve(table: tables.RateTable, bonus: int) -> int:
    bracket = table.bracket_for(bonus, 12)
    return fen.half_up(Decimal(bonus) * bracket.ppm / fen.PPM - 12 * bracket.quick)


def _less_basic(table: tables.RateTable, bonus: int) -> int:
    taxable = max(0, bonus - withholding.MONTHLY_BASIC)
    bracket = table.bracket_for(taxable, 12)
    return fen.half_up(Decimal(taxable) * bracket.ppm / fen.PPM - bracket.quick)


def _withheld(change: Callable[[withholding.Withholding], withholding.Withholding]) -> Plant:
    real = withholding.withhold

    def plant(planter: Planter) -> None:
        planter.everywhere("withhold", lambda *given: change(real(*given)))

    return plant


def _refund(result: withholding.Withholding) -> withholding.Withholding:
    return replace(result, tax=result.cumulative_tax - result.relief - result.withheld_before)


def _monthly_table(planter: Planter) -> None:
    """Each month alone on the monthly table, as before 2019."""
    monthly = evaluators._table("monthly")
    real = withholding.withhold
    seen: dict[str, int] = {}

    def withhold(table: Any, year: withholding.YearToDate, basic: int) -> withholding.Withholding:
        result = real(table, year, basic)
        months = max(1, basic // withholding.MONTHLY_BASIC)
        return replace(result, tax=monthly.tax(result.taxable // months))

    seen.clear()
    planter.everywhere("withhold", withhold)


def _calendar_months(planter: Planter) -> None:
    """5,000 x the month's number, whoever joined when."""
    planter.set(years, "first_wage", lambda case: True)


def _scheme(**without: Any) -> Plant:
    real = insurance.contribute

    def plant(planter: Planter) -> None:
        planter.everywhere("contribute", lambda rule, base: real(replace(rule, **without), base))

    return plant


def _labour_twenty(planter: Planter) -> None:
    planter.set(other_income, "labour_base", lambda income: income * Decimal(80) / 100)


def _author_whole(planter: Planter) -> None:
    planter.set(other_income, "_SEVENTY", Decimal(1))


def _exempt(multiple: int) -> Plant:
    def severance(table: tables.RateTable, amount: int, average: int) -> tuple[int, int]:
        exempt = min(amount, multiple * average)
        return exempt, table.tax(amount - exempt)

    return lambda planter: planter.set(one_off, "severance_tax", severance)


def _hourly_first(planter: Planter) -> None:
    def overtime(monthly: int, hours: Decimal, kind: Any) -> int:
        return fen.half_up(labour_law.hourly_wage(monthly) * hours * labour_law.OVERTIME_PERCENT[kind] / 100)

    planter.set(labour_law, "overtime_pay", overtime)


def _law(**changed: Any) -> Plant:
    def plant(planter: Planter) -> None:
        for name, value in changed.items():
            planter.set(labour_law, name, value)

    return plant


def _severance_uncapped(planter: Planter) -> None:
    real = labour_law.severance
    planter.set(labour_law, "severance", lambda **given: real(**{**given, "city_average": None}))


def _leave_tripled(planter: Planter) -> None:
    planter.set(
        labour_law,
        "annual_leave_pay",
        lambda average, days: fen.ratio_half_up(average * days * 3 * 100, labour_law.PAID_DAYS_CENTI),
    )


def _sick_without_floor(planter: Planter) -> None:
    real = labour_law.sick_pay
    planter.set(labour_law, "sick_pay", lambda monthly, days, ppm, minimum: real(monthly, days, ppm, 0))


def _deduction_rounded_cap(planter: Planter) -> None:
    planter.set(
        labour_law,
        "damage_deduction_allowed",
        lambda **given: given["deduction"] * 5 <= given["gross"],
    )


MUTATIONS: dict[str, Plant] = {
    "half-even rounding": _rounding(ROUND_HALF_EVEN),
    "truncation": _rounding(ROUND_DOWN),
    "housing fund kept to the fen": _scheme(unit=1),
    "bonus seam exclusive": _bonus(_seam_exclusive),
    "bonus quick deduction x 12": _bonus(_quick_twelve),
    "bonus - 5,000": _bonus(_less_basic),
    "a refund in payroll": _withheld(_refund),
    "5,000 x calendar month": _calendar_months,
    "2020 No.13 missing": lambda planter: planter.set(years, "first_wage", lambda case: False),
    "2020 No.19 missing": lambda planter: planter.set(years, "full_year", lambda case: False),
    "monthly table instead of cumulative": _monthly_table,
    "insurance floor missing": _scheme(floor=None),
    "insurance cap missing": _scheme(cap=None),
    "Beijing's 3 yuan missing": _scheme(employee_fixed=0),
    "labour always - 20 %": _labour_twenty,
    "author's 70 % missing": _author_whole,
    "severance exempt to 12 x the monthly average": _exempt(12),
    "severance without cap and twelve years": _severance_uncapped,
    "hourly rate rounded before multiplying": _hourly_first,
    "20.67 paid days instead of 21.75": _law(PAID_DAYS_CENTI=2067),
    "untaken leave at + 300 %": _leave_tripled,
    "sick pay without its floor": _sick_without_floor,
    "damage deduction down to below the minimum wage": _deduction_rounded_cap,
}


def caught_by(name: str) -> list[str]:
    """The cases that are no longer exact with a bug in the engine."""
    found: list[str] = []
    with planted(MUTATIONS[name]):
        for file in FILES:
            report = evaluate_file(json.loads((DATA / file).read_text(encoding="utf-8")))
            found += [failure.split(":")[0] for failure in report.failures]
    return found


def table() -> str:
    """The mutation table as Markdown."""
    lines = ["| planted bug | cases that notice | for example |", "| --- | ---: | --- |"]
    for name in MUTATIONS:
        cases = caught_by(name)
        lines.append(f"| {name} | {len(cases)} | {', '.join(cases[:3])} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
