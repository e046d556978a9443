"""Payslip lines: each amount with its component, inputs, rounding, sources and the status of what it rests
on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from renshi_payroll.engine.components import CATALOGUE, LineKind
from renshi_payroll.engine.fen import FEN
from renshi_payroll.engine.insurance import SchemeRule
from renshi_payroll.engine.slip import TRUE_UPS, Item, TaxTables


@dataclass(frozen=True, slots=True)
class Line:
    """``amount`` in fen, signed within its kind; ``unit`` the rounding unit in fen; ``inputs`` fen, ppm or
    text.
    """

    component: str
    kind: LineKind
    amount: int
    inputs: Mapping[str, int | str]
    unit: int = FEN
    status: str = "verified"
    sources: tuple[str, ...] = ()
    title_zh: str = ""
    title_en: str = ""

    def as_json(self) -> dict[str, Any]:
        """The stored form. Empty fields are left out: a month of a large company holds millions of lines."""
        stored: dict[str, Any] = {
            "component": self.component,
            "kind": self.kind,
            "amount": self.amount,
            "inputs": dict(self.inputs),
        }
        if self.unit != FEN:
            stored["unit"] = self.unit
        if self.status != "verified":
            stored["status"] = self.status
        if self.sources:
            stored["sources"] = list(self.sources)
        if self.title_zh:
            stored["title_zh"] = self.title_zh
        if self.title_en:
            stored["title_en"] = self.title_en
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Line:
        """The inverse of :meth:`as_json`."""
        return cls(
            component=stored["component"],
            kind=stored["kind"],
            amount=stored["amount"],
            inputs=stored["inputs"],
            unit=stored.get("unit", FEN),
            status=stored.get("status", "verified"),
            sources=tuple(stored.get("sources", ())),
            title_zh=stored.get("title_zh", ""),
            title_en=stored.get("title_en", ""),
        )


_TAX_INPUTS = (
    "cum_income",
    "cum_exempt",
    "cum_basic",
    "cum_special",
    "cum_additional",
    "cum_other",
    "cum_taxable",
    "cum_tax",
    "cum_relief",
    "withheld_before",
)


def build_lines(
    figures: Mapping[str, int],
    items: Sequence[Item],
    rules: Sequence[SchemeRule],
    *,
    resident: bool,
    social_base: int,
    housing_base: int,
    tables: TaxTables,
) -> list[Line]:
    """The lines of one slip from its figures, whichever twin computed them."""
    lines = [_item_line(item) for item in items]
    for rule in rules:
        declared = housing_base if rule.scheme.startswith("housing_fund") else social_base
        lines += _scheme_lines(rule, figures, declared)
    lines.append(_wage_tax_line(figures, resident, tables))
    lines += [
        Line(
            "iit.separate",
            "tax",
            item.tax,
            {"of": item.component, "income": item.amount, **item.inputs},
        )
        for item in items
        if item.tax
    ]
    return lines


def _item_line(item: Item) -> Line:
    known = CATALOGUE.get(item.component)
    kind: LineKind = "earning"
    if item.treatment == "after_tax":
        kind = "deduction"
    elif item.treatment in TRUE_UPS:
        kind = "employee" if item.treatment.startswith("employee") else "employer"
    return Line(
        component=item.component,
        kind=kind,
        amount=item.amount,
        inputs={"treatment": item.treatment, **item.inputs},
        status=item.status,
        title_zh=item.title_zh if item.title_zh or known else item.component,
        title_en=item.title_en if item.title_en or known else item.component,
    )


def _scheme_lines(rule: SchemeRule, figures: Mapping[str, int], declared: int) -> list[Line]:
    bounds: dict[str, int | str] = {"declared_base": declared, "base": figures[f"{rule.scheme}_base"]}
    if rule.floor is not None:
        bounds["floor"] = rule.floor
    if rule.cap is not None:
        bounds["cap"] = rule.cap
    lines = []
    for side, ppm, fixed in (
        ("employee", rule.employee_ppm, rule.employee_fixed),
        ("employer", rule.employer_ppm, rule.employer_fixed),
    ):
        if not ppm and not fixed:
            continue
        inputs = bounds | {"ppm": ppm} | ({"fixed": fixed} if fixed else {})
        lines.append(
            Line(
                component=f"{rule.scheme}.{side}",
                kind="employee" if side == "employee" else "employer",
                amount=figures[f"{rule.scheme}_{side}"],
                inputs=inputs,
                unit=rule.unit,
                status=rule.status,
                sources=rule.sources,
            )
        )
    return lines


def _wage_tax_line(figures: Mapping[str, int], resident: bool, tables: TaxTables) -> Line:
    table = tables.annual if resident else tables.monthly
    bracket = table.bracket_for(max(0, figures["cum_taxable"]))
    inputs: dict[str, int | str] = {name: figures[name] for name in _TAX_INPUTS}
    inputs |= {"ppm": bracket.ppm, "quick": bracket.quick}
    return Line("iit.wage" if resident else "iit.nonresident_wage", "tax", figures["iit"], inputs)


def totals(lines: Sequence[Line]) -> dict[LineKind, int]:
    """Sum of the lines by kind, fen."""
    sums: dict[LineKind, int] = {"earning": 0, "employee": 0, "employer": 0, "tax": 0, "deduction": 0}
    for line in lines:
        sums[line.kind] += line.amount
    return sums


def net_of(lines: Sequence[Line]) -> int:
    """What the lines pay out: earnings less employee shares, taxes and deductions, fen."""
    sums = totals(lines)
    return sums["earning"] - sums["employee"] - sums["tax"] - sums["deduction"]
