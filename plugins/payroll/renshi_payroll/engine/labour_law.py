"""Pay rules of labour law: overtime, proration, sick pay, annual leave, severance, deductions, minimum wage.

One month is 21.75 paid days of 8 hours (人社部发〔2025〕2号). Rates per day or hour are never rounded by
themselves: the multiplication comes first, the one rounding last.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np

from renshi_payroll.engine.fen import PPM, FenArray, half_up_v, ratio_half_up
from renshi_payroll.engine.refusals import Refusal

#: 21.75 paid days a month, in hundredths of a day.
PAID_DAYS_CENTI = 2175
_HOURS_PER_DAY = 8
OvertimeKind = Literal["weekday", "restday", "holiday"]
#: Labour Law art.44.
OVERTIME_PERCENT: dict[OvertimeKind, int] = {"weekday": 150, "restday": 200, "holiday": 300}
#: Labour Law art.41: more than 36 hours a month is a breach; the hours are still paid.
MONTHLY_OVERTIME_LIMIT = 36


def hourly_wage(monthly: int) -> int:
    """Hourly wage for display, fen: month / 21.75 / 8."""
    return ratio_half_up(monthly * 100, PAID_DAYS_CENTI * _HOURS_PER_DAY)


def overtime_pay(monthly: int, hours: Decimal, kind: OvertimeKind) -> int:
    """Overtime pay (加班费) of one kind in fen; ``monthly`` is the overtime base without bonuses."""
    return ratio_half_up(monthly * hours * OVERTIME_PERCENT[kind], PAID_DAYS_CENTI * _HOURS_PER_DAY)


def overtime_pay_minutes(monthly: int, minutes: int, kind: OvertimeKind) -> int:
    """Overtime pay of whole minutes: a third of an hour has no end as a decimal, twenty minutes are exact."""
    return ratio_half_up(monthly * minutes * OVERTIME_PERCENT[kind], PAID_DAYS_CENTI * _HOURS_PER_DAY * 60)


def overtime_pay_v(monthly: FenArray, minutes: FenArray, kind: OvertimeKind) -> FenArray:
    """Vector twin of :func:`overtime_pay_minutes`."""
    return half_up_v(monthly * minutes * OVERTIME_PERCENT[kind], PAID_DAYS_CENTI * _HOURS_PER_DAY * 60)


def prorate(monthly: int, days: Decimal) -> int:
    """Part of a month by paid days: month / 21.75 x days, at most the month itself."""
    return min(monthly, ratio_half_up(monthly * days * 100, PAID_DAYS_CENTI))


def prorate_v(monthly: FenArray, days_centi: FenArray) -> FenArray:
    """Vector twin of :func:`prorate`; ``days_centi`` are hundredths of a day."""
    return np.minimum(monthly, half_up_v(monthly * days_centi, PAID_DAYS_CENTI))


def split_month(old: int, new: int, days_old: int, days_new: int) -> int:
    """A month with a raise in it: each wage by its share of the month's working days, rounded once."""
    total = days_old + days_new
    return ratio_half_up(old * days_old + new * days_new, total)


@dataclass(frozen=True, slots=True)
class SickPay:
    """Deduction from the month and what is left of it, fen."""

    deduction: int
    gross: int


def sick_pay(monthly: int, days: Decimal, pay_ppm: int, minimum_wage: int) -> SickPay:
    """Sick pay (病假工资): the agreed share of the daily wage, at least 80 % of the minimum wage per day.

    Source: 劳部发〔1995〕309号 item 59. The floor never pays more than the wage itself.
    """
    paid_month = min(
        Decimal(monthly), max(Decimal(monthly) * pay_ppm / PPM, Decimal(minimum_wage) * 80 / 100)
    )
    deduction = min(monthly, ratio_half_up((monthly - paid_month) * days * 100, PAID_DAYS_CENTI))
    return SickPay(deduction, monthly - deduction)


