"""Exact values where no golden case reaches: pitfall bands, explanation, parameters, month splits."""

from datetime import date
from decimal import Decimal

import pytest
from renshi_payroll.engine import explain, fen, labour_law, one_off, other_income, withholding
from renshi_payroll.engine.lines import Line, build_lines
from renshi_payroll.engine.slip import Item, SlipInput, TaxTables, compose
from renshi_payroll.parameters import RecordedValue, load_parameters
from renshi_payroll.parameters.loader import parse_jurisdiction
from renshi_payroll.parameters.model import ParameterError
from renshi_payroll.parameters.schemes import scheme_rules

PARAMETERS = load_parameters()
TABLES = TaxTables(
    PARAMETERS.table("iit.annual_table", date(2025, 12, 1)),
    PARAMETERS.table("iit.monthly_table", date(2025, 12, 1)),
)
FACTS = {
    "shanghai.housing_fund.employee_rate": RecordedValue(70_000, "董事会决议 2025-07"),
    "shanghai.housing_fund.employer_rate": RecordedValue(70_000, "董事会决议 2025-07"),
    "shanghai.injury.employer_rate": RecordedValue(2_000, "工伤费率核定单"),
}


def shanghai_slip(wage: int) -> tuple[SlipInput, dict[str, int], list[Line]]:
    rules = scheme_rules(
        PARAMETERS, jurisdiction="shanghai", profile="standard", month=date(2025, 12, 1), facts=FACTS
    )
    slip = SlipInput((Item("pay.base", wage),), wage, wage, rules)
    figures = compose(slip, TABLES)
    lines = build_lines(
        figures, slip.items, rules, resident=True, social_base=wage, housing_base=wage, tables=TABLES
    )
    return slip, figures, lines


def test_pitfall_bands_end_at_the_break_even() -> None:
    bands = [(band.above, band.below) for band in one_off.pitfall_bands(TABLES.monthly)]
    assert bands == [
        (36_000_00, 38_566_67),
        (144_000_00, 160_500_00),
        (300_000_00, 318_333_34),
        (420_000_00, 447_500_00),
        (660_000_00, 706_538_47),
        (960_000_00, 1_120_000_00),
    ]
    assert one_off.in_pitfall(TABLES.monthly, 36_000_00) is None
    assert one_off.in_pitfall(TABLES.monthly, 38_566_66) is not None
    assert one_off.in_pitfall(TABLES.monthly, 38_566_67) is None


def test_a_slip_from_the_shipped_parameters() -> None:
    _, figures, _ = shanghai_slip(43_500_00)
    assert figures["employee_social"] + figures["employee_housing"] == 6_527_71
    assert (figures["iit"], figures["net"]) == (959_17, 36_013_12)


def test_why_is_my_tax_959_17() -> None:
    _, _, lines = shanghai_slip(43_500_00)
    tax = next(line for line in lines if line.component == "iit.wage")
    assert explain.explain(tax, "zh") == (
        "个人所得税（工资薪金，累计预扣法）：959.17 元\n"
        "累计应纳税所得额 = 累计收入 43,500.00 − 累计免税收入 0.00 − 累计减除费用 5,000.00"
        " − 累计专项扣除（社保、公积金）6,527.71 − 累计专项附加扣除 0.00 − 累计其他扣除 0.00 = 31,972.29\n"
        "累计应纳税额 = 31,972.29 × 3% − 速算扣除数 0.00 = 959.1687，四舍五入到分为 959.17\n"
        "本期应预扣 = 累计应纳税额 959.17 − 累计减免税额 0.00 − 已预扣 0.00 = 959.17\n"
        "依据：国家税务总局公告2018年第61号 第六条"
    )
    assert "31,972.29 × 3% − quick deduction 0.00 = 959.1687, rounded half-up to 959.17" in explain.explain(
        tax, "en"
    )


def test_a_contribution_line_shows_its_bounds_and_standing() -> None:
    _, _, lines = shanghai_slip(50_000_00)
    line = next(line for line in lines if line.component == "unemployment.employee")
    text = explain.explain(line, "zh")
    assert "申报基数 50,000.00，下限 7,460.00，上限 37,302.00 → 37,302.00" in text
    assert "37,302.00 × 0.5% = 186.51，四舍五入到分 = 186.51" in text
    assert "上海市人社局 2025-09-18 公告" in text
    assert "暂行参数" in text


