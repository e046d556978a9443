"""One employee's month as engine input, from terms, facts, ledger and the items of other plugins. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from renshi_payroll.adjustments.repository import Adjustment
from renshi_payroll.engine import one_off
from renshi_payroll.engine.explain import money
from renshi_payroll.engine.insurance import SchemeRule
from renshi_payroll.engine.labour_law import check_monthly_worker
from renshi_payroll.engine.other_income import nonresident_bonus_tax, require_residence
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.engine.slip import Item, SlipInput, TaxTables
from renshi_payroll.engine.tables import RateTable
from renshi_payroll.engine.withholding import basic_deduction
from renshi_payroll.facts.keys import TaxFacts
from renshi_payroll.ledger.repository import NO_ENTRIES, YearState
from renshi_payroll.runs import formulas, pricing
from renshi_payroll.runs.findings import Finding, note_election, note_stale_claims
from renshi_payroll.runs.formulas import Amounts, FormulaSet
from renshi_payroll.runs.wage import base_items, employed_span, is_whole, wage_segments
from renshi_payroll.settings import PayrollSettings
from renshi_payroll.terms.repository import Terms
from renshi_sdk.contracts import Employee, PayItem, PayItemKind, PayPeriod

NO_FACTS = TaxFacts()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Insurance rules of a (city, profile, own housing rate) in one month. Minimum wage in fen."""

    jurisdiction: str
    rules: tuple[SchemeRule, ...]
    minimum_wage: int | None
    net_of_shares: bool


@dataclass(frozen=True, slots=True)
class Month:
    """What all slips of a run share."""

    period: PayPeriod
    pay_date: date
    settings: PayrollSettings
    rule_sets: Mapping[str, RuleSet]
    tables: TaxTables
    bonus_table: RateTable | None
    formulas: FormulaSet | None = None
    """The company's component set in force; ``None``: the built-in pricing alone."""
    items_only: bool = False
    """A run of its own that pays its items alone: no wage, no insurance (bonus, off-cycle, severance, retro)."""


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """What one employee's slip depends on beside the month.

    ``joined`` and ``until`` are the first and last day in *this* company, which a transfer inside the group makes
    differ from the employment's.
    """

    employee: Employee
    terms: Sequence[Terms]
    joined: date
    until: date | None
    pay_items: Sequence[PayItem] = ()
    adjustments: Sequence[Adjustment] = ()
    facts: TaxFacts = NO_FACTS
    year: YearState = NO_ENTRIES
    eligible_for_60000: bool | None = None
    """Whether last year's ledger meets 2020 No.19; ``None`` without a ledger of last year."""
    custom: Mapping[str, object] = field(default_factory=dict)
    """Recorded facts that components read as ``custom.<code>``."""
    history: Mapping[str, int] = field(default_factory=dict)
    """Amounts of components in other months, ``ytd:<code>`` and ``prev:<code>``, fen."""


@dataclass(frozen=True, slots=True)
class Extras:
    """What a month pays or takes beyond its base wage depends on this, beside the terms."""

    pay_items: Sequence[PayItem]
    adjustments: Sequence[Adjustment]
    hired_on: date
    bonus_used: bool
    severance_average: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """Engine input and what the checks after the calculation need."""

    slip: SlipInput
    rule_set: str
    contract_wage: int
    whole_month: bool
    findings: list[Finding] = field(default_factory=list)


def rule_key(terms: Terms) -> str:
    """The name of the rule set that ``terms`` need."""
    return rule_key_of(terms.jurisdiction, terms.profile, terms.housing_ppm)


def rule_key_of(jurisdiction: str, profile: str, housing_ppm: int | None) -> str:
    """The name of a rule set: ``shanghai/standard/``, or with the own housing rate behind it."""
    return f"{jurisdiction}/{profile}/{'' if housing_ppm is None else housing_ppm}"


def formula_values(person: PersonMonth, month: Month) -> dict[str, formulas.Stored]:
    """What the company's set reads of one person. Raises ``Refusal`` where something is not recorded."""
    span = employed_span(person, month.period)
    segments = wage_segments(person.terms, span)
    terms = segments[-1][0]
    rule_set = month.rule_sets.get(rule_key(terms))
    return formulas.quantities_of(
        person,
        month,
        span=span,
        monthly=terms.monthly_wage,
        prorated=sum(item.amount for item in base_items(segments, span, month)),
        minimum=None if rule_set is None else rule_set.minimum_wage,
        city=terms.jurisdiction,
    )


def base_wage(person: PersonMonth, month: Month) -> int:
    """The base wage of the month's employed days by the person's terms, fen. Raises ``Refusal``."""
    span = employed_span(person, month.period)
    return sum(item.amount for item in base_items(wage_segments(person.terms, span), span, month))


