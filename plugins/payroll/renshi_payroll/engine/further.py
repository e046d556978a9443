"""Pay rules of fewer people: retirement, equity, double wage, probation, maternity, comprehensive hours.

Like the rest of the engine: whole fen in and out, the one rounding last. Where the law leaves something to a decision
or a record, the caller passes it or is refused; nothing is assumed.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from renshi_payroll.engine.fen import PPM, half_up, ratio_half_up
from renshi_payroll.engine.labour_law import PAID_DAYS_CENTI
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.engine.tables import RateTable
from renshi_payroll.engine.withholding import MONTHLY_BASIC

RetirementGroup = Literal["men", "women_55", "women_50"]
#: Statutory age in years before 2025, first birth month the reform reaches, months of birth per month of delay,
#: most months of delay (NPC decision 2024-09-13).
_RETIREMENT: dict[RetirementGroup, tuple[int, tuple[int, int], int, int]] = {
    "men": (60, (1965, 1), 4, 36),
    "women_55": (55, (1970, 1), 4, 36),
    "women_50": (50, (1975, 1), 2, 60),
}


def retirement_months(birth: date, group: RetirementGroup) -> int:
    """Statutory retirement age in months of life."""
    years, (year, month), step, most = _RETIREMENT[group]
    passed = (birth.year - year) * 12 + birth.month - month
    delay = 0 if passed < 0 else min(most, passed // step + 1)
    return years * 12 + delay


def retirement_date(birth: date, group: RetirementGroup) -> date:
    """The day the statutory age is reached; a day the month doesn't have is its last one."""
    months = birth.year * 12 + birth.month - 1 + retirement_months(birth, group)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(birth.day, monthrange(year, month + 1)[1]))


def internal_retirement_tax(
    monthly_table: RateTable, *, wage: int, lump_sum: int, months: int, confirmed_by: str
) -> int:
    """Tax on the lump sum of an internal retirement (内部退养) beside the month's wage, 国税发〔1999〕58号.

    The rate is found by ``wage + lump_sum / months - 5,000``; what ``(wage + lump_sum - 5,000)`` bears at it beyond
    the wage's own monthly tax is the lump sum's. Readings of the notice differ, so ``confirmed_by`` must say whose
    reading the company holds (the tax office's answer).
    """
    if not confirmed_by.strip():
        raise Refusal(
            "payroll.internal_retirement_unconfirmed",
            zh="内部退养一次性收入的计税口径各地不一，请先取得主管税务机关的答复并录入依据",
            en="readings of 1999 No.58 differ; record the tax office's answer first",
            source="国税发〔1999〕58号",
        )
    if months <= 0:
        raise ValueError("months to the statutory retirement age must be positive")
    bracket = monthly_table.bracket_for(max((wage - MONTHLY_BASIC) * months + lump_sum, 0), months)
    together = max(wage + lump_sum - MONTHLY_BASIC, 0)
    both = half_up(Decimal(together) * bracket.ppm / PPM - bracket.quick)
    return max(0, both - monthly_table.tax(wage - MONTHLY_BASIC))


def equity_tax(annual_table: RateTable, *, received_before: int, taxed_before: int, amount: int) -> int:
    """Tax on equity income (股权激励) of a tax year, all grants of the year combined on the annual table.

    Source: MOF/STA notice 2023 No.25, to 2027-12-31. ``*_before`` are the year's earlier equity incomes.
    """
    return max(0, annual_table.tax(received_before + amount) - taxed_before)


def capped_deduction(amount: int, cap: int) -> int:
    """What of a claimed cumulative deduction may be taken: personal pension 12,000 a year, health insurance 2,400."""
    return max(0, min(amount, cap))


def annuity_cap(base: int, average_monthly_wage: int) -> int:
    """Deductible enterprise annuity of one month: 4 % of the base, the base cut at 3 x the local average.

    财税〔2013〕103号.
    """
    return ratio_half_up(min(base, 3 * average_monthly_wage) * 4, 100)


def double_wage_months(hired: date, until: date) -> Decimal:
    """Months for which a second wage is due: from the second month to the day before a year, at most 11.

    ``until`` is the last day without a written contract. Part months count by calendar days (Labour Contract Law
    art.82; Regulation arts.6-7).
    """
    start = _plus_months(hired, 1)
    end = min(until, date.fromordinal(_plus_months(hired, 12).toordinal() - 1))
    if end < start:
        return Decimal(0)
    months = 0
    while months < 11 and date.fromordinal(_plus_months(start, months + 1).toordinal() - 1) <= end:
        months += 1
    rest_from = _plus_months(start, months)
    days = (end - rest_from).days + 1
    if months == 11 or days <= 0:
        return Decimal(months)
    return months + Decimal(days) / monthrange(rest_from.year, rest_from.month)[1]


def double_wage(wage: int, hired: date, until: date) -> int:
    """The second wage for the months of :func:`double_wage_months`, fen."""
    return half_up(wage * double_wage_months(hired, until))


def _plus_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def excess_probation_pay(wage_after: int, *, months: int = 0, days: int = 0, month_days: int = 30) -> int:
    """Damages for a probation beyond its limit: the after-probation wage for the time served beyond it.

    Labour Contract Law art.83; ``days`` of a month of ``month_days`` calendar days.
    """
    return ratio_half_up(wage_after * (months * month_days + days), month_days)


