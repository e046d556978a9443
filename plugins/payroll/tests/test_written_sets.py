"""A set computed and written for many people at once makes the very items that are made one by one."""

import dataclasses
import random
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from renshi_payroll.components.library import compile_document, standard
from renshi_payroll.formula.graph import ComponentGraph, ComponentSpec, compile_set
from renshi_payroll.formula.quantities import custom
from renshi_payroll.formula.twins import TABLES, random_columns, random_set
from renshi_payroll.formula.written import SetAmounts, WrittenSet
from renshi_payroll.runs.formulas import FormulaSet, compute_amounts, items_of, shown
from renshi_payroll.runs.snapshot import canonical, item_json

TREATMENTS = ("wage", "exempt", "separate", "after_tax", "helper", "base")


def one_by_one(
    graph: ComponentGraph, columns: dict[str, np.ndarray], count: int
) -> tuple[list[str], list[bool]]:
    """The items of everybody as the way of one person writes them, and who left the bounds."""
    lists = {
        name: [values.item()] * count if values.ndim == 0 else values.tolist()
        for name, values in columns.items()
    }
    rows = [{name: values[row] for name, values in lists.items()} for row in range(count)]
    amounts, wrong = compute_amounts(FormulaSet(graph, {}), rows)
    items = [items_of(FormulaSet(graph, {}), one) for one in amounts]
    return [",".join(canonical(item_json(item)) for item in own) for own in items], wrong


def both(graph: ComponentGraph, columns: dict[str, np.ndarray], count: int) -> SetAmounts:
    """All at once, after comparing with one by one."""
    together = WrittenSet(graph, shown).compute(columns, count)
    items, wrong = one_by_one(graph, columns, count)
    assert list(together.items) == items
    assert together.wrong.tolist() == wrong
    return together


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_any_set_is_written_the_same(seed: int) -> None:
    rng = random.Random(seed)
    specs = [
        dataclasses.replace(
            one.spec,
            treatment=rng.choice(TREATMENTS),
            zh=rng.choice(("高温津贴", '引"号{0}', "x")),
            en=rng.choice(("", "Heat {x}")),
        )
        for one in random_set(rng).ordered
    ]
    graph = compile_set(specs, tables=TABLES)
    columns = random_columns(np.random.default_rng(seed), graph.inputs, 7)
    for name in columns:
        kind = rng.random()
        if kind < 0.3:  # one value for everybody
            columns[name] = columns[name][0]
        elif kind < 0.6:  # nothing for most
            columns[name] = np.where(np.arange(7) < 5, np.maximum(0, columns[name].min()), columns[name])
    together = both(graph, columns, 7)
    for treatment in TREATMENTS[:4]:
        codes = [one.spec.code for one in graph.ordered if one.spec.treatment == treatment]
        expected = sum((together.amounts[code] for code in codes), np.zeros(7, dtype=np.int64))
        assert together.totals[treatment].tolist() == expected.tolist()
    assert set(together.bases) == {one.spec.code for one in graph.ordered if one.spec.treatment == "base"}


def test_texts_conditions_and_other_months() -> None:
    facts = {
        "custom.shift": custom("shift", "text", "班次", "Shift"),
        "custom.heat": custom("heat", "bool", "高温"),
    }
    specs = [
        ComponentSpec("night", "夜班", "Night", 'if(custom.shift == "夜", 30元, 0元) * month.paid_days'),
        ComponentSpec("heat", "高温", "", "if(custom.heat, 300元, 0元)", "exempt"),
        ComponentSpec("owed", "欠款", "Owed", "-prev(owed) - ytd(night)", "after_tax"),
        ComponentSpec("social_base", "基数", "", "terms.monthly_wage", "base"),
    ]
    columns = {
        "custom.shift": np.array(["夜", 'a"\\\n', "日"], dtype=object),
        "custom.heat": np.array([True, False, False]),
        "month.paid_days": np.array(21),
        "terms.monthly_wage": np.array([1, 2, 3]),
        "prev:owed": np.array([0, -500_00, 0]),
        "ytd:night": np.array(0),
    }
    together = both(compile_set(specs, facts=facts), columns, 3)
    assert [len(text) > 0 for text in together.items] == [True, True, False]
    assert together.items[0].count('"component"') == 2
    assert '"amount":63000,"component":"pay.night"' in together.items[0]
    assert together.totals["wage"].tolist() == [630_00, 0, 0]
    assert together.totals["exempt"].tolist() == [300_00, 0, 0]
    assert together.totals["after_tax"].tolist() == [0, 500_00, 0]
    assert together.bases["social_base"].tolist() == [1, 2, 3]


def test_the_shipped_set() -> None:
    document = standard()
    graph = compile_document({"components": document["components"], "facts": document["facts"]}, {})
    rng = np.random.default_rng(3)
    columns: dict[str, np.ndarray] = {}
    for name in graph.inputs:
        quantity = graph.scope.quantities[name]
        low, high = int(quantity.low * quantity.denominator), int(quantity.high * quantity.denominator)
        if quantity.kind == "text":
            columns[name] = np.array(["a"] * 50, dtype=object)
        elif quantity.kind == "bool":
            columns[name] = rng.integers(0, 2, 50).astype(np.bool_)
        else:
            columns[name] = rng.integers(low, min(high, 5_000_000), 50, endpoint=True)
    columns |= {f"{function}:{code}": np.zeros(50, dtype=np.int64) for function, code in graph.history}
    both(graph, columns, 50)


def test_nobody_and_nothing() -> None:
    graph = compile_set([ComponentSpec("a", "a", "", "terms.monthly_wage - terms.monthly_wage")])
    made = WrittenSet(graph, shown)
    assert list(made.compute({"terms.monthly_wage": np.array([1, 2])}, 2).items) == ["", ""]
    nobody = made.compute({"terms.monthly_wage": np.array([], dtype=np.int64)}, 0)
    assert (list(nobody.items), nobody.totals["wage"].tolist()) == ([], [])


def test_who_leaves_the_bounds_is_told_apart() -> None:
    graph = compile_set([ComponentSpec("a", "a", "", "terms.monthly_wage * 2", unit=Decimal(1))])
    together = both(graph, {"terms.monthly_wage": np.array([10**9, 100_00])}, 2)
    assert together.wrong.tolist() == [True, False]
    assert together.totals["wage"].tolist() == [0, 200_00]


def test_the_comparison_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = compile_set([ComponentSpec("a", "a", "", "terms.monthly_wage")])
    monkeypatch.setattr("renshi_payroll.formula.written._money_texts", lambda fen: ["0.00"] * len(fen))
    with pytest.raises(AssertionError):
        both(graph, {"terms.monthly_wage": np.array([1, 2])}, 2)
