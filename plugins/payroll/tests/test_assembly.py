"""From terms, facts, ledger and other plugins' items to a slip: whole, split and short months."""

import dataclasses
import json
import random
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from renshi_payroll.adjustments.repository import Adjustment
from renshi_payroll.components.library import standard
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.engine.slip import Item, SlipInput, compose
from renshi_payroll.engine.withholding import YearToDate
from renshi_payroll.facts.keys import TaxFacts, WrongFact, parse_employee_fact
from renshi_payroll.ledger.repository import YearState
from renshi_payroll.parameters import RecordedValue
from renshi_payroll.periods import paid_days, payment_date
from renshi_payroll.runs.assembly import Draft, Month, PersonMonth, assemble
from renshi_payroll.runs.checks import check_slip
from renshi_payroll.runs.compute import assemble_one, compute_many, recompute_digest
from renshi_payroll.runs.context import build_rule_set, formula_set, month_of
from renshi_payroll.runs.snapshot import (
    canonical,
    rule_set_from_json,
    rule_set_json,
    slip_from_inputs,
    slip_inputs,
)
from renshi_payroll.settings import PayrollSettings
from renshi_payroll.terms.repository import Terms

from renshi_sdk import Text
from renshi_sdk.contracts import Employee, EmployeeStatus, PayItem, PayItemKind, PayPeriod

PERIOD = PayPeriod(2026, 3)
FACTS = {
    "shanghai.housing_fund.employee_rate": RecordedValue(70_000, "董事会决议"),
    "shanghai.housing_fund.employer_rate": RecordedValue(70_000, "董事会决议"),
    "shanghai.unemployment.employee_rate": RecordedValue(5_000, "经办机构通知"),
    "shanghai.unemployment.employer_rate": RecordedValue(5_000, "经办机构通知"),
    "shanghai.injury.employer_rate": RecordedValue(2_000, "工伤费率核定单"),
}
KEY = "shanghai/standard/"


def month(period: PayPeriod = PERIOD, **settings: object) -> Month:
    rule_sets = {KEY: build_rule_set("shanghai", "standard", None, period, FACTS)}
    return month_of(period, period.last_day, PayrollSettings(**settings), rule_sets)


def employee(*, hired_on: date = date(2024, 1, 1), left_on: date | None = None) -> Employee:
    return Employee(
        id=uuid4(),
        number="E001",
        name="王芳",
        company_id=UUID(int=1),
        department_id=UUID(int=2),
        department_name="生产部",
        status=EmployeeStatus.ACTIVE,
        hired_on=hired_on,
        spell_id=UUID(int=3),
        as_of=PERIOD.last_day,
        left_on=left_on,
    )


def terms(wage: int, valid_from: date = date(2024, 1, 1), **changes: object) -> Terms:
    base = Terms(UUID(int=4), valid_from, wage, "shanghai", "standard", None, None, None, True, False)
    return dataclasses.replace(base, **changes)


def item(kind: PayItemKind, **values: object) -> PayItem:
    return PayItem(employee_id=UUID(int=4), code="x", kind=kind, label=Text("事假", "Leave"), **values)


def person_of(who: Employee, *values: object, **more: object) -> PersonMonth:
    return PersonMonth(who, values[0], who.hired_on, who.left_on, *values[1:], **more)


def gross_of(draft: Draft) -> int:
    return compose(draft.slip, month().tables)["gross"]


def test_march_2026_with_a_raise_on_the_sixteenth() -> None:
    """SLIP-11: 22,000 x 10/22 + 26,400 x 12/22 = 24,400 and tax 876.00 after two months at 22,000."""
    person = person_of(
        employee(),
        [
            terms(22_000_00, social_base=22_000_00, housing_base=22_000_00),
            terms(26_400_00, date(2026, 3, 15), social_base=22_000_00, housing_base=22_000_00),
        ],
        year=YearState(
            YearToDate(income=44_000_00, special=7_700_00, tax=789_00), first_month=1, resident=True
        ),
    )
    draft = assemble(person, month())
    figures = compose(draft.slip, month().tables)
    assert [line.amount for line in draft.slip.items] == [10_000_00, 14_400_00]
    assert (figures["gross"], figures["iit"], figures["net"]) == (24_400_00, 876_00, 19_674_00)
    assert figures["cum_basic"] == 15_000_00


