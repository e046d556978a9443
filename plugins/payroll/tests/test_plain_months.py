"""The fast way of plain months makes the very slips, digests and findings that assembling one by one makes."""

import dataclasses
from collections import Counter
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from renshi_payroll.adjustments.repository import Adjustment
from renshi_payroll.engine.withholding import YearToDate
from renshi_payroll.facts.keys import TaxFacts
from renshi_payroll.ledger.repository import NO_ENTRIES, YearState
from renshi_payroll.parameters import RecordedValue
from renshi_payroll.runs import compute
from renshi_payroll.runs.assembly import NO_FACTS, Month, PersonMonth, rule_key
from renshi_payroll.runs.compute import compute_many, compute_plain
from renshi_payroll.runs.context import build_rule_set, month_of
from renshi_payroll.runs.finished import Batch, Problems
from renshi_payroll.runs.plain import Givens, Standing, plain_months
from renshi_payroll.settings import PayrollSettings
from renshi_payroll.terms.repository import Terms

from renshi_sdk import Text
from renshi_sdk.contracts import Employee, EmployeeStatus, PayItem, PayItemKind, PayPeriod, Roll

PERIOD = PayPeriod(2026, 3)
FACTS = {
    "shanghai.housing_fund.employee_rate": RecordedValue(70_000, "董事会决议"),
    "shanghai.housing_fund.employer_rate": RecordedValue(70_000, "董事会决议"),
    "shanghai.unemployment.employee_rate": RecordedValue(5_000, "经办机构通知"),
    "shanghai.unemployment.employer_rate": RecordedValue(5_000, "经办机构通知"),
    "shanghai.injury.employer_rate": RecordedValue(2_000, "工伤费率核定单"),
}
RULE_SETS = {
    "shanghai/standard/": build_rule_set("shanghai", "standard", None, PERIOD, FACTS),
    "shanghai/standard/50000": build_rule_set("shanghai", "standard", 50_000, PERIOD, FACTS),
}
MARCH = month_of(PERIOD, date(2026, 3, 31), PayrollSettings(), RULE_SETS)
#: Paid on the tenth of the month after.
LATE = month_of(PERIOD, date(2026, 4, 10), PayrollSettings(), RULE_SETS)

fen = st.integers(0, 60_000_00)


@st.composite
def terms(draw: st.DrawFn, valid_from: date) -> Terms:
    return Terms(
        UUID(int=4),
        valid_from,
        draw(st.integers(0, 80_000_00)),
        "shanghai",
        "standard",
        draw(st.none() | fen),
        draw(st.none() | fen),
        # 60,000 has no rule set: terms recorded after the run began.
        draw(st.sampled_from([None, None, None, 50_000, 60_000])),
        draw(st.sampled_from([True, True, True, True, False, None])),
        draw(st.sampled_from([False, False, False, False, True])),
    )


@st.composite
def pay_items(draw: st.DrawFn) -> PayItem:
    kind = draw(st.sampled_from(list(PayItemKind)))
    label = Text("事假 “x”\\", "Leave")
    if kind in (PayItemKind.EARNING, PayItemKind.DEDUCTION):
        return PayItem(
            employee_id=UUID(int=4),
            code="a",
            kind=kind,
            label=label,
            amount=Decimal(draw(st.integers(0, 9_000_00))) / 100,
            rule=draw(st.sampled_from([None, "exempt", "wage", "damage"])),
        )
    return PayItem(
        employee_id=UUID(int=4),
        code="q",
        kind=kind,
        label=label,
        quantity=Decimal(draw(st.integers(0, 60))) / 2,
        rate=draw(st.sampled_from([None, Decimal(0), Decimal("1.5"), Decimal(2)])),
        rule=draw(st.sampled_from([None, "sick"])),
    )


@st.composite
def adjustments(draw: st.DrawFn) -> Adjustment:
    component = draw(
        st.sampled_from(
            ["pay.bonus", "pay.exempt", "pay.deduction", "pay.annual_bonus", "pay.severance", "pay.not_taxed"]
        )
    )
    return Adjustment(UUID(int=4), component, draw(st.integers(0, 200_000_00)), draw(st.text(max_size=5)))


@st.composite
def people(draw: st.DrawFn, number: int = 0) -> PersonMonth:
    hired = draw(st.sampled_from([date(2020, 5, 6), date(2026, 1, 1), date(2026, 2, 9), date(2026, 3, 1)]))
    joined = draw(
        st.sampled_from([hired, hired, hired, date(2026, 3, 2), date(2026, 3, 16), date(2026, 4, 1)])
    )
    starts = draw(
        st.sampled_from(
            [
                [],
                [date(2020, 1, 1)],
                [date(2020, 1, 1)],
                [date(2020, 1, 1), date(2025, 7, 1)],
                [date(2020, 1, 1), date(2026, 3, 1)],
                [date(2020, 1, 1), date(2026, 3, 16)],
                [date(2026, 3, 10)],
            ]
        )
    )
    claims = draw(st.none() | st.integers(1, 4))
    facts = TaxFacts(
        additional=0 if claims is None else draw(fen),
        other=draw(st.sampled_from([0, 1_000_00])),
        relief=draw(st.sampled_from([0, 33])),
        first_wage=draw(st.sampled_from([False, False, False, True])),
        full_year=draw(st.sampled_from([None, None, None, True, False])),
        basic_from=draw(st.sampled_from([None, None, None, 2])),
        severance_average=draw(st.sampled_from([None, 12_000_00])),
        additional_month=claims,
    )
    year = YearState(
        YearToDate(income=draw(fen), exempt=draw(fen), special=draw(fen), tax=draw(fen)),
        bonus_used=draw(st.booleans()),
        first_month=draw(st.sampled_from([None, 1, 2, 3])),
        resident=draw(st.sampled_from([True, True, True, False, None])),
    )
    employee = Employee(
        id=UUID(int=draw(st.integers(1, 2**64)) << 8 | number),
        number=f"E{number:03d}",
        name="王芳",
        company_id=UUID(int=1),
        department_id=UUID(int=2),
        department_name="生产部",
        status=EmployeeStatus.ACTIVE,
        hired_on=hired,
        spell_id=UUID(int=3),
        as_of=PERIOD.last_day,
    )
    return PersonMonth(
        employee,
        [draw(terms(start)) for start in starts],
        joined,
        draw(
            st.sampled_from(
                [None, None, None, date(2026, 3, 31), date(2026, 3, 30), date(2026, 4, 20), date(2027, 1, 1)]
            )
        ),
        draw(st.lists(pay_items(), max_size=2)),
        draw(st.lists(adjustments(), max_size=2)),
        draw(st.sampled_from([NO_FACTS, facts])),
        draw(st.sampled_from([NO_ENTRIES, year])),
        draw(st.sampled_from([None, None, False, True])),
    )


