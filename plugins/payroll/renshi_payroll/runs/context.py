"""What a run's calculation reads: the month once, people per shard, each in a handful of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from renshi_payroll.adjustments.repository import adjustments_of
from renshi_payroll.components.library import compile_document
from renshi_payroll.components.repository import in_force
from renshi_payroll.engine.refusals import MissingFact, UnresolvedParameters
from renshi_payroll.engine.slip import TaxTables
from renshi_payroll.engine.tables import RateTable
from renshi_payroll.facts.repository import company_facts, custom_facts, tax_facts
from renshi_payroll.ledger.repository import NO_ENTRIES, YearState, full_year_eligibility, year_states
from renshi_payroll.parameters import Resolved, load_parameters
from renshi_payroll.parameters.model import Facts, ParameterError
from renshi_payroll.parameters.schemes import scheme_rules
from renshi_payroll.runs.assembly import NO_FACTS, Month, PersonMonth, RuleSet
from renshi_payroll.runs.findings import Finding
from renshi_payroll.runs.formulas import FormulaSet
from renshi_payroll.runs.givens import collect_items, ordered_items
from renshi_payroll.runs.history import component_history
from renshi_payroll.settings import PayrollSettings
from renshi_payroll.terms.repository import distinct_rule_keys, terms_until
from renshi_sdk import Context
from renshi_sdk.contracts import Employee, PayItem, PayPeriod


def tables_on(day: date) -> tuple[TaxTables, RateTable | None]:
    """The wage tables and the bonus table on a pay date; the bonus method ends one day."""
    parameters = load_parameters()
    tables = TaxTables(parameters.table("iit.annual_table", day), parameters.table("iit.monthly_table", day))
    try:
        return tables, parameters.table("iit.bonus_table", day)
    except UnresolvedParameters:
        return tables, None


async def load_rule_sets(
    ctx: Context, period: PayPeriod, known_at: datetime
) -> tuple[dict[str, RuleSet], list[Finding]]:
    """Rule sets of every combination of terms in use, and what is missing or provisional about them."""
    facts = await company_facts(ctx.company_id, period.first_day, known_at)
    rule_sets: dict[str, RuleSet] = {}
    missing: set[MissingFact] = set()
    findings: list[Finding] = []
    for jurisdiction, profile, own in await distinct_rule_keys(
        ctx.company_id, period.first_day, period.last_day, known_at
    ):
        key = f"{jurisdiction}/{profile}/{'' if own is None else own}"
        try:
            rule_sets[key] = build_rule_set(jurisdiction, profile, own, period, facts)
        except UnresolvedParameters as unresolved:
            missing.update(unresolved.facts)
        except ParameterError as error:
            findings.append(Finding("payroll.parameters", f"参数有误：{error}", str(error), error=True))
    findings += [
        Finding(
            "payroll.unresolved_parameters",
            f"请录入 {fact.key}（{fact.on}）：{fact.note_zh}",
            f"record {fact.key} ({fact.on}): {fact.note_en}",
            error=True,
        )
        for fact in sorted(missing)
    ]
    findings += _standing(rule_sets)
    return rule_sets, findings


def _standing(rule_sets: dict[str, RuleSet]) -> list[Finding]:
    findings = []
    for city in sorted({rule_set.jurisdiction for rule_set in rule_sets.values()}):
        own = [rule_set for rule_set in rule_sets.values() if rule_set.jurisdiction == city]
        title = load_parameters().jurisdiction(city).title_zh
        if any(rule.status == "provisional" for rule_set in own for rule in rule_set.rules):
            findings.append(
                Finding(
                    "payroll.provisional_parameters",
                    f"{title}使用了未经核对原文的参数，请在参数页核对",
                    f"{city} uses parameters not yet checked against their instrument",
                )
            )
        if any(rule_set.minimum_wage is None for rule_set in own):
            findings.append(
                Finding(
                    "payroll.no_minimum_wage",
                    f"{title}未录入最低工资标准，未做最低工资检查",
                    f"no minimum wage recorded for {city}: the check was left out",
                )
            )
    return findings


def build_rule_set(
    jurisdiction: str, profile: str, own_housing: int | None, period: PayPeriod, facts: Facts
) -> RuleSet:
    """One rule set. Raises ``UnresolvedParameters`` or ``ParameterError``."""
    parameters = load_parameters()
    rules = scheme_rules(
        parameters,
        jurisdiction=jurisdiction,
        profile=profile,
        month=period.first_day,
        facts=facts,
        housing_ppm=own_housing,
    )
    minimum = parameters.lookup(jurisdiction, "minimum_wage.month", period.first_day, facts)
    return RuleSet(
        jurisdiction=jurisdiction,
        rules=rules,
        minimum_wage=minimum.value if isinstance(minimum, Resolved) else None,
        net_of_shares=parameters.jurisdiction(jurisdiction).minimum_wage_net_of_shares,
    )


def month_of(
    period: PayPeriod,
    pay_date: date,
    settings: PayrollSettings,
    rule_sets: dict[str, RuleSet],
    formulas: FormulaSet | None = None,
    *,
    items_only: bool = False,
) -> Month:
    """What all slips of the month share."""
    tables, bonus_table = tables_on(pay_date)
    return Month(period, pay_date, settings, rule_sets, tables, bonus_table, formulas, items_only)


async def formulas_of(company_id: UUID, period: PayPeriod, known_at: datetime) -> FormulaSet | None:
    """The company's component set in force in the month, compiled; ``None`` where there is none."""
    found = await in_force(company_id, period.first_day, known_at)
    return None if found is None else formula_set(found.document, found.tables, str(found.version_id))


