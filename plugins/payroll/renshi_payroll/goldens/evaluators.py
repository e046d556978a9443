"""One function per shape of golden case. Each only translates the case and calls the engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from renshi_payroll.engine import labour_law, one_off, other_income
from renshi_payroll.engine.fen import decimal_of, to_fen, to_ppm
from renshi_payroll.engine.insurance import SchemeRule, contribute
from renshi_payroll.engine.slip import Item, SlipInput, TaxTables, compose
from renshi_payroll.engine.withholding import ANNUAL_BASIC, MONTHLY_BASIC, YearToDate, withhold
from renshi_payroll.goldens.by_topic import BY_TOPIC
from renshi_payroll.goldens.reading import Answer, Case
from renshi_payroll.goldens.reading import fen_of as _fen
from renshi_payroll.goldens.reading import table_of as _table
from renshi_payroll.goldens.reading import yuan as _yuan

#: Names under which a case may say that the first wage income of the year was declared (2020 No.13), that the 60,000
#: rule applies (2020 No.19), and that no basic deduction is taken.
_FIRST_WAGE = (
    "first_wage_declared",
    "first_wage_of_year",
    "first_wage",
    "first_job",
    "first_job_declared",
    "first_income_declared",
    "first_time_employee",
    "first_employment",
    "basic_from_january",
    "no13",
)
_FULL_YEAR = ("annual_60000_from_january", "full_year_basic", "basic_60000", "no19")


def _first_wage(case: Case) -> bool:
    return any(case.get(name, False) for name in _FIRST_WAGE)


def _full_year(case: Case) -> bool:
    return any(case.get(name, False) for name in _FULL_YEAR)


def annual_table(case: Case) -> Answer:
    return {"iit": _yuan(_table("annual").tax(_fen(case, "taxable")))}


def cumulative(case: Case) -> Answer:
    """``months`` are the months of one employer; the basic deduction counts from the first listed."""
    table = _table("annual")
    start = int(case.get("start_month", 1))
    declared = _first_wage(case)
    income, tax = _fen(case, "taxable_before"), _fen(case, "tax_paid_before")
    exempt = special = additional = other = relief = 0
    taxes = []
    for count, month in enumerate(case["months"], start=1):
        income += _fen(month, "income")
        exempt += _fen(month, "exempt")
        special += _fen(month, "special_deduction")
        additional += _fen(month, "special_additional")
        other += _fen(month, "other") + _fen(month, "other_deduction")
        relief += _fen(month, "relief")
        basic = MONTHLY_BASIC * (count + (start - 1 if declared else 0))
        if _full_year(case):
            basic = ANNUAL_BASIC
        if case.get("no_basic"):
            basic = 0
        year = YearToDate(income, exempt, special, additional, other, relief, tax)
        result = withhold(table, year, basic)
        tax += result.tax
        taxes.append(_yuan(result.tax))
    return {"iit_by_month": taxes}


def bonus_separate(case: Case) -> Answer:
    return {"iit": _yuan(one_off.bonus_tax(_table("bonus"), _fen(case, "bonus")))}


def bonus_compare(case: Case) -> Answer:
    result = one_off.compare_bonus(
        _table("bonus"), _table("annual"), _fen(case, "bonus"), _fen(case, "taxable_without")
    )
    return {
        "separate": _yuan(result.separate),
        "combined_increment": _yuan(result.combined_increment),
        "better": result.better,
    }


def severance_iit(case: Case) -> Answer:
    exempt, tax = one_off.severance_tax(
        _table("annual"), _fen(case, "amount"), _fen(case, "local_average_monthly_wage")
    )
    return {"iit": _yuan(tax), "exempt": _yuan(exempt)}


def early_retirement(case: Case) -> Answer:
    years = decimal_of(case["years"])
    return {"iit": _yuan(one_off.early_retirement_tax(_table("annual"), _fen(case, "amount"), years))}


def labour(case: Case) -> Answer:
    return {"iit": _yuan(other_income.labour_tax(_table("labour"), _fen(case, "income")))}


def author(case: Case) -> Answer:
    return {"iit": _yuan(other_income.author_tax(_fen(case, "income")))}


def royalty(case: Case) -> Answer:
    return {"iit": _yuan(other_income.royalty_tax(_fen(case, "income")))}


def labour_cumulative(case: Case) -> Answer:
    taxes = other_income.labour_cumulative_taxes(_table("annual"), [to_fen(one) for one in case["incomes"]])
    return {"iit_by_month": [_yuan(tax) for tax in taxes]}


def nonresident_monthly(case: Case) -> Answer:
    return {"iit": _yuan(other_income.nonresident_wage_tax(_table("monthly"), _fen(case, "wage")))}


def nonresident_bonus(case: Case) -> Answer:
    return {"iit": _yuan(other_income.nonresident_bonus_tax(_table("monthly"), _fen(case, "bonus")))}


def nonresident_labour(case: Case) -> Answer:
    return {"iit": _yuan(other_income.nonresident_labour_tax(_table("monthly"), _fen(case, "income")))}


def nonresident_author(case: Case) -> Answer:
    return {"iit": _yuan(other_income.nonresident_author_tax(_table("monthly"), _fen(case, "income")))}


def _rule(scheme: str, case: Case) -> SchemeRule:
    return SchemeRule(
        scheme=scheme,
        floor=to_fen(case["floor"]) if "floor" in case else None,
        cap=to_fen(case["cap"]) if "cap" in case else None,
        employee_ppm=to_ppm(case.get("employee_pct", "0")),
        employer_ppm=to_ppm(case.get("employer_pct", "0")),
        employee_fixed=_fen(case, "employee_fixed"),
        employer_fixed=_fen(case, "employer_fixed"),
        unit=to_fen(case.get("unit", "0.01")),
    )


def insurance(case: Case) -> Answer:
    answer: Answer = {}
    for scheme, rule in case["schemes"].items():
        base = to_fen(rule["declared_base"] if "declared_base" in rule else case["declared_base"])
        line = contribute(_rule(scheme, rule), base)
        answer[f"{scheme}.base"] = _yuan(line.base)
        answer[f"{scheme}.employee"] = _yuan(line.employee)
        answer[f"{scheme}.employer"] = _yuan(line.employer)
    return answer


def minimum_wage_net(case: Case) -> Answer:
    shares = sum(
        (Decimal(value) for key, value in insurance(case).items() if key.endswith(".employee")), Decimal(0)
    )
    comparable = decimal_of(case["contract_wage"]) - shares
    return {
        "shares": str(shares),
        "comparable": str(comparable),
        "passes": comparable >= decimal_of(case["min_wage"]),
    }


def _housing_rules(case: Case) -> list[SchemeRule]:
    names = ("housing_fund", "housing_fund_supplementary")
    percents = case["pcts"]
    employer = case.get("employer_pcts", percents)
    if len(percents) > len(names) or len(percents) != len(employer):
        raise ValueError("a housing fund has one rate and at most one supplementary rate, on both sides")
    return [
        _rule(name, {**case, "employee_pct": own, "employer_pct": theirs})
        for name, own, theirs in zip(names, percents, employer, strict=False)
    ]


def payslip(case: Case) -> Answer:
    fund = case.get("hf")
    apart = _fen(case, "not_taxed_with_wages")
    exempt = _fen(case, "exempt")
    items = [Item("pay.base", _fen(case, "gross") - apart - exempt)]
    if exempt:
        items.append(Item("pay.exempt", exempt, "exempt"))
    if apart or "other_iit" in case:
        items.append(Item("pay.not_taxed", apart, "separate", tax=_fen(case, "other_iit")))
    earlier = [
        {
            "income": _fen(month, "income"),
            "exempt": _fen(month, "exempt"),
            "special": _fen(month, "special_deduction"),
            "additional": _fen(month, "special_additional"),
        }
        for month in case.get("earlier_months", ())
    ]
    before = _after_months(earlier, case)
    slip = SlipInput(
        items=tuple(items),
        social_base=to_fen(case["declared_base"]),
        housing_base=to_fen((fund if "declared_base" in fund else case)["declared_base"]) if fund else 0,
        rules=tuple(_rule(name, rule) for name, rule in case["schemes"].items())
        + tuple(_housing_rules(fund) if fund else ()),
        resident=not case.get("non_resident", False),
        basic=_basic(case, len(earlier) + 1),
        before=before,
        additional=before.additional + _fen(case, "special_additional"),
    )
    figures = compose(slip, TaxTables(_table("annual"), _table("monthly")))
    answer: Answer = {
        "housing_fund.employee": _yuan(figures["employee_housing"]),
        "housing_fund.employer": _yuan(figures["employer_housing"]),
        "gross": _yuan(figures["gross"]),
        "employee_social": _yuan(figures["employee_social"]),
        "taxable": _yuan(figures["cum_taxable"]),
        "iit": _yuan(figures["iit"]),
        "net": _yuan(figures["net"]),
        "employer_cost": _yuan(figures["employer_cost"]),
    }
    for scheme in case["schemes"]:
        answer[f"{scheme}.employee"] = _yuan(figures[f"{scheme}_employee"])
        answer[f"{scheme}.employer"] = _yuan(figures[f"{scheme}_employer"])
    return answer


def _basic(case: Case, months: int) -> int:
    if _full_year(case):
        return ANNUAL_BASIC
    before = int(case.get("start_month", 1)) - 1
    return MONTHLY_BASIC * (months + (before if _first_wage(case) else 0))


def _after_months(earlier: list[dict[str, int]], case: Case) -> YearToDate:
    state = YearToDate()
    for count, month in enumerate(earlier, start=1):
        state = YearToDate(
            income=state.income + month["income"],
            exempt=state.exempt + month["exempt"],
            special=state.special + month["special"],
            additional=state.additional + month["additional"],
            tax=state.tax,
        )
        result = withhold(_table("annual"), state, _basic(case, count))
        state = replace(state, tax=state.tax + result.tax)
    return state


def overtime(case: Case) -> Answer:
    monthly = _fen(case, "monthly")
    amounts = {
        kind: labour_law.overtime_pay(monthly, decimal_of(case.get(f"{kind}_hours", "0")), kind)
        for kind in labour_law.OVERTIME_PERCENT
    }
    answer: Answer = {kind: _yuan(amount) for kind, amount in amounts.items()}
    return answer | {
        "hourly": _yuan(labour_law.hourly_wage(monthly)),
        "total": _yuan(sum(amounts.values())),
    }


def proration(case: Case) -> Answer:
    return {"amount": _yuan(labour_law.prorate(_fen(case, "monthly"), decimal_of(case["days"])))}


def sick(case: Case) -> Answer:
    result = labour_law.sick_pay(
        _fen(case, "monthly"), decimal_of(case["days"]), to_ppm(case["pay_pct"]), _fen(case, "min_wage")
    )
    return {"deduction": _yuan(result.deduction), "gross": _yuan(result.gross)}


def annual_leave(case: Case) -> Answer:
    if "days" in case:
        days = decimal_of(case["days"])
    else:
        days = labour_law.annual_leave_days(
            days_passed=int(case["days_passed"]),
            year_days=int(case.get("year_days", 365)),
            entitlement=int(case["entitlement"]),
            taken=decimal_of(case.get("taken", 0)),
        )
    return {
        "days": str(days),
        "pay": _yuan(labour_law.annual_leave_pay(_fen(case, "monthly_average"), days)),
    }


def severance_amount(case: Case) -> Answer:
    service = case["service"]
    result = labour_law.severance(
        years=int(service.get("years", 0)),
        months=int(service.get("months", 0)),
        days=int(service.get("days", 0)),
        average_wage=_fen(case, "average_wage"),
        city_average=_fen(case, "city_average") if "city_average" in case else None,
        unlawful=bool(case.get("unlawful", False)),
        notice_month_wage=_fen(case, "notice_month_wage"),
    )
    return {"months": str(result.months), "amount": _yuan(result.amount)}


def deduction_cap(case: Case) -> Answer:
    return {
        "allowed": labour_law.damage_deduction_allowed(
            gross=_fen(case, "gross"),
            net_before=_fen(case, "net_before"),
            deduction=_fen(case, "deduction"),
            minimum_wage=_fen(case, "min_wage"),
        )
    }


EVALUATORS: dict[str, Callable[[Case], Answer]] = {
    **BY_TOPIC,
    "iit_annual_table": annual_table,
    "iit_cumulative": cumulative,
    "iit_bonus_separate": bonus_separate,
    "iit_bonus_compare": bonus_compare,
    "iit_severance": severance_iit,
    "iit_early_retirement": early_retirement,
    "iit_labour": labour,
    "iit_author": author,
    "iit_royalty": royalty,
    "iit_labour_cumulative": labour_cumulative,
    "iit_nonresident_monthly": nonresident_monthly,
    "iit_nonresident_bonus": nonresident_bonus,
    "iit_nonresident_labour": nonresident_labour,
    "iit_nonresident_author": nonresident_author,
    "si": insurance,
    "min_wage_net": minimum_wage_net,
    "payslip": payslip,
    "overtime": overtime,
    "proration": proration,
    "sick_pay": sick,
    "annual_leave": annual_leave,
    "severance_amount": severance_amount,
    "deduction_cap": deduction_cap,
}