def test_every_line_can_be_explained_in_both_languages() -> None:
    _, _, lines = shanghai_slip(2_740_00)
    for line in lines:
        for language in ("zh", "en"):
            text = explain.explain(line, language)  # type: ignore[arg-type]
            assert explain.money(line.amount) in text


def test_beijing_takes_three_yuan_more() -> None:
    facts = {key.replace("shanghai", "beijing"): value for key, value in FACTS.items()}
    rules = scheme_rules(
        PARAMETERS, jurisdiction="beijing", profile="standard", month=date(2025, 12, 1), facts=facts
    )
    figures = compose(SlipInput((Item("pay.base", 18_000_00),), 18_000_00, 18_000_00, rules), TABLES)
    assert figures["medical_employee"] == 363_00


def test_a_recorded_rate_out_of_range_is_refused() -> None:
    with pytest.raises(ParameterError, match="above"):
        PARAMETERS.check_fact("shanghai.housing_fund.employee_rate", 120_000)
    with pytest.raises(ParameterError, match="unknown parameter"):
        PARAMETERS.check_fact("shanghai.astrology.rate", 1)


@pytest.mark.parametrize(
    ("second_from", "message"), [("2025-06-30", "overlap"), ("2025-07-02", "gap before")]
)
def test_gaps_and_overlaps_are_refused(second_from: str, message: str) -> None:
    rows = [
        {
            "effective_from": date(2024, 7, 1),
            "effective_to": date(2025, 6, 30),
            "status": "provisional",
            "value": "1",
            "source": "s",
        },
        {
            "effective_from": date.fromisoformat(second_from),
            "status": "provisional",
            "value": "2",
            "source": "s",
        },
    ]
    document = {
        "jurisdiction": "x",
        "title": {"zh": "x", "en": "x"},
        "sources": {"s": {"instrument": "s"}},
        "parameters": {"a.b": {"kind": "money", "values": rows}},
    }
    with pytest.raises(ParameterError, match=message):
        parse_jurisdiction(document)


def test_the_60000_rule_of_2020_no_19() -> None:
    check = withholding.eligible_for_full_year
    assert check(resident=True, months_withheld=12, wages_last_year=60_000_00)
    assert not check(resident=True, months_withheld=12, wages_last_year=60_000_01)
    assert not check(resident=True, months_withheld=11, wages_last_year=30_000_00)
    assert not check(resident=False, months_withheld=12, wages_last_year=30_000_00)


def test_month_with_a_raise() -> None:
    assert labour_law.split_month(22_000_00, 26_400_00, 10, 12) == 24_400_00


def test_a_full_month_is_the_month() -> None:
    assert labour_law.prorate(21_750_00, Decimal(23)) == 21_750_00


def test_sick_pay_never_exceeds_the_wage() -> None:
    result = labour_law.sick_pay(2_000_00, Decimal(10), 0, 2_740_00)
    assert (result.deduction, result.gross) == (0, 2_000_00)


def test_unlawful_dismissal_doubles_before_rounding() -> None:
    assert labour_law.severance(years=6, months=1, average_wage=22_000_01, unlawful=True).amount == 286_000_13


def test_early_retirement_with_a_fraction_of_a_year() -> None:
    annual = TABLES.annual
    assert one_off.early_retirement_tax(annual, 150_000_00, Decimal("2.5")) == 0
    assert one_off.early_retirement_tax(annual, 250_000_00, Decimal("2.5")) == 3_700_00


def test_royalty_and_author() -> None:
    assert other_income.royalty_tax(40_000_00) == 6_400_00
    assert other_income.author_tax(700_00) == 0


def test_money_is_exact_or_refused() -> None:
    assert fen.to_fen("959.17") == 95_917
    assert fen.to_ppm("0.5") == 5_000
    with pytest.raises(fen.InexactMoney):
        fen.to_fen("959.171")
    with pytest.raises(fen.InexactMoney):
        fen.to_fen("NaN")
