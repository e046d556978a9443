"""The component language: what it computes, what it refuses and where, and that both twins say the same."""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import partial

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
    started = time.process_time()
    for text in ("(" * 10**6, "1元+" * 10**5, "min(" * 500, "not " * 399, "-(" * 1000, "a." * 999 + "b"):
        with pytest.raises(FormulaError):
            graph(text)
    assert time.process_time() - started < 5  # of this process, whatever else the machine does


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


def wild_text(rng: random.Random, depth: int) -> str:
    """Any formula of the grammar, right or wrong: every operator, every function, numbers as long as the lexer lets."""
    if depth <= 0:
        return rng.choice(
            (
                "9999999999", "0.000001", "0", "1%", "0.01元", "9999999999元", f"{rng.randrange(1, 10**10)}.25",
                *BUILT_IN, *FACTS, "c1", "nothing", "true", "prev(c1)", "ytd(c1)",
            )
        )  # fmt: skip
    one, other, third = (wild_text(rng, depth - 1 - rng.randrange(2)) for _ in range(3))
    return rng.choice(
        (
            f"({one} {rng.choice('+-*/')} {other})",
            f"{one} {rng.choice('*/')} {other}",
            f"({one} {rng.choice('*/')} {other}) {rng.choice('*/')} {third}",
            f"{rng.choice(('min', 'max'))}({one}, {other})",
            f"clip({one}, {other}, {third})",
            f"if({one} {rng.choice(('<', '>=', '==', '!='))} {other}, {other}, {third})",
            f"{rng.choice(('round', 'floor', 'ceil'))}({one}, {wild_text(rng, 0)})",
            f"{rng.choice(('abs', 'round', 'nothing'))}({one})",
            f'{rng.choice(("lookup", "bracket"))}("{rng.choice(("level", "rate", "none"))}", {one})',
            f"not {one} {rng.choice(('and', 'or'))} {other}",
            f"-{one}",
        )
    )


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 5))
def test_no_formula_breaks_it(seed: int, depth: int) -> None:
    """Refused in the language's own words, or computed for the least and the greatest input without leaving int64."""
    rng = random.Random(seed)
    text = wild_text(rng, depth)
    whole = text if rng.random() < 0.5 else f"({text}) * 1元"
    found = refusal_of(lambda: graph(whole, "1元"))
    if found is not None:
        assert 0 <= found.position <= len(whole)
        assert found.zh
        assert found.en
        return
    made = graph(whole, "1元")
    columns: dict[str, np.ndarray] = {}
    for name in made.inputs:
        quantity = made.scope.quantities[name]
        if quantity.kind == "text":
            columns[name] = np.array(["a", "b"], dtype=object)
        elif quantity.kind == "bool":
            columns[name] = np.array([False, True])
        else:
            bounds = (int(quantity.low * quantity.denominator), int(quantity.high * quantity.denominator))
            columns[name] = np.array(bounds, dtype=np.int64)
    columns |= {f"{function}:{code}": np.array([-(10**11), 10**11]) for function, code in made.history}
    amounts, wrong = made.compute(columns, 2)
    for row in range(2):
        if not wrong[row]:
            given = {name: exact_of(made, name, values[row]) for name, values in columns.items()}
            assert int(made.explain_one(given)["c0"] * 100) == amounts["c0"][row], whole


def exact_of(made: ComponentGraph, name: str, stored: object) -> Exact | str | bool:
    """A stored value as the Decimal twin takes it."""
    quantity = made.scope.quantities.get(name)
    if quantity is not None and quantity.kind in ("text", "bool"):
        return str(stored) if quantity.kind == "text" else bool(stored)
    return Exact(Decimal(int(stored)), Decimal(100 if quantity is None else quantity.denominator))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("formula", "position"),
    [
        ("9999999999 * 9999999999 * 1元", 11),
        ("(9999999999 * 9999999999) / 9999999999 * 1元", 12),
        ("1元 * (0.000001 / 9999999999 / 9999)", 28),
        ("9999999999元 / 0.000001 / 0.000001", 23),
        ('bracket("rate", 0.01元 / 6585285828.6001)', 0),
        ("max(9999999999 * 9999999999, 1) * 1元", 15),
    ],
)
def test_numbers_beyond_int64_are_refused_where_they_arise(formula: str, position: int) -> None:
    with pytest.raises(FormulaError, match="may overflow") as refused:
        graph(formula)
    assert refused.value.position == position


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_table_breaks_it(data: st.DataObject) -> None:
    """A table as large and as fine as a company may write it: refused in words, or both twins read the same row."""
    amounts = st.decimals(-100_000_000, 100_000_000, places=6)
    starts = sorted(set(data.draw(st.lists(st.decimals(0, 100_000_000, places=4), min_size=1, max_size=6))))
    steps = tuple(StepRow(start, data.draw(amounts)) for start in starts)
    rates = st.decimals(0, 1, places=6)
    brackets = tuple(
        BracketRow(upper, data.draw(rates), data.draw(st.decimals(0, 100_000_000, places=2)))
        for upper in (Decimal("0.01"), Decimal("36000.33"), None)
    )
    tables = {
        "s": LookupTable("s", "step", "money", "money", steps=steps),
        "b": LookupTable("b", "bracket", "money", "money", brackets=brackets),
    }
    for formula in ('lookup("s", terms.monthly_wage)', 'bracket("b", terms.monthly_wage)'):
        specs = [ComponentSpec("c0", "", "", formula)]
        found = refusal_of(partial(compile_set, specs, tables=tables))
        if found is not None:
            assert any(word in found.zh for word in ("范围", "依据可能更小")), found.zh
            continue
        seed = data.draw(st.integers(0, 9))
        assert compare_set(compile_set(specs, tables=tables), np.random.default_rng(seed), 5) <= 5


@pytest.mark.parametrize("word", ["and", "or", "not", "true", "false"])
def test_a_word_of_the_language_is_no_code(word: str) -> None:
    """A component nobody could refer to."""
    with pytest.raises(FormulaError, match="a word of the language"):
        compile_set([ComponentSpec(word, "", "", "1元")])


def test_a_bracket_holds_up_to_its_bound() -> None:
    """The tables of the law meet at their bounds, a company's need not: a fen decides."""
    table = LookupTable(
        "steps",
        "bracket",
        "money",
        "money",
        brackets=(
            BracketRow(Decimal(1000), Decimal("0.1"), Decimal(0)),
            BracketRow(None, Decimal("0.2"), Decimal(0)),
        ),
    )
    made = compile_set(
        [ComponentSpec("c0", "", "", 'bracket("steps", terms.monthly_wage)')], tables={"steps": table}
    )
    fen = [999_99, 1000_00, 1000_01]
    amounts, _ = made.compute({"terms.monthly_wage": np.array(fen)}, 3)
    assert amounts["c0"].tolist() == [100_00, 100_00, 200_00]
    for stored, expected in zip(fen, ("100", "100", "200"), strict=True):
        given = {"terms.monthly_wage": Exact(Decimal(stored), Decimal(100))}
        assert made.explain_one(given)["c0"].quantize(Decimal(1)) == Decimal(expected)
