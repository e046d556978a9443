"""REF-1 .. REF-7: what payroll must not compute."""

from datetime import date
from decimal import Decimal

import pytest
from renshi_payroll.engine import labour_law, one_off, other_income, withholding
from renshi_payroll.engine.refusals import Refusal, UnresolvedParameters
from renshi_payroll.parameters import load_parameters
from renshi_payroll.parameters.schemes import scheme_rules


def test_ref_1_second_separate_bonus_in_a_year() -> None:
    one_off.check_bonus_once(already_used=False, year=2026)
    with pytest.raises(Refusal, match="REF-1"):
        one_off.check_bonus_once(already_used=True, year=2026)


def test_ref_2_rent_and_mortgage_together() -> None:
    withholding.check_additional_claims(rent=150_000, mortgage=0)
    withholding.check_additional_claims(rent=0, mortgage=100_000)
    with pytest.raises(Refusal, match="REF-2"):
        withholding.check_additional_claims(rent=150_000, mortgage=100_000)


def test_ref_3_below_the_minimum_wage() -> None:
    labour_law.check_minimum_wage(comparable=274_000, minimum_wage=274_000)
    with pytest.raises(Refusal, match="REF-3"):
        labour_law.check_minimum_wage(comparable=273_999, minimum_wage=274_000)


@pytest.mark.parametrize(
    ("deduction", "net_before", "refused"),
    [
        (4_000_00, 16_155_00, False),
        (4_000_01, 16_155_00, True),
        (4_000_00, 6_740_00, False),
        (4_000_00, 6_739_99, True),
    ],
)
def test_ref_4_damage_deduction(deduction: int, net_before: int, refused: bool) -> None:
    check = {"gross": 20_000_00, "net_before": net_before, "deduction": deduction, "minimum_wage": 2_740_00}
    if refused:
        with pytest.raises(Refusal, match="REF-4"):
            labour_law.check_damage_deduction(**check)
    else:
        labour_law.check_damage_deduction(**check)


def test_ref_5_part_time_worker_in_a_monthly_run() -> None:
    labour_law.check_monthly_worker(part_time=False)
    with pytest.raises(Refusal, match="REF-5"):
        labour_law.check_monthly_worker(part_time=True)


def test_ref_6_annual_leave_too_early_or_too_much() -> None:
    assert labour_law.annual_leave_entitlement(service_years=9, continuous_months=12) == 5
    assert labour_law.annual_leave_entitlement(service_years=10, continuous_months=12) == 10
    assert labour_law.annual_leave_entitlement(service_years=20, continuous_months=12) == 15
    with pytest.raises(Refusal, match="REF-6"):
        labour_law.annual_leave_entitlement(service_years=3, continuous_months=11)
    labour_law.check_annual_leave(requested=Decimal(1), entitlement=5, taken=Decimal(4))
    with pytest.raises(Refusal, match="REF-6"):
        labour_law.check_annual_leave(requested=Decimal("1.5"), entitlement=5, taken=Decimal(4))


def test_ref_7_severance_after_a_refused_renewal() -> None:
    with pytest.raises(Refusal, match="REF-7"):
        labour_law.severance(years=3, average_wage=10_000_00, refused_renewal_on_equal_terms=True)


def test_residence_is_never_guessed() -> None:
    assert other_income.require_residence(True) is True
    assert other_income.require_residence(False) is False
    with pytest.raises(Refusal, match="residence_unrecorded"):
        other_income.require_residence(None)
    with pytest.raises(Refusal, match="days_apportionment"):
        other_income.require_residence(False, apportioned_days=True)


def test_unresolved_parameters_are_listed_all_at_once() -> None:
    with pytest.raises(UnresolvedParameters) as caught:
        scheme_rules(
            load_parameters(), jurisdiction="shanghai", profile="standard", month=date(2026, 11, 1), facts={}
        )
    assert [fact.key for fact in caught.value.facts] == [
        "shanghai.housing_fund.employee_rate",
        "shanghai.housing_fund.employer_rate",
        "shanghai.injury.employer_rate",
        "shanghai.unemployment.employee_rate",
        "shanghai.unemployment.employer_rate",
    ]
    assert "2026-11-01" in caught.value.zh