@st.composite
def companies(draw: st.DrawFn) -> list[PersonMonth]:
    return [draw(people(number)) for number in range(draw(st.integers(1, 8)))]


def givens_of(people: list[PersonMonth], month: Month) -> Givens:
    """What a shard would have read of them; ``test_shards.py`` holds the database to the same rules."""
    standings = {}
    for person in people:
        terms, year = person.terms[-1] if person.terms else None, person.year
        if terms is None or terms.valid_from > month.period.first_day:
            continue
        if terms.resident is not True or terms.part_time:
            continue
        if year is not NO_ENTRIES and year.resident is not True:
            continue
        before = year.before
        standings[person.employee.id] = Standing(
            terms.monthly_wage,
            terms.social_base,
            terms.housing_base,
            rule_key(terms),
            before.income,
            before.exempt,
            before.special,
            before.tax,
            year.bonus_used,
            year.first_month,
        )
    roll = Roll(
        [person.employee.id for person in people],
        [person.employee.number for person in people],
        [person.employee.name for person in people],
        [person.employee.department_id for person in people],
        [person.employee.department_name for person in people],
        [person.employee.hired_on for person in people],
        [person.joined for person in people],
        [person.until for person in people],
    )
    return Givens(
        roll,
        standings,
        {person.employee.id: person.facts for person in people if person.facts is not NO_FACTS},
        {person.employee.id: person.pay_items for person in people},
        {person.employee.id: person.adjustments for person in people},
        {
            person.employee.id: person.eligible_for_60000
            for person in people
            if person.eligible_for_60000 is not None
        },
    )


def by_person(batch: Batch, problems: Problems) -> tuple[object, object]:
    slips = {slip.employee_id: slip for slip in batch}
    assert len(slips) == len(batch)
    return slips, Counter(problems)


def fast_way(people: list[PersonMonth], month: Month, last: dict[UUID, int]) -> tuple[object, object]:
    batch, problems = Batch(), Problems()
    others = compute_plain(givens_of(people, month), month, last, batch, problems)
    left = [person for person in people if person.employee.id in set(others)]
    return by_person(*compute_many(left, month, last, batch, problems))


@given(companies(), st.sampled_from([MARCH, LATE]), st.data())
@settings(max_examples=300, deadline=None)
def test_both_ways_make_the_same_slips(company: list[PersonMonth], month: Month, data: st.DataObject) -> None:
    last = {
        person.employee.id: data.draw(st.sampled_from([0, 1, 5_000_00]), label="last net")
        for person in company
    }
    assert fast_way(company, month, last) == by_person(*compute_many(company, month, last))


def plain_person() -> PersonMonth:
    base = Terms(
        UUID(int=4), date(2020, 1, 1), 21_750_00, "shanghai", "standard", None, None, None, True, False
    )
    employee = Employee(
        id=UUID(int=9),
        number="E001",
        name="王芳",
        company_id=UUID(int=1),
        department_id=UUID(int=2),
        department_name="生产部",
        status=EmployeeStatus.ACTIVE,
        hired_on=date(2020, 5, 6),
        spell_id=UUID(int=3),
        as_of=PERIOD.last_day,
    )
    return PersonMonth(employee, [base], employee.hired_on, None)


@pytest.mark.parametrize(
    "change",
    [
        {"joined": date(2026, 3, 2)},
        {"until": date(2026, 3, 30)},
        {"facts": TaxFacts(first_wage=True)},
        {"facts": TaxFacts(full_year=True)},
        {"facts": TaxFacts(basic_from=2)},
        {"eligible_for_60000": True},
        {"year": YearState(first_month=1, resident=False)},
        {"terms": []},
    ],
)
def test_what_is_out_of_the_ordinary_is_assembled(change: dict[str, object]) -> None:
    person = plain_person()
    odd = dataclasses.replace(
        person, employee=dataclasses.replace(person.employee, id=UUID(int=10)), **change
    )
    plain, others, refused = plain_months(givens_of([person, odd], MARCH), MARCH)
    assert (plain.places, others, refused) == ([0], [odd.employee.id], [])


def test_a_difference_between_the_twins_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    real = compute.compose_v

    def wrong(batch, tables):  # type: ignore[no-untyped-def]
        figures = real(batch, tables)
        return figures | {"iit": figures["iit"] + 1}

    monkeypatch.setattr(compute, "compose_v", wrong)
    with pytest.raises(RuntimeError, match="vector and reference arithmetic differ in iit"):
        compute_plain(givens_of([plain_person()], MARCH), MARCH, {}, Batch(), Problems())
