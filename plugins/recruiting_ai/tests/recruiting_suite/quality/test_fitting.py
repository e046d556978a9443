"""Agreement and maps alone: against other people's formulas, and against what was planted."""

from __future__ import annotations

import random
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from renshi_recruiting_ai.calibration import agreement, fitting, gates
from renshi_recruiting_ai.calibration.fitting import Answer
from renshi_recruiting_ai.engine.remarking import Map, Mark, along, calibrate, exact, remark
from renshi_recruiting_ai.engine.report import ScoreReport, report_digest
from renshi_recruiting_ai.engine.scoring import BAND, half_band
from scipy.optimize import isotonic_regression

from ..engine.answers import STORY, profile, scored
from ..platform.company import ANSWERS

MARKS = st.integers(0, 10)
PROFILE = profile("production_supervisor")


def report() -> ScoreReport:
    """The rules' report on a whole interview."""
    return scored("production_supervisor", ANSWERS | {"complex_problem": "".join(STORY)})


def kappa_by_matrix(pairs: list[tuple[int, int]]) -> float:
    """The textbook's way: observed and expected tables with squared weights."""
    seen = np.zeros((11, 11))
    for a, b in pairs:
        seen[a, b] += 1
    expected = np.outer(seen.sum(1), seen.sum(0)) / seen.sum()
    weights = (np.arange(11)[:, None] - np.arange(11)[None, :]) ** 2
    return float(1 - (weights * seen).sum() / (weights * expected).sum())


@given(st.lists(st.tuples(MARKS, MARKS), min_size=2, max_size=60))
def test_kappa_is_the_textbooks(pairs: list[tuple[int, int]]) -> None:
    found = agreement.quadratic_kappa(pairs)
    if found is None:
        assert len({a for a, _ in pairs} | {b for _, b in pairs}) == 1
    else:
        assert found == pytest.approx(kappa_by_matrix(pairs))


def test_kappa_of_people_does_not_hang_on_who_is_first() -> None:
    marks = [(3, 5), (7, 6), (9, 9), (2, 4, 10)]
    turned = [tuple(reversed(one[:2])) for one in marks]
    assert agreement.between_people(marks) == agreement.between_people(turned)
    assert agreement.between_people([(4,), (5,)]) is None
    assert agreement.with_people([5.0, 5.0], [(5, 5), (5, 5)]) is None


def test_a_scorer_as_good_as_a_person_agrees_like_one() -> None:
    chance = random.Random(4)
    truth = [chance.uniform(1, 9) for _ in range(3000)]

    def one(x: float) -> int:
        return min(10, max(0, round(x + chance.gauss(0, 1.2))))

    marks = [(one(x), one(x)) for x in truth]
    scorer = [float(one(x)) for x in truth]
    people, found = agreement.between_people(marks), agreement.with_people(scorer, marks)
    assert people is not None
    assert found == pytest.approx(people, abs=0.02)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 10)), min_size=2, max_size=60))
def test_isotonic_is_scipys(given_: list[tuple[int, int]]) -> None:
    pairs = [(x / 10, float(y)) for x, y in given_]
    knots = fitting.isotonic(pairs)
    xs = sorted({x for x, _ in pairs})
    means = [np.mean([y for x, y in pairs if x == own]) for own in xs]
    weights = [sum(x == own for x, _ in pairs) for own in xs]
    expected = isotonic_regression(means, weights=weights).x
    # Knots stand for whole pools: a pool's value is that of the places in it.
    assert sorted({round(float(v), 5) for v in expected}) == pytest.approx(
        sorted({round(y, 5) for _, y in knots}), abs=2e-5
    )


@given(
    st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), min_size=2, max_size=40),
    st.floats(-5, 15),
    st.floats(-5, 15),
)
def test_maps_never_fall_and_stay_on_the_scale(
    pairs: list[tuple[float, float]], first: float, second: float
) -> None:
    for learn in (fitting.linear, fitting.isotonic):
        low, high = (along(learn(pairs), x) for x in sorted((first, second)))
        assert -1e-6 <= low <= high + 1e-6 <= 10 + 2e-6


