"""A checked formula as numpy int64 code.

Every value is an exact fraction: an int64 array over a denominator that is a plain number where it can be known, an
array where a formula divides by a quantity. Nothing is rounded before the formula says so, so ``wage / 21.75 / 8 *
hours`` has no rounded rate in it. While the code is built, bounds of numerators and denominators go along; what could
leave int64 or divide by zero for *any* allowed input is refused here, at save, and can't happen later.
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
from renshi_payroll.formula.parser import Binary, Call, Constant, Name, Node, Unary
from renshi_payroll.formula.quantities import MOST_MONEY, Kind
from renshi_payroll.formula.scope import HISTORY, Scope
from renshi_payroll.formula.tables import LookupTable

#: A quarter of int64, so that half-up's doubling fits too.
LIMIT = 2**61
Array = npt.NDArray[Any]
Columns = Mapping[str, Array]
Value = tuple[Array, "int | Array"]
_KIND_ZH = {"money": "金额", "number": "数值", "bool": "条件", "text": "文本"}


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


def compile_vector(node: Node, scope: Scope) -> Code:
    """Type, bound and translate ``node``. Raises :class:`FormulaError`."""
    return _Compiler(scope).code(node)


class _Compiler:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def code(self, node: Node) -> Code:
        if isinstance(node, Constant):
            return _constant(node)
        if isinstance(node, Name):
            return self._name(node)
        if isinstance(node, Unary):
            return self._unary(node)
        if isinstance(node, Binary):
            return self._binary(node)
        return self._call(node)

    def _name(self, node: Name) -> Code:
        name = node.name
        if name in self._scope.components:
            return _column(name, "money", 100, Fraction(-MOST_MONEY), Fraction(MOST_MONEY))
        quantity = self._scope.quantities.get(name)
        if quantity is None:
            close = _closest(name, [*self._scope.quantities, *self._scope.components])
            raise FormulaError(
                node.position,
                f"没有“{name}”" + (f"，是否为“{close}”？" if close else ""),
                f"there is no {name}" + (f"; did you mean {close}?" if close else ""),
            )
        if quantity.kind in ("bool", "text"):
            return Code(quantity.kind, lambda columns: (columns[name], 1))
        return _column(
            name, quantity.kind, quantity.denominator, Fraction(quantity.low), Fraction(quantity.high)
        )

    def _unary(self, node: Unary) -> Code:
        code = self.code(node.operand)
        if node.op == "not":
            _want(code, ("bool",), node.operand)
            run = code.run
            return Code("bool", lambda columns: (~run(columns)[0], 1))
        _want(code, ("money", "number"), node.operand)
        return _multiply(_number(Fraction(-1)), code, node.position, code.kind)

    def _binary(self, node: Binary) -> Code:
        left, right = self.code(node.left), self.code(node.right)
        op = node.op
        if op in ("and", "or"):
            _want(left, ("bool",), node.left)
            _want(right, ("bool",), node.right)
            one, other = left.run, right.run
            if op == "and":
                return Code("bool", lambda columns: (one(columns)[0] & other(columns)[0], 1))
            return Code("bool", lambda columns: (one(columns)[0] | other(columns)[0], 1))
        if op in ("+", "-"):
            _same(left, right, node)
            _want(left, ("money", "number"), node.left)
            if op == "-":
                right = _multiply(_number(Fraction(-1)), right, node.position, right.kind)
            return _add(left, right, node.position)
        if op == "*":
            _want(left, ("money", "number"), node.left)
            _want(right, ("money", "number"), node.right)
            if left.kind == right.kind == "money":
                raise FormulaError(node.position, "金额不能乘以金额", "money can't be multiplied by money")
            kind: Kind = "money" if "money" in (left.kind, right.kind) else "number"
            return _multiply(left, right, node.position, kind)
        if op == "/":
            return self._divide(left, right, node)
        return _compare(op, left, right, node)

    def _divide(self, left: Code, right: Code, node: Binary) -> Code:
        _want(left, ("money", "number"), node.left)
        _want(right, ("money", "number"), node.right)
        if left.kind == "number" and right.kind == "money":
            raise FormulaError(node.position, "数值不能除以金额", "a number can't be divided by money")
        if right.low <= 0 <= right.high:
            raise FormulaError(
                node.right.position,
                "除数可能为零，请改写为 max(…, 1) 等形式",
                "the divisor may be zero: write max(…, 1) or the like",
            )
        if right.high < 0:
            left = _multiply(_number(Fraction(-1)), left, node.position, left.kind)
            right = _multiply(_number(Fraction(-1)), right, node.position, right.kind)
        kind: Kind = "number" if left.kind == right.kind else "money"
        return _multiply(left, _inverse(right), node.position, kind)

    def _call(self, node: Call) -> Code:
        if node.function in HISTORY:
            return self._history(node)
        if node.function in ("lookup", "bracket"):
            return self._table(node)
        if node.function not in _ARITY:
            close = _closest(node.function, [*_ARITY, *HISTORY, "lookup", "bracket"])
            raise FormulaError(
                node.position,
                f"没有函数“{node.function}”" + (f"，是否为“{close}”？" if close else ""),
                f"there is no function {node.function}" + (f"; did you mean {close}?" if close else ""),
            )
        least, most = _ARITY[node.function]
        if not least <= len(node.arguments) <= most:
            raise FormulaError(
                node.position,
                f"{node.function} 的参数个数应为 {least}" + ("" if least == most else f" 至 {most}"),
                f"{node.function} takes {least}" + ("" if least == most else f" to {most}") + " arguments",
            )
        codes = [self.code(argument) for argument in node.arguments]
        return self._function(node, codes)

    def _function(self, node: Call, codes: list[Code]) -> Code:
        name = node.function
        if name == "if":
            _want(codes[0], ("bool",), node.arguments[0])
            if codes[1].kind != codes[2].kind:
                raise FormulaError(
                    node.arguments[2].position,
                    "if 的两个结果须为同一类型",
                    "both results of if must be of one kind",
                )
            return _choose(codes[0].run, codes[1], codes[2], node.position)
        for code, argument in zip(codes, node.arguments, strict=True):
            _want(code, ("money", "number"), argument)
            if code.kind != codes[0].kind:
                raise FormulaError(argument.position, "参数须为同一类型", "the arguments must be of one kind")
        if name in ("min", "max"):
            result = codes[0]
            for code in codes[1:]:
                result = _extreme(name, result, code, node.position)
            return result
        if name == "clip":
            inner = _extreme("min", codes[0], codes[2], node.position)
            return _extreme("max", inner, codes[1], node.position)
        if name == "abs":
            negative = _multiply(_number(Fraction(-1)), codes[0], node.position, codes[0].kind)
            return _extreme("max", codes[0], negative, node.position)
        unit = codes[1].constant if len(codes) == 2 else None
        if len(codes) == 2 and (unit is None or unit <= 0):
            raise FormulaError(
                node.arguments[1].position, "舍入单位须为正的常数", "the unit must be a positive constant"
            )
        if unit is None:
            unit = Fraction(1, 100) if codes[0].kind == "money" else Fraction(1)
        return rounded(codes[0], name, unit, node.position)

    def _history(self, node: Call) -> Code:
        if len(node.arguments) != 1 or not isinstance(node.arguments[0], Name):
            raise FormulaError(
                node.position, f"{node.function}(项目代码)", f"{node.function} takes the code of a component"
            )
        code = node.arguments[0].name
        if code not in self._scope.components:
            raise FormulaError(
                node.arguments[0].position, f"没有项目“{code}”", f"there is no component {code}"
            )
        most = Fraction(MOST_MONEY * 100)
        return _column(f"{node.function}:{code}", "money", 100, -most, most)

    def _table(self, node: Call) -> Code:
        arguments = node.arguments
        first = arguments[0] if arguments else None
        if len(arguments) != 2 or not isinstance(first, Constant) or first.kind != "text":
            raise FormulaError(
                node.position, f'{node.function}("表名", 依据)', f'{node.function}("table", key)'
            )
        table = self._scope.tables.get(str(first.value))
        if table is None or (table.form == "step") != (node.function == "lookup"):
            raise FormulaError(
                first.position, f"没有可用的表“{first.value}”", f"there is no such table: {first.value}"
            )
        key = self.code(arguments[1])
        if key.kind != table.key:
            raise FormulaError(
                arguments[1].position,
                f"表“{table.name}”的依据应为{_KIND_ZH[table.key]}",
                f"the table {table.name} is keyed by {table.key}",
            )
        if table.form == "step":
            return _steps(table, key, arguments[1])
        return _brackets(table, key, node)


_ARITY = {
    "min": (2, 8), "max": (2, 8), "clip": (3, 3), "if": (3, 3), "abs": (1, 1),
    "round": (1, 2), "floor": (1, 2), "ceil": (1, 2),
}  # fmt: skip


def _closest(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, known, n=1, cutoff=0.6)), "")


def _want(code: Code, kinds: Sequence[str], node: Node) -> None:
    if code.kind not in kinds:
        wanted = "或".join(_KIND_ZH[kind] for kind in kinds)
        raise FormulaError(
            node.position,
            f"此处需要{wanted}，而不是{_KIND_ZH[code.kind]}",
            f"{' or '.join(kinds)} is needed here, not {code.kind}",
        )


def _same(left: Code, right: Code, node: Binary) -> None:
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
        f"{_KIND_ZH[left.kind]}与{_KIND_ZH[right.kind]}不能运算",
        f"{left.kind} and {right.kind} don't go together",
    )


def _fits(position: int, *bounds: int) -> None:
    if any(bound >= LIMIT for bound in bounds):
        raise FormulaError(
            position,
            "中间结果可能超出范围，请先用 round 或 clip 收窄",
            "an intermediate result may overflow; round or clip a part of it first",
        )


def _number(value: Fraction, kind: Kind = "number") -> Code:
    num, den = value.numerator, value.denominator
    array = np.array(num, dtype=np.int64)
    return Code(kind, lambda columns: (array, den), value, value, abs(num), den, den, value)


def _constant(node: Constant) -> Code:
    if node.kind == "text":
        text = np.array(node.value, dtype=object)
        return Code("text", lambda columns: (text, 1))
    if node.kind == "bool":
        flag = np.array(node.value, dtype=np.bool_)
        return Code("bool", lambda columns: (flag, 1))
    return _number(Fraction(node.value), node.kind)


def _column(name: str, kind: Kind, den: int, low: Fraction, high: Fraction) -> Code:
    top = int(max(abs(low), abs(high)) * den)
    return Code(kind, lambda columns: (columns[name], den), low, high, top, den, den)


def _inverse(code: Code) -> Code:
    """One over ``code``, which is above zero."""
    run, den = code.run, code.den
    if code.constant is not None:
        return _number(1 / code.constant, code.kind)

    def inverse(columns: Columns) -> Value:
        num, own = run(columns)
        return np.broadcast_to(np.asarray(own, dtype=np.int64), np.shape(num)), num

    top = code.den_top if den is None else den
    return Code(code.kind, inverse, 1 / code.high, 1 / code.low, top, None, code.top)


def _multiply(left: Code, right: Code, position: int, kind: Kind) -> Code:
    if left.constant is not None and right.constant is not None:
        return _number(left.constant * right.constant, kind)
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


def _add(left: Code, right: Code, position: int) -> Code:
    if left.constant is not None and right.constant is not None:
        return _number(left.constant + right.constant, left.kind)
    run, one, other, den, den_top = _aligned(left, right, position)
    _fits(position, one + other)

    def total(columns: Columns) -> Value:
        a, b, over = run(columns)
        return a + b, over

    return Code(left.kind, total, left.low + right.low, left.high + right.high, one + other, den, den_top)


def _compare(op: str, left: Code, right: Code, node: Binary) -> Code:
    _same(left, right, node)
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


def _extreme(name: str, left: Code, right: Code, position: int) -> Code:
    pick = min if name == "min" else max
    if left.constant is not None and right.constant is not None:
        return _number(pick(left.constant, right.constant), left.kind)
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


def _choose(condition: Callable[[Columns], Value], left: Code, right: Code, position: int) -> Code:
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


def _steps(table: LookupTable, key: Code, node: Node) -> Code:
    starts = [Fraction(row.start) for row in table.steps]
    values = [Fraction(row.value) for row in table.steps]
    if key.low < starts[0]:
        raise FormulaError(
            node.position,
            f"表“{table.name}”从 {table.steps[0].start} 开始，依据可能更小，请补充起点或用 max(…) 限制",
            f"the table {table.name} starts at {table.steps[0].start}, the key may be below it",
        )
    den = lcm(*(value.denominator for value in values))
    amounts = np.array([int(value * den) for value in values], dtype=np.int64)
    _fits(node.position, int(max(abs(value) for value in values) * den))
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


def _brackets(table: LookupTable, key: Code, node: Call) -> Code:
    if key.den is None:
        raise FormulaError(node.arguments[1].position, "请先用 round 舍入依据", "round the key first")
    rates = [Fraction(row.rate) for row in table.brackets]
    quicks = [Fraction(row.quick) for row in table.brackets]
    own = key.den
    den = lcm(own * lcm(*(rate.denominator for rate in rates)), *(quick.denominator for quick in quicks))
    factors = np.array([int(rate * den / own) for rate in rates], dtype=np.int64)
    offsets = np.array([int(quick * den) for quick in quicks], dtype=np.int64)
    uppers = [Fraction(row.upper) for row in table.brackets if row.upper is not None]
    top = int(np.abs(factors).max()) * key.top + int(np.abs(offsets).max())
    _fits(node.position, top, den, *(key.top * upper.denominator for upper in uppers))
    _fits(node.position, *(abs(upper.numerator) * own for upper in uppers))
    run = key.run

    def computed(columns: Columns) -> Value:
        num, _ = run(columns)
        index = np.zeros(np.shape(num), dtype=np.int64)
        for upper in uppers:
            index = index + (num * upper.denominator > own * upper.numerator)
        return num * factors[index] - offsets[index], den

    bound = Fraction(top, den)
    return Code("money", computed, -bound, bound, top, den, den)
