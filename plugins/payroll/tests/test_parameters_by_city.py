"""What the shipped files say, city by city and date by date: bounds, rates, and where they refuse to say."""

from datetime import date

import pytest
from renshi_payroll.engine.fen import percent_of, to_yuan
from renshi_payroll.parameters import RecordedValue, load_parameters
from renshi_payroll.parameters.schemes import scheme_rules

PARAMETERS = load_parameters()
SAYS = """
shanghai pension.base_floor 2024-07-01 7384.00
shanghai pension.base_cap 2025-06-30 36921.00
shanghai pension.base_cap 2025-07-01 37302.00
shanghai medical.base_cap 2026-06-30 37302.00
shanghai medical.base_cap 2026-07-01 37731.00
shanghai unemployment.base_floor 2026-07-01 7546.00
shanghai housing_fund.base_floor 2026-06-30 2690.00
shanghai housing_fund.base_floor 2026-07-01 2740.00
shanghai housing_fund.unit 2026-07-01 1.00
shanghai minimum_wage.month 2025-06-30 2690.00
shanghai minimum_wage.month 2025-07-01 2740.00
shanghai medical.employer_rate 2026-03-01 9
beijing pension.base_floor 2025-06-30 6821.00
beijing pension.base_cap 2025-07-01 35811.00
beijing pension.base_cap 2026-07-01 36348.00
beijing medical.employee_fixed 2026-07-01 3.00
beijing medical.employer_rate 2026-07-01 9.8
beijing housing_fund.base_floor 2025-07-01 2540.00
beijing minimum_wage.month 2025-08-31 2420.00
beijing minimum_wage.month 2025-09-01 2540.00
shenzhen pension.base_floor 2024-07-01 ?
shenzhen pension.base_floor 2025-07-01 4775.00
shenzhen pension.base_cap 2026-06-30 27549.00
shenzhen pension.base_cap 2026-07-01 ?
shenzhen pension.employer_rate 2024-12-31 15
shenzhen pension.employer_rate 2025-01-01 16
shenzhen medical.base_cap 2024-12-31 32376.00
shenzhen medical.base_cap 2025-01-01 33666.00
shenzhen medical.base_floor 2026-01-01 6727.00
shenzhen medical.employer_rate 2025-12-31 5
shenzhen medical.employer_rate 2026-01-01 6
shenzhen medical_tier2.employer_rate 2026-01-01 1.5
shenzhen local_pension.employer_rate 2025-07-01 1
shenzhen unemployment.base_cap 2026-08-31 ?
shenzhen unemployment.base_cap 2026-09-01 48471.00
shenzhen housing_fund.base_cap 2025-06-30 43659.00
shenzhen housing_fund.base_cap 2025-07-01 ?
shenzhen housing_fund.unit 2025-07-01 0.01
shenzhen minimum_wage.month 2026-08-31 2520.00
shenzhen minimum_wage.month 2026-09-01 2700.00
guangzhou pension.base_floor 2025-06-30 5500.00
guangzhou pension.base_floor 2025-07-01 5510.00
guangzhou pension.employer_rate 2025-01-01 16
guangzhou medical.employer_rate 2025-12-31 4.5
guangzhou medical.employer_rate 2026-01-01 6
guangzhou medical.base_cap 2026-01-01 31170.00
guangzhou maternity.employer_rate 2026-01-01 0.85
guangzhou unemployment.base_cap 2026-06-30 41112.00
guangzhou unemployment.base_cap 2026-07-01 42933.00
guangzhou unemployment.base_floor 2026-08-31 2500.00
guangzhou unemployment.base_floor 2026-09-01 2680.00
guangzhou housing_fund.base_cap 2025-06-30 39579.00
guangzhou housing_fund.base_cap 2026-07-01 41697.00
guangzhou housing_fund.base_floor 2026-09-01 2680.00
guangzhou minimum_wage.month 2026-09-01 2680.00
hangzhou pension.base_floor 2024-12-31 4812.00
hangzhou pension.base_cap 2025-01-01 25299.00
hangzhou pension.base_cap 2026-11-01 25299.00
hangzhou medical.employer_rate 2025-01-01 9.5
hangzhou housing_fund.base_cap 2024-07-01 39530.00
hangzhou housing_fund.base_cap 2025-07-01 40694.00
hangzhou housing_fund.base_floor 2026-07-01 2660.00
kunming pension.base_cap 2025-12-31 21789.00
kunming pension.base_cap 2026-01-01 22017.00
kunming medical.base_cap 2026-08-31 21789.00
kunming medical.base_cap 2026-09-01 22017.00
kunming maternity.employer_rate 2026-01-01 0.9
kunming medical.employer_rate 2026-01-01 7
kunming unemployment.employer_rate 2025-12-31 0.7
kunming unemployment.employee_rate 2026-01-01 ?
kunming housing_fund.base_cap 2026-06-30 32470.00
kunming housing_fund.base_cap 2026-07-01 32543.00
kunming housing_fund.base_floor 2026-07-01 2270.00
""".strip().splitlines()


