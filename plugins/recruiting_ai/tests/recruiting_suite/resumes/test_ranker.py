"""The trained ranker alone: what it may learn from, that it is the same every time, and its reasons."""

from __future__ import annotations

import random
from typing import Any

import pytest
from renshi_recruiting_ai.engine.neutral import PROTECTED_FACTS
from renshi_recruiting_ai.ranking import model


def _rows(count: int, seed: int) -> tuple[list[dict[str, Any]], list[int], list[float]]:
    """People whose decisions follow years and told skills, with a share of noise; the formula sees less of it."""
    chance = random.Random(seed)
    rows, labels, formula = [], [], []
    for _ in range(count):
        row: dict[str, Any] = {
            "must_state": chance.choice(("met", "met", "unknown", "not_met")),
            "degree": chance.choice(("2", "3", "4")),
            "years": round(chance.uniform(0, 12), 1),
            "jobs": float(chance.randint(1, 4)),
            "coverage": round(chance.random(), 3),
            "told": float(chance.randint(0, 6)),
            "listed": float(chance.randint(0, 6)),
            "certificates": float(chance.randint(0, 3)),
            "languages": float(chance.randint(0, 2)),
            "like_words": round(chance.uniform(0, 0.4), 3),
            "like_pairs": round(chance.uniform(0, 0.4), 3),
        }
        merit = row["told"] / 6 + min(row["years"], 6) / 6 + (row["must_state"] == "met") - 1.4
        labels.append(int(merit + chance.gauss(0, 0.3) > 0))
        formula.append(100 * row["coverage"])
        rows.append(row)
    return rows, labels, formula


def test_it_learns_from_nothing_that_is_protected() -> None:
    assert set(model.FEATURES) & PROTECTED_FACTS == set()
    assert set(model.FEATURES) == set(_rows(1, 0)[0][0])
    assert set(model.LABELS) == set(model.FEATURES)


def test_a_planted_rule_is_found_and_the_bytes_are_the_same_again() -> None:
    if not model.installed():
        pytest.fail("the extra ranking belongs to the tests")
    rows, labels, formula = _rows(400, 3)
    first, measured = model.train(rows, labels, formula)
    second, again = model.train(rows, labels, formula)
    assert measured == again
    assert measured["auc"] > 0.85
    assert measured["auc"] > measured["auc_formula"] + 0.2
    fitted, other = model.load(first), model.load(second)
    new, truth, _ = _rows(200, 4)
    scored = model.predict(fitted, new)
    assert scored == model.predict(other, new)
    assert model.auc([score for score, _ in scored], truth) > 0.85
    importance = measured["importance"]
    assert set(sorted(importance, key=lambda name: -importance[name])[:3]) == {"told", "must_state", "years"}
    best = max(range(200), key=lambda one: scored[one][0])
    shares = scored[best][1]
    assert shares["told"] > 0
    assert shares["must_state"] > 0
    assert set(shares) == set(model.FEATURES)


def test_area_under_the_curve_by_hand() -> None:
    assert model.auc([1, 2, 3, 4], [0, 0, 1, 1]) == 1.0
    assert model.auc([4, 3, 2, 1], [0, 0, 1, 1]) == 0.0
    assert model.auc([1, 1, 1, 1], [0, 1, 0, 1]) == 0.5
    assert model.auc([1, 2, 2, 3], [0, 0, 1, 1]) == 0.875