def probation_minimum(agreed_wage: int, minimum_wage: int) -> int:
    """Lowest wage in probation: 80 % of the agreed one, never below the minimum wage (art.20)."""
    return max(ratio_half_up(agreed_wage * 80, 100), minimum_wage)


@dataclass(frozen=True, slots=True)
class MaternityMonth:
    """The wage of the leave's days and what the employer pays for the month, fen."""

    leave_wage: int
    gross: int


def maternity_month(wage: int, *, leave_days: int, window_days: int, allowance: int) -> MaternityMonth:
    """A month partly on maternity leave: the allowance takes the place of the leave's wage, never of more.

    The employer tops up where the allowance is below the wage (女职工劳动保护特别规定 art.8).
    """
    if not 0 <= leave_days <= window_days:
        raise ValueError(f"{leave_days} days of leave in a month of {window_days}")
    leave_wage = ratio_half_up(wage * leave_days, window_days)
    return MaternityMonth(leave_wage, wage - min(leave_wage, allowance))


HoursPeriod = Literal["month", "quarter", "year"]
#: Working days of a year, quarter and month in hundredths: 248 from 2025 (人社部发〔2025〕2号), 250 before.
_WORK_DAYS_CENTI = {2025: (24800, 6200, 2067), 2008: (25000, 6250, 2083)}


def standard_hours(period: HoursPeriod, year: int) -> Decimal:
    """Standard hours of a comprehensive-hours period (综合计算工时)."""
    days = _WORK_DAYS_CENTI[2025 if year >= 2025 else 2008]
    centi = {"year": days[0], "quarter": days[1], "month": days[2]}[period]
    return Decimal(centi * 8) / 100


@dataclass(frozen=True, slots=True)
class ComprehensivePay:
    """Hours above the standard and both kinds of pay, fen."""

    excess_hours: Decimal
    excess: int
    holiday: int


def comprehensive_pay(
    monthly: int, *, worked: Decimal, holiday_hours: Decimal, period: HoursPeriod, year: int
) -> ComprehensivePay:
    """Overtime under comprehensive hours: 150 % above the period's standard, 300 % on statutory holidays.

    ``worked`` includes ``holiday_hours``, which are paid at 300 % and don't count again. Rest days don't exist in this
    regime (劳部发〔1994〕489号 art.13).
    """
    excess = max(Decimal(0), worked - holiday_hours - standard_hours(period, year))
    divisor = PAID_DAYS_CENTI * 8
    return ComprehensivePay(
        excess,
        ratio_half_up(monthly * excess * 150, divisor),
        ratio_half_up(monthly * holiday_hours * 300, divisor),
    )


def overtime_base(*, contract_wage: int | None, normal_wage: int, city: str, minimum_wage: int) -> int:
    """Monthly base of overtime: the contract's wage of the post; in Shanghai, where none is agreed, 70 % of the
    normal wage; never below the minimum wage (沪人社规〔2026〕10号 and its 2016 forerunner).
    """
    if contract_wage is not None:
        return max(contract_wage, minimum_wage)
    if city == "shanghai":
        return max(ratio_half_up(normal_wage * 70, 100), minimum_wage)
    raise Refusal(
        "payroll.overtime_base_unrecorded",
        zh="劳动合同未约定加班工资计算基数，请录入",
        en="no overtime base is agreed; record it",
        source="劳动法 第四十四条",
    )


#: Shanghai's ladder (沪劳保发〔95〕83号) by years of service with this employer, to 2026-08-15: percent of the wage
#: within six months of continuous illness, and beyond.
_SHANGHAI_SHORT = ((8, 100), (6, 90), (4, 80), (2, 70), (0, 60))
_SHANGHAI_LONG = ((3, 60), (1, 50), (0, 40))
SHANGHAI_LADDER_ENDS = date(2026, 8, 15)


def sick_pay_percent(
    city: str, on: date, *, service_years: int, months_ill: int = 0, agreed: int | None = None
) -> int:
    """Percent of the wage a sick day is paid at, before the 80 %-of-minimum-wage floor.

    Shanghai to 2026-08-15 by its ladder; Shenzhen at least 60 %; elsewhere what is agreed. ``agreed`` never lowers a
    ladder. Refused where neither a rule nor an agreement says it.
    """
    floor: int | None = None
    if city == "shanghai" and on <= SHANGHAI_LADDER_ENDS:
        ladder = _SHANGHAI_LONG if months_ill >= 6 else _SHANGHAI_SHORT
        floor = next(percent for years, percent in ladder if service_years >= years)
    elif city == "shenzhen":
        floor = 60
    if agreed is None and floor is None:
        raise Refusal(
            "payroll.sick_pay_unrecorded",
            zh="当地没有病假工资比例的规定，请在薪酬设置中录入约定的比例",
            en="no local rule of sick pay; record the agreed percentage",
            source="劳部发〔1995〕309号 第59条",
        )
    return max(agreed or 0, floor or 0)


def comparable_wage(
    *,
    gross: int,
    overtime: int = 0,
    night_and_heat: int = 0,
    shares: int = 0,
    net_of_shares: bool,
) -> int:
    """What is compared with the minimum wage: without overtime, night and heat allowances, in Shanghai also without the
    employee's insurance and housing-fund shares (最低工资规定 art.12).
    """
    return gross - overtime - night_and_heat - (shares if net_of_shares else 0)
