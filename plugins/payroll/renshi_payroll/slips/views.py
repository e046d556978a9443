"""Slips as people see them: yuan instead of fen, and every line with its sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from renshi_payroll.engine.components import CATALOGUE
from renshi_payroll.engine.explain import Language, explain, title
from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.engine.lines import Line
from renshi_sdk import Text
from renshi_sdk.contracts import PaySlipLine

_SHOWN = (
    "gross",
    "employee_social",
    "employee_housing",
    "iit",
    "other_iit",
    "deductions",
    "net",
    "employer_social",
    "employer_housing",
    "employer_cost",
)


def language_of(locale: str) -> Language:
    """The engine's language for a locale."""
    return "en" if locale.lower().startswith("en") else "zh"


def shown_lines(lines: Sequence[Line], *, hide_employer: bool) -> list[Line]:
    """Lines that a reader may see: the employer's shares are the company's cost, not part of the slip's sum."""
    return [line for line in lines if not (hide_employer and line.kind == "employer")]


def figures_view(figures: Mapping[str, int]) -> dict[str, Decimal]:
    """The main figures in yuan."""
    return {name: to_yuan(figures[name]) for name in _SHOWN}


def lines_view(lines: Sequence[Line], locale: str) -> list[dict[str, Any]]:
    """Lines with title, amount in yuan and explanation in the reader's language."""
    language = language_of(locale)
    return [
        {
            "code": line.component,
            "kind": line.kind,
            "label": title(line, language),
            "amount": to_yuan(line.amount),
            "status": line.status,
            "explanation": explain(line, language),
            "source": (CATALOGUE[line.component].source if line.component in CATALOGUE else ""),
        }
        for line in lines
    ]


def contract_lines(lines: Sequence[Line]) -> tuple[PaySlipLine, ...]:
    """Lines for other channels. The employer's shares are the company's cost, not part of the slip's sum."""
    return tuple(
        PaySlipLine(
            code=line.component,
            label=Text(title(line, "zh"), title(line, "en")),
            amount=to_yuan(line.amount),
            explanation=Text(explain(line, "zh"), explain(line, "en")),
        )
        for line in lines
        if line.kind != "employer"
    )
