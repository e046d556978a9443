"""Laws that hold for every input: both twins agree, twelve months make a year, lines make totals."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from renshi_payroll.engine import batch, fen, insurance, labour_law, one_off, other_income, withholding
from renshi_payroll.engine.lines import Line, build_lines, net_of, totals
from renshi_payroll.engine.slip import COLUMNS, TRUE_UPS, Item, SlipInput, TaxTables, compose
from renshi_payroll.engine.withholding import YearToDate
from renshi_payroll.parameters import load_parameters
from renshi_payroll.runs.assembly import RuleSet
from renshi_payroll.runs.compute import FIGURE_COLUMNS, figures_of, lines_of

DAY = date(2026, 11, 1)
ANNUAL = load_parameters().table("iit.annual_table", DAY)
MONTHLY = load_parameters().table("iit.monthly_table", DAY)
TABLES = TaxTables(ANNUAL, MONTHLY)

money = st.integers(0, 20_000_000_00)
wage = st.integers(0, 300_000_00)


@st.composite
def rules(draw: st.DrawFn) -> insurance.SchemeRule:
    floor = draw(st.none() | st.integers(0, 10_000_00))
    cap = draw(st.none() | st.integers(10_000_00, 50_000_00))
    return insurance.SchemeRule(
        scheme=draw(st.sampled_from(insurance.SCHEMES)),
        floor=floor,
        cap=cap,
        employee_ppm=draw(st.integers(0, 120_000)),
        employer_ppm=draw(st.integers(0, 160_000)),
        employee_fixed=draw(st.sampled_from([0, 3_00])),
        unit=draw(st.sampled_from([1, 100])),
    )


@st.composite
def slips(draw: st.DrawFn) -> SlipInput:
    chosen = draw(st.lists(rules(), max_size=8, unique_by=lambda rule: rule.scheme))
    return SlipInput(
        items=(
            Item("pay.base", draw(wage)),
            Item("pay.leave_deduction", -draw(st.integers(0, 5_000_00))),
            Item("pay.exempt", draw(st.integers(0, 20_000_00)), "exempt"),
            Item("pay.annual_bonus", draw(wage), "separate", tax=draw(st.integers(0, 9_000_00))),
            Item("pay.deduction", draw(st.integers(0, 1_000_00)), "after_tax"),
            *(
                Item(f"retro.{name}", draw(st.integers(-500_00, 500_00)), name)
                for name in draw(st.lists(st.sampled_from(TRUE_UPS), max_size=4, unique=True))
            ),
        ),
        social_base=draw(st.integers(0, 60_000_00)),
        housing_base=draw(st.integers(0, 60_000_00)),
        rules=tuple(chosen),
        resident=draw(st.booleans()),
        basic=draw(st.integers(1, 12)) * 5_000_00,
        before=YearToDate(
            income=draw(money),
            exempt=draw(st.integers(0, 10_000_00)),
            special=draw(st.integers(0, 100_000_00)),
            tax=draw(st.integers(0, 100_000_00)),
        ),
        additional=draw(st.integers(0, 60_000_00)),
        other=draw(st.integers(0, 12_000_00)),
        relief=draw(st.integers(0, 1_000_00)),
    )


@given(st.lists(slips(), min_size=1, max_size=12))
@settings(max_examples=150, deadline=None)
def test_vector_equals_scalar(many: list[SlipInput]) -> None:
    together = batch.compose_v(batch.gather(many), TABLES)
    for row, slip in enumerate(many):
        alone = compose(slip, TABLES)
        for name, value in alone.items():
            assert int(together[name][row]) == value, name
        for name in set(together) - set(alone):
            assert name.endswith("_base") or int(together[name][row]) == 0, name


@given(slips())
@settings(max_examples=150, deadline=None)
def test_lines_make_the_totals_and_survive_storage(slip: SlipInput) -> None:
    figures = compose(slip, TABLES)
    lines = build_lines(
        figures,
        slip.items,
        slip.rules,
        resident=slip.resident,
        social_base=slip.social_base,
        housing_base=slip.housing_base,
        tables=TABLES,
    )
    sums = totals(lines)
    assert net_of(lines) == figures["net"]
    assert sums["earning"] == figures["gross"]
    assert sums["employee"] == figures["employee_social"] + figures["employee_housing"]
    assert sums["employer"] == figures["employer_cost"]
    assert sums["tax"] == figures["iit"] + figures["other_iit"]
    assert set(COLUMNS) <= set(figures)
    assert [Line.from_json(line.as_json()) for line in lines] == lines


@given(st.lists(st.tuples(wage, st.integers(0, 8_000_00)), min_size=12, max_size=12))
@settings(deadline=None)
def test_a_year_of_withholding_is_the_annual_table(months: list[tuple[int, int]]) -> None:
    """Unless a month was over-withheld, which payroll doesn't refund: then the sum is higher, never lower."""
    income = special = withheld = 0
    refused_refund = False
    for number, (gross, shares) in enumerate(months, start=1):
        income, special = income + gross, special + shares
        result = withholding.withhold(
            ANNUAL, YearToDate(income=income, special=special, tax=withheld), 5_000_00 * number
        )
        assert result.tax >= 0
        refused_refund = result.cumulative_tax < withheld
        withheld += result.tax
    annual = ANNUAL.tax(income - special - 60_000_00)
    assert withheld >= annual
    if not refused_refund:
        assert withheld == annual