def annual_leave_days(*, days_passed: int, year_days: int, entitlement: int, taken: Decimal) -> Decimal:
    """Untaken days of a leaver: floor(passed / year x entitlement) - taken, at least 0 (实施办法 art.12).

    Leave taken beyond the share is not clawed back.
    """
    earned = Decimal(days_passed * entitlement // year_days)
    return max(Decimal(0), earned - taken)


def annual_leave_pay(monthly_average: int, days: Decimal) -> int:
    """Pay-out of untaken leave: another 200 % of the daily wage, fen (实施办法 arts.10-11).

    The statutory 300 % contain the normal pay. The average excludes overtime but not bonuses.
    """
    return ratio_half_up(monthly_average * days * 2 * 100, PAID_DAYS_CENTI)


def annual_leave_entitlement(*, service_years: int, continuous_months: int) -> int:
    """Statutory days by cumulative service: 5 / 10 / 15 (条例 arts.2-3)."""
    if continuous_months < 12:
        raise Refusal(
            "REF-6",
            zh="连续工作未满 12 个月，尚无年休假",
            en="annual leave needs 12 months of continuous work",
            source="职工带薪年休假条例 第二条",
        )
    return 15 if service_years >= 20 else 10 if service_years >= 10 else 5


def check_annual_leave(*, requested: Decimal, entitlement: int, taken: Decimal) -> None:
    """Refuse leave beyond the entitlement."""
    if taken + requested > entitlement:
        raise Refusal(
            "REF-6",
            zh=f"年休假超出应休天数：已休 {taken} 天，申请 {requested} 天，应休 {entitlement} 天",
            en=f"beyond the annual leave: {taken} days taken, {requested} asked, {entitlement} due",
            source="职工带薪年休假条例 第三条",
        )


@dataclass(frozen=True, slots=True)
class Severance:
    """Months counted and amount in fen."""

    months: Decimal
    amount: int


def severance(
    *,
    years: int,
    months: int = 0,
    days: int = 0,
    average_wage: int,
    city_average: int | None = None,
    unlawful: bool = False,
    notice_month_wage: int = 0,
    refused_renewal_on_equal_terms: bool = False,
) -> Severance:
    """Severance amount (经济补偿), Labour Contract Law arts.46-47, 87 and 40.

    A year counts 1, six months and more 1, less 0.5. Above 3 x the city average the wage is capped and so are
    the months, at 12. Unlawful dismissal doubles; ``notice_month_wage`` is the month in place of notice.
    """
    if refused_renewal_on_equal_terms:
        raise Refusal(
            "REF-7",
            zh="劳动合同期满，用人单位维持或提高条件续订而劳动者不续订的，不支付经济补偿",
            en="no severance: the worker refused to renew on equal or better terms",
            source="劳动合同法 第四十六条第（五）项",
        )
    years += months // 12
    months %= 12
    counted = Decimal(years)
    if months >= 6:
        counted += 1
    elif months or days:
        counted += Decimal("0.5")
    wage = average_wage
    if city_average is not None and average_wage > 3 * city_average:
        wage = 3 * city_average
        counted = min(counted, Decimal(12))
    amount = ratio_half_up(wage * counted * (2 if unlawful else 1), 1) + notice_month_wage
    return Severance(counted, amount)


def damage_deduction_allowed(*, gross: int, net_before: int, deduction: int, minimum_wage: int) -> bool:
    """At most 20 % of the month's wage, and the minimum wage remains (劳部发〔1994〕489号 art.16)."""
    return deduction * 5 <= gross and net_before - deduction >= minimum_wage


def check_damage_deduction(*, gross: int, net_before: int, deduction: int, minimum_wage: int) -> None:
    """Refuse what :func:`damage_deduction_allowed` does not allow."""
    if not damage_deduction_allowed(
        gross=gross, net_before=net_before, deduction=deduction, minimum_wage=minimum_wage
    ):
        raise Refusal(
            "REF-4",
            zh="赔偿扣款超过当月工资的 20%，或扣除后低于最低工资标准",
            en="the deduction exceeds 20 % of the month's wage or leaves less than the minimum wage",
            source="工资支付暂行规定 第十六条",
        )


def check_minimum_wage(*, comparable: int, minimum_wage: int) -> None:
    """Refuse a full month's pay below the minimum wage, whatever the nationality (最低工资规定).

    ``comparable`` excludes overtime, night and heat allowances; in Shanghai also the employee's insurance
    shares.
    """
    if comparable < minimum_wage:
        raise Refusal(
            "REF-3",
            zh="剔除加班费、津贴等项目后的工资低于当地最低工资标准",
            en="the comparable wage is below the local minimum wage",
            source="最低工资规定 第十二条",
        )


def check_monthly_worker(*, part_time: bool) -> None:
    """Part-time workers (非全日制) are settled at least every 15 days, not monthly (Labour Contract Law
    art.72).
    """
    if part_time:
        raise Refusal(
            "REF-5",
            zh="非全日制用工的结算周期不得超过十五日，不能进入月度工资",
            en="part-time workers are settled within 15 days and cannot be in a monthly run",
            source="劳动合同法 第七十二条",
        )
