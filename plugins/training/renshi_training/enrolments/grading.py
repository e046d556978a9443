"""Marking an exam: a question counts in full or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Mark:
    """The result in per cent of all points, and the numbers of the questions that were wrong."""

    score: Decimal
    wrong: tuple[int, ...]


def mark(questions: Sequence[Mapping[str, Any]], answers: Mapping[int, Sequence[int]]) -> Mark:
    """Mark ``answers`` (question number → chosen options) against ``questions``."""
    total = sum(q["points"] for q in questions)
    wrong = tuple(q["seq"] for q in questions if set(answers.get(q["seq"], ())) != set(q["answer"]))
    gained = total - sum(q["points"] for q in questions if q["seq"] in wrong)
    return Mark((Decimal(gained * 100) / total).quantize(CENT, rounding=ROUND_HALF_UP), wrong)
