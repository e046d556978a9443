"""A second reading of the instruments, in exact fractions of a yuan, to hold the engine against.

Nothing of the engine is imported, and the ways differ on purpose: a progressive tax is the sum of what each slice of
the income bears, quick deductions are derived from that sum, a month's basic deduction is counted month by month. One
function per shape of case; it takes the case's ``input`` and gives every figure its ``expected`` may hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

Input = Mapping[str, Any]
Slices = Sequence[tuple[int | None, int]]

#: 个人所得税法 (2018) 附表一: yearly comprehensive income, percent of the part up to the bound.
YEAR: Slices = (
    (36_000, 3),
    (144_000, 10),
    (300_000, 20),
    (420_000, 25),
    (660_000, 30),
    (960_000, 35),
    (None, 45),
)
#: 财税〔2018〕164号 附件, and 公告2018年第61号 table 3: by month.
MONTH: Slices = ((3_000, 3), (12_000, 10), (25_000, 20), (35_000, 25), (55_000, 30), (80_000, 35), (None, 45))
#: 公告2018年第61号 table 2: labour remuneration withheld.
LABOUR: Slices = ((20_000, 20), (50_000, 30), (None, 40))


def exact(value: Any) -> Fraction:
    """A number of a case."""
    return Fraction(Decimal(str(value)))


def of(given: Input, key: str) -> Fraction:
    """A number that is nothing where it is left out."""
    return exact(given.get(key, "0"))


def to_unit(amount: Fraction, unit: Fraction = Fraction(1, 100)) -> Fraction:
    """四舍五入 to a multiple of ``unit``: the magnitude is rounded, a half goes up."""
    steps = floor(abs(amount) / unit + Fraction(1, 2))
    return unit * (steps if amount >= 0 else -steps)


def shown(amount: Fraction) -> str:
    """Yuan with two places."""
    fen = amount * 100
    assert fen.denominator == 1, amount
    return f"{Decimal(fen.numerator).scaleb(-2):.2f}"


def sliced(amount: Fraction, slices: Slices) -> Fraction:
    """What each slice of the income bears, added up; nothing is rounded."""
    tax, below = Fraction(0), Fraction(0)
    for upper, percent in slices:
        top = amount if upper is None else min(amount, Fraction(upper))
        if top > below:
            tax += (top - below) * percent / 100
            below = top
    return tax


def row_for(per_month: Fraction, slices: Slices) -> tuple[Fraction, Fraction]:
    """Rate of the row an amount falls into, and the quick deduction that makes the row meet the one below it."""
    below = 0
    for upper, percent in slices:
        if upper is None or per_month <= upper:
            rate = Fraction(percent, 100)
            return rate, below * rate - sliced(Fraction(below), slices)
        below = upper
    raise AssertionError


def annual_table(given: Input) -> dict[str, Any]:
    return {"iit": shown(to_unit(sliced(exact(given["taxable"]), YEAR)))}


class Year:
    """One person, one employer, one tax year: the withholding of 公告2018年第61号 第六条."""

    def __init__(self, given: Input) -> None:
        self.given = given
        self.taxable = of(given, "taxable_before")
        self.paid = of(given, "tax_paid_before")
        self.relief = Fraction(0)
        self.months = 0
        self.deducted = Fraction(0)
        if given.get("annual_60000_from_january"):
            self.deducted = Fraction(60_000)
        elif given.get("first_wage_declared"):
            self.deducted = Fraction(5_000) * (int(given.get("start_month", 1)) - 1)

    def pay(self, month: Input, special: Fraction | None = None, income: Fraction | None = None) -> Fraction:
        """The tax of one more month."""
        self.months += 1
        if not self.given.get("annual_60000_from_january") and not self.given.get("no_basic"):
            self.deducted += 5_000
        self.taxable += of(month, "income") if income is None else income
        self.taxable -= of(month, "special_deduction") if special is None else special
        for name in ("exempt", "special_additional", "other", "other_deduction"):
            self.taxable -= of(month, name)
        self.relief += of(month, "relief")
        due = to_unit(sliced(self.taxable - self.deducted, YEAR)) - self.relief - self.paid
        tax = max(due, Fraction(0))
        self.paid += tax
        return tax


def cumulative(given: Input) -> dict[str, Any]:
    year = Year(given)
    return {"iit_by_month": [shown(year.pay(month)) for month in given["months"]]}


def bonus_of(bonus: Fraction, months: int, quick_times: int) -> Fraction:
    """A bonus by the row of its part per month: x rate, less the quick deduction so many times."""
    if bonus <= 0:
        return Fraction(0)
    rate, quick = row_for(bonus / months, MONTH)
    return to_unit(bonus * rate - quick * quick_times)


def bonus_separate(given: Input) -> dict[str, Any]:
    return {"iit": shown(bonus_of(exact(given["bonus"]), 12, 1))}


def bonus_compare(given: Input) -> dict[str, Any]:
    bonus, other = exact(given["bonus"]), exact(given["taxable_without"])
    apart = bonus_of(bonus, 12, 1)
    together = to_unit(sliced(other + bonus, YEAR)) - to_unit(sliced(other, YEAR))
    better = "equal" if apart == together else "separate" if apart < together else "combined"
    return {"separate": shown(apart), "combined_increment": shown(together), "better": better}


def severance_tax(given: Input) -> dict[str, Any]:
    """财税〔2018〕164号 五（一）: free up to three yearly averages, the rest alone on the yearly table."""
    amount = exact(given["amount"])
    free = min(amount, exact(given["local_average_monthly_wage"]) * 12 * 3)
    return {"exempt": shown(free), "iit": shown(to_unit(sliced(amount - free, YEAR)))}


def early_retirement(given: Input) -> dict[str, Any]:
    """164号 五（二）: the part of a year less 60,000 on the yearly table, times the years."""
    years = exact(given["years"])
    return {"iit": shown(to_unit(sliced(exact(given["amount"]) / years - 60_000, YEAR) * years))}


def less_costs(income: Fraction) -> Fraction:
    """个人所得税法 第六条: 800 up to 4,000, a fifth above; never below nothing."""
    return max(income - (800 if income <= 4_000 else income / 5), Fraction(0))


def labour(given: Input) -> dict[str, Any]:
    return {"iit": shown(to_unit(sliced(less_costs(exact(given["income"])), LABOUR)))}


def author(given: Input) -> dict[str, Any]:
    return {"iit": shown(to_unit(less_costs(exact(given["income"])) * Fraction(7, 10) / 5))}


def royalty(given: Input) -> dict[str, Any]:
    return {"iit": shown(to_unit(less_costs(exact(given["income"])) / 5))}


def labour_cumulative(given: Input) -> dict[str, Any]:
    base = paid = Fraction(0)
    taxes = []
    for income in given["incomes"]:
        base += exact(income) * Fraction(8, 10) - 5_000
        tax = max(to_unit(sliced(base, YEAR)) - paid, Fraction(0))
        paid += tax
        taxes.append(shown(tax))
    return {"iit_by_month": taxes}


def foreign_wage(wage: Fraction) -> Fraction:
    return to_unit(sliced(wage - 5_000, MONTH))


def nonresident_monthly(given: Input) -> dict[str, Any]:
    return {"iit": shown(foreign_wage(exact(given["wage"])))}


def nonresident_bonus(given: Input) -> dict[str, Any]:
    return {"iit": shown(bonus_of(exact(given["bonus"]), 6, 6))}


def nonresident_labour(given: Input) -> dict[str, Any]:
    return {"iit": shown(to_unit(sliced(exact(given["income"]) * Fraction(8, 10), MONTH)))}


def nonresident_author(given: Input) -> dict[str, Any]:
    return {"iit": shown(to_unit(sliced(exact(given["income"]) * Fraction(56, 100), MONTH)))}


def within(base: Fraction, rule: Input) -> Fraction:
    """The base lifted to the floor, then cut at the cap."""
    if "floor" in rule and base < exact(rule["floor"]):
        base = exact(rule["floor"])
    if "cap" in rule and base > exact(rule["cap"]):
        base = exact(rule["cap"])
    return base


def share(rule: Input, base: Fraction, side: str) -> Fraction:
    unit = exact(rule.get("unit", "0.01"))
    return to_unit(within(base, rule) * of(rule, f"{side}_pct") / 100, unit) + of(rule, f"{side}_fixed")


def shares(given: Input) -> dict[str, Fraction]:
    """Every share of every scheme by ``scheme.side``."""
    found = {}
    for name, rule in given["schemes"].items():
        base = exact(rule.get("declared_base", given.get("declared_base")))
        for side in ("employee", "employer"):
            found[f"{name}.{side}"] = share(rule, base, side)
    return found


def insurance(given: Input) -> dict[str, Any]:
    answer = {key: shown(value) for key, value in shares(given).items()}
    for name, rule in given["schemes"].items():
        base = exact(rule.get("declared_base", given.get("declared_base")))
        answer[f"{name}.base"] = shown(within(base, rule))
    return answer


def minimum_wage(given: Input) -> dict[str, Any]:
    own = sum(value for key, value in shares(given).items() if key.endswith(".employee"))
    left = exact(given["contract_wage"]) - own
    return {"shares": shown(own), "comparable": shown(left), "passes": left >= exact(given["min_wage"])}


def payslip(given: Input) -> dict[str, Any]:
    every = shares(given)
    answer: dict[str, Any] = {key: shown(value) for key, value in every.items()}
    own = sum((value for key, value in every.items() if key.endswith(".employee")), Fraction(0))
    theirs = sum((value for key, value in every.items() if key.endswith(".employer")), Fraction(0))
    answer["employee_social"] = shown(own)
    fund = given.get("hf")
    if fund:
        base = exact(fund.get("declared_base", given["declared_base"]))
        mine = sum(share({**fund, "employee_pct": one}, base, "employee") for one in fund["pcts"])
        employer = fund.get("employer_pcts", fund["pcts"])
        other = sum(share({**fund, "employer_pct": one}, base, "employer") for one in employer)
        answer |= {"housing_fund.employee": shown(mine), "housing_fund.employer": shown(other)}
        own, theirs = own + mine, theirs + other
    gross, apart = exact(given["gross"]), of(given, "not_taxed_with_wages")
    taxed = gross - apart
    if given.get("non_resident"):
        tax = foreign_wage(taxed)
    else:
        year = Year(given)
        for month in given.get("earlier_months", ()):
            year.pay(month)
        tax = year.pay(given, special=own, income=taxed)
    answer |= {
        "gross": shown(gross),
        "iit": shown(tax),
        "net": shown(gross - own - tax - of(given, "other_iit")),
        "employer_cost": shown(theirs),
    }
    return answer


DAY = Fraction(1) / Fraction("21.75")
HOUR = DAY / 8


def overtime(given: Input) -> dict[str, Any]:
    wage = exact(given["monthly"])
    answer = {"hourly": shown(to_unit(wage * HOUR))}
    total = Fraction(0)
    for kind, times in (("weekday", Fraction(3, 2)), ("restday", Fraction(2)), ("holiday", Fraction(3))):
        pay = to_unit(wage * HOUR * times * of(given, f"{kind}_hours"))
        answer[kind] = shown(pay)
        total += pay
    return answer | {"total": shown(total)}


def proration(given: Input) -> dict[str, Any]:
    wage = exact(given["monthly"])
    return {"amount": shown(min(to_unit(wage * DAY * exact(given["days"])), wage))}


def sick_pay(given: Input) -> dict[str, Any]:
    """劳部发〔1995〕309号 59: what is agreed, at least 80 % of the minimum wage, never more than the wage itself."""
    wage = exact(given["monthly"])
    paid = max(wage * exact(given["pay_pct"]) / 100, of(given, "min_wage") * Fraction(8, 10))
    lost = max(wage - paid, Fraction(0)) * DAY * exact(given["days"])
    deduction = min(to_unit(lost), wage)
    return {"deduction": shown(deduction), "gross": shown(wage - deduction)}


def annual_leave(given: Input) -> dict[str, Any]:
    """实施办法 第十至十二条: whole days earned, those taken off, each at twice the day's wage beside the wage."""
    if "days" in given:
        days = exact(given["days"])
    else:
        part = exact(given["days_passed"]) / exact(given.get("year_days", 365))
        days = max(floor(part * exact(given["entitlement"])) - of(given, "taken"), Fraction(0))
    pay = to_unit(exact(given["monthly_average"]) * DAY * 2 * days)
    return {"days": f"{Decimal(days.numerator) / days.denominator}", "pay": shown(pay)}


