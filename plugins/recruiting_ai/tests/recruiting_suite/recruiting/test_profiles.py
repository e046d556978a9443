"""Job profiles: templates, screening rules, anchored scales, versions; requisitions against the plan."""

from __future__ import annotations

from typing import Any

import pytest
from renshi_recruiting_ai.engine.profile import JobProfile
from renshi_recruiting_ai.engine.screening import Screening
from renshi_recruiting_ai.profiles import templates

from renshi_sdk.contracts import RequestAction
from renshi_sdk.errors import Invalid
from renshi_sdk.testing import Harness

from ..platform.company import RecruitingCompany

platform = pytest.mark.asyncio(loop_scope="session")


def test_every_template_holds_together_in_both_languages() -> None:
    found = templates.catalogue()
    assert len(found) == 12
    assert {item["industry"] for item in found} == {"it", "retail", "manufacturing", "finance", "any"}
    for item in found:
        made = templates.build(item["key"])
        profile = JobProfile.model_validate(made.body)
        assert made.rules is not None
        assert sum(skill.weight for skill in made.rules.skills) == 100
        assert sum(one.weight for one in profile.competencies) == 100
        assert all(len(one.anchors) == 5 for one in profile.competencies)
        english = item["key"].endswith("_en")
        assert (profile.language == "en-US") is english
        assert english != any(
            "\u4e00" <= char <= "\u9fff" for char in profile.title + profile.questions[0].text
        )


@pytest.mark.parametrize(
    "rule",
    [
        {"key": "a", "label": "女性", "kind": "skill", "one_of": ["女性"]},
        {"key": "a", "label": "汉族", "kind": "licence", "one_of": ["汉族"]},
        {"key": "a", "label": "35 岁以下", "kind": "skill", "one_of": ["35岁以下"]},
        {"key": "a", "label": "x", "kind": "age", "at_least": 35},
        {"key": "a", "label": "x", "kind": "years"},
        {"key": "a", "label": "x", "kind": "degree", "at_least": 2.5},
    ],
)
def test_rules_that_are_unfair_or_make_no_sense_are_refused(rule: dict[str, Any]) -> None:
    skills = [{"key": "s", "label": "s", "weight": 1, "terms": ["sql"]}]
    with pytest.raises(ValueError, match=r"."):
        Screening.model_validate({"must_haves": [rule], "skills": skills})


@platform
async def test_a_template_becomes_a_profile_and_each_edit_a_version(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    made = (
        await firm.hr("/profiles/from-template", {"template": "accountant_en", "title": "Bookkeeper"})
    ).json()
    assert (made["key"], made["title"], made["version"], made["industry"]) == (
        "accountant_en",
        "Bookkeeper",
        1,
        "any",
    )
    async with firm.tenant.client("hr") as client:
        path = f"/api/plugins/recruiting_ai/profiles/{made['id']}"
        form = (await client.get(f"{path}/screening")).json()
        assert [item["label"] for item in form["must_haves"]] == [
            "At least 2 years of work",
            "Degree: at least associate",
            "Licence",
        ]
        form["skills"][0]["weight"] = 40
        form["weight_skills"], form["weight_similarity"] = 70, 15
        second = (await client.put(f"{path}/screening", json=form)).json()
        assert (second["version"], second["screening"]["skills"][0]["weight"]) == (2, 40)
        assert second["screening"]["skills"][0]["key"] == made["screening"]["skills"][0]["key"]
        form["weight_skills"] = 90
        wrong = await client.put(f"{path}/screening", json=form)
        assert (wrong.status_code, wrong.json()["code"]) == (422, "recruiting_ai.profile")
        rows = (await client.get(f"{path}/competencies")).json()
        rows["competencies"][0]["anchors"][1]["text"] = "Tells it without dates"
        kept = {key: rows[key] for key in ("title", "family")}
        competencies = [
            {key: item[key] for key in ("key", "label", "weight", "definition", "anchors")}
            for item in rows["competencies"]
        ]
        third = await client.put(
            f"/api/plugins/recruiting_ai/profiles/{second['id']}/competencies",
            json=kept | {"competencies": competencies},
        )
        assert third.status_code == 200, third.text
        body = third.json()["body"]
        assert body["competencies"][0]["anchors"][1]["text"] == "Tells it without dates"
        assert body["competencies"][0]["concepts"] == made["body"]["competencies"][0]["concepts"]
        listed = (await client.get(f"{path}/versions")).json()["items"]
    assert [item["version"] for item in listed] == [3, 2, 1]


@platform
async def test_a_requisition_beyond_the_plan_has_to_say_why(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    department = str(firm.tenant.departments["PROD"])
    position = str(firm.tenant.positions["LEAD"])
    async with firm.tenant.client("hr") as client:
        standing = (
            await client.get(f"/api/plugins/recruiting_ai/headcount/standing?department_id={department}")
        ).json()
        assert standing["planned"] is None
        assert standing["room"] is None
        done = await client.put(
            "/api/plugins/recruiting_ai/headcount",
            json={"department_id": department, "position_id": position, "year": 2026, "planned": 2},
        )
        assert done.status_code == 200, done.text
    form = {
        "title": "生产主管",
        "department_id": department,
        "position_id": position,
        "profile_id": str(await firm.profile_id()),
        "headcount": 2,
        "description": "带一条产线。",
        "reason": "新增产线",
    }
    with pytest.raises(Invalid) as refused:
        await firm.ask("recruiting_ai.requisition", form, firm.tenant.manager_person)
    assert refused.value.code == "recruiting_ai.beyond_plan"
    assert await firm.rows("SELECT FROM recruiting_ai_requisition") == []
    request = await firm.ask(
        "recruiting_ai.requisition", form | {"beyond_plan": "旺季临时增加一人"}, firm.tenant.manager_person
    )
    row = (await firm.hr("/requisitions")).json()["items"][0]
    assert (row["headcount_planned"], row["headcount_filled"]) == (2, 1)
    assert row["headcount_note"].endswith("超编 1 人：旺季临时增加一人")
    await firm.act(request, RequestAction.APPROVE, firm.tenant.hr_person)
    # What is open is counted for the next one.
    with pytest.raises(Invalid, match="3 beyond"):
        await firm.ask("recruiting_ai.requisition", form, firm.tenant.manager_person)


@platform
async def test_a_company_without_any_plan_records_that_there_is_none(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    await firm.open_job()
    row = (await firm.hr("/requisitions")).json()["items"][0]
    assert row["headcount_planned"] is None
    assert row["headcount_note"] == "该部门岗位未设编制；在岗 1 人，其他需求 0 人"
