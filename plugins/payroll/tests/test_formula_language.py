"""The component language: what it computes, what it refuses and where, and that both twins say the same."""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from renshi_payroll.engine.slip import TaxTables
from renshi_payroll.formula.errors import FormulaError
from renshi_payroll.formula.graph import ComponentGraph, ComponentSpec, compile_set
from renshi_payroll.formula.lexer import tokens_of
from renshi_payroll.formula.parser import parse
from renshi_payroll.formula.quantities import BUILT_IN, custom
from renshi_payroll.formula.scalar import Exact
from renshi_payroll.formula.tables import BracketRow, LookupTable, StepRow, TableError
from renshi_payroll.formula.twins import TABLES, compare, compare_set, money_text
from renshi_payroll.parameters import load_parameters

FACTS = {
    "custom.points": custom("points", "number"),
    "custom.shift": custom("shift", "text"),
    "custom.heat": custom("heat", "bool"),
    "custom.pieces": custom("pieces", "number"),
}


def graph(*formulas: str, **more: object) -> ComponentGraph:
    specs = [ComponentSpec(f"c{n}", "", "", text) for n, text in enumerate(formulas)]
    return compile_set(specs, facts=FACTS, tables=TABLES, **more)  # type: ignore[arg-type]


def both(formula: str, **given: str | bool) -> Decimal:
    """The amount by both twins, after checking that they agree."""
    made = graph(formula)
    natural = {name.replace("__", "."): value for name, value in given.items()}
    columns, exact = {}, {}
    for name, value in natural.items():
        quantity = made.scope.quantities[name]
        if quantity.kind == "text":
            columns[name], exact[name] = np.array([value], dtype=object), value
        elif quantity.kind == "bool":
            columns[name], exact[name] = np.array([value]), value
        else:
            stored = int(Decimal(value) * quantity.denominator)
            columns[name] = np.array([stored], dtype=np.int64)
            exact[name] = Exact(Decimal(stored), Decimal(quantity.denominator))
    amounts, wrong = made.compute(columns, 1)
    assert not wrong.any()
    twin = made.explain_one(exact)["c0"]
    assert int(twin * 100) == amounts["c0"][0]
    return twin.quantize(Decimal("0.01"))


def refusal_of(make: Callable[[], object]) -> FormulaError | None:
    """The refusal of a formula, or ``None``; anything else it raises fails the test."""
    try:
        make()
    except FormulaError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("formula", "given", "expected"),
    [
        ("terms.monthly_wage / 21.75 / 8 * attendance.overtime_weekday_hours * 1.5",
         {"terms__monthly_wage": "5000", "attendance__overtime_weekday_hours": "8"}, "344.83"),
        ("terms.monthly_wage / 3 * 3", {"terms__monthly_wage": "0.01"}, "0.01"),
        ("terms.monthly_wage * 8%", {"terms__monthly_wage": "7460"}, "596.80"),
        ("min(terms.monthly_wage, 3000元) * 10%", {"terms__monthly_wage": "5000"}, "300.00"),
        ("clip(terms.monthly_wage, 7460元, 37302元)", {"terms__monthly_wage": "100"}, "7460.00"),
        ('if(custom.shift == "night", 30元, 0元) * employment.paid_days',
         {"custom__shift": "night", "employment__paid_days": "21"}, "630.00"),
        ("if(custom.heat and month.number >= 6 and month.number <= 9, 300元, 0元)",
         {"custom__heat": True, "month__number": "9"}, "300.00"),
        ("if(not custom.heat or month.number > 9, 0元, 300元)",
         {"custom__heat": True, "month__number": "10"}, "0.00"),
        ("custom.pieces * 2.35元", {"custom__pieces": "1234.5"}, "2901.08"),
        ("round(terms.monthly_wage * 7%, 1元)", {"terms__monthly_wage": "20007.14"}, "1400.00"),
        ("round(terms.monthly_wage * 7%, 1元)", {"terms__monthly_wage": "20007.15"}, "1401.00"),
        ("floor(terms.monthly_wage * 7%)", {"terms__monthly_wage": "0.99"}, "0.06"),
        ("ceil(terms.monthly_wage * 7%)", {"terms__monthly_wage": "0.99"}, "0.07"),
        ("-abs(terms.monthly_wage - 100元)", {"terms__monthly_wage": "40"}, "-60.00"),
        ('lookup("level", employee.service_years)', {"employee__service_years": "5"}, "333.33"),
        ('lookup("level", employee.service_years)', {"employee__service_years": "4"}, "100.00"),
        ('bracket("rate", terms.monthly_wage)', {"terms__monthly_wage": "3000"}, "90.00"),
        ('bracket("rate", terms.monthly_wage)', {"terms__monthly_wage": "3000.01"}, "90.00"),
        ('bracket("rate", terms.monthly_wage)', {"terms__monthly_wage": "20000"}, "2590.00"),
        ("terms.monthly_wage * (employment.paid_days / month.paid_days)",
         {"terms__monthly_wage": "10000", "employment__paid_days": "7", "month__paid_days": "22"}, "3181.82"),
        ("(terms.monthly_wage / terms.social_base) * 100元".replace("terms.social_base", "max(terms.social_base, 1元)"),
         {"terms__monthly_wage": "10000", "terms__social_base": "30000"}, "33.33"),
        ("-0.5元 * month.number / month.number * 0.01", {"month__number": "3"}, "-0.01"),
    ],
)  # fmt: skip
def test_what_it_computes(formula: str, given: dict[str, str], expected: str) -> None:
    assert both(formula, **given) == Decimal(expected)


