"""What is assumed, put over what is recorded. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from renshi_payroll.adjustments.repository import Adjustment
from renshi_payroll.engine.fen import half_up
from renshi_payroll.engine.withholding import ANNUAL_BASIC, MONTHLY_BASIC
from renshi_payroll.runs.assembly import PersonMonth
from renshi_payroll.terms.repository import Terms
from renshi_sdk import Text
from renshi_sdk.contracts import PayItem, PayItemKind

#: One-off amounts that may be assumed, by the component they are paid as.
ONE_OFF = {
    "bonus": "pay.bonus",
    "annual_bonus": "pay.annual_bonus",
    "allowance": "pay.allowance",
    "deduction": "pay.deduction",
}


@dataclass(frozen=True, slots=True)
class Scenario:
    """Assumptions; money in fen, rates in ppm. ``None`` leaves what is recorded."""

    from_day: date
    monthly_wage: int | None = None
    wage_percent: Decimal | None = None
    wage_add: int | None = None
    jurisdiction: str | None = None
    profile: str | None = None
    social_base: int | None = None
    housing_base: int | None = None
    housing_ppm: int | None = None
    amounts: Mapping[str, int] = field(default_factory=dict)
    """One-off amounts by the names of :data:`ONE_OFF`."""
    additional_monthly: int | None = None
    unpaid_days: Decimal = Decimal(0)
    sick_days: Decimal = Decimal(0)
    overtime_hours: Decimal = Decimal(0)
    custom: Mapping[str, object] = field(default_factory=dict)

    @property
    def changes_terms(self) -> bool:
        """Whether anything of the pay terms is assumed."""
        return any(
            value is not None
            for value in (
                self.monthly_wage,
                self.wage_percent,
                self.wage_add,
                self.jurisdiction,
                self.profile,
                self.social_base,
                self.housing_base,
                self.housing_ppm,
            )
        )


def assume(person: PersonMonth, scenario: Scenario) -> PersonMonth:
    """``person`` as the scenario has it. Somebody without terms stays so: a month can't be paid from a percentage."""
    return replace(
        person,
        terms=_terms(person.terms, scenario) if scenario.changes_terms and person.terms else person.terms,
        pay_items=(*person.pay_items, *_items(person, scenario)),
        adjustments=(*person.adjustments, *_amounts(person, scenario)),
        custom={**person.custom, **scenario.custom},
    )


def _terms(terms: Sequence[Terms], scenario: Scenario) -> list[Terms]:
    """Terms changed from ``from_day`` on; those that begin later are changed alike."""
    kept = [one for one in terms if one.valid_from < scenario.from_day]
    later = [one for one in terms if one.valid_from >= scenario.from_day]
    if kept and (not later or later[0].valid_from > scenario.from_day):
        later.insert(0, replace(kept[-1], valid_from=scenario.from_day))
    return kept + [_changed(one, scenario) for one in later]


def _changed(terms: Terms, scenario: Scenario) -> Terms:
    wage = terms.monthly_wage if scenario.monthly_wage is None else scenario.monthly_wage
    if scenario.wage_percent is not None:
        wage = half_up(Decimal(wage) * (100 + scenario.wage_percent) / 100)
    if scenario.wage_add is not None:
        wage = max(0, wage + scenario.wage_add)
    place = terms.jurisdiction if scenario.jurisdiction is None else scenario.jurisdiction
    profile, own = terms.profile, terms.housing_ppm
    if place != terms.jurisdiction:
        # Another city has its own profiles and its own range of the housing-fund rate.
        profile, own = "standard", None
    return replace(
        terms,
        monthly_wage=wage,
        jurisdiction=place,
        profile=profile if scenario.profile is None else scenario.profile,
        social_base=terms.social_base if scenario.social_base is None else scenario.social_base,
        housing_base=terms.housing_base if scenario.housing_base is None else scenario.housing_base,
        housing_ppm=own if scenario.housing_ppm is None else scenario.housing_ppm,
    )


def _amounts(person: PersonMonth, scenario: Scenario) -> list[Adjustment]:
    return [
        Adjustment(person.employee.id, ONE_OFF[name], amount, "试算")
        for name, amount in scenario.amounts.items()
        if amount
    ]


def _items(person: PersonMonth, scenario: Scenario) -> list[PayItem]:
    assumed = (
        (
            scenario.unpaid_days,
            "unpaid",
            PayItemKind.LEAVE,
            Text("事假（试算）", "Unpaid leave (what if)"),
            Decimal(0),
            None,
        ),
        (
            scenario.sick_days,
            "sick",
            PayItemKind.LEAVE,
            Text("病假（试算）", "Sick leave (what if)"),
            None,
            "sick",
        ),
        (
            scenario.overtime_hours,
            "overtime",
            PayItemKind.OVERTIME,
            Text("平日加班（试算）", "Weekday overtime (what if)"),
            Decimal("1.5"),
            None,
        ),
    )
    return [
        PayItem(
            employee_id=person.employee.id,
            code=f"what_if.{code}",
            kind=kind,
            label=label,
            quantity=quantity,
            rate=rate,
            rule=rule,
        )
        for quantity, code, kind, label, rate, rule in assumed
        if quantity
    ]


def months_counted(basic: int, pay_month: int) -> int:
    """How many months of the year the cumulative deductions stand for, from the basic deduction that was granted."""
    return pay_month if basic == ANNUAL_BASIC else max(1, basic // MONTHLY_BASIC)