def assemble(person: PersonMonth, month: Month, amounts: Amounts | None = None) -> Draft:
    """Build the input of one slip. Raises ``Refusal`` where a fact is missing or the law forbids it.

    ``amounts`` are what the company's component set pays, where one is in force.
    """
    if month.items_only:
        return _items_only(person, month)
    span = employed_span(person, month.period)
    segments = wage_segments(person.terms, span)
    terms = segments[-1][0]
    check_monthly_worker(part_time=terms.part_time)
    resident = _residence(person, terms)
    key = rule_key(terms)
    rule_set = month.rule_sets.get(key)
    if rule_set is None:
        raise Refusal(
            "payroll.rules_changed",
            zh="核算开始后薪资标准有变动，请重新核算",
            en="the pay terms changed since the calculation began; calculate again",
        )
    codes = month.formulas.codes if month.formulas is not None else frozenset()
    items = [] if "base" in codes else base_items(segments, span, month)
    base = sum(item.amount for item in items)
    findings: list[Finding] = []
    if month.formulas is not None and amounts is not None:
        base = amounts.fen.get("base", base)
        items += formulas.items_of(month.formulas, amounts)
    items += extra_items(_extras(person), terms.monthly_wage, base, resident, rule_set, month, findings)
    slip = SlipInput(
        items=tuple(items),
        social_base=formulas.with_base(
            month.formulas, amounts, "social_base", terms.social_base, terms.monthly_wage
        ),
        housing_base=formulas.with_base(
            month.formulas, amounts, "housing_base", terms.housing_base, terms.monthly_wage
        ),
        rules=rule_set.rules,
        resident=resident,
        basic=_basic(person, month.pay_date),
        before=person.year.before,
        additional=person.facts.additional,
        other=person.facts.other,
        relief=person.facts.relief,
    )
    note_stale_claims(person.facts, month.pay_date, findings)
    note_election(person.eligible_for_60000, person.facts.full_year, findings)
    whole = len(segments) == 1 and is_whole(span, month.period) and not any(i.amount < 0 for i in items)
    return Draft(slip, key, terms.monthly_wage, whole, findings)


def _extras(person: PersonMonth) -> Extras:
    return Extras(
        person.pay_items,
        person.adjustments,
        person.employee.hired_on,
        person.year.bonus_used,
        person.facts.severance_average,
    )


def extra_items(
    given: Extras,
    monthly: int,
    base: int,
    resident: bool,
    rule_set: RuleSet,
    month: Month,
    findings: list[Finding],
) -> list[Item]:
    """What a month pays or takes beyond its base wage: other plugins' items and one-off ones. Raises ``Refusal``.

    ``monthly`` is the wage of the terms, ``base`` what is paid of it, fen.
    """
    codes = month.formulas.codes if month.formulas is not None else frozenset()
    priced = _priced_here(given.pay_items, codes)
    items = _collected(priced, monthly, base, rule_set, month, given.hired_on, findings)
    return items + _adjusted(given, resident, month, findings)


def _residence(person: PersonMonth, terms: Terms) -> bool:
    resident = require_residence(terms.resident)
    if person.year.first_month is not None and person.year.resident is not resident:
        raise Refusal(
            "payroll.residence_changed",
            zh="本纳税年度内已按另一种居民身份预扣，年度内不得变更扣缴方法",
            en="tax was withheld under the other residence this year; the method stays for the year",
            source="国家税务总局公告2018年第61号 第九条",
        )
    return resident


#: The rule set of runs that pay items alone.
NO_RULES = RuleSet("", (), None, False)
NO_RULES_KEY = "-"


def _items_only(person: PersonMonth, month: Month) -> Draft:
    if not person.terms:
        raise Refusal(
            "payroll.terms_missing", zh="没有薪资标准，请先录入", en="no pay terms; record them first"
        )
    terms = person.terms[-1]
    resident = _residence(person, terms)
    findings: list[Finding] = []
    items = _adjusted(_extras(person), resident, month, findings)
    slip = SlipInput(
        items=tuple(items),
        social_base=0,
        housing_base=0,
        rules=(),
        resident=resident,
        basic=_basic(person, month.pay_date),
        before=person.year.before,
        additional=person.facts.additional,
        other=person.facts.other,
        relief=person.facts.relief,
    )
    return Draft(slip, NO_RULES_KEY, terms.monthly_wage, False, findings)


