"""Random slips by both twins: every value of the int64 code is compared with the Decimal one.

Random component sets over random quantities, then a slip's insurance and tax. ``python -m
renshi_payroll.formula`` runs it.
"""

from __future__ import annotations

import random
from decimal import Decimal

import numpy as np

from renshi_payroll.engine.batch import compose_v, gather
from renshi_payroll.engine.insurance import SchemeRule
from renshi_payroll.engine.slip import Item, SlipInput, TaxTables, compose
from renshi_payroll.engine.withholding import YearToDate
from renshi_payroll.formula.codes import Array
from renshi_payroll.formula.errors import FormulaError
from renshi_payroll.formula.graph import ComponentGraph, ComponentSpec, compile_set
from renshi_payroll.formula.quantities import BUILT_IN, Quantity
from renshi_payroll.formula.scalar import Exact
from renshi_payroll.formula.tables import BracketRow, LookupTable, StepRow

TABLES = {
    "level": LookupTable(
        "level", "step", "number", "money",
        steps=tuple(
            StepRow(Decimal(start), Decimal(value)) for start, value in ((0, 0), (1, 100), (5, "333.33"), (10, 800))
        ),
    ),
    "rate": LookupTable(
        "rate", "bracket", "money", "money",
        brackets=(
            BracketRow(Decimal(3000), Decimal("0.03"), Decimal(0)),
            BracketRow(Decimal(12000), Decimal("0.1"), Decimal(210)),
            BracketRow(None, Decimal("0.2"), Decimal(1410)),
        ),
    ),
}  # fmt: skip
_MONEY = ("terms.monthly_wage", "terms.prorated_wage", "param.minimum_wage")
_NUMBER = (
    "month.paid_days",
    "employment.paid_days",
    "employee.service_years",
    "attendance.overtime_weekday_hours",
    "attendance.unpaid_days",
    "param.sick_pay_rate",
)
#: What the random values really are; the stored bounds are much wider.
_USUAL = {"terms.monthly_wage": 5_000_000, "terms.prorated_wage": 5_000_000, "param.minimum_wage": 300_000}


def money_text(rng: random.Random, depth: int, codes: list[str]) -> str:
    """A random formula of an amount."""
    if depth <= 0:
        leaves = [rng.choice(_MONEY), f"{rng.randrange(0, 900_000) / 100:.2f}元", *codes[-2:]]
        return rng.choice(leaves)
    one, other = (money_text(rng, depth - 1, codes) for _ in range(2))
    return rng.choice(
        (
            f"({one} + {other})",
            f"({one} - {other})",
            f"{one} * {number_text(rng, depth - 1)}",
            f"{one} / max({number_text(rng, depth - 2)}, 1)",
            f"{one} / 21.75 * {rng.choice(_NUMBER)}",
            f"min({one}, {other})",
            f"max({one}, {other})",
            f"clip({one}, 0元, 30000元)",
            f"if({one} {rng.choice(('<', '<=', '>', '>=', '==', '!='))} {other}, {one}, {other})",
            f"round({one}, {rng.choice(('1元', '0.5元', '10元'))})",
            f"floor({one}, 1元)",
            f"ceil({one})",
            f"abs({one})",
            f'bracket("rate", round({one}))',
            'lookup("level", max(employee.service_years, 0))',
            f"-{one}",
        )
    )


def number_text(rng: random.Random, depth: int) -> str:
    """A random formula of a number."""
    if depth <= 0:
        return rng.choice((*_NUMBER, f"{rng.randrange(0, 400) / 100}", f"{rng.randrange(0, 150)}%"))
    one, other = (number_text(rng, depth - 1) for _ in range(2))
    return rng.choice(
        (f"({one} + {other})", f"({one} - {other})", f"{one} * {other}", f"min({one}, {other})")
    )


def random_set(rng: random.Random) -> ComponentGraph:
    """A set of three components that passes the checks; formulas that may overflow are drawn again."""
    while True:
        codes: list[str] = []
        specs: list[ComponentSpec] = []
        for index in range(3):
            code = f"c{index}"
            specs.append(
                ComponentSpec(
                    code,
                    code,
                    code,
                    money_text(rng, rng.randrange(1, 4), codes),
                    "wage",
                    rng.choice(("round", "round", "floor", "ceil")),
                    rng.choice((Decimal("0.01"), Decimal("0.1"), Decimal(1))),
                )
            )
            codes.append(code)
        try:
            return compile_set(specs, tables=TABLES)
        except FormulaError:
            continue


