"""A planted relation is found with its interval; nothing is found where there is nothing."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from renshi_recruiting_ai.quality.relations import (
    Relation,
    Verdict,
    among_applicants,
    interval,
    pearson,
    proposed_weights,
    ranks,
    relate,
)
from scipy import stats

DIMENSIONS = ("communication", "learning", "logic", "ownership", "teamwork")
OUTCOMES = ("attendance", "performance", "training")


def company(
    chance: random.Random, hires: int, planted: float = 0.0
) -> tuple[dict[str, dict[str, float]], ...]:
    """Scores and outcomes of ``hires`` people; logic carries ``planted`` of performance."""
    people = [f"p{n}" for n in range(hires)]
    scores = {dimension: {p: chance.gauss(6, 1.5) for p in people} for dimension in DIMENSIONS}
    outcomes = {outcome: {p: chance.gauss(0, 1) for p in people} for outcome in OUTCOMES}
    rest = math.sqrt(1 - planted * planted)
    for p in people:
        outcomes["performance"][p] = planted * (scores["logic"][p] - 6) / 1.5 + rest * chance.gauss(0, 1)
    return scores, outcomes


def test_a_planted_relation_is_found_first_and_its_interval_holds_the_truth() -> None:
    chance = random.Random(20130613)
    truth = 6 / math.pi * math.asin(0.5 / 2)  # Spearman's of a normal pair with r = 0.5
    found = covered = 0
    for _ in range(100):
        first = relate(*company(chance, 150, planted=0.5))[0]
        found += (first.dimension, first.outcome, first.verdict) == ("logic", "performance", Verdict.FOUND)
        covered += first.low is not None and first.high is not None and first.low <= truth <= first.high
    assert found == 100
    assert covered >= 90


def test_on_data_without_relations_at_most_one_analysis_in_twenty_finds_one() -> None:
    chance = random.Random(7)
    false = sum(any(row.verdict is Verdict.FOUND for row in relate(*company(chance, 60))) for _ in range(600))
    # 5 % of 600 is 30; two standard errors above it.
    assert false <= 41


def test_few_hires_or_a_constant_score_get_no_number() -> None:
    chance = random.Random(8)
    scores, outcomes = company(chance, 29, planted=0.9)
    assert {(row.verdict, row.r, row.q) for row in relate(scores, outcomes)} == {
        (Verdict.NOT_ENOUGH, None, None)
    }
    scores, outcomes = company(chance, 80)
    scores["logic"] = dict.fromkeys(scores["logic"], 7.0)
    rows = [row for row in relate(scores, outcomes) if row.dimension == "logic"]
    assert [row.verdict for row in rows] == [Verdict.NOT_ENOUGH] * 3
    assert [row.hires for row in rows] == [80] * 3


def test_people_without_an_outcome_are_left_out() -> None:
    scores, outcomes = company(random.Random(9), 50)
    del outcomes["training"]["p0"]
    assert {row.hires for row in relate(scores, outcomes) if row.outcome == "training"} == {49}


@given(st.lists(st.integers(0, 9).map(float), min_size=3, max_size=60))
def test_ranks_are_scipys(values: list[float]) -> None:
    assert ranks(values) == pytest.approx(list(stats.rankdata(values)))


def test_correlation_and_interval_against_scipy() -> None:
    chance = random.Random(10)
    left = [round(chance.gauss(6, 1.5), 1) for _ in range(200)]
    right = [x * 0.3 + chance.gauss(0, 1) for x in left]
    r = pearson(ranks(left), ranks(right))
    assert r == pytest.approx(stats.spearmanr(left, right).statistic, abs=1e-12)
    low, high, p = interval(r, 200)
    assert low < r < high
    assert p == pytest.approx(stats.spearmanr(left, right).pvalue, rel=1.0)


def test_restriction_of_range_is_undone_where_its_model_holds() -> None:
    assert among_applicants(0.3, 1.0) == pytest.approx(0.3)
    assert among_applicants(0.3, 2.0) == pytest.approx(0.532, abs=0.001)
    chance = random.Random(11)
    everybody = [(score, 0.5 * score + math.sqrt(0.75) * chance.gauss(0, 1)) for score in
                 (chance.gauss(0, 1) for _ in range(6000))]  # fmt: skip
    hired = {f"p{n}": pair for n, pair in enumerate(everybody) if pair[0] > 0.6}
    row = relate(
        {"logic": {p: s for p, (s, _) in hired.items()}},
        {"performance": {p: v for p, (_, v) in hired.items()}},
        {"logic": [s for s, _ in everybody]},
    )[0]
    assert row.r is not None
    assert row.r < 0.33
    assert row.r_applicants == pytest.approx(0.5, abs=0.05)


def _row(dimension: str, low: float, high: float, verdict: Verdict = Verdict.FOUND) -> Relation:
    return Relation(
        dimension, "performance", 100, verdict, r=(low + high) / 2, low=low, high=high, p=0.001, q=0.002
    )


def test_proposed_weights_move_with_the_evidence_and_keep_their_sum() -> None:
    weights = {"logic": 40, "communication": 30, "teamwork": 30}
    rows = [
        _row("logic", 0.3, 0.6),
        _row("communication", -0.1, 0.3, Verdict.NOT_FOUND),
        _row("teamwork", -0.6, -0.2),
    ]
    made = proposed_weights(weights, rows, "performance")
    assert made == {"logic": 58, "communication": 34, "teamwork": 8}
    assert sum(made.values()) == 100
    assert proposed_weights(weights, rows[1:2], "performance") is None
    assert proposed_weights(weights, rows, "attendance") is None
