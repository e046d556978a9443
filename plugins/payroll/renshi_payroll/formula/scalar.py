"""The same language in Decimal, one slip at a time: the twin that explains and that the arrays are compared with.

Written apart from :mod:`~renshi_payroll.formula.vector` on purpose: natural units instead of scaled integers, Python's
Decimal instead of int64. A quotient stays a pair until it is rounded or compared, so no digit is lost before that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, localcontext
from typing import cast

from renshi_payroll.formula.parser import Binary, Call, Constant, Name, Node, Unary
from renshi_payroll.formula.scope import HISTORY, Scope

_EXACT = Context(prec=120)
_MODES = {"round": ROUND_HALF_UP, "floor": ROUND_FLOOR, "ceil": ROUND_CEILING}


@dataclass(frozen=True, slots=True)
class Exact:
    """``top / bottom`` without dividing; ``bottom`` above zero."""

    top: Decimal
    bottom: Decimal = Decimal(1)

    def below(self, other: Exact) -> bool:
        return self.top * other.bottom < other.top * self.bottom

    def equals(self, other: Exact) -> bool:
        return self.top * other.bottom == other.top * self.bottom


Result = Exact | str | bool
Given = Mapping[str, Decimal | Exact | str | bool]


def evaluate(node: Node, given: Given, scope: Scope) -> Result:
    """The value of a checked formula. ``given`` in natural units: yuan, hours, days."""
    with localcontext(_EXACT):
        return _value(node, given, scope)


def amount(node: Node, given: Given, scope: Scope, *, mode: str, unit: Decimal) -> Decimal:
    """The amount of a component in yuan, rounded as it declares."""
    with localcontext(_EXACT):
        return _rounded(cast("Exact", _value(node, given, scope)), mode, unit).top


def _rounded(value: Exact, mode: str, unit: Decimal) -> Exact:
    steps = (value.top / (value.bottom * unit)).to_integral_value(rounding=_MODES[mode])
    return Exact(steps * unit)


def _value(node: Node, given: Given, scope: Scope) -> Result:
    if isinstance(node, Constant):
        return Exact(node.value) if isinstance(node.value, Decimal) else node.value
    if isinstance(node, Name):
        found = given[node.name]
        return Exact(found) if isinstance(found, Decimal) else found
    if isinstance(node, Unary):
        inner = _value(node.operand, given, scope)
        return Exact(-inner.top, inner.bottom) if isinstance(inner, Exact) else not inner
    if isinstance(node, Binary):
        return _binary(node, _value(node.left, given, scope), _value(node.right, given, scope))
    return _call(node, given, scope)


def _binary(node: Binary, left: Result, right: Result) -> Result:
    if not isinstance(left, Exact) or not isinstance(right, Exact):
        if node.op == "and":
            return bool(left) and bool(right)
        if node.op == "or":
            return bool(left) or bool(right)
        return (left == right) is (node.op == "==")
    if node.op == "+":
        return Exact(left.top * right.bottom + right.top * left.bottom, left.bottom * right.bottom)
    if node.op == "-":
        return Exact(left.top * right.bottom - right.top * left.bottom, left.bottom * right.bottom)
    if node.op == "*":
        return Exact(left.top * right.top, left.bottom * right.bottom)
    if node.op == "/":
        sign = -1 if right.top < 0 else 1
        return Exact(left.top * right.bottom * sign, left.bottom * right.top * sign)
    if node.op in ("==", "!="):
        return left.equals(right) is (node.op == "==")
    if node.op in ("<", ">="):
        return left.below(right) is (node.op == "<")
    return right.below(left) is (node.op == ">")


def _call(node: Call, given: Given, scope: Scope) -> Result:
    if node.function in HISTORY:
        name = cast("Name", node.arguments[0])
        found = given[f"{node.function}:{name.name}"]
        return Exact(found) if isinstance(found, Decimal) else found
    if node.function in ("lookup", "bracket"):
        return _table(node, given, scope)
    values = [_value(argument, given, scope) for argument in node.arguments]
    if node.function == "if":
        return values[1] if values[0] else values[2]
    numbers = [value for value in values if isinstance(value, Exact)]
    if node.function == "min":
        return _least(numbers)
    if node.function == "max":
        return _most(numbers)
    if node.function == "clip":
        return _most([_least([numbers[0], numbers[2]]), numbers[1]])
    if node.function == "abs":
        return Exact(abs(numbers[0].top), numbers[0].bottom)
    if len(numbers) == 2:
        unit = numbers[1].top / numbers[1].bottom
    else:
        unit = Decimal("0.01") if _is_money(node.arguments[0], scope) else Decimal(1)
    return _rounded(numbers[0], node.function, unit)


def _least(values: list[Exact]) -> Exact:
    best = values[0]
    for value in values[1:]:
        best = value if value.below(best) else best
    return best


def _most(values: list[Exact]) -> Exact:
    best = values[0]
    for value in values[1:]:
        best = value if best.below(value) else best
    return best


def _is_money(node: Node, scope: Scope) -> bool:
    """Whether an amount is meant: the default unit of a rounding depends on it."""
    if isinstance(node, Constant):
        return node.kind == "money"
    if isinstance(node, Name):
        return node.name in scope.components or scope.quantities[node.name].kind == "money"
    if isinstance(node, Unary):
        return _is_money(node.operand, scope)
    if isinstance(node, Binary):
        left, right = _is_money(node.left, scope), _is_money(node.right, scope)
        return left != right if node.op == "/" else left or right
    if node.function in HISTORY or node.function == "bracket":
        return True
    if node.function == "lookup":
        name = cast("Constant", node.arguments[0])
        return scope.tables[str(name.value)].value == "money"
    return _is_money(node.arguments[1 if node.function == "if" else 0], scope)


def _table(node: Call, given: Given, scope: Scope) -> Exact:
    name = cast("Constant", node.arguments[0])
    table = scope.tables[str(name.value)]
    key = cast("Exact", _value(node.arguments[1], given, scope))
    if table.form == "step":
        row = [row for row in table.steps if not key.below(Exact(row.start))][-1]
        return Exact(row.value)
    for bracket in table.brackets:
        if bracket.upper is None or not Exact(bracket.upper).below(key):
            return Exact(key.top * bracket.rate - bracket.quick * key.bottom, key.bottom)
    raise AssertionError("the last row of a bracket table is open")
