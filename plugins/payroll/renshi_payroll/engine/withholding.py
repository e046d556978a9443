"""Wage tax by cumulative withholding (累计预扣法), STA notice 2018 No.61 art.6.

``cum_taxable = cum_income - cum_exempt - cum_basic - cum_special - cum_additional - cum_other``;
``tax = max(0, round_fen(cum_taxable * rate - quick) - cum_relief - cum_withheld)``. The cumulative tax is
rounded, then the already rounded earlier tax is taken off. A negative result is settled in the person's
annual return and never refunded through payroll.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from renshi_payroll.engine.fen import FenArray
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.engine.tables import RateTable

#: 减除费用, Individual Income Tax Law art.6(1): 60,000 a year, 5,000 a month.
MONTHLY_BASIC = 5_000_00
ANNUAL_BASIC = 60_000_00


@dataclass(frozen=True, slots=True)
class YearToDate:
    """Cumulative figures of one person, one employer, one tax year (the year of payment). All fen."""

    income: int = 0
    exempt: int = 0
    special: int = 0
    additional: int = 0
    other: int = 0
    relief: int = 0
    tax: int = 0


@dataclass(frozen=True, slots=True)
class Withholding:
    """The result with every figure of the formula, so that it can be explained. All fen, ``ppm`` a rate."""

    income: int
    exempt: int
    basic: int
    special: int
    additional: int
    other: int
    relief: int
    withheld_before: int
    taxable: int
    ppm: int
    quick: int
    cumulative_tax: int
    tax: int


def basic_deduction(
    *, pay_month: int, employed_from_month: int, first_wage_declared: bool = False, full_year: bool = False
) -> int:
    """Cumulative basic deduction in fen up to ``pay_month`` (1-12).

    Months employed with this employer this year (2018 No.61); from January where the first wage income of the
    year was declared (2020 No.13 art.1); 60,000 at once where the 2020 No.19 rule applies.
    """
    if not 1 <= employed_from_month <= pay_month <= 12:
        raise ValueError(f"months employed {employed_from_month}..{pay_month} are not within one tax year")
    if full_year:
        return ANNUAL_BASIC
    first = 1 if first_wage_declared else employed_from_month
    return MONTHLY_BASIC * (pay_month - first + 1)


def eligible_for_full_year(*, resident: bool, months_withheld: int, wages_last_year: int) -> bool:
    """2020 No.19 art.1: all twelve months of last year with this employer, withheld monthly, gross up to
    60,000.
    """
    return resident and months_withheld == 12 and 0 <= wages_last_year <= ANNUAL_BASIC


def withhold(table: RateTable, cumulative: YearToDate, basic: int) -> Withholding:
    """Tax of the period. ``cumulative`` includes the current period except ``tax``, the tax withheld before
    it.
    """
    taxable = (
        cumulative.income
        - cumulative.exempt
        - basic
        - cumulative.special
        - cumulative.additional
        - cumulative.other
    )
    bracket = table.bracket_for(max(taxable, 0))
    cumulative_tax = table.tax(taxable)
    return Withholding(
        income=cumulative.income,
        exempt=cumulative.exempt,
        basic=basic,
        special=cumulative.special,
        additional=cumulative.additional,
        other=cumulative.other,
        relief=cumulative.relief,
        withheld_before=cumulative.tax,
        taxable=taxable,
        ppm=bracket.ppm,
        quick=bracket.quick,
        cumulative_tax=cumulative_tax,
        tax=max(0, cumulative_tax - cumulative.relief - cumulative.tax),
    )


def withhold_v(
    table: RateTable, *, taxable: FenArray, relief: FenArray, withheld_before: FenArray
) -> tuple[FenArray, FenArray]:
    """Vector twin of :func:`withhold`: cumulative tax and tax of the period."""
    cumulative_tax = table.tax_v(taxable)
    return cumulative_tax, np.maximum(cumulative_tax - relief - withheld_before, 0)


def check_additional_claims(*, rent: int, mortgage: int) -> None:
    """Refuse rent and first-home mortgage interest in one year (国发〔2018〕41号 arts.14-20)."""
    if rent > 0 and mortgage > 0:
        raise Refusal(
            "REF-2",
            zh="同一纳税年度内住房租金与住房贷款利息专项附加扣除不能同时享受，请由员工更正申报",
            en="housing rent and mortgage interest cannot both be claimed in one tax year",
            source="国发〔2018〕41号",
        )
