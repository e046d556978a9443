"""What a set pays many people at once, as arrays and as the text their slips keep. No object a person.

A slip stores its items as JSON, with each formula and the numbers it read in both languages. Most of that text is the
same for everybody: :class:`WrittenSet` cuts it at the numbers once, and a person costs a few joins of strings.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from renshi_payroll.formula.codes import Array
from renshi_payroll.formula.graph import Compiled, ComponentGraph
from renshi_payroll.formula.quantities import Quantity

Shown = Callable[[Quantity, Any], str]
#: Treatments that make no line on a slip.
WITHOUT_LINE = ("helper", "base")
_HOLE = "\x00"


@dataclass(frozen=True, slots=True)
class SetAmounts:
    """What a set pays ``count`` people, position by position; money in fen.

    ``totals`` are the sums by treatment (``wage``, ``exempt``, ``separate``, ``after_tax``), ``bases`` the insurance
    bases that components give, ``wrong`` who left the bounds an amount may have. ``items`` is each person's items as
    JSON objects joined by commas, as a slip stores them; empty where nothing is paid.
    """

    amounts: Mapping[str, Array]
    wrong: Array
    totals: Mapping[str, Array]
    bases: Mapping[str, Array]
    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Line:
    """A component's JSON cut at its numbers. ``reads`` name the numbers between the pieces, the amount first."""

    code: str
    pieces: tuple[str, ...]
    reads: tuple[str, ...]


@dataclass(slots=True)
class WrittenSet:
    """A compiled set with the text of its lines. Made once a run; ``shown`` writes a quantity for people."""

    graph: ComponentGraph
    shown: Shown
    _lines: list[_Line] = field(init=False)

    def __post_init__(self) -> None:
        self._lines = [
            self._cut(component)
            for component in self.graph.ordered
            if component.spec.treatment not in WITHOUT_LINE
        ]

    def compute(self, columns: Mapping[str, Any], count: int) -> SetAmounts:
        """The amounts and items of ``count`` people.

        ``columns`` hold the stored value of every name in ``graph.inputs`` and ``function:code`` in ``graph.history``:
        an array of ``count``, or one value where all have the same.
        """
        arrays = {name: np.asarray(values) for name, values in columns.items()}
        amounts, wrong = self.graph.compute(arrays, count)
        zero = np.zeros(count, dtype=np.int64)
        totals = dict.fromkeys(("wage", "exempt", "separate", "after_tax"), zero)
        bases = {}
        for component in self.graph.ordered:
            spec = component.spec
            if spec.treatment == "base":
                bases[spec.code] = amounts[spec.code]
            elif spec.treatment != "helper":
                totals[spec.treatment] = totals[spec.treatment] + amounts[spec.code]
        return SetAmounts(amounts, wrong, totals, bases, self._write(arrays, amounts, count))

    def _cut(self, component: Compiled) -> _Line:
        spec = component.spec
        titles = {one.spec.code: one.spec for one in self.graph.ordered}
        texts = {}
        for language, opening, between, closing in (("en", " (", "; ", ")"), ("zh", "（", "；", "）")):
            parts = []
            for name in component.reads:
                one = titles.get(name) or self.graph.scope.quantities[name]
                parts.append(f"{one.zh if language == 'zh' else one.en or one.zh} {_HOLE}")
            said = f"{opening}{between.join(parts)}{closing}" if parts else ""
            texts[language] = f"{' '.join(spec.formula.split())} = {_HOLE}{said}"
        item = {
            "amount": _HOLE,
            "component": f"pay.{spec.code}",
            "inputs": {"formula_en": texts["en"], "formula_zh": texts["zh"]},
            "treatment": spec.treatment,
        }
        if spec.zh:
            item |= {"title_zh": spec.zh, "title_en": spec.en or spec.zh}
        whole = json.dumps(item, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        hole = json.dumps(_HOLE)[1:-1]
        pieces = whole.replace(f'"{hole}"', hole).split(hole)
        return _Line(spec.code, tuple(pieces), component.reads)

    def _write(self, columns: Mapping[str, Array], amounts: Mapping[str, Array], count: int) -> list[str]:
        known = {**columns, **amounts}
        whole: dict[str, list[str]] = {}

        def texts(name: str, rows: Array) -> list[str]:
            if len(rows) < count:
                return self._texts(name, known[name][rows])
            if name not in whole:
                whole[name] = self._texts(name, known[name])
            return whole[name]

        written: list[list[str]] = [[] for _ in range(count)]
        for line in self._lines:
            fen = amounts[line.code]
            rows = np.flatnonzero(fen)
            if not len(rows):
                continue
            # The amount as a number, then in each language's text the result and what was read for it.
            template, varying = line.pieces[0], [fen[rows].tolist()]
            template = _escaped(template) + "{}"
            names = [line.code, *line.reads] * 2
            for name, piece in zip(names, line.pieces[1:-1], strict=True):
                template += _escaped(piece)
                if known[name].ndim == 0:
                    template += _escaped(self._text(name, known[name].item()))
                else:
                    template += "{}"
                    varying.append(texts(name, rows))
            template += _escaped(line.pieces[-1])
            for row, item in zip(rows.tolist(), map(template.format, *varying), strict=True):
                written[row].append(item)
        return list(map(",".join, written))

    def _text(self, name: str, value: Any) -> str:
        return _inside(self.shown(self.graph.scope.quantities[name], value))

    def _texts(self, name: str, values: Array) -> list[str]:
        quantity = self.graph.scope.quantities.get(name)
        if quantity is None or quantity.kind == "money":
            return _money_texts(values)
        known: dict[Any, str] = {}
        found = []
        for value in values.tolist():
            text = known.get(value)
            if text is None:
                text = known[value] = self._text(name, value)
            found.append(text)
        return found


def _escaped(piece: str) -> str:
    return piece.replace("{", "{{").replace("}", "}}")


def _inside(text: str) -> str:
    """Text as it stands between the quotes of a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _money_texts(fen: Array) -> list[str]:
    """Yuan with thousands separators, as :func:`~renshi_payroll.engine.explain.money` writes them."""
    yuan, rest = np.divmod(np.abs(fen), 100)
    return [
        f"{'-' if minus else ''}{whole:,}.{part:02d}"
        for minus, whole, part in zip((fen < 0).tolist(), yuan.tolist(), rest.tolist(), strict=True)
    ]
