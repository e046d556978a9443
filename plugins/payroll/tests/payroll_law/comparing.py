"""The engine's answers, as ``python -m renshi_payroll.goldens`` reads cases, against the second reading's."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from renshi_payroll.goldens.evaluate import same
from renshi_payroll.goldens.evaluators import EVALUATORS

from .random_cases import RANDOM
from .reference import REFERENCE


def difference(evaluator: str, given: Mapping[str, Any]) -> str:
    """What the two answer differently; empty where nothing."""
    expected, actual = REFERENCE[evaluator](given), EVALUATORS[evaluator](given)
    wrong = [
        f"{key} {actual.get(key)} instead of {value}"
        for key, value in expected.items()
        if not same(actual.get(key), value)
    ]
    return f"{evaluator} {dict(given)}: {'; '.join(wrong)}" if wrong else ""


def compare_random(count: int, seed: int) -> tuple[int, list[str]]:
    """``count`` random cases, every shape as often: figures compared, and the differences (at most ten)."""
    rng = random.Random(seed)
    shapes = list(RANDOM)
    compared, found = 0, []
    for number in range(count):
        evaluator = shapes[number % len(shapes)]
        given = RANDOM[evaluator](rng)
        compared += len(REFERENCE[evaluator](given))
        wrong = difference(evaluator, given)
        if wrong:
            found.append(wrong)
            if len(found) >= 10:
                break
    return compared, found
