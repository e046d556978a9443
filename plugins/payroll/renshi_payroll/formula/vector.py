"""A checked formula as numpy int64 code.

Every value is an exact fraction: an int64 array over a denominator that is a plain number where it can be known, an
array where a formula divides by a quantity. Nothing is rounded before the formula says so, so ``wage / 21.75 / 8 *
hours`` has no rounded rate in it. While the code is built, bounds of numerators and denominators go along; what could
leave int64 or divide by zero for *any* allowed input is refused here, at save, and can't happen later.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from fractions import Fraction

from renshi_payroll.formula.codes import (
    KIND_ZH,
    Code,
    add_codes,
    bracket_lookup,
    choose,
    column_code,
    compare_codes,
    constant_code,
    extreme_of,
    inverse_of,
    multiply,
    number_code,
    rounded,
    step_lookup,
    want_kind,
    want_same_kind,
)
from renshi_payroll.formula.errors import FormulaError
from renshi_payroll.formula.parser import Binary, Call, Constant, Name, Node, Unary
from renshi_payroll.formula.quantities import MOST_MONEY, Kind
from renshi_payroll.formula.scope import HISTORY, Scope


def compile_vector(node: Node, scope: Scope) -> Code:
    """Type, bound and translate ``node``. Raises :class:`FormulaError`."""
    return _Compiler(scope).code(node)


class _Compiler:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def code(self, node: Node) -> Code:
        if isinstance(node, Constant):
            return constant_code(node)
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
            return column_code(name, "money", 100, Fraction(-MOST_MONEY), Fraction(MOST_MONEY))
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
        return column_code(
            name, quantity.kind, quantity.denominator, Fraction(quantity.low), Fraction(quantity.high)
        )

    def _unary(self, node: Unary) -> Code:
        code = self.code(node.operand)
        if node.op == "not":
            want_kind(code, ("bool",), node.operand)
            run = code.run
            return Code("bool", lambda columns: (~run(columns)[0], 1))
        want_kind(code, ("money", "number"), node.operand)
        return multiply(number_code(Fraction(-1)), code, node.position, code.kind)

    def _binary(self, node: Binary) -> Code:
        left, right = self.code(node.left), self.code(node.right)
        op = node.op
        if op in ("and", "or"):
            want_kind(left, ("bool",), node.left)
            want_kind(right, ("bool",), node.right)
            one, other = left.run, right.run
            if op == "and":
                return Code("bool", lambda columns: (one(columns)[0] & other(columns)[0], 1))
            return Code("bool", lambda columns: (one(columns)[0] | other(columns)[0], 1))
        if op in ("+", "-"):
            want_same_kind(left, right, node)
            want_kind(left, ("money", "number"), node.left)
            if op == "-":
                right = multiply(number_code(Fraction(-1)), right, node.position, right.kind)
            return add_codes(left, right, node.position)
        if op == "*":
            want_kind(left, ("money", "number"), node.left)
            want_kind(right, ("money", "number"), node.right)
            if left.kind == right.kind == "money":
                raise FormulaError(node.position, "金额不能乘以金额", "money can't be multiplied by money")
            kind: Kind = "money" if "money" in (left.kind, right.kind) else "number"
            return multiply(left, right, node.position, kind)
        if op == "/":
            return self._divide(left, right, node)
        return compare_codes(op, left, right, node)

    def _divide(self, left: Code, right: Code, node: Binary) -> Code:
        want_kind(left, ("money", "number"), node.left)
        want_kind(right, ("money", "number"), node.right)
        if left.kind == "number" and right.kind == "money":
            raise FormulaError(node.position, "数值不能除以金额", "a number can't be divided by money")
        if right.low <= 0 <= right.high:
            raise FormulaError(
                node.right.position,
                "除数可能为零，请改写为 max(…, 1) 等形式",
                "the divisor may be zero: write max(…, 1) or the like",
            )
        if right.high < 0:
            left = multiply(number_code(Fraction(-1)), left, node.position, left.kind)
            right = multiply(number_code(Fraction(-1)), right, node.position, right.kind)
        kind: Kind = "number" if left.kind == right.kind else "money"
        return multiply(left, inverse_of(right, node.right.position), node.position, kind)

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
            want_kind(codes[0], ("bool",), node.arguments[0])
            if codes[1].kind != codes[2].kind:
                raise FormulaError(
                    node.arguments[2].position,
                    "if 的两个结果须为同一类型",
                    "both results of if must be of one kind",
                )
            return choose(codes[0].run, codes[1], codes[2], node.position)
        for code, argument in zip(codes, node.arguments, strict=True):
            want_kind(code, ("money", "number"), argument)
            if code.kind != codes[0].kind:
                raise FormulaError(argument.position, "参数须为同一类型", "the arguments must be of one kind")
        if name in ("min", "max"):
            result = codes[0]
            for code in codes[1:]:
                result = extreme_of(name, result, code, node.position)
            return result
        if name == "clip":
            inner = extreme_of("min", codes[0], codes[2], node.position)
            return extreme_of("max", inner, codes[1], node.position)
        if name == "abs":
            negative = multiply(number_code(Fraction(-1)), codes[0], node.position, codes[0].kind)
            return extreme_of("max", codes[0], negative, node.position)
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
        return column_code(f"{node.function}:{code}", "money", 100, -most, most)

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
                f"表“{table.name}”的依据应为{KIND_ZH[table.key]}",
                f"the table {table.name} is keyed by {table.key}",
            )
        if table.form == "step":
            return step_lookup(table, key, arguments[1])
        return bracket_lookup(table, key, node)


_ARITY = {
    "min": (2, 8), "max": (2, 8), "clip": (3, 3), "if": (3, 3), "abs": (1, 1),
    "round": (1, 2), "floor": (1, 2), "ceil": (1, 2),
}  # fmt: skip


def _closest(name: str, known: Sequence[str]) -> str:
    return next(iter(get_close_matches(name, known, n=1, cutoff=0.6)), "")