def _priced_here(pay_items: Sequence[PayItem], codes: frozenset[str]) -> Sequence[PayItem]:
    """The collected items that no component of the set takes the place of."""
    if not codes & {"overtime", "leave_deduction", "sick_leave"}:
        return pay_items

    def component(item: PayItem) -> str:
        if item.kind is PayItemKind.OVERTIME:
            return "overtime"
        if item.kind is PayItemKind.LEAVE and item.rule == "sick":
            return "sick_leave"
        return "leave_deduction" if item.kind in (PayItemKind.LEAVE, PayItemKind.ABSENCE) else ""

    return [item for item in pay_items if component(item) not in codes]


def _collected(
    pay_items: Sequence[PayItem],
    monthly: int,
    base: int,
    rule_set: RuleSet,
    month: Month,
    hired: date,
    findings: list[Finding],
) -> list[Item]:
    left = base
    items: list[Item] = []
    for item in pay_items:
        if item.kind is PayItemKind.LEAVE and item.rule == "sick":
            priced = pricing.sick_leave(
                item,
                monthly,
                left,
                pay_percent=month.settings.sick_pay_percent,
                minimum_wage=rule_set.minimum_wage,
                city=rule_set.jurisdiction,
                on=month.period.first_day,
                service_years=formulas.service_years(hired, month.period.last_day),
            )
            left += priced.amount
        elif item.kind in (PayItemKind.LEAVE, PayItemKind.ABSENCE):
            priced = pricing.absence(item, monthly, left)
            left += priced.amount
        elif item.kind is PayItemKind.OVERTIME:
            priced = pricing.overtime(item, monthly)
        else:
            priced = pricing.amount_item(item)
        if priced.amount or item.kind not in (PayItemKind.LEAVE,):
            items.append(priced)
    if left == 0 and base:
        findings.append(
            Finding(
                "payroll.whole_wage_deducted",
                "缺勤扣款已扣完当月基本工资",
                "absence takes the whole base wage",
            )
        )
    return items


def _adjusted(given: Extras, resident: bool, month: Month, findings: list[Finding]) -> list[Item]:
    items: list[Item] = []
    used = given.bonus_used
    for adjustment in given.adjustments:
        if adjustment.component == "pay.severance" and adjustment.line is None:
            table = month.tables.annual
            items.append(pricing.severance(adjustment, given.severance_average, table))
            continue
        if adjustment.component != "pay.annual_bonus":
            items.append(pricing.adjustment_item(adjustment))
            continue
        one_off.check_bonus_once(already_used=used, year=month.pay_date.year)
        used = True
        items.append(_bonus(adjustment, resident, month, findings))
    return items


def _bonus(adjustment: Adjustment, resident: bool, month: Month, findings: list[Finding]) -> Item:
    if month.bonus_table is None:
        raise Refusal(
            "payroll.bonus_method_expired",
            zh="全年一次性奖金单独计税政策在发放日已到期，请并入综合所得",
            en="the separate bonus method has expired on the pay date",
            source="财政部 税务总局公告2023年第30号",
        )
    amount = adjustment.amount
    scale = 12 if resident else 6
    bracket = month.bonus_table.bracket_for(amount, scale)
    tax = one_off.bonus_tax(month.bonus_table, amount)
    quick = bracket.quick
    if not resident:
        tax = nonresident_bonus_tax(month.tables.monthly, amount)
        quick = 6 * bracket.quick
    band = one_off.in_pitfall(month.bonus_table, amount) if resident else None
    if band:
        findings.append(
            Finding(
                "payroll.bonus_pitfall",
                f"年终奖 {money(amount)} 处于临界区间，发放 {money(band.above)} 时税后更多",
                f"a bonus of {money(band.above)} would leave more net than {money(amount)}",
            )
        )
    return Item(
        "pay.annual_bonus",
        amount,
        "separate",
        tax,
        {"note": adjustment.note, "ppm": bracket.ppm, "quick": quick},
    )


def _basic(person: PersonMonth, pay_date: date) -> int:
    facts, joined, until = person.facts, person.joined, person.until
    year, month = pay_date.year, pay_date.month
    start = joined.month if joined.year == year else 1
    end = month
    if until is not None and until.year == year:
        end = min(month, until.month)
    elif until is not None and until.year < year:
        start = end
    if facts.basic_from is not None:
        start = min(facts.basic_from, end)
    elif person.year.first_month is not None and person.year.first_month < start:
        raise Refusal(
            "payroll.rehired_this_year",
            zh="本年度曾在本单位任职后再次入职，请录入减除费用起算月份",
            en="rehired within the year: record the month the basic deduction counts from",
        )
    return basic_deduction(
        pay_month=end,
        employed_from_month=min(start, end),
        first_wage_declared=facts.first_wage,
        full_year=facts.full_year is True,
    )
