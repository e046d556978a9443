"""Many payslips at once in int64 fen: the vector twin of :func:`renshi_payroll.engine.slip.compose`.

One element per person in every array. Callers cut large populations into chunks of about 16,000, which keeps
the working arrays in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from renshi_payroll.engine.fen import FenArray
from renshi_payroll.engine.insurance import HOUSING_SCHEMES, SCHEMES, SchemeArrays, SchemeRule, contribute_v
from renshi_payroll.engine.other_income import nonresident_wage_tax_v
from renshi_payroll.engine.slip import TRUE_UPS, SlipInput, TaxTables, TaxTreatment
from renshi_payroll.engine.withholding import MONTHLY_BASIC, withhold_v

CHUNK = 16_384
TREATMENTS: tuple[TaxTreatment, ...] = ("wage", "exempt", "separate", "after_tax", *TRUE_UPS)


@dataclass(frozen=True, slots=True)
class BatchInput:
    """Arrays of equal length, fen. ``before_*`` are the year's figures before this period; ``additional``,
    ``other`` and ``relief`` are cumulative values including it."""

    wage_income: FenArray
    exempt_income: FenArray
    separate_income: FenArray
    separate_tax: FenArray
    deductions: FenArray
    social_base: FenArray
    housing_base: FenArray
    schemes: Mapping[str, SchemeArrays]
    resident: npt.NDArray[np.bool_]
    basic: FenArray
    before_income: FenArray
    before_exempt: FenArray
    before_special: FenArray
    before_tax: FenArray
    additional: FenArray
    other: FenArray
    relief: FenArray
    true_ups: Mapping[str, FenArray]


def gather(slips: Sequence[SlipInput]) -> BatchInput:
    """The arrays of many slips. Slips of one rule set share one tuple of rules, so few rules are spread out."""

    def column(pick: Callable[[SlipInput], int]) -> FenArray:
        return np.fromiter(map(pick, slips), dtype=np.int64, count=len(slips))

    amounts: dict[str, FenArray] = {name: np.zeros(len(slips), dtype=np.int64) for name in TREATMENTS}
    separate_tax = np.zeros(len(slips), dtype=np.int64)
    for row, slip in enumerate(slips):
        for item in slip.items:
            amounts[item.treatment][row] += item.amount
            separate_tax[row] += item.tax
    rule_sets: dict[tuple[SchemeRule, ...], int] = {}
    index = column(lambda slip: rule_sets.setdefault(slip.rules, len(rule_sets)))
    return BatchInput(
        wage_income=amounts["wage"],
        exempt_income=amounts["exempt"],
        separate_income=amounts["separate"],
        separate_tax=separate_tax,
        deductions=amounts["after_tax"],
        social_base=column(lambda slip: slip.social_base),
        housing_base=column(lambda slip: slip.housing_base),
        schemes=scheme_arrays(list(rule_sets), index),
        resident=np.fromiter((slip.resident for slip in slips), dtype=np.bool_, count=len(slips)),
        basic=column(lambda slip: slip.basic),
        before_income=column(lambda slip: slip.before.income),
        before_exempt=column(lambda slip: slip.before.exempt),
        before_special=column(lambda slip: slip.before.special),
        before_tax=column(lambda slip: slip.before.tax),
        additional=column(lambda slip: slip.additional),
        other=column(lambda slip: slip.other),
        relief=column(lambda slip: slip.relief),
        true_ups={name: amounts[name] for name in TRUE_UPS},
    )


def scheme_arrays(rule_sets: Sequence[tuple[SchemeRule, ...]], index: FenArray) -> dict[str, SchemeArrays]:
    """The few different ``rule_sets`` spread out over people by ``index``, scheme by scheme."""
    schemes = {}
    for scheme in SCHEMES:
        found = [next((rule for rule in rules if rule.scheme == scheme), None) for rules in rule_sets]
        if any(found):
            schemes[scheme] = SchemeArrays.from_rules(found, index)
    return schemes


def compose_v(batch: BatchInput, tables: TaxTables) -> dict[str, FenArray]:
    """The same names and values as :func:`~renshi_payroll.engine.slip.compose`, as arrays."""
    out: dict[str, FenArray] = {
        "wage_income": batch.wage_income,
        "exempt_income": batch.exempt_income,
        "separate_income": batch.separate_income,
        "deductions": batch.deductions,
        "other_iit": batch.separate_tax,
        **batch.true_ups,
    }
    out["gross"] = batch.wage_income + batch.exempt_income + batch.separate_income
    for scheme, rule in batch.schemes.items():
        housing = scheme in HOUSING_SCHEMES
        base, employee, employer = contribute_v(rule, batch.housing_base if housing else batch.social_base)
        out[f"{scheme}_base"] = base
        out[f"{scheme}_employee"] = employee
        out[f"{scheme}_employer"] = employer
        side = "housing" if housing else "social"
        out[f"employee_{side}"] = out[f"employee_{side}"] + employee
        out[f"employer_{side}"] = out[f"employer_{side}"] + employer
    special = out["employee_social"] + out["employee_housing"]
    out |= _wage_tax_v(batch, special, tables)
    out["net"] = out["gross"] - special - out["iit"] - out["other_iit"] - out["deductions"]
    out["employer_cost"] = out["employer_social"] + out["employer_housing"]
    return out


def _wage_tax_v(batch: BatchInput, special: FenArray, tables: TaxTables) -> dict[str, FenArray]:
    income = batch.before_income + batch.wage_income + batch.exempt_income
    exempt = batch.before_exempt + batch.exempt_income
    cum_special = batch.before_special + special
    taxable = income - exempt - batch.basic - cum_special - batch.additional - batch.other
    cumulative_tax, tax = withhold_v(
        tables.annual, taxable=taxable, relief=batch.relief, withheld_before=batch.before_tax
    )
    resident = batch.resident
    foreign_tax = nonresident_wage_tax_v(tables.monthly, batch.wage_income)

    def pick(value: FenArray, otherwise: FenArray | int) -> FenArray:
        chosen: FenArray = np.where(resident, value, otherwise).astype(np.int64)
        return chosen

    return {
        "cum_income": pick(income, batch.wage_income),
        "cum_exempt": pick(exempt, 0),
        "cum_basic": pick(batch.basic, MONTHLY_BASIC),
        "cum_special": pick(cum_special, 0),
        "cum_additional": pick(batch.additional, 0),
        "cum_other": pick(batch.other, 0),
        "cum_relief": pick(batch.relief, 0),
        "cum_taxable": pick(taxable, batch.wage_income - MONTHLY_BASIC),
        "cum_tax": pick(cumulative_tax, foreign_tax),
        "withheld_before": pick(batch.before_tax, 0),
        "iit": pick(tax, foreign_tax),
    }
