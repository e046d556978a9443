"""Rules of fewer people, each against a figure worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest
from renshi_payroll.engine import further
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.parameters import load_parameters

DAY = date(2026, 11, 1)
ANNUAL = load_parameters().table("iit.annual_table", DAY)
MONTHLY = load_parameters().table("iit.monthly_table", DAY)


@pytest.mark.parametrize(
    ("birth", "group", "reached"),
    [
        (date(1964, 12, 31), "men", date(2024, 12, 31)),
        (date(1965, 1, 1), "men", date(2025, 2, 1)),
        (date(1965, 4, 30), "men", date(2025, 5, 30)),
        (date(1965, 5, 1), "men", date(2025, 7, 1)),
        (date(1967, 3, 10), "men", date(2027, 10, 10)),
        (date(1970, 1, 10), "men", date(2031, 5, 10)),
        (date(1976, 12, 1), "men", date(2039, 12, 1)),
        (date(1990, 1, 1), "men", date(2053, 1, 1)),
        (date(1970, 1, 1), "women_55", date(2025, 2, 1)),
        (date(1982, 1, 1), "women_55", date(2040, 1, 1)),
        (date(1974, 12, 1), "women_50", date(2024, 12, 1)),
        (date(1975, 1, 31), "women_50", date(2025, 2, 28)),
        (date(1975, 3, 1), "women_50", date(2025, 5, 1)),
        (date(1985, 1, 1), "women_50", date(2040, 1, 1)),
    ],
)
def test_retirement_day(birth: date, group: further.RetirementGroup, reached: date) -> None:
    assert further.retirement_date(birth, group) == reached


def test_internal_retirement_needs_the_tax_offices_reading() -> None:
    facts = {"wage": 10_000_00, "lump_sum": 120_000_00, "months": 24}
    with pytest.raises(Refusal, match="internal_retirement_unconfirmed"):
        further.internal_retirement_tax(MONTHLY, **facts, confirmed_by=" ")
    assert further.internal_retirement_tax(MONTHLY, **facts, confirmed_by="税务机关答复") == 12_000_00


def test_equity_of_a_year_is_combined() -> None:
    """50,000 alone bears 2,480; another 100,000 lifts the year to 150,000: 13,080 less 2,480."""
    assert further.equity_tax(ANNUAL, received_before=0, taxed_before=0, amount=50_000_00) == 2_480_00
    later = further.equity_tax(ANNUAL, received_before=50_000_00, taxed_before=2_480_00, amount=100_000_00)
    assert later == 10_600_00


def test_capped_deductions() -> None:
    assert further.capped_deduction(13_000_00, 12_000_00) == 12_000_00
    assert further.annuity_cap(50_000_00, 12_577_00) == 1_509_24
    assert further.annuity_cap(20_000_00, 12_577_00) == 800_00


def test_comprehensive_hours_of_a_quarter() -> None:
    """520 hours, 8 of them on a holiday: 512 - 496 = 16 above; 21,750 a month is 125 an hour."""
    pay = further.comprehensive_pay(
        21_750_00, worked=Decimal(520), holiday_hours=Decimal(8), period="quarter", year=2026
    )
    assert (pay.excess_hours, pay.excess, pay.holiday) == (16, 3_000_00, 3_000_00)
    assert further.standard_hours("year", 2026) == 1984
    assert further.standard_hours("month", 2026) == Decimal("165.36")
    assert further.standard_hours("year", 2024) == 2000
    below = further.comprehensive_pay(
        21_750_00, worked=Decimal(496), holiday_hours=Decimal(0), period="quarter", year=2026
    )
    assert (below.excess, below.holiday) == (0, 0)


def test_overtime_base() -> None:
    base = further.overtime_base
    assert (
        base(contract_wage=10_000_00, normal_wage=20_000_00, city="beijing", minimum_wage=2_540_00)
        == 10_000_00
    )
    assert (
        base(contract_wage=None, normal_wage=20_000_00, city="shanghai", minimum_wage=2_740_00) == 14_000_00
    )
    assert base(contract_wage=None, normal_wage=3_000_00, city="shanghai", minimum_wage=2_740_00) == 2_740_00
    with pytest.raises(Refusal, match="overtime_base_unrecorded"):
        base(contract_wage=None, normal_wage=20_000_00, city="beijing", minimum_wage=2_540_00)


def test_sick_pay_by_city_and_day() -> None:
    percent = further.sick_pay_percent
    before, after = date(2026, 8, 15), date(2026, 8, 16)
    assert [percent("shanghai", before, service_years=years) for years in (0, 2, 4, 6, 8)] == [
        60,
        70,
        80,
        90,
        100,
    ]
    assert [percent("shanghai", before, service_years=y, months_ill=6) for y in (0, 1, 3)] == [40, 50, 60]
    assert percent("shanghai", before, service_years=0, agreed=80) == 80
    assert percent("shanghai", before, service_years=9, agreed=80) == 100
    assert percent("shenzhen", after, service_years=0) == 60
    assert percent("beijing", after, service_years=0, agreed=70) == 70
    with pytest.raises(Refusal, match="sick_pay_unrecorded"):
        percent("shanghai", after, service_years=9)


def test_probation_and_minimum_wage() -> None:
    assert further.probation_minimum(10_000_00, 2_740_00) == 8_000_00
    assert further.probation_minimum(3_000_00, 2_740_00) == 2_740_00
    wage = further.comparable_wage
    assert wage(gross=4_000_00, night_and_heat=300_00, shares=1_051_33, net_of_shares=True) == 2_648_67
    assert wage(gross=4_000_00, overtime=500_00, shares=1_051_33, net_of_shares=False) == 3_500_00
