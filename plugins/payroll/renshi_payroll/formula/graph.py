"""A set of components: checked as a whole, put in order, compiled once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from renshi_payroll.formula.codes import Array, Code, Columns, divide, rounded
from renshi_payroll.formula.errors import FormulaError
from renshi_payroll.formula.parser import RESERVED, Node, parse
from renshi_payroll.formula.quantities import BUILT_IN, MOST_MONEY, Quantity
from renshi_payroll.formula.scalar import Given, amount
from renshi_payroll.formula.scope import Scope, history_in, names_in
from renshi_payroll.formula.tables import LookupTable
from renshi_payroll.formula.vector import compile_vector

MAX_COMPONENTS = 120
Treatment = Literal["wage", "exempt", "separate", "after_tax", "base", "helper"]
Rounding = Literal["round", "floor", "ceil"]
_MOST_FEN = int(MOST_MONEY * 100)


@dataclass(frozen=True, slots=True)
class ComponentSpec:
    """A component as its company wrote it.

    ``treatment``: how it meets the tax, ``base`` for the two codes that set an insurance base (``social_base``,
    ``housing_base``), ``helper`` for a value only other components read. ``unit`` in yuan.
    """

    code: str
    zh: str
    en: str
    formula: str
    treatment: Treatment = "wage"
    rounding: Rounding = "round"
    unit: Decimal = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Compiled:
    """A component ready to compute."""

    spec: ComponentSpec
    node: Node
    code: Code
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComponentGraph:
    """Components in the order they are computed, with everything they read from outside."""

    ordered: tuple[Compiled, ...]
    scope: Scope
    inputs: tuple[str, ...]
    history: tuple[tuple[str, str], ...]

    def compute(self, columns: Columns, count: int) -> tuple[dict[str, Array], Array]:
        """Amounts in fen of every component, and which rows left the bounds an amount may have.

        ``columns`` hold scaled integers (see :class:`~renshi_payroll.formula.quantities.Quantity`), one per person.
        """
        known = dict(columns)
        out: dict[str, Array] = {}
        wrong = self._outside(columns, count)
        for component in self.ordered:
            num, _ = component.code.run(known)
            fen = np.broadcast_to(np.asarray(num, dtype=np.int64), (count,))
            beyond = np.abs(fen) > _MOST_FEN
            if beyond.any():
                wrong = wrong | beyond
                fen = np.where(beyond, 0, fen)
            known[component.spec.code] = fen
            out[component.spec.code] = fen
        return out, wrong

    def _outside(self, columns: Columns, count: int) -> Array:
        wrong = np.zeros(count, dtype=np.bool_)
        for name in self.inputs:
            quantity = self.scope.quantities[name]
            if quantity.kind in ("money", "number"):
                low, high = (
                    int(quantity.low * quantity.denominator),
                    int(quantity.high * quantity.denominator),
                )
                wrong |= (columns[name] < low) | (columns[name] > high)
        return wrong

    def explain_one(self, given: Given) -> dict[str, Decimal]:
        """Amounts in yuan of one person by the Decimal twin. ``given`` in natural units."""
        known: dict[str, Any] = dict(given)
        out: dict[str, Decimal] = {}
        for component in self.ordered:
            spec = component.spec
            value = amount(component.node, known, self.scope, mode=spec.rounding, unit=spec.unit)
            known[spec.code] = out[spec.code] = value
        return out


def compile_set(
    specs: Sequence[ComponentSpec],
    *,
    facts: Mapping[str, Quantity] | None = None,
    tables: Mapping[str, LookupTable] | None = None,
) -> ComponentGraph:
    """Check a whole set. Raises :class:`FormulaError` naming the component and the position."""
    codes = [spec.code for spec in specs]
    if len(specs) > MAX_COMPONENTS:
        raise FormulaError(0, f"最多 {MAX_COMPONENTS} 个项目", f"at most {MAX_COMPONENTS} components")
    for code in codes:
        if code in RESERVED:
            raise FormulaError(
                0, f"“{code}”是公式用词，请换一个代码", f"{code} is a word of the language", component=code
            )
        if codes.count(code) > 1:
            raise FormulaError(0, f"项目代码“{code}”重复", f"the code {code} is used twice", component=code)
    scope = Scope({**BUILT_IN, **(facts or {})}, frozenset(codes), dict(tables or {}))
    nodes: dict[str, Node] = {}
    for spec in specs:
        try:
            nodes[spec.code] = parse(spec.formula)
        except FormulaError as error:
            raise error.of(spec.code) from error
    ordered = []
    for code in _order(codes, nodes):
        spec = next(spec for spec in specs if spec.code == code)
        try:
            ordered.append(_compile(spec, nodes[code], scope))
        except FormulaError as error:
            raise error.of(code) from error
    inputs = sorted({name for one in ordered for name in one.reads if name not in scope.components})
    history = sorted({pair for node in nodes.values() for pair in history_in(node)})
    return ComponentGraph(tuple(ordered), scope, tuple(inputs), tuple(history))


def _compile(spec: ComponentSpec, node: Node, scope: Scope) -> Compiled:
    code = compile_vector(node, scope)
    if code.kind != "money":
        raise FormulaError(0, "项目的结果须为金额，例如 … * 1元", "a component must be an amount of money")
    unit = Fraction(spec.unit)
    if unit <= 0 or (unit * 100).denominator != 1:
        raise FormulaError(0, "舍入单位须为整分", "the rounding unit must be whole fen")
    whole = rounded(code, spec.rounding, unit, 0)
    # The last step brings the amount to fen, whatever its unit's scale.
    run, scale = whole.run, 100 // (whole.den or 1)

    def fen(columns: Columns) -> tuple[Array, int]:
        return run(columns)[0] * scale, 1

    reads = tuple(dict.fromkeys(name.name for name in names_in(node)))
    return Compiled(spec, node, Code("money", fen, whole.low, whole.high), reads)


def _order(codes: Sequence[str], nodes: Mapping[str, Node]) -> list[str]:
    done: list[str] = []
    finished: set[str] = set()

    def visit(code: str, path: tuple[str, ...]) -> None:
        if code in finished:
            return
        for name in names_in(nodes[code]):
            if name.name not in nodes:
                continue
            if name.name in (*path, code):
                circle = " → ".join(
                    [*path[path.index(name.name) :], code, name.name] if name.name in path else [code, code]
                )
                raise FormulaError(
                    name.position,
                    f"项目互相引用：{circle}；上月的数请用 prev(…)",
                    f"components refer to each other: {circle}; use prev(…) for another month's",
                    component=code,
                )
            visit(name.name, (*path, code))
        finished.add(code)
        done.append(code)

    for code in codes:
        visit(code, ())
    return done


__all__ = ["Compiled", "ComponentGraph", "ComponentSpec", "compile_set", "divide"]