def formula_set(
    document: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]], version_id: str = ""
) -> FormulaSet:
    """A document as runs use it."""
    absent = {one["code"]: one["absent"] for one in document["facts"] if one.get("absent") is not None}
    return FormulaSet(compile_document(document, tables), absent, version_id)


async def load_people(
    ctx: Context,
    employees: Sequence[Employee],
    period: PayPeriod,
    pay_date: date,
    known_at: datetime,
    extra_items: Sequence[PayItem] = (),
    formulas: FormulaSet | None = None,
    run_id: UUID | None = None,
    items_only: bool = False,
    years: dict[UUID, YearState] | None = None,
    items: Mapping[UUID, Sequence[PayItem]] | None = None,
) -> list[PersonMonth]:
    """Everything the slips of ``employees`` depend on, in eight queries and one round of the other plugins.

    ``items`` are those of the other plugins, where they were asked already.
    """
    ids: list[UUID] = [employee.id for employee in employees]
    terms = await terms_until(ctx.company_id, ids, period.last_day, known_at)
    facts = await tax_facts(ctx.company_id, ids, pay_date, known_at)
    if years is None:
        years = await year_states(ctx.company_id, ids, pay_date.year, pay_date.month)
    eligibility = await full_year_eligibility(ctx.company_id, ids, pay_date.year - 1)
    adjustments = await adjustments_of(ctx.company_id, str(period), ids, known_at, run_id)
    stays = await _stays(
        ctx, employees, min(period.first_day, date(pay_date.year, 1, 1)), period.last_day, known_at
    )
    custom = await custom_facts(ctx.company_id, ids, period.last_day, known_at) if formulas else {}
    history = {}
    if formulas and formulas.graph.history:
        history = await component_history(ctx.company_id, ids, period, pay_date, formulas.graph.history)
    if items is None:
        items = (
            ordered_items(ids, extra_items)
            if items_only
            else await collect_items(ctx, period, ids, extra_items)
        )
    return [
        PersonMonth(
            employee=employee,
            joined=stays[employee.id][0],
            until=stays[employee.id][1],
            terms=terms.get(employee.id, ()),
            pay_items=items.get(employee.id, ()),
            adjustments=adjustments.get(employee.id, ()),
            facts=facts.get(employee.id, NO_FACTS),
            year=years.get(employee.id, NO_ENTRIES),
            eligible_for_60000=eligibility.get(employee.id),
            custom=custom.get(employee.id, {}),
            history=history.get(employee.id, {}),
        )
        for employee in employees
    ]


async def _stays(
    ctx: Context, employees: Sequence[Employee], first: date, last: date, known_at: datetime
) -> dict[UUID, tuple[date, date | None]]:
    """First and last day of each employee's present employment in this company, seen from ``first`` to ``last``."""
    records = await ctx.people.history_between(
        [employee.id for employee in employees], first, last, known_at=known_at
    )
    stays: dict[UUID, tuple[date, date | None]] = {}
    for employee in employees:
        here = [
            record
            for record in records.get(employee.id, ())
            if record.company_id == ctx.company_id and record.spell_id == employee.spell_id
        ]
        joined, until = employee.hired_on, employee.left_on
        if here:
            joined = max(joined, min(record.valid_from for record in here))
            if all(record.valid_to is not None for record in here):
                ended = max(record.valid_to for record in here if record.valid_to) - timedelta(days=1)
                until = ended if until is None else min(until, ended)
        stays[employee.id] = (joined, until)
    return stays
