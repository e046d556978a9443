"""One function per shape of golden case. Each only translates the case and calls the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from renshi_payroll.engine import labour_law, one_off, other_income
from renshi_payroll.engine.insurance import SchemeRule, contribute
from renshi_payroll.engine.slip import Item, SlipInput, TaxTables, compose
from renshi_payroll.goldens import years
from renshi_payroll.goldens.by_topic import BY_TOPIC
from renshi_payroll.goldens.reading import (
    Answer,
    Case,
    UnreadableCase,
    flag,
    listed,
    needed,
    number_of,
    ppm_of,
    whole_of,
)
from renshi_payroll.goldens.reading import fen_of as _fen
from renshi_payroll.goldens.reading import optional as _optional
from renshi_payroll.goldens.reading import table_of as _table
from renshi_payroll.goldens.reading import yuan as _yuan


def annual_table(case: Case) -> Answer:
    return {"iit": _yuan(_table("annual").tax(_fen(case, "taxable")))}


def cumulative(case: Case) -> Answer:
    """``months`` are the months of one employer; the basic deduction counts from the first listed."""
    _, results = years.through(case, listed(case, "months"))
    return {"iit_by_month": [_yuan(result.tax) for result in results]}


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
    years = number_of(case, "years")
    return {"iit": _yuan(one_off.early_retirement_tax(_table("annual"), _fen(case, "amount"), years))}


def labour(case: Case) -> Answer:
    return {"iit": _yuan(other_income.labour_tax(_table("labour"), _fen(case, "income")))}


def author(case: Case) -> Answer:
    return {"iit": _yuan(other_income.author_tax(_fen(case, "income")))}


def royalty(case: Case) -> Answer:
    return {"iit": _yuan(other_income.royalty_tax(_fen(case, "income")))}


def labour_cumulative(case: Case) -> Answer:
    incomes = listed(case, "incomes")
    taxes = other_income.labour_cumulative_taxes(
        _table("annual"), [_fen({"incomes": one}, "incomes") for one in incomes]
    )
    return {"iit_by_month": [_yuan(tax) for tax in taxes]}


def nonresident_monthly(case: Case) -> Answer:
    return {"iit": _yuan(other_income.nonresident_wage_tax(_table("monthly"), _fen(case, "wage")))}


def nonresident_bonus(case: Case) -> Answer:
    return {"iit": _yuan(other_income.nonresident_bonus_tax(_table("monthly"), _fen(case, "bonus")))}


def nonresident_labour(case: Case) -> Answer:
    return {"iit": _yuan(other_income.nonresident_labour_tax(_table("monthly"), _fen(case, "income")))}


def nonresident_royalty(case: Case) -> Answer:
    """Royalties are taxed as labour remuneration is: income x 80 % on the monthly table."""
    return nonresident_labour(case)


def nonresident_author(case: Case) -> Answer:
    return {"iit": _yuan(other_income.nonresident_author_tax(_table("monthly"), _fen(case, "income")))}


def _rule(scheme: str, case: Case) -> SchemeRule:
    return SchemeRule(
        scheme=scheme,
        floor=_fen(case, "floor") if case.get("floor") is not None else None,
        cap=_fen(case, "cap") if case.get("cap") is not None else None,
        employee_ppm=ppm_of(case, "employee_pct", "0"),
        employer_ppm=ppm_of(case, "employer_pct", "0"),
        employee_fixed=_optional(case, "employee_fixed"),
        employer_fixed=_optional(case, "employer_fixed"),
        unit=_unit(case),
    )


def _unit(case: Case) -> int:
    unit = _fen(case, "unit", "0.01")
    if unit <= 0:
        raise UnreadableCase("unit: a share is rounded to a multiple of something above zero")
    return unit


def _schemes(case: Case) -> dict[str, Case]:
    """The schemes of a case with their rules; a city may have others than the ones payroll knows by name."""
    schemes = needed(case, "schemes")
    if not isinstance(schemes, Mapping) or not schemes:
        raise UnreadableCase("schemes is an object of schemes with their rules")
    return dict(schemes)


def insurance(case: Case) -> Answer:
    answer: Answer = {}
    for scheme, rule in _schemes(case).items():
        base = _fen(rule if "declared_base" in rule else case, "declared_base")
        line = contribute(_rule(scheme, rule), base)
        answer[f"{scheme}.base"] = _yuan(line.base)
        answer[f"{scheme}.employee"] = _yuan(line.employee)
        answer[f"{scheme}.employer"] = _yuan(line.employer)
    return answer


def minimum_wage_net(case: Case) -> Answer:
    shares = sum(
        (Decimal(value) for key, value in insurance(case).items() if key.endswith(".employee")), Decimal(0)
    )
    comparable = number_of(case, "contract_wage") - shares
    return {
        "shares": str(shares),
        "comparable": str(comparable),
        "passes": comparable >= number_of(case, "min_wage"),
    }


def _housing_rules(case: Case) -> list[SchemeRule]:
    names = ("housing_fund", "housing_fund_supplementary")
    percents = listed(case, "pcts")
    employer = case.get("employer_pcts", percents)
    if len(percents) > len(names) or len(percents) != len(employer):
        raise ValueError("a housing fund has one rate and at most one supplementary rate, on both sides")
    return [
        _rule(name, {**case, "employee_pct": own, "employer_pct": theirs})
        for name, own, theirs in zip(names, percents, employer, strict=False)
    ]


def payslip(case: Case) -> Answer:
    fund, schemes = case.get("hf"), _schemes(case)
    apart = _optional(case, "not_taxed_with_wages")
    exempt = _optional(case, "exempt")
    items = [Item("pay.base", _fen(case, "gross") - apart - exempt)]
    if exempt:
        items.append(Item("pay.exempt", exempt, "exempt"))
    if apart or "other_iit" in case:
        items.append(Item("pay.not_taxed", apart, "separate", tax=_optional(case, "other_iit")))
    earlier = case.get("earlier_months", ())
    before, _ = years.through(case, earlier)
    slip = SlipInput(
        items=tuple(items),
        social_base=_fen(case, "declared_base"),
        housing_base=_fen(fund if "declared_base" in fund else case, "declared_base") if fund else 0,
        rules=tuple(_rule(name, rule) for name, rule in schemes.items())
        + tuple(_housing_rules(fund) if fund else ()),
        resident=not flag(case, "non_resident"),
        basic=years.basic(case, len(earlier) + 1),
        before=before,
        additional=before.additional + _optional(case, "special_additional"),
        other=before.other + _optional(case, "other") + _optional(case, "other_deduction"),
        relief=before.relief + _optional(case, "relief"),
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
    for scheme in schemes:
        answer[f"{scheme}.employee"] = _yuan(figures[f"{scheme}_employee"])
        answer[f"{scheme}.employer"] = _yuan(figures[f"{scheme}_employer"])
    return answer


def overtime(case: Case) -> Answer:
    monthly = _fen(case, "monthly")
    amounts = {
        kind: labour_law.overtime_pay(monthly, number_of(case, f"{kind}_hours", "0"), kind)
        for kind in labour_law.OVERTIME_PERCENT
    }
    answer: Answer = {kind: _yuan(amount) for kind, amount in amounts.items()}
    return answer | {
        "hourly": _yuan(labour_law.hourly_wage(monthly)),
        "total": _yuan(sum(amounts.values())),
    }


def proration(case: Case) -> Answer:
    return {"amount": _yuan(labour_law.prorate(_fen(case, "monthly"), number_of(case, "days")))}


def sick(case: Case) -> Answer:
    result = labour_law.sick_pay(
        _fen(case, "monthly"), number_of(case, "days"), ppm_of(case, "pay_pct"), _optional(case, "min_wage")
    )
    return {"deduction": _yuan(result.deduction), "gross": _yuan(result.gross)}


def annual_leave(case: Case) -> Answer:
    if "days" in case:
        days = number_of(case, "days")
    else:
        days = labour_law.annual_leave_days(
            days_passed=whole_of(case, "days_passed"),
            year_days=whole_of(case, "year_days", "365"),
            entitlement=whole_of(case, "entitlement"),
            taken=number_of(case, "taken", "0"),
        )
    return {
        "days": str(days),
        "pay": _yuan(labour_law.annual_leave_pay(_fen(case, "monthly_average"), days)),
    }


def severance_amount(case: Case) -> Answer:
    service = needed(case, "service")
    result = labour_law.severance(
        years=whole_of(service, "years", "0"),
        months=whole_of(service, "months", "0"),
        days=whole_of(service, "days", "0"),
        average_wage=_fen(case, "average_wage"),
        city_average=_fen(case, "city_average") if case.get("city_average") is not None else None,
        unlawful=flag(case, "unlawful"),
        notice_month_wage=_optional(case, "notice_month_wage"),
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
    "iit_nonresident_royalty": nonresident_royalty,
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
