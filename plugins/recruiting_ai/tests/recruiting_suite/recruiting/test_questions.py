"""Questions of a profile as forms: nothing is lost on the way, and each change is a version."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from renshi_recruiting_ai.engine.profile import JobProfile
from renshi_recruiting_ai.profiles import questions, templates
from renshi_recruiting_ai.profiles.question_forms import FollowUpForm, PointForm, QuestionForm

from renshi_sdk.errors import Invalid
from renshi_sdk.testing import Harness

from ..platform.company import API, RecruitingCompany

platform = pytest.mark.asyncio(loop_scope="session")
STARTERS = ("production_supervisor", "store_manager", "data_analyst")


def _body(name: str) -> dict[str, Any]:
    text = files("renshi_recruiting_ai").joinpath(f"data/profiles/{name}.yaml").read_text("utf-8")
    return JobProfile.model_validate(yaml.safe_load(text)).model_dump(mode="json")


BODIES = [_body(name) for name in STARTERS] + [
    JobProfile.model_validate(templates.build(item["key"]).body).model_dump(mode="json")
    for item in templates.catalogue()
]


def _pruned(body: dict[str, Any]) -> dict[str, Any]:
    """The body without concepts that no point names."""
    used = {n for q in body["questions"] for p in q["ideal_points"] for n in p["concepts"]}
    competencies = [
        item | {"concepts": [c for c in item["concepts"] if c["key"] in used]}
        for item in body["competencies"]
    ]
    return body | {"competencies": competencies}


@pytest.mark.parametrize("body", BODIES, ids=lambda body: str(body["key"]))
def test_a_question_that_is_read_and_written_back_changes_nothing(body: dict[str, Any]) -> None:
    for question in body["questions"]:
        form = QuestionForm.model_validate(questions.form_of(body, question["key"]))
        assert questions.with_question(body, form, question["key"]) == _pruned(body)


WORD = st.text(st.sampled_from("改善质量设备流程数据分析客户成本"), min_size=2, max_size=6)
POINT = st.builds(
    PointForm, text=WORD, terms=st.lists(WORD, min_size=1, max_size=4, unique=True), weight=st.integers(1, 5)
)


@settings(max_examples=60)
@given(
    body=st.sampled_from(BODIES),
    points=st.lists(POINT, min_size=1, max_size=5, unique_by=lambda p: p.text),
    keep=st.integers(0, 3),
    answers=st.lists(WORD, max_size=3),
    place=st.none() | st.integers(1, 9),
    new=st.booleans(),
    data=st.data(),
)
def test_what_is_filled_in_is_what_is_kept(
    body: dict[str, Any],
    points: list[PointForm],
    keep: int,
    answers: list[str],
    place: int | None,
    new: bool,
    data: st.DataObject,
) -> None:
    before = data.draw(st.sampled_from(body["questions"]))
    old = [PointForm.model_validate(p) for p in questions.form_of(body, before["key"])["points"]][:keep]
    old = [p for p in old if p.text not in {one.text for one in points}]
    form = QuestionForm(
        text="说一次改善的经历",
        intent="case",
        competency=before["competency"],
        material="线别\t合格率\nA\t97 %",
        points=[*old, *points],
        model_answers=answers,
        follow_ups=[FollowUpForm(text="结果如何？", when="result")],
        position=place,
    )
    key = None if new else before["key"]
    made = JobProfile.model_validate(questions.with_question(body, form, key))
    (mine,) = [q for q in made.questions if q.text == "说一次改善的经历"]
    shown = questions.form_of(made.model_dump(mode="json"), mine.key)
    assert shown["points"] == [p.model_dump() for p in form.points]
    assert (shown["model_answers"], shown["material"]) == (answers, form.material)
    assert mine.asked == f"{mine.text}\n\n{form.material}"
    assert len(made.questions) == len(body["questions"]) + new
    # The other questions mean what they meant.
    for question in body["questions"]:
        if question["key"] != key:
            want = questions.form_of(body, question["key"]) | {"position": 0}
            assert questions.form_of(made.model_dump(mode="json"), question["key"]) | {"position": 0} == want
    # Nothing is left behind that nobody uses.
    assert _pruned(made.model_dump(mode="json")) == made.model_dump(mode="json")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"competency": "no_such"}, "competency"),
        ({"points": [{"text": "x", "terms": ["一二"]}, {"text": "x", "terms": ["三四"]}]}, "points.1.text"),
        ({"follow_ups": [{"text": "?", "when": "point", "point": "没有的要点"}]}, "follow_ups.0.point"),
        ({"follow_ups": [{"text": "?", "when": "point"}]}, "follow_ups.0.point"),
    ],
)
def test_a_form_that_makes_no_sense_names_its_field(change: dict[str, Any], field: str) -> None:
    body = BODIES[0]
    key = body["questions"][0]["key"]
    form = QuestionForm.model_validate(questions.form_of(body, key) | change)
    with pytest.raises(Invalid) as refused:
        questions.with_question(body, form, key)
    assert list(refused.value.fields) == [field]


@platform
async def test_each_change_is_a_version_and_an_old_one_is_not_changed(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    first = await firm.profile_id()
    path = f"{API}/profiles/{first}/questions"
    async with firm.tenant.client("hr") as hr:
        listed = (await hr.get(path)).json()["items"]
        assert [(item["key"], item["model_answers"]) for item in listed] == [
            ("complex_problem", 0),
            ("safety_story", 0),
            ("difficult_member", 0),
            ("urgent_order", 0),
        ]
        form = (await hr.get(f"{path}/urgent_order")).json()
        form["model_answers"] = ["先算产能，再排产，最后与客户确认交期。"]
        form["points"][0]["terms"].append("负荷分析")
        second = await hr.put(f"{path}/urgent_order", json=form)
        assert (second.status_code, second.json()["version"]) == (200, 2)
        (question,) = [q for q in second.json()["body"]["questions"] if q["key"] == "urgent_order"]
        assert question["model_answers"] == form["model_answers"]
        # The old version stays what it was, and is no base for another change.
        assert (await hr.get(f"{path}/urgent_order")).json()["model_answers"] == []
        late = await hr.put(f"{path}/urgent_order", json=form)
        assert (late.status_code, late.json()["code"]) == (409, "recruiting_ai.profile_changed")
        newest = f"{API}/profiles/{second.json()['id']}/questions"
        protected = form | {"points": [{"text": "看对方", "terms": ["已婚已育"]}], "follow_ups": []}
        refused = await hr.put(f"{newest}/urgent_order", json=protected)
        assert refused.status_code == 422
        only = await hr.delete(f"{newest}/urgent_order")
        assert (only.status_code, only.json()["code"]) == (409, "recruiting_ai.only_question")
        added = await hr.post(newest, json=form | {"text": "再讲一次排产的经历", "position": 1})
        assert (added.status_code, added.json()["version"]) == (201, 3)
        third = f"{API}/profiles/{added.json()['id']}/questions"
        assert next(item["text"] for item in (await hr.get(third)).json()["items"]) == "再讲一次排产的经历"
        gone = await hr.delete(f"{third}/urgent_order")
        assert (gone.status_code, gone.json()["version"]) == (200, 4)
    async with firm.tenant.client("manager") as manager:
        assert (await manager.post(third, json=form)).status_code == 403
    versions = await firm.rows(
        "SELECT version FROM recruiting_ai_profile WHERE key = 'production_supervisor' ORDER BY version"
    )
    assert [row["version"] for row in versions] == [1, 2, 3, 4]


@platform
async def test_a_case_is_asked_with_its_material_and_copying_it_is_no_answer(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    first = await firm.profile_id()
    async with firm.tenant.client("hr") as hr:
        path = f"{API}/profiles/{first}/questions/complex_problem"
        form = (await hr.get(path)).json()
        form["material"] = "二号线本周不良率 6%，根因可能在模具、设备或标准化。\n请用数据说明怎样改善流程。"
        assert (await hr.put(path, json=form)).status_code == 200
    token = await firm.apply(await firm.open_job())
    status = (await firm.me(token, "/interview", {"channel": "text"})).json()
    asked = status["interview"]["turns"][-1]["asked"]
    assert asked == f"{form['text']}\n\n{form['material']}"
    await firm.interview(token, {"a": asked, "b": "没有经历", "c": "没有经历", "d": "没有经历"})
    await renshi.settle()
    application = await firm.only_application()
    rows = (await firm.hr(f"/interviews/{application['interview_id']}/dimensions")).json()["items"]
    (solving,) = [row for row in rows if row["key"] == "problem_solving"]
    assert solving["score"] is None or solving["score"] <= 3
