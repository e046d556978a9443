# ruff: noqa: E501 - Chinese sentences stay on one line
from decimal import Decimal

import pytest
from renshi_recruiting_ai.engine.analysis import Status
from renshi_recruiting_ai.engine.followups import choose
from renshi_recruiting_ai.engine.report import Met, report_digest
from renshi_recruiting_ai.engine.scoring import CALIBRATION, SCORER

from .answers import AB_TEST, ANALYST, PROFILES, STORY, analysed, profile, scored

ANALYST_ANSWERS = {
    "complex_problem": "".join(ANALYST),
    "ab_test": "".join(AB_TEST),
    "user_groups": "我会先用RFM和行为数据选特征，再用聚类分成几类，看轮廓系数和业务校验，最后对每一类做差异化的运营和优惠券召回。",
}


def test_a_report_has_these_exact_values() -> None:
    report = scored("data_analyst", ANALYST_ANSWERS, years_experience=3.0, sql_level="入门")
    # complex_problem: all points, all four parts, figures, on topic = 10. ab_test, a case: 0.7·1 + 0.1·0 +
    # 0.1·0.625 + 0.1·1 = 0.8625. user_groups, a case: 0.7·1 + 0.1·0.125 + 0.1·1 = 0.8125.
    # communication: mean of 5.5+3+1.5·0.8, 8+2·1 and 8+2·0.5.
    assert [(item.key, str(item.score), str(item.low), str(item.high)) for item in report.dimensions] == [
        ("problem_solving", "10.0", "8.5", "10.0"),
        ("experiment", "8.6", "7.1", "10.0"),
        ("segmentation", "8.1", "6.6", "9.6"),
        ("communication_biz", "None", "None", "None"),
        ("communication", "9.7", "8.2", "10.0"),
    ]
    assert report.match.percent == 91
    assert report.match.answered_weight_percent == 85
    assert (report.match.low, report.match.high) == (76, 100)
    assert report.match.formula == "(30×10.0 + 25×8.6 + 20×8.1 + 10×9.7) / (10×85) = 91 %"
    assert [(item.key, item.state) for item in report.match.requirements] == [
        ("years", Met.MET),
        ("sql", Met.UNMET),
    ]
    assert report.match.reasons[0].zh == "硬性条件未满足：能写 SQL（不计入百分比，由人工判断）"
    assert report.unanswered == ("convince",)
    assert report.needs_person is True
    assert (
        (report.scorer, report.calibration) == (SCORER, CALIBRATION) == ("rules-3", "uncalibrated, rule v1")
    )


def test_the_scorer_is_locked_to_its_version() -> None:
    """A change of any rule or word list moves this digest: then SCORER has to be raised with it."""
    report = scored("data_analyst", ANALYST_ANSWERS, years_experience=3.0, sql_level="入门")
    assert (report.scorer, report.digest) == (
        SCORER,
        "784fcfbeac47519572eb024a470e6420bc6c8feb4e87bc79bc762e8952a4d0ca",
    )


def test_the_percentage_is_the_formula() -> None:
    report = scored("data_analyst", ANALYST_ANSWERS)
    rated = [(item.weight, item.score) for item in report.dimensions if item.score is not None]
    total = sum(weight * value for weight, value in rated)
    weights = sum(weight for weight, _ in rated)
    assert abs(Decimal(report.match.percent or 0) - total * 10 / weights) <= Decimal("0.5")


def test_scoring_twice_gives_the_same_bytes_in_any_order_of_answers() -> None:
    first = scored("data_analyst", ANALYST_ANSWERS)
    again = scored("data_analyst", ANALYST_ANSWERS)
    assert first.model_dump_json() == again.model_dump_json()
    assert report_digest(first) == first.digest


def test_a_changed_report_no_longer_fits_its_digest() -> None:
    report = scored("data_analyst", ANALYST_ANSWERS)
    raised = report.model_copy(update={"match": report.match.model_copy(update={"percent": 99})})
    assert report_digest(raised) != report.digest


def test_a_different_answer_is_a_different_input() -> None:
    first = scored("data_analyst", ANALYST_ANSWERS)
    other = scored("data_analyst", ANALYST_ANSWERS | {"ab_test": "".join(AB_TEST[:3])})
    assert first.input_digest != other.input_digest


