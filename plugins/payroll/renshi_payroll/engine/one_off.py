"""One-off incomes taxed apart from the month's wage: annual bonus, severance, early retirement
(财税〔2018〕164号).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np

from renshi_payroll.engine.fen import PPM, FenArray, half_up, half_up_v, ratio_half_up, to_yuan
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.engine.tables import RateTable
from renshi_payroll.engine.withholding import ANNUAL_BASIC


def bonus_tax(monthly_table: RateTable, bonus: int) -> int:
    """Annual bonus (全年一次性奖金) taxed separately, fen: bonus x rate - quick.

    The row is found by bonus / 12; the quick deduction is used once. Valid to 2027-12-31 (2023 No.30).
    """
    if bonus <= 0:
        return 0
    bracket = monthly_table.bracket_for(bonus, 12)
    return half_up(Decimal(bonus) * bracket.ppm / PPM - bracket.quick)


def bonus_tax_v(monthly_table: RateTable, bonus: FenArray) -> FenArray:
    """Vector twin of :func:`bonus_tax`."""
    ppm, quick = monthly_table.rows_v(bonus, 12)
    return half_up_v(np.maximum(bonus * ppm - quick * PPM, 0), PPM)


@dataclass(frozen=True, slots=True)
class BonusComparison:
    """Both methods for one bonus, in fen. ``better`` is the cheaper one; the employee elects, payroll
    advises.
    """

    separate: int
    combined_increment: int
    better: Literal["separate", "combined", "equal"]


def compare_bonus(
    monthly_table: RateTable, annual_table: RateTable, bonus: int, taxable_without: int
) -> BonusComparison:
    """Separate tax against what the bonus adds to the year's tax on ``taxable_without`` other income."""
    separate = bonus_tax(monthly_table, bonus)
    combined = annual_table.tax(taxable_without + bonus) - annual_table.tax(taxable_without)
    better: Literal["separate", "combined", "equal"] = "equal"
    if separate != combined:
        better = "separate" if separate < combined else "combined"
    return BonusComparison(separate, combined, better)


@dataclass(frozen=True, slots=True)
class PitfallBand:
    """Bonuses in (``above``, ``below``) fen leave less in hand than a bonus of ``above`` fen."""

    above: int
    below: int


def pitfall_bands(monthly_table: RateTable) -> tuple[PitfallBand, ...]:
    """The bands in which a higher bonus is a lower net, from the table itself.

    At the break-even B: ``above - tax(above) = B - (B x rate - quick)``; ``below`` is B rounded up to the
    fen.
    """
    bands = []
    for upper, following in zip(monthly_table.uppers, monthly_table.brackets[1:], strict=True):
        above = upper * 12
        net = above - bonus_tax(monthly_table, above)
        kept = PPM - following.ppm
        below = -((-(net - following.quick) * PPM) // kept)
        bands.append(PitfallBand(above, below))
    return tuple(bands)


def in_pitfall(monthly_table: RateTable, bonus: int) -> PitfallBand | None:
    """The band ``bonus`` falls into, if a smaller bonus would pay more net."""
    for band in pitfall_bands(monthly_table):
        if band.above < bonus < band.below:
            return band
    return None


def check_bonus_once(*, already_used: bool, year: int) -> None:
    """The separate method is allowed once a person and tax year (国税发〔2005〕9号 item 3)."""
    if already_used:
        raise Refusal(
            "REF-1",
            zh=f"{year} 年度已使用过一次全年一次性奖金单独计税，第二次奖金须并入综合所得",
            en=f"the separate bonus method was already used once in {year}",
            source="国税发〔2005〕9号 第三条",
        )


def severance_tax(annual_table: RateTable, amount: int, local_average_monthly_wage: int) -> tuple[int, int]:
    """Severance (经济补偿金): exempt part and tax on the excess, both fen.

    Exempt up to 3 x the local average *annual* wage of the prior year; the excess alone on the annual table
    (164号 item 5(1)). The average used is a recorded fact.
    """
    exempt = min(amount, 36 * local_average_monthly_wage)
    return exempt, annual_table.tax(amount - exempt)


def early_retirement_tax(annual_table: RateTable, amount: int, years: Decimal) -> int:
    """Early retirement lump sum (提前退休): {[(amount / years) - 60,000] x rate - quick} x years, 164号 item
    5(2).

    ``years`` is the actual time to the statutory age and may be a fraction.
    """
    if years <= 0:
        raise ValueError("years to the statutory retirement age must be positive")
    taxable = amount - ANNUAL_BASIC * years
    if taxable <= 0:
        return 0
    for bracket in annual_table.brackets:
        if bracket.upper is None or taxable <= bracket.upper * years:
            return ratio_half_up(taxable * bracket.ppm - bracket.quick * years * PPM, PPM)
    raise AssertionError(f"no row for {to_yuan(amount)}")
