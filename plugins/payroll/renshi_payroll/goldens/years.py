"""The months of one tax year and employer as cases write them: cumulative figures before and after each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from renshi_payroll.engine.withholding import (
    ANNUAL_BASIC,
    MONTHLY_BASIC,
    Withholding,
    YearToDate,
    withhold,
)
from renshi_payroll.goldens.reading import (
    Case,
    UnreadableCase,
    fen_of,
    flag,
    optional,
    table_of,
    whole_of,
)

#: What the name of a field contains that says the first wage income of the year was declared (2020 No.13), or that the
#: 60,000 rule applies (2020 No.19): people who write cases down don't name these two alike.
_FIRST_WAGE = ("first_", "no13", "no_13", "from_january")
_FULL_YEAR = ("60000", "full_year", "no19", "no_19")


def full_year(case: Case) -> bool:
    """Whether 60,000 are deducted from January."""
    return any(case[name] is True for name in case if any(part in name for part in _FULL_YEAR))


def first_wage(case: Case) -> bool:
    """Whether the basic deduction counts from January although employment doesn't."""
    names = [name for name in case if not any(part in name for part in _FULL_YEAR)]
    return any(case[name] is True for name in names if any(part in name for part in _FIRST_WAGE))


def start_month(case: Case, count: int) -> int:
    """The month of the first of ``count`` payments; a tax year is one calendar year."""
    start = whole_of(case, "start_month", "1")
    if start < 1 or start + count - 1 > 12:
        raise UnreadableCase(f"{count} months from month {start} are not within one tax year")
    return start


def basic(case: Case, count: int) -> int:
    """The cumulative basic deduction in the ``count``-th month paid by this employer."""
    if flag(case, "no_basic"):
        return 0
    if full_year(case):
        return ANNUAL_BASIC
    before = start_month(case, count) - 1
    return MONTHLY_BASIC * (count + (before if first_wage(case) else 0))


def before_the_year(case: Case) -> YearToDate:
    """What a case says of earlier months in one sum."""
    return YearToDate(income=optional(case, "taxable_before"), tax=optional(case, "tax_paid_before"))


def through(case: Case, months: Sequence[Case]) -> tuple[YearToDate, list[Withholding]]:
    """The year's figures after ``months``, and the withholding of each."""
    start_month(case, len(months))
    year, results = before_the_year(case), []
    for count, month in enumerate(months, start=1):
        year = replace(
            year,
            income=year.income + fen_of(month, "income"),
            exempt=year.exempt + optional(month, "exempt"),
            special=year.special + optional(month, "special_deduction"),
            additional=year.additional + optional(month, "special_additional"),
            other=year.other + optional(month, "other") + optional(month, "other_deduction"),
            relief=year.relief + optional(month, "relief"),
        )
        result = withhold(table_of("annual"), year, basic(case, count))
        year = replace(year, tax=year.tax + result.tax)
        results.append(result)
    return year, results