def test_two_days_unpaid_leave_reach_the_tax() -> None:
    """SLIP-08: 21,750 less two days of 1,000."""
    person = person_of(
        employee(),
        [terms(21_750_00)],
        [item(PayItemKind.LEAVE, quantity=Decimal(2), rate=Decimal(0))],
    )
    january = month(PayPeriod(2026, 1))
    figures = compose(assemble(person, january).slip, january.tables)
    assert (figures["gross"], figures["iit"], figures["net"]) == (19_750_00, 328_30, 15_614_95)


def test_overtime_is_priced_from_the_contract_wage() -> None:
    person = person_of(
        employee(),
        [terms(21_750_00)],
        [
            item(PayItemKind.OVERTIME, quantity=Decimal(2), rate=Decimal("1.5")),
            item(PayItemKind.OVERTIME, quantity=Decimal(3), rate=Decimal(2)),
            item(PayItemKind.OVERTIME, quantity=Decimal(3), rate=Decimal(3)),
            item(PayItemKind.EARNING, amount=Decimal(5000)),
        ],
    )
    assert [one.amount for one in assemble(person, month()).slip.items] == [
        21_750_00,
        375_00,
        750_00,
        1_125_00,
        5_000_00,
    ]


def test_late_facts_turn_their_effect_round() -> None:
    """An hour taken back costs what it paid; a leave day taken back pays what it had cost."""
    items = [
        item(PayItemKind.OVERTIME, quantity=Decimal("0.333333"), rate=Decimal(-3)),
        item(PayItemKind.LEAVE, quantity=Decimal(1), rate=Decimal(2)),
    ]
    draft = assemble(person_of(employee(), [terms(21_750_00)], items), month())
    assert [one.amount for one in draft.slip.items] == [21_750_00, -125_00, 1_000_00]
    assert (
        draft.slip.items[2].inputs["formula_zh"] == "月工资 21,750.00 ÷ 21.75 × 1 天 × 返还 100% = 1,000.00"
    )


def test_minutes_are_exact_where_decimals_of_an_hour_are_not() -> None:
    """Twenty minutes arrive as 0.333333 hours; what they pay here is exactly half a fen over four."""
    twenty = item(PayItemKind.OVERTIME, quantity=Decimal("0.333333"), rate=Decimal("1.5"))
    draft = assemble(person_of(employee(), [terms(15_66)], [twenty]), month())
    assert draft.slip.items[1].amount == 5  # 15.66 / 174 / 3 x 1.5 = 0.045 yuan, a tie that rounds up


@pytest.mark.parametrize("kind", [PayItemKind.LEAVE, PayItemKind.OVERTIME])
def test_what_has_no_price_is_refused(kind: PayItemKind) -> None:
    with pytest.raises(Refusal, match="unpriced"):
        assemble(person_of(employee(), [terms(21_750_00)], [item(kind, quantity=Decimal(1))]), month())


def test_sick_leave_follows_the_floor() -> None:
    """LAB-SICK-2: nothing agreed, so 80 % of the minimum wage a day."""
    person = person_of(
        employee(),
        [terms(21_750_00)],
        [item(PayItemKind.LEAVE, quantity=Decimal(3), rule="sick", rate=Decimal(0))],
    )
    assert gross_of(assemble(person, month())) == 19_052_34


def test_absence_takes_at_most_the_base_wage() -> None:
    person = person_of(employee(), [terms(21_750_00)], [item(PayItemKind.ABSENCE, quantity=Decimal(23))])
    draft = assemble(person, month())
    assert gross_of(draft) == 0
    assert [finding.code for finding in draft.findings] == ["payroll.whole_wage_deducted"]


