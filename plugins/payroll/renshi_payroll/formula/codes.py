"""The operations of formulas as int64 array code, each with the bounds of what it gives.

A value is a numerator array over a denominator. Bounds go along, and an operation that could leave int64 for any
allowed input is refused while the code is built.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from renshi_payroll.formula.errors import FormulaError
from renshi_payroll.formula.parser import Binary, Call, Constant, Node
from renshi_payroll.formula.quantities import Kind
from renshi_payroll.formula.tables import LookupTable

#: A quarter of int64, so that half-up's doubling fits too.
LIMIT = 2**61
Array = npt.NDArray[Any]
Columns = Mapping[str, Array]
Value = tuple[Array, "int | Array"]
KIND_ZH = {"money": "金额", "number": "数值", "bool": "条件", "text": "文本"}


@dataclass(frozen=True, slots=True)
class Code:
    """A part of a formula: its kind, bounds and the array code. ``den`` is ``None`` where it is an array."""

    kind: Kind
    run: Callable[[Columns], Value]
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(0)
    top: int = 0
    den: int | None = 1
    den_top: int = 1
    constant: Fraction | None = None

    def __post_init__(self) -> None:
        # Over a known denominator the value's own bounds may say more than the operations before did.
        if self.den is not None and self.kind in ("money", "number"):
            reach = int(max(abs(self.low), abs(self.high)) * self.den) + 1
            object.__setattr__(self, "top", min(self.top, reach))


def want_kind(code: Code, kinds: Sequence[str], node: Node) -> None:
    if code.kind not in kinds:
        wanted = "或".join(KIND_ZH[kind] for kind in kinds)
        raise FormulaError(
            node.position,
            f"此处需要{wanted}，而不是{KIND_ZH[code.kind]}",
            f"{' or '.join(kinds)} is needed here, not {code.kind}",
        )


def want_same_kind(left: Code, right: Code, node: Binary) -> None:
    if left.kind == right.kind:
        return
    if {left.kind, right.kind} == {"money", "number"}:
        raise FormulaError(
            node.position,
            "金额与数值不能直接加减或比较，金额常数请写成 300元",
            "money and a number don't add or compare; write an amount as 300元",
        )
    raise FormulaError(
        node.position,
        f"{KIND_ZH[left.kind]}与{KIND_ZH[right.kind]}不能运算",
        f"{left.kind} and {right.kind} don't go together",
    )


def _fits(position: int, *bounds: int) -> None:
    if any(bound >= LIMIT for bound in bounds):
        raise FormulaError(
            position,
            "中间结果可能超出范围，请先用 round 或 clip 收窄",
            "an intermediate result may overflow; round or clip a part of it first",
        )


def number_code(value: Fraction, kind: Kind = "number", position: int = 0) -> Code:
    num, den = value.numerator, value.denominator
    _fits(position, abs(num), den)
    array = np.array(num, dtype=np.int64)
    return Code(kind, lambda columns: (array, den), value, value, abs(num), den, den, value)


def constant_code(node: Constant) -> Code:
    if node.kind == "text":
        text = np.array(node.value, dtype=object)
        return Code("text", lambda columns: (text, 1))
    if node.kind == "bool":
        flag = np.array(node.value, dtype=np.bool_)
        return Code("bool", lambda columns: (flag, 1))
    return number_code(Fraction(node.value), node.kind, node.position)


def column_code(name: str, kind: Kind, den: int, low: Fraction, high: Fraction) -> Code:
    top = int(max(abs(low), abs(high)) * den)
    return Code(kind, lambda columns: (columns[name], den), low, high, top, den, den)


def inverse_of(code: Code, position: int) -> Code:
    """One over ``code``, which is above zero."""
    run, den = code.run, code.den
    if code.constant is not None:
        return number_code(1 / code.constant, code.kind, position)

    def inverse(columns: Columns) -> Value:
        num, own = run(columns)
        return np.broadcast_to(np.asarray(own, dtype=np.int64), np.shape(num)), num

    top = code.den_top if den is None else den
    return Code(code.kind, inverse, 1 / code.high, 1 / code.low, top, None, code.top)


def multiply(left: Code, right: Code, position: int, kind: Kind) -> Code:
    if left.constant is not None and right.constant is not None:
        return number_code(left.constant * right.constant, kind, position)
    if right.constant is not None:
        left, right = right, left
    corners = [left.low * right.low, left.low * right.high, left.high * right.low, left.high * right.high]
    one, other = left.run, right.run
    if left.constant is not None:
        # A constant is first reduced against the known denominator, which keeps the numbers small.
        share = gcd(left.constant.numerator, right.den or 1)
        factor, over = left.constant.numerator // share, left.constant.denominator
        top, den_top = (
            abs(factor) * right.top,
            over * (right.den_top // share if right.den else right.den_top),
        )
        _fits(position, top, den_top)
        if right.den is not None:
            den = right.den // share * over
            return Code(
                kind,
                lambda columns: (other(columns)[0] * factor, den),
                min(corners),
                max(corners),
                top,
                den,
                den,
            )

        def scaled(columns: Columns) -> Value:
            num, own = other(columns)
            return num * factor, own * over

        return Code(kind, scaled, min(corners), max(corners), top, None, den_top)
    top, den_top = left.top * right.top, left.den_top * right.den_top
    _fits(position, top, den_top)
    known = left.den * right.den if left.den is not None and right.den is not None else None

    def product(columns: Columns) -> Value:
        num, den = one(columns)
        num2, den2 = other(columns)
        return num * num2, den * den2

    return Code(kind, product, min(corners), max(corners), top, known, den_top)


def _aligned(
    left: Code, right: Code, position: int
) -> tuple[Callable[[Columns], tuple[Array, Array, Any]], int, int, int | None, int]:
    """Both numerators over one denominator, with their bounds: ``(run, left top, right top, den, den top)``."""
    one, other = left.run, right.run
    if left.den is not None and right.den is not None:
        den = lcm(left.den, right.den)
        a, b = den // left.den, den // right.den
        tops = left.top * a, right.top * b
        _fits(position, *tops, den)

        def known(columns: Columns) -> tuple[Array, Array, Any]:
            return one(columns)[0] * a, other(columns)[0] * b, den

        return known, *tops, den, den
    tops = left.top * right.den_top, right.top * left.den_top
    den_top = left.den_top * right.den_top
    _fits(position, *tops, den_top)

    def crossed(columns: Columns) -> tuple[Array, Array, Any]:
        num, den = one(columns)
        num2, den2 = other(columns)
        return num * den2, num2 * den, den * den2

    return crossed, *tops, None, den_top


def add_codes(left: Code, right: Code, position: int) -> Code:
    if left.constant is not None and right.constant is not None:
        return number_code(left.constant + right.constant, left.kind, position)
    run, one, other, den, den_top = _aligned(left, right, position)
    _fits(position, one + other)

    def total(columns: Columns) -> Value:
        a, b, over = run(columns)
        return a + b, over

    return Code(left.kind, total, left.low + right.low, left.high + right.high, one + other, den, den_top)


def compare_codes(op: str, left: Code, right: Code, node: Binary) -> Code:
    want_same_kind(left, right, node)
    if left.kind in ("text", "bool"):
        if op not in ("==", "!="):
            raise FormulaError(
                node.position, "文本与条件只能用 == 或 != 比较", "text and conditions compare by == and !="
            )
        a, b = left.run, right.run
        if op == "==":
            return Code(
                "bool", lambda columns: (np.asarray(a(columns)[0] == b(columns)[0], dtype=np.bool_), 1)
            )
        return Code("bool", lambda columns: (np.asarray(a(columns)[0] != b(columns)[0], dtype=np.bool_), 1))
    run = _aligned(left, right, node.position)[0]
    function = {
        "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal, "!=": np.not_equal,
    }[op]  # fmt: skip

    def compared(columns: Columns) -> Value:
        one, other, _ = run(columns)
        return function(one, other), 1

    return Code("bool", compared)


def extreme_of(name: str, left: Code, right: Code, position: int) -> Code:
    pick = min if name == "min" else max
    if left.constant is not None and right.constant is not None:
        return number_code(pick(left.constant, right.constant), left.kind, position)
    run, one, other, den, den_top = _aligned(left, right, position)
    function = np.minimum if name == "min" else np.maximum

    def extreme(columns: Columns) -> Value:
        a, b, over = run(columns)
        return function(a, b), over

    return Code(
        left.kind,
        extreme,
        pick(left.low, right.low),
        pick(left.high, right.high),
        max(one, other),
        den,
        den_top,
    )


def choose(condition: Callable[[Columns], Value], left: Code, right: Code, position: int) -> Code:
    one, other = left.run, right.run
    if left.kind in ("text", "bool"):
        return Code(
            left.kind,
            lambda columns: (np.where(condition(columns)[0], one(columns)[0], other(columns)[0]), 1),
        )
    run, top, top2, den, den_top = _aligned(left, right, position)

    def chosen(columns: Columns) -> Value:
        a, b, over = run(columns)
        return np.where(condition(columns)[0], a, b), over

    return Code(
        left.kind, chosen, min(left.low, right.low), max(left.high, right.high), max(top, top2), den, den_top
    )


def rounded(code: Code, mode: str, unit: Fraction, position: int) -> Code:
    """``code`` rounded to whole multiples of ``unit``: half away from zero, down or up."""
    scale, step = unit.denominator, unit.numerator
    if code.den is not None:
        share = gcd(scale, code.den)
        up, over = scale // share, code.den // share * step
        share = gcd(up, over)
        up, over = up // share, over // share
        _fits(position, code.top * up, over)
        den_top: int | None = over
    else:
        up, over, den_top = scale, step, None
        _fits(position, code.top * up, code.den_top * over)
    run = code.run

    def round_(columns: Columns) -> Value:
        num, den = run(columns)
        steps = divide(num * up, over if den_top is not None else den * over, mode)
        return steps * step, scale

    low, high = _round_fraction(code.low, mode, unit), _round_fraction(code.high, mode, unit)
    top = int(max(abs(low), abs(high)) * scale)
    _fits(position, top)
    return Code(code.kind, round_, low, high, top, scale, scale)


def divide(num: Array, den: int | Array, mode: str) -> Array:
    """``num / den`` to a whole number; ``den`` is above zero. Integers only."""
    if mode == "floor":
        return num // den
    if mode == "ceil":
        return -((-num) // den)
    magnitude = (2 * np.abs(num) + den) // (2 * np.asarray(den, dtype=np.int64))
    result: Array = np.sign(num) * magnitude
    return result


def _round_fraction(value: Fraction, mode: str, unit: Fraction) -> Fraction:
    steps = value / unit
    if mode == "floor":
        return Fraction(steps.__floor__()) * unit
    if mode == "ceil":
        return Fraction(steps.__ceil__()) * unit
    whole = (abs(steps) + Fraction(1, 2)).__floor__()
    return Fraction(whole if steps >= 0 else -whole) * unit


def step_lookup(table: LookupTable, key: Code, node: Node) -> Code:
    starts = [Fraction(row.start) for row in table.steps]
    values = [Fraction(row.value) for row in table.steps]
    if key.low < starts[0]:
        raise FormulaError(
            node.position,
            f"表“{table.name}”从 {table.steps[0].start} 开始，依据可能更小，请补充起点或用 max(…) 限制",
            f"the table {table.name} starts at {table.steps[0].start}, the key may be below it",
        )
    den = lcm(*(value.denominator for value in values))
    _fits(node.position, den, int(max(abs(value) for value in values) * den))
    amounts = np.array([int(value * den) for value in values], dtype=np.int64)
    for start in starts:
        _fits(node.position, key.top * start.denominator, abs(start.numerator) * key.den_top)
    run = key.run

    def looked_up(columns: Columns) -> Value:
        num, own = run(columns)
        index = np.zeros(np.shape(num), dtype=np.int64)
        for start in starts[1:]:
            index = index + (num * start.denominator >= own * start.numerator)
        return amounts[index], den

    top = int(np.abs(amounts).max())
    return Code(table.value, looked_up, min(values), max(values), top, den, den)


def bracket_lookup(table: LookupTable, key: Code, node: Call) -> Code:
    if key.den is None:
        raise FormulaError(node.arguments[1].position, "请先用 round 舍入依据", "round the key first")
    rates = [Fraction(row.rate) for row in table.brackets]
    quicks = [Fraction(row.quick) for row in table.brackets]
    own = key.den
    den = lcm(own * lcm(*(rate.denominator for rate in rates)), *(quick.denominator for quick in quicks))
    scaled = [int(rate * den / own) for rate in rates]
    moved = [int(quick * den) for quick in quicks]
    uppers = [Fraction(row.upper) for row in table.brackets if row.upper is not None]
    top = max(map(abs, scaled)) * key.top + max(map(abs, moved))
    _fits(node.position, top, den, *(key.top * upper.denominator for upper in uppers))
    _fits(node.position, *(abs(upper.numerator) * own for upper in uppers), *map(abs, scaled))
    factors, offsets = np.array(scaled, dtype=np.int64), np.array(moved, dtype=np.int64)
    run = key.run

    def computed(columns: Columns) -> Value:
        num, _ = run(columns)
        index = np.zeros(np.shape(num), dtype=np.int64)
        for upper in uppers:
            index = index + (num * upper.denominator > own * upper.numerator)
        return num * factors[index] - offsets[index], den

    bound = Fraction(top, den)
    return Code("money", computed, -bound, bound, top, den, den)