@pytest.mark.parametrize(
    ("formula", "position", "said"),
    [
        ("", 0, "公式为空"),
        ("terms.monthly_wage * terms.monthly_wage", 19, "金额不能乘以金额"),
        ("terms.monthly_wage + 300", 19, "金额常数请写成 300元"),
        ("terms.monthly_wage > 300", 19, "金额常数请写成 300元"),
        ("terms.monthly_wag * 2", 0, "是否为“terms.monthly_wage”"),
        ("mni(1元, 2元)", 0, "是否为“min”"),
        ("min(1元)", 0, "参数个数应为 2 至 8"),
        ("1元 / 0", 5, "除数可能为零"),
        ("1元 / attendance.sick_days", 5, "除数可能为零"),
        ("1元 / (month.paid_days - month.paid_days)", 22, "除数可能为零"),
        ("2 / terms.monthly_wage * 1元", 2, "数值不能除以金额"),
        ("5", 0, "项目的结果须为金额"),
        ("if(1元, 2元, 3元)", 3, "此处需要条件"),
        ("if(true, 2元, 3)", 13, "同一类型"),
        ("1元 < 2元 < 3元", 8, "比较不能连写"),
        ('custom.shift * 1元', 0, "此处需要金额或数值"),
        ('if(custom.shift < "a", 1元, 2元)', 16, "只能用 == 或 !="),
        ('if(custom.shift == 1, 1元, 2元)', 16, "不能运算"),
        ("round(terms.monthly_wage, terms.monthly_wage)", 26, "舍入单位须为正的常数"),
        ("round(terms.monthly_wage, 0元)", 26, "舍入单位须为正的常数"),
        ('lookup("none", 1) ', 7, "没有可用的表"),
        ('lookup("level", attendance.sick_days)', 16, "依据可能更小"),
        ('bracket("rate", terms.monthly_wage / max(terms.social_base, 1元) * 1元)', 64, "请先用 round"),
        ("ytd(nothing)", 4, "没有项目"),
        ("ytd(1)", 0, "ytd(项目代码)"),
        ("1.23456789元", 0, "最多 10 位整数、6 位小数"),
        ("99999999999元", 0, "最多 10 位整数"),
        ("1e9 * 1元", 1, "不应出现"),
        ("1元 ** 9", 4, "不应出现"),
        ("nan * 1元", 0, "没有“nan”"),
        ("lambda: 1", 6, "不认识的字符"),
        ("__class__", 0, "不认识的字符"),
        ("terms.__class__", 5, "不认识的字符"),
        ("().__class__", 2, "不认识的字符"),
        ("terms.monthly_wage[0]", 18, "不认识的字符"),
        ("import os", 7, "不应出现"),
        ('"a\nb"', 0, "不认识的字符"),
        ("(" * 60 + "1元" + ")" * 60, 24, "嵌套不能超过"),
        ("-" * 200 + "1元", 24, "嵌套不能超过"),
        ("1元" + "+1元" * 300, 600, "过长"),
        ("x" * 3000, 2000, "不能超过"),
        ("terms.monthly_wage * 9999999999 * 9999999999 * 9999999999", 19, "超出范围"),
        ("terms.monthly_wage * param.sick_pay_rate * custom.points * custom.pieces", 41, "超出范围"),
    ],
)  # fmt: skip
def test_what_it_refuses_and_where(formula: str, position: int, said: str) -> None:
    with pytest.raises(FormulaError) as refused:
        graph(formula)
    assert said in refused.value.zh, refused.value.zh
    assert refused.value.en
    assert refused.value.position == position, (refused.value.position, refused.value.zh)
    assert refused.value.component == "c0"