def severance_amount(given: Input) -> dict[str, Any]:
    """劳动合同法 第四十七条、第八十七条、第四十条."""
    service = given["service"]
    months = int(service.get("years", 0)) * 12 + int(service.get("months", 0))
    counted, rest = Fraction(months // 12), months % 12
    if rest >= 6:
        counted += 1
    elif rest > 0 or int(service.get("days", 0)) > 0:
        counted += Fraction(1, 2)
    wage = exact(given["average_wage"])
    if "city_average" in given and wage > exact(given["city_average"]) * 3:
        wage, counted = exact(given["city_average"]) * 3, min(counted, Fraction(12))
    amount = to_unit(wage * counted * (2 if given.get("unlawful") else 1)) + of(given, "notice_month_wage")
    return {"months": f"{Decimal(counted.numerator) / counted.denominator}", "amount": shown(amount)}


def deduction_cap(given: Input) -> dict[str, Any]:
    """工资支付暂行规定 第十六条: a fifth of the month's wage, and the minimum wage is left."""
    taken = exact(given["deduction"])
    fifth = taken <= exact(given["gross"]) / 5
    return {"allowed": fifth and exact(given["net_before"]) - taken >= exact(given["min_wage"])}


REFERENCE: dict[str, Callable[[Input], dict[str, Any]]] = {
    "iit_annual_table": annual_table,
    "iit_cumulative": cumulative,
    "iit_bonus_separate": bonus_separate,
    "iit_bonus_compare": bonus_compare,
    "iit_severance": severance_tax,
    "iit_early_retirement": early_retirement,
    "iit_labour": labour,
    "iit_author": author,
    "iit_royalty": royalty,
    "iit_labour_cumulative": labour_cumulative,
    "iit_nonresident_monthly": nonresident_monthly,
    "iit_nonresident_bonus": nonresident_bonus,
    "iit_nonresident_labour": nonresident_labour,
    "iit_nonresident_royalty": nonresident_labour,
    "iit_nonresident_author": nonresident_author,
    "si": insurance,
    "min_wage_net": minimum_wage,
    "payslip": payslip,
    "overtime": overtime,
    "proration": proration,
    "sick_pay": sick_pay,
    "annual_leave": annual_leave,
    "severance_amount": severance_amount,
    "deduction_cap": deduction_cap,
}
