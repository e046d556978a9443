"""Compares the engine's answers with the expected values of a ``payroll-goldens/1`` document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from renshi_payroll.goldens.by_topic import BY_TOPIC
from renshi_payroll.goldens.evaluators import EVALUATORS


@dataclass(slots=True)
class Report:
    """Counts and the sentences for people. ``manual`` cases are in no count."""

    evaluated: int = 0
    exact: int = 0
    failures: list[str] = field(default_factory=list)
    manual: list[str] = field(default_factory=list)
    agreeing: list[str] = field(default_factory=list)
    """Manual cases whose value the engine reaches too, given the facts the case takes as settled."""
    ignored: dict[str, list[str]] = field(default_factory=dict)


class _Watched(Mapping[str, Any]):
    """Remembers which inputs were read, so that a forgotten one is reported instead of silently dropped."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = {key: watch(value) for key, value in values.items()}
        self.seen: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        value = self._values[key]
        self.seen.add(key)
        return value

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def unread(self) -> list[str]:
        found = set(self._values) - self.seen
        for key in self.seen:
            inner = self._values[key]
            for part in inner if isinstance(inner, list) else [inner]:
                if isinstance(part, _Watched):
                    found.update(f"{key}.{name}" for name in part.unread)
        return sorted(found)


def watch(value: Any) -> Any:
    """``value`` with every mapping in it watched."""
    if isinstance(value, Mapping):
        return _Watched(value)
    return [watch(one) for one in value] if isinstance(value, list) else value


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
        by_topic = BY_TOPIC.get(case.get("topic", ""))
        if by_topic is not None and not _differences(by_topic(case["input"]), case["expected"]):
            report.agreeing.append(name)
        return
    report.evaluated += 1
    evaluator = EVALUATORS.get(case["evaluator"])
    if evaluator is None:
        report.failures.append(f"{name}: no evaluator {case['evaluator']!r}")
        return
    watched = watch(case["input"])
    try:
        actual = evaluator(watched)
    except Exception as error:
        # One case that raises is one wrong case; the others still count.
        report.failures.append(f"{name}: {type(error).__name__}: {error}")
        return
    if watched.unread:
        report.ignored[name] = watched.unread
    wrong = _differences(actual, case["expected"])
    if wrong:
        report.failures.append(f"{name}: {'; '.join(wrong)}")
    else:
        report.exact += 1


def _differences(actual: Mapping[str, Any], expected: Mapping[str, Any]) -> list[str]:
    return [
        f"{key} {actual.get(key)!r} instead of {value!r}"
        for key, value in expected.items()
        if not same(actual.get(key), value)
    ]


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
