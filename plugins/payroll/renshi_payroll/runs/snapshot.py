"""The stored inputs of a slip: written once, digested, and read back to compute the slip again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from renshi_payroll.engine.insurance import SchemeRule
from renshi_payroll.engine.slip import Item, SlipInput
from renshi_payroll.engine.withholding import YearToDate
from renshi_payroll.runs.assembly import RuleSet

_ENCODER = msgspec.json.Encoder(order="sorted")

#: Raised when the arithmetic changes, so that a digest says which engine made it.
ENGINE_VERSION = "2"


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the same value is the same text."""
    return _ENCODER.encode(value).decode()


def digest(text: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def slip_inputs(slip: SlipInput) -> dict[str, Any]:
    """A slip's input without its rules, which are stored once per run."""
    return {
        "items": [item_json(item) for item in slip.items],
        "social_base": slip.social_base,
        "housing_base": slip.housing_base,
        "resident": slip.resident,
        "basic": slip.basic,
        "before": [slip.before.income, slip.before.exempt, slip.before.special, slip.before.tax],
        "additional": slip.additional,
        "other": slip.other,
        "relief": slip.relief,
    }


def item_json(item: Item) -> dict[str, Any]:
    """An item without what is empty."""
    stored: dict[str, Any] = {"component": item.component, "amount": item.amount, "treatment": item.treatment}
    if item.tax:
        stored["tax"] = item.tax
    if item.inputs:
        stored["inputs"] = item.inputs
    if item.title_zh:
        stored["title_zh"] = item.title_zh
        stored["title_en"] = item.title_en
    return stored


def slip_from_inputs(stored: Mapping[str, Any], rules: Sequence[SchemeRule]) -> SlipInput:
    """The inverse of :func:`slip_inputs`."""
    income, exempt, special, tax = stored["before"]
    return SlipInput(
        items=tuple(
            Item(
                component=item["component"],
                amount=item["amount"],
                treatment=item["treatment"],
                tax=item.get("tax", 0),
                inputs=item.get("inputs", {}),
                title_zh=item.get("title_zh", ""),
                title_en=item.get("title_en", ""),
            )
            for item in stored["items"]
        ),
        social_base=stored["social_base"],
        housing_base=stored["housing_base"],
        rules=tuple(rules),
        resident=stored["resident"],
        basic=stored["basic"],
        before=YearToDate(income=income, exempt=exempt, special=special, tax=tax),
        additional=stored["additional"],
        other=stored["other"],
        relief=stored["relief"],
    )


def rule_set_json(rule_set: RuleSet) -> dict[str, Any]:
    """A rule set as stored with the run."""
    return {
        "jurisdiction": rule_set.jurisdiction,
        "minimum_wage": rule_set.minimum_wage,
        "net_of_shares": rule_set.net_of_shares,
        "rules": [
            {
                "scheme": rule.scheme,
                "floor": rule.floor,
                "cap": rule.cap,
                "employee_ppm": rule.employee_ppm,
                "employer_ppm": rule.employer_ppm,
                "employee_fixed": rule.employee_fixed,
                "employer_fixed": rule.employer_fixed,
                "unit": rule.unit,
                "status": rule.status,
                "sources": list(rule.sources),
            }
            for rule in rule_set.rules
        ],
    }


def rule_set_from_json(stored: Mapping[str, Any]) -> RuleSet:
    """The inverse of :func:`rule_set_json`."""
    return RuleSet(
        jurisdiction=stored["jurisdiction"],
        minimum_wage=stored["minimum_wage"],
        net_of_shares=stored["net_of_shares"],
        rules=tuple(SchemeRule(**{**rule, "sources": tuple(rule["sources"])}) for rule in stored["rules"]),
    )
