"""What a closed slip would be today: the difference of rounded lines, each once."""

from renshi_payroll.engine.insurance import SchemeRule
from renshi_payroll.engine.slip import Item, SlipInput
from renshi_payroll.retro.differences import differences


def rules(cap: int) -> tuple[SchemeRule, ...]:
    """Pension, unemployment and a housing fund to the yuan, under one cap."""
    return (
        SchemeRule("pension", cap=cap, employee_ppm=80_000, employer_ppm=160_000),
        SchemeRule("unemployment", cap=cap, employee_ppm=5_000),
        SchemeRule("housing_fund", cap=cap, employee_ppm=70_000, employer_ppm=70_000, unit=100),
    )


SLIP = SlipInput((Item("pay.base", 20_000_00),), 40_000_00, 9_000_00, rules(36_921_00))


def amounts(
    posted: dict[str, int], *, wage: int | None = 20_000_00, housing: int = 9_000_00
) -> dict[str, int]:
    found = differences(
        SLIP,
        rules=rules(37_302_00),
        social_base=40_000_00,
        housing_base=housing,
        base_wage=wage,
        posted=posted,
    )
    return {one.line: one.amount for one in found}


def test_a_new_cap_is_made_good_line_by_line() -> None:
    """36,921 to 37,302: 1.90 of rounded lines, not a rounded 1.905. The fund's own base is below both caps."""
    assert amounts({}) == {
        "pension.employee": 30_48,
        "pension.employer": 60_96,
        "unemployment.employee": 1_90,
    }


def test_what_was_posted_is_not_posted_again() -> None:
    assert amounts({"pension.employee": 30_48, "pension.employer": 60_00}) == {
        "pension.employer": 96,
        "unemployment.employee": 1_90,
    }


def test_the_fund_goes_by_its_own_base() -> None:
    found = amounts({}, housing=9_100_00)
    assert (found["housing_fund.employee"], found["housing_fund.employer"]) == (7_00, 7_00)


def test_a_wage_known_late() -> None:
    assert amounts({"pay.base": 500_00}, wage=21_000_00)["pay.base"] == 500_00
    assert "pay.base" not in amounts({}, wage=None)


def test_where_each_difference_goes() -> None:
    """Employee shares join this month's special deductions, a wage this month's income."""
    found = differences(SLIP, rules=(), social_base=0, housing_base=0, base_wage=19_000_00, posted={})
    assert {one.line: (one.treatment, one.now) for one in found} == {
        "pension.employee": ("employee_social", 0),
        "pension.employer": ("employer_social", 0),
        "unemployment.employee": ("employee_social", 0),
        "housing_fund.employee": ("employee_housing", 0),
        "housing_fund.employer": ("employer_housing", 0),
        "pay.base": ("wage", 19_000_00),
    }
