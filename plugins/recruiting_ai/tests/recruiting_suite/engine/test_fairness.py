"""Protected attributes never enter a score: swapping them leaves every bit as it was."""

import itertools

import pytest
from renshi_recruiting_ai.engine.neutral import neutral_pronouns, protected_spans
from renshi_recruiting_ai.engine.profile import JobProfile
from renshi_recruiting_ai.engine.report import AnswerSet, ScoreReport, ScoringInput
from renshi_recruiting_ai.engine.scoring import score
from renshi_recruiting_ai.engine.text import clean

from .answers import ANALYST, COMPLAINT, STORY, profile, scored


def numbers(report: ScoreReport) -> list[object]:
    """Everything of a report that is not an input hash or a quoted position."""
    return [
        [(item.key, item.score, item.low, item.high, len(item.evidence)) for item in report.dimensions],
        report.match.percent,
        [(item.question, item.score, item.analysis.share, item.analysis.words) for item in report.questions],
        [item.code for item in report.flags],
    ]


def introduce(name: str, sex: str, age: str, more: str) -> str:
    return f"我叫{name}，{sex}，今年{age}岁，{more}。" + "".join(STORY)


def test_swapping_name_sex_age_and_origin_in_the_answer_changes_nothing() -> None:
    names = ("王芳", "欧阳建国", "买买提")
    sexes = ("男", "女", "女性")
    ages = ("22", "58", "四十五")
    extras = ("已婚", "未婚", "汉族", "维吾尔族", "怀孕")
    expected = numbers(
        scored("production_supervisor", {"complex_problem": introduce(names[0], "男", "22", "已婚")})
    )
    seen = 0
    for name, sex, age, more in itertools.product(names, sexes, ages, extras):
        report = scored("production_supervisor", {"complex_problem": introduce(name, sex, age, more)})
        assert numbers(report) == expected
        seen += 1
    assert seen == 135


def test_swapping_gender_words_inside_the_story_changes_nothing() -> None:
    he = "".join(COMPLAINT).replace("一位顾客", "一位男顾客").replace("请顾客", "请这位先生，他")
    she = "".join(COMPLAINT).replace("一位顾客", "一位女顾客").replace("请顾客", "请这位女士，她")
    assert numbers(scored("store_manager", {"complaint": he})) == numbers(
        scored("store_manager", {"complaint": she})
    )


def test_age_is_no_figure_and_a_phone_number_no_evidence() -> None:
    plain = scored("data_analyst", {"complex_problem": "".join(ANALYST[:2])})
    more = scored("data_analyst", {"complex_problem": "我今年35岁，电话13812345678，" + "".join(ANALYST[:2])})
    assert (
        [quote.words for quote in more.questions[0].analysis.specifics]
        == [quote.words for quote in plain.questions[0].analysis.specifics]
        == ["六周", "两周"]
    )


def test_facts_outside_of_the_requirements_never_reach_the_score() -> None:
    answers = {"complex_problem": "".join(ANALYST)}
    plain = scored("data_analyst", answers, years_experience=3.0, sql_level="熟练")
    for sex, age, name in itertools.product(("男", "女"), (23.0, 57.0), ("张三", "阿依古丽")):
        crowded = scored(
            "data_analyst",
            answers,
            years_experience=3.0,
            sql_level="熟练",
            sex=sex,
            age=age,
            name=name,
            school="某大学",
        )
        assert crowded == plain
        assert crowded.digest == plain.digest
        assert crowded.input_digest == plain.input_digest


def test_a_profile_cannot_ask_for_a_protected_fact_or_term() -> None:
    raw = profile("data_analyst").model_dump(mode="json")
    raw["requirements"] = [{"key": "young", "label": "35 岁以下", "fact": "age", "at_least": 18}]
    with pytest.raises(ValueError, match="'age' is protected"):
        JobProfile.model_validate(raw)
    raw["requirements"] = []
    raw["competencies"][0]["concepts"][0]["terms"] = ["未婚"]
    with pytest.raises(ValueError, match="protected attribute"):
        JobProfile.model_validate(raw)


def test_the_scorer_has_no_place_for_who_the_candidate_is() -> None:
    assert set(ScoringInput.model_fields) == {"profile", "answers", "facts"}
    assert set(AnswerSet.model_fields) == {"question", "parts"}
    with pytest.raises(ValueError, match="name"):
        score(
            ScoringInput.model_validate({"profile": profile("data_analyst"), "answers": (), "name": "张三"})
        )


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("我叫李明，做过主管。", ["我叫李明"]),
        ("我今年三十二岁，女，未婚。", ["今年三十二岁", "女", "未婚"]),
        ("他们把其他材料放好。", []),
        ("简单身份核对", []),
        ("she said the foreman left", ["she"]),
        ("联系 13800138000 或 a.b@c.com", ["13800138000", "a.b@c.com"]),
    ],
)
def test_protected_words_are_found(text: str, cut: list[str]) -> None:
    folded = clean(text).folded
    assert [folded[start:end] for start, end in protected_spans(folded)] == cut


@pytest.mark.parametrize(
    "words",
    [
        "我来自河南农村。",
        "我毕业于清华大学。",
        "我毕业于蓝翔技校。",
        "我是985院校毕业的研究生。",
        "我是东北人，普通话不太标准，有口音。",
        "我是回民，不吃猪肉。",
        "我信佛。",
        "我今年本命年，未婚未育。",
        "我属马，天蝎座。",
        "我是退伍军人，党员。",
        "我是个宝妈。",
        "我有两个孩子。",
        "我是残疾人，坐轮椅。",
        "我是90后，来自贵州山区，少数民族。",
        "我是香港人，母语是粤语。",
    ],
)
def test_who_somebody_says_they_are_moves_nothing(words: str) -> None:
    for story in (COMPLAINT, COMPLAINT[2:4]):
        plain = numbers(scored("store_manager", {"complaint": "".join(story)}))
        for text in (words + "".join(story), "".join(story) + words):
            assert numbers(scored("store_manager", {"complaint": text})) == plain


@pytest.mark.parametrize("words", ["俺", "咱"])
def test_the_i_of_a_region_counts_like_any_other(words: str) -> None:
    plain = numbers(scored("production_supervisor", {"complex_problem": "".join(STORY)}))
    told = "".join(STORY).replace("我", words)
    assert numbers(scored("production_supervisor", {"complex_problem": told})) == plain


@pytest.mark.parametrize(
    "text", ["我是这条线的负责人，每天巡检。", "我是班组安全员的带头人。", "产品经理和我核对了口径。"]
)
def test_work_is_not_taken_for_who_somebody_is(text: str) -> None:
    assert protected_spans(clean(text).folded) == ()


def test_the_we_of_a_region_is_no_country() -> None:
    assert neutral_pronouns("阿拉去过阿拉伯和阿拉善") == "我们去过阿拉伯和阿拉善"
