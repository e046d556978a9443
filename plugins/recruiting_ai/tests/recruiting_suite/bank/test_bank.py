"""The question bank: every question works in both languages, and a plan of it holds an interview."""

from __future__ import annotations

import pytest
from renshi_recruiting_ai.bank import questions as bank
from renshi_recruiting_ai.engine.analysis import analyse
from renshi_recruiting_ai.engine.concepts import askable
from renshi_recruiting_ai.engine.followups import choose
from renshi_recruiting_ai.engine.profile import Intent
from renshi_recruiting_ai.engine.relevance import references
from renshi_recruiting_ai.engine.text import clean
from renshi_recruiting_ai.engine.units import AnswerPart

from renshi_sdk.testing import Harness

from ..platform.company import RecruitingCompany

LANGUAGES: tuple[bank.Language, ...] = ("zh", "en")


def test_each_industry_has_a_case_with_data_and_a_behavioural_question() -> None:
    for industry in ("manufacturing", "retail", "it", "finance"):
        mine = [item for item in bank.questions().values() if industry in item.industries]
        assert {item.intent for item in mine} >= {Intent.CASE, Intent.BEHAVIOURAL}, industry
        for case in (item for item in mine if item.intent is Intent.CASE):
            assert sum(char.isdigit() for char in case.zh) >= 6, "a case brings its figures"
            assert sum(char.isdigit() for char in case.en) >= 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_a_valid_plan_whose_points_can_be_met(language: bank.Language) -> None:
    plan = bank.compose(list(bank.questions()), language, key="all", title="x", summary="y", weights={})
    for question in plan.questions:
        asked = clean(question.text).folded
        assert question.follow_ups
        for point in question.ideal_points:
            concept = plan.concepts()[point.concepts[0]]
            assert len(askable(concept, asked)) == len(concept.terms), (question.key, point.key)


SENTENCES = {
    "zh": (
        "那天早上我先和班长一起看了{}的情况。",
        "下午我打电话问清楚了{}，并记在本子上。",
        "为了{}，我请质量部的同事来现场核对了一遍。",
        "第二周我每天下班前都会再看一眼{}。",
        "客户来访的时候，我用一页纸讲了{}。",
        "月底复盘时大家对{}没有异议。",
        "后来新人接手，我把{}写进了交接单。",
        "领导问起来，我也能说清{}是怎么来的。",
    ),
    "en": (
        "That morning my shift lead and I looked at {} on the spot. ",
        "After lunch I called the supplier about {} and wrote it down. ",
        "A colleague from quality came over and went through {} with me. ",
        "For two weeks I checked {} every evening before leaving. ",
        "When the customer visited, one page of mine explained {}. ",
        "Nobody objected to {} at the end of the month. ",
        "I put {} into the hand-over for the new people. ",
        "My manager later asked how we had come to {}, and I could tell. ",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_that_speaks_of_all_points_beats_one_that_speaks_of_one(language: bank.Language) -> None:
    for key, item in bank.questions().items():
        plan = bank.compose([key], language, key="one", title="x", summary="y", weights={})
        question = plan.question(key)
        terms = [point.terms_zh[0] if language == "zh" else point.terms_en[0] for point in item.points]
        # Each sentence its own: one frame filled with word after word is taken for stuffing.
        frames = SENTENCES[language]
        assert len(terms) <= len(frames), key
        full = "".join(frame.format(term) for frame, term in zip(frames, terms, strict=False))
        some = "".join(frame.format(terms[0]) for frame in frames[: len(terms)])

        def of(text: str) -> float:
            parts = [AnswerPart(turn_no=1, asked=question.text, text=text)]  # noqa: B023
            return analyse(question, references(plan)[key], plan.concepts(), parts).coverage  # noqa: B023

        assert of(full) == 1.0, (language, key)
        assert 0 < of(some) < 1.0, (language, key)
        thin = [AnswerPart(turn_no=1, asked=question.text, text="好的。" if language == "zh" else "Fine.")]
        analysis = analyse(question, references(plan)[key], plan.concepts(), thin)
        assert choose(question, analysis, set()) is not None, "a thin answer is followed up"


async def test_a_plan_is_put_together_and_holds_an_interview(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    listed = (await firm.hr("/question-bank?industry=retail")).json()["items"]
    assert {item["key"] for item in listed} >= {"rt_complaint", "rt_sales_case", "complex_problem"}
    assert "it_incident" not in {item["key"] for item in listed}
    wish = {"key": "shop_plan", "title": "店长", "summary": "带一家门店", "language": "zh"}
    unknown = await firm.hr("/question-bank/plans", wish | {"questions": "rt_complaint，nonsense"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "recruiting_ai.bank")
    made = await firm.hr("/question-bank/plans", wish | {"questions": "rt_complaint，rt_sales_case"})
    assert made.status_code == 201, made.text
    assert (made.json()["key"], made.json()["version"]) == ("shop_plan", 1)
    again = await firm.hr("/question-bank/plans", wish | {"questions": ["rt_complaint", "rt_sales_case"]})
    assert again.json()["version"] == 1
    token = await firm.apply(await firm.open_job("shop_plan"), facts={})
    begun = (await firm.me(token, "/interview", {"channel": "text"})).json()["interview"]
    assert (begun["questions"], begun["turns"][0]["asked"]) == (2, bank.questions()["rt_complaint"].zh)
    assert begun["turns"][0]["seconds"] == 240
    async with firm.tenant.client("employee") as client:
        assert (await client.get("/api/plugins/recruiting_ai/question-bank")).status_code == 403
