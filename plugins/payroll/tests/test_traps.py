"""TRAP-1 .. TRAP-10: wrong practices seen in public code and guides, shown not to be ours."""

from datetime import date

import pytest
from renshi_payroll.engine import fen, insurance, labour_law, one_off, withholding
from renshi_payroll.engine.slip import Item, SlipInput, TaxTables, compose
from renshi_payroll.parameters import load_parameters

PARAMETERS = load_parameters()
DAY = date(2026, 11, 1)
ANNUAL = PARAMETERS.table("iit.annual_table", DAY)
MONTHLY = PARAMETERS.table("iit.monthly_table", DAY)


def test_trap_1_no_basic_deduction_from_a_bonus() -> None:
    assert one_off.bonus_tax(MONTHLY, 36_000_00) == 1_080_00  # not (36,000 - 5,000) x 3 % = 930


def test_trap_2_a_low_wage_does_not_shelter_the_bonus() -> None:
    bonus = Item("pay.annual_bonus", 36_000_00, "separate", tax=one_off.bonus_tax(MONTHLY, 36_000_00))
    slip = SlipInput((Item("pay.base", 3_000_00), bonus), 0, 0, ())
    figures = compose(slip, TaxTables(ANNUAL, MONTHLY))
    assert figures["other_iit"] == 1_080_00
    assert figures["iit"] == 0


def test_trap_3_severance_is_not_averaged_over_years() -> None:
    exempt, tax = one_off.severance_tax(ANNUAL, 968_000_00, 12_577_00)
    assert (exempt, tax) == (452_772_00, 101_648_40)


def test_trap_4_quick_deduction_once() -> None:
    assert one_off.bonus_tax(MONTHLY, 100_000_00) == 9_790_00  # x12 would give 7,480


def test_trap_5_no_refund() -> None:
    result = withholding.withhold(
        ANNUAL, withholding.YearToDate(income=40_000_00, special=7_000_00, tax=1_000_00), 10_000_00
    )
    assert (result.cumulative_tax, result.tax) == (690_00, 0)


def test_trap_6_months_employed_here() -> None:
    basic = withholding.basic_deduction
    assert basic(pay_month=9, employed_from_month=7) == 15_000_00
    assert basic(pay_month=9, employed_from_month=7, first_wage_declared=True) == 45_000_00
    assert basic(pay_month=9, employed_from_month=7, full_year=True) == 60_000_00
    with pytest.raises(ValueError, match="not within one tax year"):
        basic(pay_month=3, employed_from_month=4)


@pytest.mark.parametrize("city", ["shenzhen", "guangzhou"])
def test_trap_7_guangdong_pension_is_16_percent_from_2025(city: str) -> None:
    rate = f"{city}.pension.employer_rate"
    last = PARAMETERS.series(rate).on(date(2024, 12, 31))
    first = PARAMETERS.series(rate).on(date(2025, 1, 1))
    assert last is not None
    assert first is not None
    assert (last.value, first.value) == (150_000, 160_000)


@pytest.mark.parametrize("city", sorted(set(PARAMETERS.jurisdictions) - {"cn"}))
def test_trap_8_the_reduced_unemployment_rate_is_not_carried_into_2026(city: str) -> None:
    series = PARAMETERS.series(f"{city}.unemployment.employee_rate")
    until, after = series.on(date(2025, 12, 31)), series.on(date(2026, 1, 1))
    assert until is not None
    assert until.value is not None
    assert after is not None
    assert (after.status, after.value) == ("unresolved", None)


def test_trap_9_rates_are_not_rounded_before_multiplying() -> None:
    assert labour_law.hourly_wage(5_000_00) == 28_74
    assert labour_law.overtime_pay(5_000_00, fen.decimal_of("8"), "holiday") == 689_66  # 28.74 x 24 = 689.76


def test_trap_9_retro_is_a_difference_of_rounded_lines() -> None:
    def lines(cap: int) -> list[insurance.Contribution]:
        rules = [
            insurance.SchemeRule("pension", cap=cap, employee_ppm=80_000),
            insurance.SchemeRule("medical", cap=cap, employee_ppm=20_000),
            insurance.SchemeRule("unemployment", cap=cap, employee_ppm=5_000),
        ]
        return [insurance.contribute(rule, 50_000_00) for rule in rules]

    assert insurance.retro_difference(lines(36_921_00), lines(37_302_00)) == {
        "pension": (30_48, 0),
        "medical": (7_62, 0),
        "unemployment": (1_90, 0),  # rounding the difference would give 1.91
    }


@pytest.mark.parametrize("value", [959.17, True])
def test_trap_10_float_money_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        fen.to_fen(value)  # type: ignore[arg-type]