def test_a_joiner_and_a_leaver() -> None:
    january = month(PayPeriod(2026, 1))
    joiner = person_of(employee(hired_on=date(2026, 1, 19)), [terms(22_000_00)])
    leaver = person_of(employee(left_on=date(2026, 1, 15)), [terms(22_000_00)])
    assert assemble(joiner, january).slip.items[0].amount == 10_114_94
    assert assemble(leaver, january).slip.items[0].amount == 11_126_44
    by_workdays = month(PayPeriod(2026, 1), proration="workdays")
    assert assemble(joiner, by_workdays).slip.items[0].amount == 10_000_00


def test_proration_by_calendar_days_is_of_that_month() -> None:
    """Twenty of February's 28 days, not of 31 and not of 21.75."""
    february = month(PayPeriod(2026, 2), proration="calendar")
    joiner = person_of(employee(hired_on=date(2026, 2, 9)), [terms(22_000_00)])
    (base,) = assemble(joiner, february).slip.items
    assert base.amount == 15_714_29  # 22,000 x 20 / 28
    assert base.inputs["formula_zh"] == "月工资 22,000.00 ÷ 28 × 20 天 = 15,714.29"
    leaver = person_of(employee(left_on=date(2026, 2, 26)), [terms(22_000_00)])
    assert assemble(leaver, february).slip.items[0].amount == 20_428_57


def test_the_basic_deduction_counts_months_here() -> None:
    joined = employee(hired_on=date(2026, 2, 10))
    assert assemble(person_of(joined, [terms(1)]), month()).slip.basic == 10_000_00
    first = person_of(joined, [terms(1)], facts=TaxFacts(first_wage=True))
    assert assemble(first, month()).slip.basic == 15_000_00
    veteran = person_of(employee(hired_on=date(2024, 9, 10)), [terms(1)])
    assert (
        assemble(veteran, month()).slip.basic == 15_000_00
    )  # the month of another year's joining says nothing
    agreed = person_of(joined, [terms(1)], facts=TaxFacts(full_year=True))
    assert assemble(agreed, month()).slip.basic == 60_000_00


def test_the_60000_election_is_asked_for_and_checked() -> None:
    def codes(eligible: bool | None, recorded: bool | None) -> list[str]:
        person = person_of(
            employee(), [terms(4_000_00)], facts=TaxFacts(full_year=recorded), eligible_for_60000=eligible
        )
        return [finding.code for finding in assemble(person, month()).findings]

    assert codes(True, None) == ["payroll.full_year_election"]
    assert codes(True, False) == codes(True, True) == codes(None, True) == []
    assert codes(False, True) == ["payroll.full_year_not_eligible"]


