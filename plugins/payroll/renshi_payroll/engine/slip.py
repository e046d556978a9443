"""One payslip from its inputs, in Decimal arithmetic: the reference twin of
:mod:`renshi_payroll.engine.batch`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from renshi_payroll.engine.insurance import HOUSING_SCHEMES, SchemeRule, contribute
from renshi_payroll.engine.other_income import nonresident_wage_tax
from renshi_payroll.engine.tables import RateTable
from renshi_payroll.engine.withholding import MONTHLY_BASIC, YearToDate, withhold

NOTHING_YET = YearToDate()

#: How an item meets the tax: with the month's wage; in gross but exempt; in gross and taxed apart (its own
#: tax is given); not in gross at all and taken from the net (kind "deduction"); or a true-up of an earlier month's
#: insurance or housing fund, which adds to this month's shares and so to its special deductions.
TaxTreatment = Literal[
    "wage",
    "exempt",
    "separate",
    "after_tax",
    "employee_social",
    "employee_housing",
    "employer_social",
    "employer_housing",
]
TRUE_UPS: tuple[TaxTreatment, ...] = (
    "employee_social",
    "employee_housing",
    "employer_social",
    "employer_housing",
)

Figures = dict[str, int]

#: The integer columns of a payslip, fen, in storage order.
COLUMNS = (
    "gross",
    "wage_income",
    "exempt_income",
    "separate_income",
    "employee_social",
    "employee_housing",
    "employer_social",
    "employer_housing",
    "cum_income",
    "cum_exempt",
    "cum_basic",
    "cum_special",
    "cum_additional",
    "cum_other",
    "cum_relief",
    "cum_taxable",
    "cum_tax",
    "withheld_before",
    "iit",
    "other_iit",
    "deductions",
    "net",
    "employer_cost",
)


@dataclass(frozen=True, slots=True)
class Item:
    """One earning, allowance, leave deduction or after-tax deduction. ``amount`` in fen, signed.

    For ``after_tax`` items a positive amount is taken from the net. ``tax`` is the tax of a ``separate``
    item. ``inputs`` are the figures its explanation shows; ``title_zh``/``title_en`` name items of other
    plugins.
    """

    component: str
    amount: int
    treatment: TaxTreatment = "wage"
    tax: int = 0
    inputs: dict[str, int | str] = field(default_factory=dict)
    title_zh: str = ""
    title_en: str = ""
    status: str = "verified"


@dataclass(frozen=True, slots=True)
class SlipInput:
    """Everything one payslip depends on. ``before`` are the year's figures before this period.

    ``additional``, ``other`` and ``relief`` are *cumulative* values including this period, as the tax client
    gives them. ``basic`` is the cumulative basic deduction. A non-resident has no cumulative figures.
    """

    items: tuple[Item, ...]
    social_base: int
    housing_base: int
    rules: tuple[SchemeRule, ...]
    resident: bool = True
    basic: int = MONTHLY_BASIC
    before: YearToDate = NOTHING_YET
    additional: int = 0
    other: int = 0
    relief: int = 0


@dataclass(frozen=True, slots=True)
class TaxTables:
    """The two tables wages need."""

    annual: RateTable
    monthly: RateTable


def _total(items: tuple[Item, ...], treatment: TaxTreatment) -> int:
    return sum(item.amount for item in items if item.treatment == treatment)


def compose(slip: SlipInput, tables: TaxTables) -> Figures:
    """All figures of a payslip in fen: the :data:`COLUMNS` plus ``<scheme>_base|_employee|_employer`` per
    rule.
    """
    figures: Figures = {
        "wage_income": _total(slip.items, "wage"),
        "exempt_income": _total(slip.items, "exempt"),
        "separate_income": _total(slip.items, "separate"),
        "deductions": _total(slip.items, "after_tax"),
        "other_iit": sum(item.tax for item in slip.items),
        **{name: _total(slip.items, name) for name in TRUE_UPS},
    }
    figures["gross"] = figures["wage_income"] + figures["exempt_income"] + figures["separate_income"]
    for rule in slip.rules:
        housing = rule.scheme in HOUSING_SCHEMES
        line = contribute(rule, slip.housing_base if housing else slip.social_base)
        figures[f"{rule.scheme}_base"] = line.base
        figures[f"{rule.scheme}_employee"] = line.employee
        figures[f"{rule.scheme}_employer"] = line.employer
        figures["employee_housing" if housing else "employee_social"] += line.employee
        figures["employer_housing" if housing else "employer_social"] += line.employer
    special = figures["employee_social"] + figures["employee_housing"]
    figures |= _wage_tax(slip, figures["wage_income"], figures["exempt_income"], special, tables)
    figures["net"] = (
        figures["gross"] - special - figures["iit"] - figures["other_iit"] - figures["deductions"]
    )
    figures["employer_cost"] = figures["employer_social"] + figures["employer_housing"]
    return figures


def _wage_tax(slip: SlipInput, wage: int, exempt: int, special: int, tables: TaxTables) -> Figures:
    if not slip.resident:
        tax = nonresident_wage_tax(tables.monthly, wage)
        return {
            "cum_income": wage,
            "cum_exempt": 0,
            "cum_basic": MONTHLY_BASIC,
            "cum_special": 0,
            "cum_additional": 0,
            "cum_other": 0,
            "cum_relief": 0,
            "cum_taxable": wage - MONTHLY_BASIC,
            "cum_tax": tax,
            "withheld_before": 0,
            "iit": tax,
        }
    result = withhold(
        tables.annual,
        YearToDate(
            income=slip.before.income + wage + exempt,
            exempt=slip.before.exempt + exempt,
            special=slip.before.special + special,
            additional=slip.additional,
            other=slip.other,
            relief=slip.relief,
            tax=slip.before.tax,
        ),
        slip.basic,
    )
    return {
        "cum_income": result.income,
        "cum_exempt": result.exempt,
        "cum_basic": result.basic,
        "cum_special": result.special,
        "cum_additional": result.additional,
        "cum_other": result.other,
        "cum_relief": result.relief,
        "cum_taxable": result.taxable,
        "cum_tax": result.cumulative_tax,
        "withheld_before": result.withheld_before,
        "iit": result.tax,
    }