@pytest.mark.parametrize("line", SAYS)
def test_the_value_of_a_day(line: str) -> None:
    city, key, day, expected = line.split()
    series = PARAMETERS.series(f"{city}.{key}")
    value = series.on(date.fromisoformat(day))
    assert value is not None
    if expected == "?":
        assert (value.status, value.value) == ("unresolved", None)
        assert value.note_zh
    else:
        assert isinstance(value.value, int)
        shown = str(to_yuan(value.value)) if series.kind == "money" else percent_of(value.value)
        assert shown == expected
        assert value.source is not None


CITIES = sorted(set(PARAMETERS.jurisdictions) - {"cn"})


@pytest.mark.parametrize("city", CITIES)
def test_every_profile_of_every_month_resolves_or_names_its_facts(city: str) -> None:
    """With each named fact recorded nothing else is missing, in any month of three years."""
    for year in (2024, 2025, 2026):
        for month in range(1, 13):
            day = date(year, month, 1)
            for profile in PARAMETERS.jurisdiction(city).profiles:
                facts: dict[str, RecordedValue] = {}
                try:
                    rules = scheme_rules(PARAMETERS, jurisdiction=city, profile=profile, month=day, facts={})
                except Exception as unresolved:
                    for fact in unresolved.facts:  # type: ignore[attr-defined]
                        series = PARAMETERS.series(fact.key)
                        facts[fact.key] = RecordedValue(series.low or 1, "通知")
                        assert fact.on == day.isoformat()
                    rules = scheme_rules(
                        PARAMETERS, jurisdiction=city, profile=profile, month=day, facts=facts
                    )
                assert len({rule.scheme for rule in rules}) == len(rules)


def test_the_second_tier_shares_the_bases_of_the_first() -> None:
    facts = {
        key: RecordedValue(50_000, "通知")
        for key in ("shenzhen.housing_fund.employee_rate", "shenzhen.housing_fund.employer_rate")
    }
    for key in (
        "unemployment.base_floor",
        "unemployment.base_cap",
        "housing_fund.base_floor",
        "housing_fund.base_cap",
    ):
        facts[f"shenzhen.{key}"] = RecordedValue(2_520_00, "通知")
    for key in ("unemployment.employee_rate", "unemployment.employer_rate", "injury.employer_rate"):
        facts[f"shenzhen.{key}"] = RecordedValue(2_000, "通知")
    day = date(2026, 1, 1)
    rules = scheme_rules(PARAMETERS, jurisdiction="shenzhen", profile="tier_2", month=day, facts=facts)
    (medical,) = [rule for rule in rules if rule.scheme == "medical"]
    assert (medical.floor, medical.cap) == (6_727_00, 33_633_00)
    assert (medical.employee_ppm, medical.employer_ppm) == (5_000, 15_000)