def test_a_rehire_in_the_year_needs_a_recorded_month() -> None:
    year = YearState(YearToDate(income=1), first_month=1, resident=True)
    back = employee(hired_on=date(2026, 3, 2))
    with pytest.raises(Refusal, match="rehired_this_year"):
        assemble(person_of(back, [terms(1)], year=year), month())
    settled = person_of(back, [terms(1)], year=year, facts=TaxFacts(basic_from=1))
    assert assemble(settled, month()).slip.basic == 15_000_00


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"resident": None}, "payroll.residence_unrecorded"),
        ({"part_time": True}, "REF-5"),
        ({"valid_from": date(2026, 3, 16)}, "payroll.terms_missing"),
    ],
)
def test_what_is_not_recorded_is_not_paid(change: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        assemble(person_of(employee(), [terms(10_000_00, **change)]), month())
    assert caught.value.code == code


def test_residence_stays_for_the_year() -> None:
    year = YearState(YearToDate(income=1), first_month=1, resident=False)
    with pytest.raises(Refusal, match="residence_changed"):
        assemble(person_of(employee(), [terms(10_000_00)], year=year), month())


def test_an_annual_bonus_once_and_its_pitfall() -> None:
    bonus = Adjustment(UUID(int=4), "pay.annual_bonus", 36_001_00, "2025 年终奖")
    draft = assemble(person_of(employee(), [terms(20_000_00)], adjustments=[bonus]), month())
    assert compose(draft.slip, month().tables)["other_iit"] == 3_390_10
    assert [finding.code for finding in draft.findings] == ["payroll.bonus_pitfall"]
    used = YearState(YearToDate(income=1), bonus_used=True, first_month=1, resident=True)
    with pytest.raises(Refusal, match="REF-1"):
        assemble(person_of(employee(), [terms(20_000_00)], adjustments=[bonus], year=used), month())
    with pytest.raises(Refusal, match="REF-1"):
        assemble(person_of(employee(), [terms(20_000_00)], adjustments=[bonus, bonus]), month())


def test_checks_before_anybody_is_paid() -> None:
    here = month()
    low = assemble(person_of(employee(), [terms(2_740_00)]), here)
    figures = compose(low.slip, here.tables)
    found = check_slip(low, figures, here.rule_sets[KEY], last_net=None, alert_percent=30)
    assert [(finding.code, finding.error) for finding in found] == [
        ("payroll.ref_3", True),
        ("payroll.base_below_floor", False),
    ]
    damage = item(PayItemKind.DEDUCTION, amount=Decimal("4000.01"), rule="damage")
    fined = assemble(person_of(employee(), [terms(20_000_00)], [damage]), here)
    figures = compose(fined.slip, here.tables)
    found = check_slip(fined, figures, here.rule_sets[KEY], last_net=20_000_00, alert_percent=30)
    assert [finding.code for finding in found] == ["payroll.ref_4", "payroll.net_changed"]
    # Within every limit that is known; what has to be left to the employee isn't, so it doesn't pass.
    small = item(PayItemKind.DEDUCTION, amount=Decimal("100"), rule="damage")
    fined = assemble(person_of(employee(), [terms(20_000_00)], [small]), here)
    figures = compose(fined.slip, here.tables)
    assert check_slip(fined, figures, here.rule_sets[KEY], last_net=None, alert_percent=30) == []
    unknown = dataclasses.replace(here.rule_sets[KEY], minimum_wage=None)
    (found_one,) = check_slip(fined, figures, unknown, last_net=None, alert_percent=30)
    assert (found_one.code, found_one.error) == ("payroll.ref_4", True)
    assert "未录入最低工资标准" in found_one.zh


def test_stored_inputs_give_the_same_digest_again() -> None:
    here = month()
    people = [
        person_of(
            employee(),
            [terms(10_000_00 + index * 777_77)],
            [item(PayItemKind.OVERTIME, quantity=Decimal(index), rate=Decimal("1.5"))],
        )
        for index in range(200)
    ]
    people.append(person_of(employee(), []))
    slips, problems = compute_many(people, here, {})
    assert len(slips) == 200
    assert [finding.code for _, finding in problems] == ["payroll.terms_missing"]
    rule_set = rule_set_from_json(rule_set_json(here.rule_sets[KEY]))
    assert rule_set == here.rule_sets[KEY]
    for computed in list(slips)[::40]:
        stored = json.loads(computed.inputs)
        slip = slip_from_inputs(stored, rule_set.rules)
        assert slip_inputs(slip) == stored
        assert recompute_digest(slip, here.tables) == computed.digest


def test_a_transfer_inside_the_group_splits_the_month() -> None:
    """From the 16th in this company: twelve of March's paid days, and one month of basic deduction."""
    here = PersonMonth(employee(), [terms(21_750_00)], date(2026, 3, 16), None)
    there = PersonMonth(employee(), [terms(21_750_00)], date(2024, 1, 1), date(2026, 3, 15))
    drafts = [assemble(person, month()) for person in (here, there)]
    assert [draft.slip.items[0].amount for draft in drafts] == [12_000_00, 10_000_00]
    assert [draft.slip.basic for draft in drafts] == [5_000_00, 15_000_00]


def test_paid_days_and_payment_dates() -> None:
    assert paid_days(date(2026, 1, 19), date(2026, 1, 31)) == 10
    assert paid_days(date(2026, 1, 1), date(2026, 1, 15)) == 11
    assert paid_days(date(2026, 3, 1), date(2026, 3, 31)) == 22
    assert paid_days(date(2026, 3, 2), date(2026, 3, 1)) == 0
    assert payment_date(PayPeriod(2026, 12), day=10, following_month=True) == date(2027, 1, 10)
    assert payment_date(PayPeriod(2026, 2), day=31, following_month=False) == date(2026, 2, 28)


def test_declarations_are_read_strictly() -> None:
    assert parse_employee_fact("iit.additional", {"rent": "1500", "elderly_support": 3000}) == {
        "rent": 1_500_00,
        "elderly_support": 3_000_00,
    }
    with pytest.raises(Refusal, match="REF-2"):
        parse_employee_fact("iit.additional", {"rent": "1500", "mortgage_interest": "1000"})
    for key, value in (
        ("iit.additional", {"serious_illness": "1"}),
        ("iit.additional", {"rent": 1500.5}),
        ("iit.relief", "-1"),
        ("iit.first_wage_declared", "yes"),
        ("iit.basic_from_month", 13),
        ("iit.astrology", 1),
    ):
        with pytest.raises(WrongFact):
            parse_employee_fact(key, value)


def test_the_standard_set_pays_what_the_built_in_pricing_pays() -> None:
    """Every component apart rounds to within a fen of the items it stands for; one kind of each is equal."""
    rng = random.Random(3)
    formulas = formula_set(standard(), {})
    for _ in range(300):
        wage = rng.randrange(2_740_00, 60_000_00)
        items = [
            item(PayItemKind.OVERTIME, quantity=Decimal(rng.randrange(0, 80)) / 2, rate=Decimal("1.5")),
            item(PayItemKind.LEAVE, quantity=Decimal(rng.randrange(0, 20)) / 2, rate=Decimal(0)),
            item(PayItemKind.LEAVE, quantity=Decimal(rng.randrange(0, 10)), rule="sick"),
        ]
        person = person_of(employee(hired_on=date(2026, 3, rng.randrange(1, 25))), [terms(wage)], items)
        built_in = assemble(person, month())
        ours = assemble_one(person, dataclasses.replace(month(), formulas=formulas))
        want, got = (
            {line.component: line.amount for line in draft.slip.items if line.amount}
            for draft in (built_in, ours)
        )
        # The order of taking days off the base decides only where both together exceed it.
        if abs(want.get("pay.leave_deduction", 0) + want.get("pay.sick_leave", 0)) < want.get("pay.base", 0):
            assert got == want


def test_stored_inputs_hold_everything_a_slip_is_computed_from() -> None:
    """Change any figure of a slip and what is digested changes; read back it is the same slip."""
    bonus = Item("pay.annual_bonus", 36_000_00, "separate", 1_080_00)
    slip = SlipInput((bonus,), 1, 2, (), True, 3, YearToDate(4, 5, 6, tax=7), 8, 9, 10)
    assert slip_from_inputs(json.loads(canonical(slip_inputs(slip))), ()) == slip
    others = [
        dataclasses.replace(slip, items=(dataclasses.replace(bonus, tax=1_080_01),)),
        dataclasses.replace(slip, items=(dataclasses.replace(bonus, amount=36_000_01),)),
        dataclasses.replace(slip, items=(dataclasses.replace(bonus, treatment="exempt"),)),
        *(
            dataclasses.replace(slip, **{name: 99})
            for name in ("social_base", "housing_base", "basic", "additional", "other", "relief")
        ),
        dataclasses.replace(slip, resident=False),
        *(
            dataclasses.replace(slip, before=dataclasses.replace(slip.before, **{name: 99}))
            for name in ("income", "exempt", "special", "tax")
        ),
    ]
    texts = {canonical(slip_inputs(one)) for one in (slip, *others)}
    assert len(texts) == len(others) + 1
