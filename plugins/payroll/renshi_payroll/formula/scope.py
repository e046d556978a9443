"""What the names of a formula mean while it is checked or computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from renshi_payroll.formula.parser import Binary, Call, Name, Node, Unary
from renshi_payroll.formula.quantities import Quantity
from renshi_payroll.formula.tables import LookupTable

#: Functions whose argument is the code of a component of another month.
HISTORY = ("ytd", "prev")


@dataclass(frozen=True, slots=True)
class Scope:
    """Quantities by name, codes of the set's components, tables by name."""

    quantities: Mapping[str, Quantity]
    components: frozenset[str] = frozenset()
    tables: Mapping[str, LookupTable] = field(default_factory=dict)


def names_in(node: Node) -> list[Name]:
    """Every name read in this month, in order; arguments of ``ytd`` and ``prev`` are other months'."""
    if isinstance(node, Name):
        return [node]
    if isinstance(node, Unary):
        return names_in(node.operand)
    if isinstance(node, Binary):
        return names_in(node.left) + names_in(node.right)
    if isinstance(node, Call) and node.function not in HISTORY:
        return [name for argument in node.arguments for name in names_in(argument)]
    return []


def history_in(node: Node) -> set[tuple[str, str]]:
    """Which components of other months are read: ``("ytd", code)`` and ``("prev", code)``."""
    if isinstance(node, Unary):
        return history_in(node.operand)
    if isinstance(node, Binary):
        return history_in(node.left) | history_in(node.right)
    if isinstance(node, Call):
        if node.function in HISTORY:
            return {(node.function, name.name) for name in node.arguments if isinstance(name, Name)}
        return {pair for argument in node.arguments for pair in history_in(argument)}
    return set()
