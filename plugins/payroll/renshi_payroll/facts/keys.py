"""The facts an employee's tax depends on, and how a value of each is read. Amounts are fen inside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from renshi_payroll.engine.fen import InexactMoney, to_fen
from renshi_payroll.engine.withholding import check_additional_claims
from renshi_sdk import Text

#: Special additional deductions withheld in payroll (国发〔2018〕41号, 国发〔2023〕13号). Serious illness is
#: deducted in the annual return only.
ADDITIONAL_ITEMS: dict[str, Text] = {
    "children_education": Text("累计子女教育", "Children's education"),
    "infant_care": Text("累计3岁以下婴幼儿照护", "Infant care"),
    "elderly_support": Text("累计赡养老人", "Elderly support"),
    "mortgage_interest": Text("累计住房贷款利息", "Mortgage interest"),
    "rent": Text("累计住房租金", "Housing rent"),
    "continuing_education": Text("累计继续教育", "Continuing education"),
}
OTHER_ITEMS: dict[str, Text] = {
    "personal_pension": Text("累计个人养老金", "Personal pension"),
    "annuity": Text("企业（职业）年金", "Enterprise annuity"),
    "health_insurance": Text("商业健康保险", "Commercial health insurance"),
    "donation": Text("准予扣除的捐赠额", "Deductible donations"),
    "other": Text("其他", "Other"),
}

ADDITIONAL = "iit.additional"
OTHER = "iit.other"
RELIEF = "iit.relief"
FIRST_WAGE = "iit.first_wage_declared"
FULL_YEAR = "iit.full_year_basic"
BASIC_FROM = "iit.basic_from_month"
SEVERANCE_AVERAGE = "iit.severance_local_average"

#: A fact that the company's components read; what it is, the component set declares.
CUSTOM = re.compile(r"custom\.[a-z][a-z0-9_]{0,39}")
MOST_CUSTOM = 80

EMPLOYEE_KEYS: dict[str, Text] = {
    ADDITIONAL: Text("专项附加扣除（本年累计）", "Special additional deductions, cumulative"),
    OTHER: Text("其他扣除（本年累计）", "Other deductions, cumulative"),
    RELIEF: Text("减免税额（本年累计）", "Tax relief, cumulative"),
    FIRST_WAGE: Text("本年首次取得工资声明（2020年第13号）", "First wage of the year declared (2020 No.13)"),
    FULL_YEAR: Text("自1月起扣除6万元（2020年第19号）", "60,000 deducted from January (2020 No.19)"),
    BASIC_FROM: Text("减除费用起算月份", "Month the basic deduction counts from"),
    SEVERANCE_AVERAGE: Text(
        "经济补偿免税所用当地上年月平均工资", "Local average monthly wage used for severance"
    ),
}


@dataclass(frozen=True, slots=True)
class TaxFacts:
    """What is recorded for one employee and tax year. Amounts are cumulative, fen."""

    additional: int = 0
    other: int = 0
    relief: int = 0
    first_wage: bool = False
    full_year: bool | None = None
    basic_from: int | None = None
    severance_average: int | None = None
    additional_month: int | None = None
    """The month the additional deductions were last given for."""


class WrongFact(ValueError):
    """A value that doesn't fit its key; the message is for the person who typed it."""


def parse_employee_fact(key: str, value: Any) -> Any:
    """The stored form of a value given in yuan, or ``WrongFact``/``Refusal``."""
    if key in (ADDITIONAL, OTHER):
        known = ADDITIONAL_ITEMS if key == ADDITIONAL else OTHER_ITEMS
        if not isinstance(value, Mapping) or not set(value) <= set(known):
            raise WrongFact(f"{key}: {{{', '.join(known)}}}")
        amounts = {name: _fen(amount) for name, amount in value.items()}
        if key == ADDITIONAL:
            check_additional_claims(rent=amounts.get("rent", 0), mortgage=amounts.get("mortgage_interest", 0))
        return amounts
    if key in (RELIEF, SEVERANCE_AVERAGE):
        return _fen(value)
    if key in (FIRST_WAGE, FULL_YEAR):
        if not isinstance(value, bool):
            raise WrongFact(f"{key}: true / false")
        return value
    if key == BASIC_FROM:
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 12:
            raise WrongFact(f"{key}: 1-12")
        return value
    if CUSTOM.fullmatch(key):
        if isinstance(value, bool):
            return value
        if isinstance(value, int | str | Decimal) and len(str(value)) <= MOST_CUSTOM:
            return str(value)
        raise WrongFact(f"{key}: text, number or true / false, at most {MOST_CUSTOM} characters")
    raise WrongFact(f"unknown fact {key}")


def _fen(value: Any) -> int:
    try:
        amount = to_fen(Decimal(str(value)) if isinstance(value, int | str | Decimal) else value)
    except (InexactMoney, TypeError, ArithmeticError) as error:
        raise WrongFact(f"{value!r} is not an amount in yuan with two decimals") from error
    if amount < 0:
        raise WrongFact(f"{value!r} is negative")
    return amount