def test_a_circle_is_named() -> None:
    with pytest.raises(FormulaError, match="c0 → c1 → c2 → c0") as refused:
        graph("c1 + 1元", "c2 * 2", "c0 / 2")
    assert refused.value.component == "c2"
    with pytest.raises(FormulaError, match="c0 → c0"):
        graph("c0 + 1元")
    assert [one.spec.code for one in graph("c1 + 1元", "prev(c0) * 2").ordered] == ["c1", "c0"]


def test_the_order_written_doesnt_matter() -> None:
    made = graph("c2 + c1", "c2 * 10%", "100元")
    assert [one.spec.code for one in made.ordered] == ["c2", "c1", "c0"]
    amounts, _ = made.compute({}, 2)
    assert amounts["c0"].tolist() == [11_000, 11_000]


def test_the_year_and_the_month_before() -> None:
    made = graph("max(5000元 - ytd(c0), 0元)", "prev(c0) * 10%")
    assert made.history == (("prev", "c0"), ("ytd", "c0"))
    columns = {"ytd:c0": np.array([450_000, 600_000]), "prev:c0": np.array([100_05, 0])}
    amounts, _ = made.compute(columns, 2)
    assert (amounts["c0"].tolist(), amounts["c1"].tolist()) == ([50_000, 0], [10_01, 0])


def test_an_input_out_of_its_bounds_is_that_persons_problem() -> None:
    made = graph("terms.monthly_wage * 2")
    columns = {"terms.monthly_wage": np.array([10**9, 10**9 + 1, 100_00], dtype=np.int64)}
    amounts, wrong = made.compute(columns, 3)
    assert wrong.tolist() == [True, True, False]  # the first doubles beyond what an amount may be
    assert amounts["c0"].tolist()[2] == 200_00


def test_tables_are_tables() -> None:
    with pytest.raises(TableError):
        LookupTable(
            "x",
            "step",
            "number",
            "money",
            steps=(StepRow(Decimal(2), Decimal(1)), StepRow(Decimal(1), Decimal(1))),
        )
    with pytest.raises(TableError):
        LookupTable(
            "x", "bracket", "money", "money", brackets=(BracketRow(Decimal(1), Decimal(1), Decimal(0)),)
        )


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="abctmy._01259%元+-*/(),<>=!\"' \n{}[]λ", max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    found = refusal_of(lambda: graph(text))
    if found is not None:
        assert 0 <= found.position <= len(text)
        assert found.zh
        assert found.en


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_character_breaks_it(text: str) -> None:
    with suppress(FormulaError):
        tokens_of(text)
        parse(text)


def test_repetition_of_anything_is_refused_at_once() -> None:
    started = time.perf_counter()
    for text in ("(" * 10**6, "1元+" * 10**5, "min(" * 500, "not " * 399, "-(" * 1000, "a." * 999 + "b"):
        with pytest.raises(FormulaError):
            graph(text)
    assert time.perf_counter() - started < 1


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 4))
def test_twins_agree_on_any_formula(seed: int, depth: int) -> None:
    """A formula that passes the check gives the same fen in int64 and in Decimal, for any allowed input."""
    text = money_text(random.Random(seed), depth, [])
    found = refusal_of(lambda: graph(text))
    if found is None:
        compare_set(graph(text), np.random.default_rng(seed), 20)
    else:
        assert any(word in found.zh for word in ("范围", "零", "round")), found.zh


def test_twins_agree_on_many_random_slips() -> None:
    """A hundred thousand here; ``python -m renshi_payroll.formula`` runs a million for a release."""
    parameters, day = load_parameters(), date(2026, 11, 1)
    tables = TaxTables(parameters.table("iit.annual_table", day), parameters.table("iit.monthly_table", day))
    assert compare(100_000, 7, tables) > 3_000_000


def test_the_comparison_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A twin that rounds half to even is found."""
    from decimal import ROUND_HALF_EVEN

    from renshi_payroll.formula import scalar

    monkeypatch.setitem(scalar._MODES, "round", ROUND_HALF_EVEN)
    made = graph("terms.monthly_wage / 2")
    with pytest.raises(AssertionError, match="is not"):
        compare_set(made, np.random.default_rng(1), 50)


def test_every_quantity_has_sentences_and_bounds() -> None:
    for quantity in BUILT_IN.values():
        assert quantity.zh
        assert quantity.en
        assert quantity.low < quantity.high
