"""From a stored document to a compiled set; the shipped set."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

from renshi_payroll.formula.graph import ComponentGraph, ComponentSpec, compile_set
from renshi_payroll.formula.quantities import Quantity, custom
from renshi_payroll.formula.tables import BracketRow, LookupTable, StepRow

#: Components whose code takes the place of what payroll prices item by item.
REPLACES = {
    "base": "pay.base",
    "overtime": "pay.overtime",
    "leave_deduction": "pay.leave_deduction",
    "sick_leave": "pay.sick_leave",
}
#: Codes with treatment ``base``: the insurance bases where the terms declare none.
BASES = ("social_base", "housing_base")


def specs_of(document: Mapping[str, Any]) -> list[ComponentSpec]:
    """The components of a document."""
    return [
        ComponentSpec(
            code=one["code"],
            zh=one["zh"],
            en=one.get("en", ""),
            formula=one["formula"],
            treatment=one.get("treatment", "wage"),
            rounding=one.get("rounding", "round"),
            unit=Decimal(str(one.get("unit", "0.01"))),
        )
        for one in document["components"]
    ]


def facts_of(document: Mapping[str, Any]) -> dict[str, Quantity]:
    """The facts a document declares, by the name formulas use."""
    found = (custom(one["code"], one["kind"], one["zh"], one.get("en", "")) for one in document["facts"])
    return {quantity.name: quantity for quantity in found}


def table_of(name: str, document: Mapping[str, Any]) -> LookupTable:
    """A stored table. Raises ``TableError``."""
    return LookupTable(
        name=name,
        form=document["form"],
        key=document["key"],
        value=document["value"],
        steps=tuple(
            StepRow(Decimal(row["start"]), Decimal(row["value"])) for row in document.get("steps", ())
        ),
        brackets=tuple(
            BracketRow(
                None if row["upper"] is None else Decimal(row["upper"]),
                Decimal(row["percent"]) / 100,
                Decimal(row["quick"]),
            )
            for row in document.get("brackets", ())
        ),
    )


def compile_document(document: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]]) -> ComponentGraph:
    """The compiled set; the same document and tables are compiled once per process. Raises ``FormulaError``."""
    return _compiled(json.dumps(document, sort_keys=True), json.dumps(tables, sort_keys=True))


@lru_cache(maxsize=64)
def _compiled(document: str, tables: str) -> ComponentGraph:
    parsed = json.loads(document)
    return compile_set(
        specs_of(parsed),
        facts=facts_of(parsed),
        tables={name: table_of(name, stored) for name, stored in json.loads(tables).items()},
    )


@cache
def standard() -> dict[str, Any]:
    """The shipped set as a document with its title."""
    text = (resources.files("renshi_payroll") / "components" / "standard.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    for one in loaded["components"]:
        one.setdefault("treatment", "wage")
        one.setdefault("rounding", "round")
        one.setdefault("unit", "0.01")
    return loaded


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What changed between two documents, component by component and fact by fact."""
    changes: list[dict[str, Any]] = []
    for part in ("components", "facts"):
        before, after = _by_code(old[part]), _by_code(new[part])
        for code in dict.fromkeys([*before, *after]):
            was, now = before.get(code), after.get(code)
            if was == now:
                continue
            fields = sorted({*(was or {}), *(now or {})})
            changes.append(
                {
                    "part": part,
                    "code": code,
                    "change": "added" if was is None else "removed" if now is None else "changed",
                    "fields": [
                        {"field": name, "before": (was or {}).get(name), "after": (now or {}).get(name)}
                        for name in fields
                        if (was or {}).get(name) != (now or {}).get(name)
                    ],
                }
            )
    return changes


def _by_code(rows: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {row["code"]: row for row in rows}