def random_columns(rng: np.random.Generator, names: tuple[str, ...], count: int) -> dict[str, Array]:
    """Scaled integers within each quantity's bounds."""
    columns: dict[str, Array] = {}
    for name in names:
        quantity = BUILT_IN[name]
        low = int(quantity.low * quantity.denominator)
        high = _USUAL.get(name, int(quantity.high * quantity.denominator))
        columns[name] = rng.integers(low, high, count, dtype=np.int64, endpoint=True)
    return columns


def natural(quantity: Quantity, stored: int) -> Exact:
    """A stored integer in natural units, as a quotient: twenty minutes have no end as a decimal of an hour."""
    return Exact(Decimal(stored), Decimal(quantity.denominator))


def compare_set(graph: ComponentGraph, rng: np.random.Generator, count: int) -> int:
    """Both twins over ``count`` random people; returns values compared, raises ``AssertionError`` on a difference."""
    columns = random_columns(rng, graph.inputs, count)
    amounts, wrong = graph.compute(columns, count)
    compared = 0
    for row in range(count):
        if wrong[row]:
            continue
        given = {name: natural(BUILT_IN[name], int(values[row])) for name, values in columns.items()}
        for code, value in graph.explain_one(given).items():
            if int(value * 100) != amounts[code][row]:
                texts = {one.spec.code: one.spec.formula for one in graph.ordered}
                raise AssertionError(
                    f"{code} = {texts[code]} with {given}: {value} is not {amounts[code][row]} fen"
                )
            compared += 1
    return compared


def random_slips(rng: random.Random, count: int) -> list[SlipInput]:
    """Slips with all kinds of items, bases around the bounds and a year before them."""
    rules = tuple(
        SchemeRule(name, 7_546_00, 37_731_00, employee, employer, unit=unit)
        for name, employee, employer, unit in (
            ("pension", 80_000, 160_000, 1),
            ("medical", 20_000, 90_000, 1),
            ("unemployment", 5_000, 5_000, 1),
            ("housing_fund", 70_000, 70_000, 100),
        )
    )
    return [
        SlipInput(
            items=(
                Item("pay.base", rng.randrange(0, 20_000_000)),
                Item("pay.leave_deduction", -rng.randrange(0, 100_000)),
                Item("pay.exempt", rng.randrange(0, 200_000), "exempt"),
                Item("pay.annual_bonus", rng.randrange(0, 5_000_000), "separate", rng.randrange(0, 500_000)),
                Item("pay.deduction", rng.randrange(0, 50_000), "after_tax"),
                Item("retro.pension.employee", rng.randrange(-20_000, 20_000), "employee_social"),
                Item("retro.housing_fund.employer", rng.randrange(-20_000, 20_000), "employer_housing"),
            ),
            social_base=rng.randrange(0, 6_000_000),
            housing_base=rng.randrange(0, 6_000_000),
            rules=rules,
            resident=rng.random() < 0.9,
            basic=500_000 * rng.randrange(1, 13),
            before=YearToDate(
                income=rng.randrange(0, 200_000_000),
                special=rng.randrange(0, 10_000_000),
                tax=rng.randrange(0, 30_000_000),
            ),
            additional=rng.randrange(0, 6_000_000),
            other=rng.randrange(0, 1_200_000),
            relief=rng.randrange(0, 100_000),
        )
        for _ in range(count)
    ]


def compare_slips(slips: list[SlipInput], tables: TaxTables) -> int:
    """Both twins of the slip; returns values compared."""
    arrays = {name: values.tolist() for name, values in compose_v(gather(slips), tables).items()}
    compared = 0
    for row, slip in enumerate(slips):
        for name, value in compose(slip, tables).items():
            if arrays[name][row] != value:
                raise AssertionError(f"slip {row}: {name} {arrays[name][row]} is not {value}")
            compared += 1
    return compared


def compare(total: int, seed: int, tables: TaxTables) -> int:
    """``total`` random slips in sets of 500 people: components and slip by both twins."""
    rng, arrays = random.Random(seed), np.random.default_rng(seed)
    compared = done = 0
    while done < total:
        count = min(500, total - done)
        compared += compare_set(random_set(rng), arrays, count)
        compared += compare_slips(random_slips(rng, count), tables)
        done += count
    return compared
