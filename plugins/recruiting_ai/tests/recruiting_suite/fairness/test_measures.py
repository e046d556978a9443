"""Impact ratios against hand-worked tables, scipy, and simulations of companies with and without bias."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from renshi_recruiting_ai.fairness.measures import (
    State,
    drift,
    fisher,
    impacts,
    kolmogorov_smirnov,
    ratio_interval,
    scoring_counts,
    stability,
)
from scipy import stats


def test_a_hand_worked_table() -> None:
    rows = {row.group: row for row in impacts({"男": (48, 80), "女": (12, 40), "未说明": (1, 2)})}
    assert rows["男"].state is State.REFERENCE
    assert rows["男"].rate == 0.6
    assert rows["女"].ratio == pytest.approx(0.5)
    assert rows["女"].p == pytest.approx(0.003409, abs=1e-6)
    assert rows["女"].state is State.ACT
    # 2 of 122 people are under two per cent: shown, with no ratio.
    assert (rows["未说明"].people, rows["未说明"].ratio, rows["未说明"].state) == (2, None, State.EXCLUDED)


def test_a_small_group_is_not_judged_whatever_its_ratio() -> None:
    rows = {row.group: row for row in impacts({"a": (60, 100), "b": (2, 29)})}
    assert rows["b"].ratio == pytest.approx(0.11494, abs=1e-5)
    assert rows["b"].state is State.INSUFFICIENT


def test_nobody_chosen_anywhere_is_no_finding() -> None:
    assert [row.state for row in impacts({"a": (0, 50), "b": (0, 60)})] == [
        State.INSUFFICIENT,
        State.REFERENCE,
    ]
    assert impacts({}) == []


def test_more_chosen_than_people_is_refused() -> None:
    with pytest.raises(ValueError, match="7 chosen of 6"):
        impacts({"a": (7, 6)})


def test_scoring_rate_counts_who_lies_above_the_median_of_all() -> None:
    assert scoring_counts({"a": [1, 2, 9], "b": [5, 7, 8, 3]}) == {"a": (1, 3), "b": (2, 4)}
    assert scoring_counts({}) == {}


@given(*[st.integers(0, 60)] * 4)
def test_fisher_is_scipys(a: int, b: int, c: int, d: int) -> None:
    assert fisher(a, b, c, d) == pytest.approx(stats.fisher_exact([[a, b], [c, d]])[1], rel=1e-6, abs=1e-12)


@given(st.integers(1, 80), st.integers(1, 80), st.data())
def test_the_interval_holds_the_smoothed_ratio(people: int, best_people: int, data: st.DataObject) -> None:
    chosen = data.draw(st.integers(0, people))
    best = data.draw(st.integers(0, best_people))
    low, high = ratio_interval(chosen, people, best, best_people)
    assert low <= ((chosen + 0.5) / (people + 0.5)) / ((best + 0.5) / (best_people + 0.5)) <= high


def test_without_bias_the_alarm_is_rare_and_with_bias_it_comes() -> None:
    chance = random.Random(4)

    def alarms(shift: float) -> int:
        found = 0
        for _ in range(400):
            scores = {
                "a": [chance.gauss(0, 1) for _ in range(200)],
                "b": [chance.gauss(-shift, 1) for _ in range(200)],
            }
            found += any(row.state is State.ACT for row in impacts(scoring_counts(scores)))
        return found

    assert alarms(0.0) <= 20
    assert alarms(0.5) >= 380


def test_distance_of_distributions_is_scipys() -> None:
    chance = random.Random(5)
    first = [chance.gauss(6, 1.5) for _ in range(90)]
    second = [chance.gauss(6.6, 1.5) for _ in range(120)]
    distance, p = kolmogorov_smirnov(first, second)
    theirs = stats.ks_2samp(first, second, method="asymp")
    assert distance == pytest.approx(theirs.statistic, abs=1e-12)
    # scipy's asymptotic form rounds n a little differently.
    assert p == pytest.approx(theirs.pvalue, rel=0.25)


def test_drift_is_seen_and_steady_scores_are_let_be() -> None:
    chance = random.Random(6)
    steady = [chance.gauss(6, 1) for _ in range(500)]
    assert stability(steady, steady) == 0
    assert drift(steady, [chance.gauss(6, 1) for _ in range(500)]).state is State.OK
    assert drift(steady, [chance.gauss(7, 1) for _ in range(500)]).state is State.ACT
    assert drift(steady, steady[:29]).state is State.INSUFFICIENT
