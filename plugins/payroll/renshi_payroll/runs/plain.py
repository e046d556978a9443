"""Months without anything out of the ordinary, column by column. Pure.

Most people of a run are employed for the whole month on one set of terms. Theirs needs no object a slip: one pass over
what was read fills the columns that the vector arithmetic takes. Whoever has anything more (a part month, a raise,
elections, non-residents, a company's own components) goes the way of :mod:`renshi_payroll.runs.assembly`. Both ways
make the same slip: a property test compares them, and a run checks a sample.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

import numpy as np

from renshi_payroll.adjustments.repository import Adjustment
from renshi_payroll.engine.batch import TREATMENTS, BatchInput, scheme_arrays
from renshi_payroll.engine.fen import FenArray
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.engine.slip import TRUE_UPS, Item
from renshi_payroll.engine.withholding import basic_deduction
from renshi_payroll.facts.keys import TaxFacts
from renshi_payroll.runs.assembly import NO_FACTS, Draft, Extras, Month, RuleSet, extra_items
from renshi_payroll.runs.findings import Finding, note_stale_claims
from renshi_payroll.runs.snapshot import canonical, item_json, slip_from_inputs
from renshi_sdk.contracts import PayItem, Roll


class Standing(NamedTuple):
    """One set of terms in force all month for a resident, and a year taxed as a resident's. Money in fen.

    ``income`` to ``tax`` are the year's sums before this month, ``first_month`` the first of them.
    """

    wage: int
    social_base: int | None
    housing_base: int | None
    rule_key: str
    income: int
    exempt: int
    special: int
    tax: int
    bonus_used: bool
    first_month: int | None


@dataclass(frozen=True, slots=True)
class Givens:
    """What the plain months of some people are made of. Who has no ``standing`` is not plain."""

    roll: Roll
    standings: Mapping[UUID, Standing]
    facts: Mapping[UUID, TaxFacts] = field(default_factory=dict)
    pay_items: Mapping[UUID, Sequence[PayItem]] = field(default_factory=dict)
    adjustments: Mapping[UUID, Sequence[Adjustment]] = field(default_factory=dict)
    eligible_for_60000: Mapping[UUID, bool] = field(default_factory=dict)


@dataclass(slots=True)
class PlainMonths:
    """Plain months, position by position. ``inputs`` is the JSON stored with the slip, money in fen."""

    places: list[int] = field(default_factory=list)
    """Where each stands in the roll."""
    rule_sets: list[str] = field(default_factory=list)
    numbers: list[tuple[int, ...]] = field(default_factory=list)
    """Additional, basic, the year before (4), housing base, wage, other, relief and social base of each."""
    told: dict[int, str] = field(default_factory=dict)
    extras: dict[int, list[Item]] = field(default_factory=dict)
    findings: list[tuple[int, Finding]] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)
    columns: Mapping[str, FenArray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.places)

    def finish(self) -> None:
        """Write the inputs as ``canonical(slip_inputs(slip))`` does, and turn rows into columns."""
        told = self.told.get
        self.inputs = [
            f'{{"additional":{additional},"basic":{basic},"before":[{income},{exempt},{special},{tax}],'
            f'"housing_base":{housing},"items":[{{"amount":{wage},"component":"pay.base","treatment":"wage"}}'
            f'{told(row, "")}],"other":{other},"relief":{relief},"resident":true,"social_base":{social}}}'
            for row, (
                additional,
                basic,
                income,
                exempt,
                special,
                tax,
                housing,
                wage,
                other,
                relief,
                social,
            ) in enumerate(self.numbers)
        ]
        matrix = np.array(self.numbers, dtype=np.int64).reshape(len(self.numbers), len(_NAMES))
        self.columns = {name: np.ascontiguousarray(matrix[:, place]) for place, name in enumerate(_NAMES)}

    def draft(self, row: int, month: Month) -> Draft:
        """One of them as assembly would have made it, without its findings."""
        key = self.rule_sets[row]
        slip = slip_from_inputs(json.loads(self.inputs[row]), month.rule_sets[key].rules)
        wage = int(self.columns["wage"][row])
        return Draft(slip, key, wage, not any(item.amount < 0 for item in slip.items))

    def batch(self, month: Month) -> BatchInput:
        """The arrays of the vector arithmetic."""
        size, given = len(self), self.columns
        amounts = {name: np.zeros(size, dtype=np.int64) for name in TREATMENTS}
        separate_tax = np.zeros(size, dtype=np.int64)
        amounts["wage"] += given["wage"]
        for row, items in self.extras.items():
            for item in items:
                amounts[item.treatment][row] += item.amount
                separate_tax[row] += item.tax
        keys = {key: index for index, key in enumerate(dict.fromkeys(self.rule_sets))}
        return BatchInput(
            wage_income=amounts["wage"],
            exempt_income=amounts["exempt"],
            separate_income=amounts["separate"],
            separate_tax=separate_tax,
            deductions=amounts["after_tax"],
            social_base=given["social"],
            housing_base=given["housing"],
            schemes=scheme_arrays(
                [month.rule_sets[key].rules for key in keys],
                np.array([keys[key] for key in self.rule_sets], dtype=np.int64),
            ),
            resident=np.ones(size, dtype=np.bool_),
            basic=given["basic"],
            before_income=given["income"],
            before_exempt=given["exempt"],
            before_special=given["special"],
            before_tax=given["tax"],
            additional=given["additional"],
            other=given["other"],
            relief=given["relief"],
            true_ups={name: amounts[name] for name in TRUE_UPS},
        )


_NAMES = (
    "additional",
    "basic",
    "income",
    "exempt",
    "special",
    "tax",
    "housing",
    "wage",
    "other",
    "relief",
    "social",
)


def plain_months(given: Givens, month: Month) -> tuple[PlainMonths, list[UUID], list[tuple[UUID, Refusal]]]:
    """The plain months, the people that need assembling one by one, and who can't be paid."""
    plain = PlainMonths()
    others: list[UUID] = []
    refused: list[tuple[UUID, Refusal]] = []
    roll, standings = given.roll, given.standings
    basics = _basics(month)
    year, first, last = month.pay_date.year, month.period.first_day, month.period.last_day
    # Whoever leaves before the month of payment has fewer months of basic deduction.
    stays_until = max(last, month.pay_date.replace(day=1))
    unusual = _unusual(given)
    numbers, places, rule_sets = plain.numbers, plain.places, plain.rule_sets
    for place, (one, joined, until) in enumerate(zip(roll.ids, roll.joined, roll.until, strict=True)):
        standing = standings.get(one)
        if (
            standing is None
            or joined > first
            or (until is not None and until < stays_until)
            or one in unusual
        ):
            others.append(one)
            continue
        wage, social, housing, key, income, exempt, special, tax, bonus_used, first_month = standing
        start = joined.month if joined.year == year else 1
        rule_set = month.rule_sets.get(key)
        if rule_set is None or (first_month is not None and first_month < start):
            others.append(one)
            continue
        facts = given.facts.get(one, NO_FACTS)
        row = len(places)
        pay_items, adjustments = given.pay_items.get(one, ()), given.adjustments.get(one, ())
        if pay_items or adjustments:
            extras = Extras(pay_items, adjustments, roll.hired_on[place], bonus_used, facts.severance_average)
            try:
                _add_extras(plain, row, extras, wage, rule_set, month)
            except Refusal as refusal:
                refused.append((one, refusal))
                continue
        if facts.additional_month is not None:
            stale: list[Finding] = []
            note_stale_claims(facts, month.pay_date, stale)
            plain.findings += [(row, finding) for finding in stale]
        places.append(place)
        rule_sets.append(key)
        numbers.append(
            (
                facts.additional,
                basics[start],
                income,
                exempt,
                special,
                tax,
                wage if housing is None else housing,
                wage,
                facts.other,
                facts.relief,
                wage if social is None else social,
            )
        )
    plain.finish()
    return plain, others, refused


def _basics(month: Month) -> list[int]:
    """The basic deduction by the month that employment of the year began in, fen."""
    pay_month = month.pay_date.month
    return [0] + [
        basic_deduction(
            pay_month=pay_month,
            employed_from_month=min(start, pay_month),
            first_wage_declared=False,
            full_year=False,
        )
        for start in range(1, 13)
    ]


def _unusual(given: Givens) -> set[UUID]:
    """Whose declarations or last year change how the basic deduction counts."""
    return {
        one
        for one, facts in given.facts.items()
        if facts.first_wage or facts.full_year is not None or facts.basic_from is not None
    } | {one for one, eligible in given.eligible_for_60000.items() if eligible}


def _add_extras(
    plain: PlainMonths, row: int, extras: Extras, wage: int, rule_set: RuleSet, month: Month
) -> None:
    findings: list[Finding] = []
    items = extra_items(extras, wage, wage, True, rule_set, month, findings)
    plain.extras[row] = items
    plain.told[row] = "".join("," + canonical(item_json(item)) for item in items)
    plain.findings += [(row, finding) for finding in findings]
