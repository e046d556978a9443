"""Months without anything out of the ordinary, column by column. Pure.

Most people of a run are employed for the whole month on one set of terms. Theirs needs no object a slip: one pass over
the people fills the columns that the vector arithmetic takes. Whoever has anything more (a part month, a raise,
elections, non-residents, a company's own components) goes the way of :mod:`renshi_payroll.runs.assembly`. Both ways
make the same slip: a property test compares them, and a run checks a sample.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from renshi_payroll.engine.batch import TREATMENTS, BatchInput, scheme_arrays
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.engine.slip import TRUE_UPS, Item
from renshi_payroll.engine.withholding import basic_deduction
from renshi_payroll.runs.assembly import NO_FACTS, Draft, Month, PersonMonth, extra_items, rule_key
from renshi_payroll.runs.findings import Finding, note_stale_claims
from renshi_payroll.runs.snapshot import canonical, item_json, slip_from_inputs
from renshi_payroll.terms.repository import Terms


@dataclass(slots=True)
class PlainMonths:
    """Plain months, position by position. ``inputs`` is the JSON stored with the slip, money in fen."""

    people: list[PersonMonth] = field(default_factory=list)
    rule_sets: list[str] = field(default_factory=list)
    contract: list[int] = field(default_factory=list)
    social: list[int] = field(default_factory=list)
    housing: list[int] = field(default_factory=list)
    basic: list[int] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)
    extras: dict[int, list[Item]] = field(default_factory=dict)
    findings: list[tuple[int, Finding]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.people)

    def draft(self, row: int, month: Month) -> Draft:
        """One of them as assembly would have made it, without its findings."""
        key = self.rule_sets[row]
        slip = slip_from_inputs(json.loads(self.inputs[row]), month.rule_sets[key].rules)
        return Draft(slip, key, self.contract[row], not any(item.amount < 0 for item in slip.items))

    def columns(self, month: Month) -> BatchInput:
        """The arrays of the vector arithmetic."""
        size = len(self.people)
        amounts = {name: np.zeros(size, dtype=np.int64) for name in TREATMENTS}
        separate_tax = np.zeros(size, dtype=np.int64)
        amounts["wage"] += np.array(self.contract, dtype=np.int64)
        for row, items in self.extras.items():
            for item in items:
                amounts[item.treatment][row] += item.amount
                separate_tax[row] += item.tax
        years = [person.year.before for person in self.people]
        facts = [person.facts for person in self.people]
        keys = {key: index for index, key in enumerate(dict.fromkeys(self.rule_sets))}
        return BatchInput(
            wage_income=amounts["wage"],
            exempt_income=amounts["exempt"],
            separate_income=amounts["separate"],
            separate_tax=separate_tax,
            deductions=amounts["after_tax"],
            social_base=np.array(self.social, dtype=np.int64),
            housing_base=np.array(self.housing, dtype=np.int64),
            schemes=scheme_arrays(
                [month.rule_sets[key].rules for key in keys],
                np.array([keys[key] for key in self.rule_sets], dtype=np.int64),
            ),
            resident=np.ones(size, dtype=np.bool_),
            basic=np.array(self.basic, dtype=np.int64),
            before_income=np.array([before.income for before in years], dtype=np.int64),
            before_exempt=np.array([before.exempt for before in years], dtype=np.int64),
            before_special=np.array([before.special for before in years], dtype=np.int64),
            before_tax=np.array([before.tax for before in years], dtype=np.int64),
            additional=np.array([one.additional for one in facts], dtype=np.int64),
            other=np.array([one.other for one in facts], dtype=np.int64),
            relief=np.array([one.relief for one in facts], dtype=np.int64),
            true_ups={name: amounts[name] for name in TRUE_UPS},
        )


def plain_months(
    people: Sequence[PersonMonth], month: Month
) -> tuple[PlainMonths, list[PersonMonth], list[tuple[PersonMonth, Refusal]]]:
    """The plain months, the people that need assembling one by one, and who can't be paid."""
    plain = PlainMonths()
    if month.formulas is not None or month.items_only:
        return plain, list(people), []
    others: list[PersonMonth] = []
    refused: list[tuple[PersonMonth, Refusal]] = []
    first, last = month.period.first_day, month.period.last_day
    year, number = month.pay_date.year, month.pay_date.month
    pay_month = (year, number)
    basics = [0] + [
        basic_deduction(
            pay_month=number,
            employed_from_month=min(start, number),
            first_wage_declared=False,
            full_year=False,
        )
        for start in range(1, 13)
    ]
    keys: dict[tuple[str, str, int | None], str] = {}
    for person in people:
        terms = _only_terms(person, first)
        if terms is None or terms.resident is not True or terms.part_time:
            others.append(person)
            continue
        joined, until, facts, so_far = person.joined, person.until, person.facts, person.year
        start = joined.month if joined.year == year else 1
        if (
            joined > first
            or (until is not None and (until < last or (until.year, until.month) < pay_month))
            or (facts is not NO_FACTS and not _ordinary(person))
            or person.eligible_for_60000 is True
            or (
                so_far.first_month is not None and (so_far.first_month < start or so_far.resident is not True)
            )
        ):
            others.append(person)
            continue
        named = (terms.jurisdiction, terms.profile, terms.housing_ppm)
        key = keys.get(named)
        if key is None:
            key = keys[named] = rule_key(terms)
        rule_set = month.rule_sets.get(key)
        if rule_set is None:
            others.append(person)
            continue
        row = len(plain.people)
        wage, told = terms.monthly_wage, ""
        if person.pay_items or person.adjustments:
            findings: list[Finding] = []
            try:
                items = extra_items(person, terms, wage, True, rule_set, month, findings)
            except Refusal as refusal:
                refused.append((person, refusal))
                continue
            plain.extras[row] = items
            plain.findings += [(row, finding) for finding in findings]
            told = "".join("," + canonical(item_json(item)) for item in items)
        if facts is not NO_FACTS:
            stale: list[Finding] = []
            note_stale_claims(facts, month.pay_date, stale)
            plain.findings += [(row, finding) for finding in stale]
        social = wage if terms.social_base is None else terms.social_base
        housing = wage if terms.housing_base is None else terms.housing_base
        basic, before = basics[start], so_far.before
        plain.people.append(person)
        plain.rule_sets.append(key)
        plain.contract.append(wage)
        plain.social.append(social)
        plain.housing.append(housing)
        plain.basic.append(basic)
        # What canonical(slip_inputs(slip)) writes.
        plain.inputs.append(
            f'{{"additional":{facts.additional},"basic":{basic},'
            f'"before":[{before.income},{before.exempt},{before.special},{before.tax}],"housing_base":{housing},'
            f'"items":[{{"amount":{wage},"component":"pay.base","treatment":"wage"}}{told}],'
            f'"other":{facts.other},"relief":{facts.relief},"resident":true,"social_base":{social}}}'
        )
    return plain, others, refused


def _only_terms(person: PersonMonth, first: date) -> Terms | None:
    """The terms in force all month; ``None`` where there are none or others begin within it."""
    terms = person.terms[-1] if person.terms else None
    return terms if terms is not None and terms.valid_from <= first else None


def _ordinary(person: PersonMonth) -> bool:
    facts = person.facts
    return not facts.first_wage and facts.full_year is None and facts.basic_from is None
