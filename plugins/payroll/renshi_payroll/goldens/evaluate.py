"""Compares the engine's answers with the expected values of a ``payroll-goldens/1`` document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from renshi_payroll.goldens.evaluators import EVALUATORS


@dataclass(slots=True)
class Report:
    """Counts and the sentences for people. ``manual`` cases are in no count."""

    evaluated: int = 0
    exact: int = 0
    failures: list[str] = field(default_factory=list)
    manual: list[str] = field(default_factory=list)
    ignored: dict[str, list[str]] = field(default_factory=dict)


class _Watched(Mapping[str, Any]):
    """Remembers which inputs were read, so that a forgotten one is reported instead of silently dropped."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self.seen: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        return self._values[key]

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def unread(self) -> list[str]:
        return sorted(set(self._values) - self.seen)


def evaluate_file(document: Mapping[str, Any]) -> Report:
    """Evaluate every case of the document through the engine."""
    if document.get("schema") != "payroll-goldens/1":
        raise ValueError(f"not a payroll-goldens/1 document: {document.get('schema')!r}")
    report = Report()
    for case in document["cases"]:
        _evaluate_case(case, report)
    return report


def _evaluate_case(case: Mapping[str, Any], report: Report) -> None:
    name = case["id"]
    if case["evaluator"] is None:
        report.manual.append(name)
        return
    report.evaluated += 1
    evaluator = EVALUATORS.get(case["evaluator"])
    if evaluator is None:
        report.failures.append(f"{name}: no evaluator {case['evaluator']!r}")
        return
    watched = _Watched(case["input"])
    try:
        actual = evaluator(watched)
    except Exception as error:
        # One case that raises is one wrong case; the others still count.
        report.failures.append(f"{name}: {type(error).__name__}: {error}")
        return
    if watched.unread:
        report.ignored[name] = watched.unread
    wrong = [
        f"{key} {actual.get(key)!r} instead of {expected!r}"
        for key, expected in case["expected"].items()
        if not same(actual.get(key), expected)
    ]
    if wrong:
        report.failures.append(f"{name}: {'; '.join(wrong)}")
    else:
        report.exact += 1


def same(actual: object, expected: object) -> bool:
    """Exact equality; decimal strings by value, lists element by element, never within a tolerance."""
    if isinstance(expected, list):
        return (
            isinstance(actual, list)
            and len(actual) == len(expected)
            and all(same(one, other) for one, other in zip(actual, expected, strict=True))
        )
    if isinstance(expected, bool) or isinstance(actual, bool):
        return actual is expected
    if isinstance(expected, str | int) and isinstance(actual, str | Decimal | int):
        try:
            return Decimal(actual) == Decimal(expected)
        except InvalidOperation:
            return actual == expected
    return actual == expected
