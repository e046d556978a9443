"""Compares the engine's answers with the expected values of a ``payroll-goldens/1`` document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.goldens.by_topic import BY_TOPIC
from renshi_payroll.goldens.evaluators import EVALUATORS
from renshi_payroll.goldens.reading import UnreadableCase


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


def evaluate_file(document: object) -> Report:
    """Evaluate every case of the document through the engine.

    Raises ``ValueError`` where it is no ``payroll-goldens/1`` document at all. A single case that can't be read is a
    wrong case with a sentence, and the others still count.
    """
    if not isinstance(document, Mapping) or document.get("schema") != "payroll-goldens/1":
        said = document.get("schema") if isinstance(document, Mapping) else type(document).__name__
        raise ValueError(f"not a payroll-goldens/1 document: {said!r}")
    cases = document.get("cases")
    if not isinstance(cases, list) or not cases:
        raise ValueError("the document has no list of cases")
    report = Report()
    for place, case in enumerate(cases, start=1):
        _evaluate_case(case, place, report)
    return report


def _evaluate_case(case: object, place: int, report: Report) -> None:
    name = str(case["id"]) if isinstance(case, Mapping) and case.get("id") else f"case number {place}"
    broken = _broken(case)
    if broken or not isinstance(case, Mapping):
        report.evaluated += 1
        report.failures.append(f"{name}: {broken}")
        return
    if case["evaluator"] is None:
        report.manual.append(name)
        by_topic = BY_TOPIC.get(str(case.get("topic", "")))
        if by_topic is not None and not _wrong(by_topic, case["input"], case["expected"]):
            report.agreeing.append(name)
        return
    report.evaluated += 1
    evaluator = EVALUATORS.get(str(case["evaluator"]))
    if evaluator is None:
        close = get_close_matches(str(case["evaluator"]), EVALUATORS, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else f"; known: {', '.join(sorted(EVALUATORS))}"
        report.failures.append(f"{name}: no evaluator {case['evaluator']!r}{hint}")
        return
    watched = _Watched(case["input"])
    wrong = _wrong(evaluator, watched, case["expected"])
    if watched.unread:
        report.ignored[name] = watched.unread
    if wrong:
        report.failures.append(f"{name}: {'; '.join(wrong)}")
    else:
        report.exact += 1


def _broken(case: object) -> str:
    """Why a case can't be evaluated at all; empty where it can."""
    if not isinstance(case, Mapping):
        return f"a case is an object, not {type(case).__name__}"
    missing = [key for key in ("id", "evaluator", "input", "expected") if key not in case]
    if missing:
        return f"the case lacks {', '.join(missing)}"
    for key in ("input", "expected"):
        if not isinstance(case[key], Mapping):
            return f"{key} is an object, not {type(case[key]).__name__}"
    return "" if case["expected"] else "nothing is expected of it"


def _wrong(
    evaluator: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    given: Mapping[str, Any],
    expected: Mapping[str, Any],
) -> list[str]:
    """What differs, in sentences; a case that raises is one wrong case."""
    try:
        actual = evaluator(given)
    except (UnreadableCase, Refusal) as error:
        return [str(error)]
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]
    wrong = []
    for key, value in expected.items():
        if key not in actual:
            wrong.append(f"{key} is not answered; answered: {', '.join(actual)}")
        elif not same(actual[key], value):
            wrong.append(f"{key} {actual[key]!r} instead of {value!r}")
    return wrong


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
    if isinstance(expected, str | int | Decimal) and isinstance(actual, str | int | Decimal):
        try:
            return Decimal(actual) == Decimal(expected)
        except InvalidOperation:
            return actual == expected
    return actual == expected