def _answers(count: int, bend: bool) -> list[Answer]:
    chance = random.Random(77)
    made = []
    for number in range(count):
        truth = chance.uniform(0.5, 9.5)
        raw = truth**2 / 10 if bend else 0.5 * truth + 2
        marks = tuple(min(10, max(0, round(truth + chance.gauss(0, 0.5)))) for _ in range(2))
        made.append(
            Answer(
                f"i{number // 4}", f"c{number % 4}", min(10.0, max(0.0, raw + chance.gauss(0, 0.2))), marks
            )
        )
    return made


def test_a_bend_is_learned_by_the_isotonic_map_and_a_line_by_the_line() -> None:
    bent, straight = fitting.fit(_answers(400, True)), fitting.fit(_answers(400, False))
    assert (bent.method, straight.method) == ("isotonic", "linear")
    for one in (bent, straight):
        assert one.error < 0.6 < one.error_raw
        assert 0.3 <= one.band <= 1.2
    assert fitting.fit(_answers(400, True)) == bent


def test_the_band_holds_four_of_five_new_dimensions() -> None:
    fitted = fitting.fit(_answers(400, False))
    later = [a for a in _answers(1200, False) if int(a.interview[1:]) >= 100]
    inside = sum(abs(along(fitted.knots, a.raw) - a.truth) <= fitted.band for a in later)
    assert 0.75 <= inside / len(later) <= 0.92


def test_gates() -> None:
    fair = {"passed": True}
    assert gates.judged(200, 0.7, 0.56, fair)["passed"]
    for changed in ((199, 0.7, 0.6, fair), (200, 0.7, 0.55, fair), (200, 0.55, 0.49, fair),
                    (200, 0.9, 0.7, fair), (200, None, 0.9, fair), (200, 0.7, None, fair),
                    (200, 0.7, 0.6, {"passed": False})):  # fmt: skip
        assert not gates.judged(*changed)["passed"], changed
    assert gates.failed(gates.judged(9, 0.7, 0.6, fair)).en == "fewer than 200 double-marked answers"


def test_marks_change_their_dimension_the_match_and_nothing_else() -> None:
    before = report()
    question = next(one for one in before.questions if one.score is not None)
    after = remark(
        before, PROFILE, {question.question: Mark(points=2.5, doubtful=True)}, "judge-3", "learned", {}
    )
    assert (after.scorer, after.calibration, after.needs_person) == (
        f"{before.scorer}+judge-3",
        "learned",
        True,
    )
    assert after.digest == report_digest(after) != before.digest
    assert after.input_digest != before.input_digest
    for old, new in zip(before.dimensions, after.dimensions, strict=True):
        if old.key == question.competency:
            assert new.score is not None
            assert new.score < old.score  # type: ignore[operator]
            assert half_band(new) == BAND
        else:
            assert new == old
    assert [one.analysis for one in after.questions] == [one.analysis for one in before.questions]
    assert remark(before, PROFILE, {}, "judge-3", "learned", {}) is before


def test_a_map_that_changes_nothing_keeps_the_numbers_and_names_itself() -> None:
    before = report()
    same = Map(version=2, knots=((0.0, 0.0), (10.0, 10.0)), band=Decimal("0.8"))
    after = calibrate(before, PROFILE, same, "calibrated v2")
    assert [one.score for one in after.dimensions] == [one.score for one in before.dimensions]
    assert after.match.percent == before.match.percent
    assert {str(half_band(one)) for one in after.dimensions if one.key != "communication"} == {"0.8"}
    assert "±0.8" in after.match.reasons[0].zh
    assert after.scorer == "rules-3+cal-2"
    assert [exact(one) for one in after.questions] == [exact(one) for one in before.questions]


@settings(max_examples=30)
@given(st.lists(st.floats(0, 10), min_size=2, max_size=5, unique=True), st.decimals("0.3", "4", places=1))
def test_calibrated_scores_are_on_the_scale_with_their_band(ys: list[float], band: Decimal) -> None:
    before = report()
    knots = tuple(zip(np.linspace(0, 10, len(ys)).tolist(), sorted(ys), strict=True))
    after = calibrate(before, PROFILE, Map(version=1, knots=knots, band=band), "calibrated v1")
    for one in after.dimensions:
        if one.score is not None and one.low is not None and one.high is not None:
            assert 0 <= one.low <= one.score <= one.high <= 10
    assert calibrate(before, PROFILE, Map(version=1, knots=knots, band=band), "calibrated v1") == after