@given(st.lists(st.integers(-10_000_00, 50_000_000_00), min_size=1, max_size=50))
def test_tables_agree(amounts: list[int]) -> None:
    array = np.array(amounts, dtype=np.int64)
    for table in (ANNUAL, MONTHLY):
        assert table.tax_v(array).tolist() == [table.tax(amount) for amount in amounts]
    assert one_off.bonus_tax_v(MONTHLY, array).tolist() == [one_off.bonus_tax(MONTHLY, a) for a in amounts]
    assert other_income.nonresident_bonus_tax_v(MONTHLY, array).tolist() == [
        other_income.nonresident_bonus_tax(MONTHLY, amount) for amount in amounts
    ]


def test_tables_agree_at_every_seam() -> None:
    """A random amount hardly ever falls on a bound: each bound, a fen below and a fen above, by both twins."""
    for table in (ANNUAL, MONTHLY):
        seams = [upper + step for upper in table.uppers for step in (-1, 0, 1)]
        assert table.tax_v(np.array(seams)).tolist() == [table.tax(amount) for amount in seams]
    for scale, one, many in (
        (12, one_off.bonus_tax, one_off.bonus_tax_v),
        (6, other_income.nonresident_bonus_tax, other_income.nonresident_bonus_tax_v),
    ):
        seams = [upper * scale + step for upper in MONTHLY.uppers for step in (-1, 0, 1)]
        assert many(MONTHLY, np.array(seams)).tolist() == [one(MONTHLY, amount) for amount in seams]


@given(
    st.lists(st.tuples(wage, st.integers(0, 300 * 60), st.integers(0, 3100)), min_size=1, max_size=30),
    st.sampled_from(["weekday", "restday", "holiday"]),
)
def test_overtime_and_proration_agree(
    cases: list[tuple[int, int, int]], kind: labour_law.OvertimeKind
) -> None:
    monthly, minutes, days = (np.array(column, dtype=np.int64) for column in zip(*cases, strict=True))
    assert labour_law.overtime_pay_v(monthly, minutes, kind).tolist() == [
        labour_law.overtime_pay_minutes(case[0], case[1], kind) for case in cases
    ]
    assert labour_law.prorate_v(monthly, days).tolist() == [
        labour_law.prorate(case[0], fen.decimal_of(case[2]) / 100) for case in cases
    ]


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_rounding_is_half_up_away_from_zero(numerator: int, denominator: int) -> None:
    vector = int(fen.half_up_v(np.array([numerator]), denominator)[0])
    assert vector == fen.ratio_half_up(numerator, denominator)
    assert abs(vector * denominator - numerator) * 2 <= denominator


@given(st.lists(slips(), min_size=2, max_size=12), st.data())
@settings(max_examples=60, deadline=None)
def test_changing_one_employee_changes_nobody_elses_slip(many: list[SlipInput], data: st.DataObject) -> None:
    """Whatever happens to one row of a batch, the others' figures and digests stay."""
    row = data.draw(st.integers(0, len(many) - 1))
    other = data.draw(slips())
    before = figures_of(many, TABLES)
    after = figures_of([*many[:row], other, *many[row + 1 :]], TABLES)
    for name in FIGURE_COLUMNS:
        kept = [index for index in range(len(many)) if index != row]
        assert before[name][kept].tolist() == after[name][kept].tolist()


@given(st.lists(slips(), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_lines_made_again_from_the_inputs_are_the_stored_amounts(many: list[SlipInput]) -> None:
    """A slip keeps no lines: what is shown later adds up to what was stored, or is refused."""
    columns = figures_of(many, TABLES)
    for row, slip in enumerate(many):
        stored = {name: int(columns[name][row]) for name in FIGURE_COLUMNS}
        rule_set = RuleSet("x", slip.rules, None, False)
        lines = lines_of(slip, rule_set, TABLES, stored)
        assert net_of(lines) == stored["net"]
        assert totals(lines)["earning"] == stored["gross"]
        with pytest.raises(RuntimeError, match="not those of its inputs"):
            lines_of(slip, rule_set, TABLES, stored | {"net": stored["net"] + 1})
