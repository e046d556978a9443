"""Income that is not a resident's wage: labour remuneration, author's remuneration, non-residents."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from renshi_payroll.engine.fen import PPM, FenArray, half_up, half_up_v
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.engine.tables import RateTable
from renshi_payroll.engine.withholding import MONTHLY_BASIC

_EIGHTY = Decimal(80) / 100
_SEVENTY = Decimal(70) / 100
_SMALL_INCOME = 4_000_00
_SMALL_COST = 800_00
_AUTHOR_PPM = 200_000


def labour_base(income: int) -> Decimal:
    """Taxable part in fen: income - 800 up to 4,000, else 80 % (2018 No.61 art.8)."""
    if income <= _SMALL_INCOME:
        return Decimal(max(0, income - _SMALL_COST))
    return income * _EIGHTY


def _progressive(table: RateTable, base: Decimal) -> int:
    if base <= 0:
        return 0
    for bracket in table.brackets:
        if bracket.upper is None or base <= bracket.upper:
            return half_up(base * bracket.ppm / PPM - bracket.quick)
    raise AssertionError("a rate table ends with an open row")


def labour_tax(labour_table: RateTable, income: int) -> int:
    """Labour remuneration (劳务报酬) of a resident, per payment or month, in fen."""
    return _progressive(labour_table, labour_base(income))


def author_tax(income: int) -> int:
    """Author's remuneration (稿酬) of a resident: base x 70 % x 20 % (2018 No.61 art.8)."""
    return half_up(labour_base(income) * _SEVENTY * _AUTHOR_PPM / PPM)


def royalty_tax(income: int) -> int:
    """Royalties (特许权使用费) of a resident: base x 20 %."""
    return half_up(labour_base(income) * _AUTHOR_PPM / PPM)


def labour_cumulative_base(received: int, months: int) -> Decimal:
    """Cumulative taxable labour income in fen: ``received x 80 % - 5,000 x months``."""
    return received * _EIGHTY - MONTHLY_BASIC * months


def labour_cumulative_tax(annual_table: RateTable, received: int, months: int, withheld: int) -> int:
    """Labour income of interns (2020 No.13), agents and platform workers (2025 No.16): the tax of one more month.

    ``received`` and ``months`` include it, ``withheld`` doesn't. On the annual table, never negative.
    """
    return max(0, _progressive(annual_table, labour_cumulative_base(received, months)) - withheld)


def labour_cumulative_taxes(annual_table: RateTable, incomes: Sequence[int]) -> list[int]:
    """The same month by month from the first of the year with this payer."""
    taxes: list[int] = []
    received = 0
    for month, income in enumerate(incomes, start=1):
        received += income
        taxes.append(labour_cumulative_tax(annual_table, received, month, sum(taxes)))
    return taxes


def nonresident_wage_tax(monthly_table: RateTable, wage: int) -> int:
    """Non-resident wage of one month: (wage - 5,000) on the monthly table; no insurance, no additional
    deductions.
    """
    return monthly_table.tax(wage - MONTHLY_BASIC)


def nonresident_wage_tax_v(monthly_table: RateTable, wage: FenArray) -> FenArray:
    """Vector twin of :func:`nonresident_wage_tax`."""
    return monthly_table.tax_v(wage - MONTHLY_BASIC)


def nonresident_bonus_tax(monthly_table: RateTable, bonus: int) -> int:
    """Bonus for several months of a non-resident, once a calendar year: [(bonus / 6) x rate - quick] x 6.

    Source: MOF/STA notice 2019 No.35 item 3(2).
    """
    if bonus <= 0:
        return 0
    bracket = monthly_table.bracket_for(bonus, 6)
    return half_up(Decimal(bonus) * bracket.ppm / PPM - 6 * bracket.quick)


def nonresident_bonus_tax_v(monthly_table: RateTable, bonus: FenArray) -> FenArray:
    """Vector twin of :func:`nonresident_bonus_tax`."""
    ppm, quick = monthly_table.rows_v(bonus, 6)
    return half_up_v(np.maximum(bonus * ppm - 6 * quick * PPM, 0), PPM)


def nonresident_labour_tax(monthly_table: RateTable, income: int) -> int:
    """Labour remuneration of a non-resident: income x 80 % on the monthly table (IIT Law art.6)."""
    return _progressive(monthly_table, income * _EIGHTY)


def nonresident_author_tax(monthly_table: RateTable, income: int) -> int:
    """Author's remuneration of a non-resident: income x 80 % x 70 % on the monthly table."""
    return _progressive(monthly_table, income * _EIGHTY * _SEVENTY)


def require_residence(resident: bool | None, *, apportioned_days: bool = False) -> bool:
    """The recorded tax residence. Unrecorded residence and days-in-China apportionment are refused."""
    if resident is None:
        raise Refusal(
            "payroll.residence_unrecorded",
            zh="未录入该员工的税收居民身份，不能计算个人所得税",
            en="tax residence is not recorded",
            source="个人所得税法 第一条",
        )
    if not resident and apportioned_days:
        raise Refusal(
            "payroll.days_apportionment",
            zh="按境内工作天数划分收入的非居民个人（2019年第35号公告）请人工计算",
            en="days-in-China apportionment (2019 No.35) is not computed automatically",
            source="财政部 税务总局公告2019年第35号",
        )
    return resident