def test_too_little_answered_gives_no_percentage_and_no_zero() -> None:
    report = scored("data_analyst", {"complex_problem": "".join(ANALYST)})
    assert report.match.status is Status.INSUFFICIENT
    assert report.match.percent is None
    assert report.match.answered_weight_percent == 40
    experiment = next(item for item in report.dimensions if item.key == "experiment")
    assert (experiment.status, experiment.score, experiment.low) == (Status.INSUFFICIENT, None, None)


def test_nothing_answered_is_insufficient_throughout() -> None:
    report = scored("store_manager", {})
    assert {item.status for item in report.dimensions} == {Status.INSUFFICIENT}
    assert report.match.percent is None
    assert report.unanswered == ("raise_sales", "complaint", "keep_staff", "stock_gap")
    assert report.needs_person


def test_every_score_rests_on_quoted_words() -> None:
    report = scored(
        "data_analyst",
        ANALYST_ANSWERS | {"convince": "我觉得这个问题挺好的，我平时比较喜欢安静地看书，也喜欢跑步和做饭。"},
    )
    for item in report.dimensions:
        assert item.score is not None
        assert item.evidence, item.key
        for evidence in item.evidence:
            text = (
                ANALYST_ANSWERS
                | {"convince": "我觉得这个问题挺好的，我平时比较喜欢安静地看书，也喜欢跑步和做饭。"}
            )[evidence.question]
            assert text[evidence.quote.start : evidence.quote.end] == evidence.quote.words


def test_bands_stay_inside_the_scale() -> None:
    report = scored("data_analyst", ANALYST_ANSWERS)
    for item in report.dimensions:
        if item.score is not None and item.low is not None and item.high is not None:
            assert item.low == max(Decimal(0), item.score - Decimal("1.5"))
            assert item.high == min(Decimal(10), item.score + Decimal("1.5"))


def test_an_unknown_question_is_refused() -> None:
    with pytest.raises(KeyError):
        scored("data_analyst", {"complex_problem": "x"} | {"nonsense": "y"})


@pytest.mark.parametrize("key", PROFILES)
def test_starter_profiles_hold_together(key: str) -> None:
    job = profile(key)
    assert sum(item.weight for item in job.competencies) in (90, 100)
    concepts = job.concepts()
    from renshi_recruiting_ai.engine.concepts import askable
    from renshi_recruiting_ai.engine.text import clean

    for question in job.questions:
        asked = clean(question.text).folded
        for point in question.ideal_points:
            left = [term for name in point.concepts for term in askable(concepts[name], asked)]
            assert len(left) >= 3, (question.key, point.key)
        # No follow-up may give away the words its own point is looking for.
        for item in question.follow_ups:
            if item.point is None:
                continue
            point = next(entry for entry in question.ideal_points if entry.key == item.point)
            left = [
                term for name in point.concepts for term in askable(concepts[name], clean(item.text).folded)
            ]
            assert len(left) >= 3, (question.key, item.key)


class TestFollowUps:
    def test_the_costliest_lack_is_asked_first(self) -> None:
        question = profile("production_supervisor").question("complex_problem")
        analysis = analysed("production_supervisor", "complex_problem", "".join(STORY[:4]))
        first = choose(question, analysis, ())
        assert first is not None
        assert first.key == "again"
        second = choose(question, analysis, {"again"})
        assert second is not None
        assert second.key == "outcome"

    def test_a_whole_answer_needs_none(self) -> None:
        question = profile("data_analyst").question("complex_problem")
        assert choose(question, analysed("data_analyst", "complex_problem", "".join(ANALYST)), ()) is None

    def test_two_words_ask_for_more(self) -> None:
        question = profile("data_analyst").question("ab_test")
        follow_up = choose(question, analysed("data_analyst", "ab_test", "分两组"), ())
        assert follow_up is not None
        assert follow_up.key == "more"

    def test_none_is_asked_twice(self) -> None:
        question = profile("data_analyst").question("ab_test")
        analysis = analysed("data_analyst", "ab_test", "分两组")
        asked: set[str] = set()
        while (item := choose(question, analysis, asked)) is not None:
            assert item.key not in asked
            asked.add(item.key)
        assert asked == {"more", "how_many", "decide", "wrong"}
