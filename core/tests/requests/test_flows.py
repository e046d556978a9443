"""Flows as companies keep them: versions, what they changed, back again, and what is refused."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from renshi_core.requests.flow_words import differences
from renshi_sdk.contributions import Flow, Manager, Person, RoleHolder, Step

from .kit import KIND, errands

MANAGER = {"title": "经理", "approvers": [{"type": "manager", "level": 1}]}
HR = {"title": "人事", "approvers": [{"type": "role", "role": "hr"}]}
DEFAULT = Flow(steps=(Step(title="经理", approvers=(Manager(),)),))


async def test_each_edit_is_a_version_with_its_author_and_what_it_changed(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, DEFAULT):
        async with tenant.client("hr") as hr, tenant.client("employee") as me:
            path = f"/api/flows/{KIND}"
            longer = {
                **HR,
                "when": [{"field": "form.days", "op": "gt", "value": 3}],
                "mode": "all",
                "timeout_hours": 8,
            }
            for flow in ({"steps": [MANAGER, HR]}, {"steps": [longer, MANAGER]}):
                assert (await hr.put(path, json={"flow": flow})).status_code == 200
            running = (await me.post("/api/requests", json={"kind": KIND, "form": {"days": 9}})).json()
            listed = (await hr.get(f"{path}/versions")).json()["items"]
            assert [(v["version"], v["changed_by"], v["changes"], v["current"]) for v in listed] == [
                (
                    2,
                    "王人事",
                    [
                        "环节顺序改为 人事 → 经理",
                        "“人事”方式：会签",
                        "“人事”条件：天数 大于 3",
                        "“人事”时限：8 小时后提醒一次",
                    ],
                    True,
                ),
                (1, "王人事", ["新增环节“人事”"], False),
            ]
            stale = await hr.post(f"{path}/rollback", json={"to_version": 1, "expected": 1})
            assert stale.status_code == 409
            back = await hr.post(f"{path}/rollback", json={"to_version": 1, "expected": 2})
            assert (back.status_code, back.json()["version"], back.json()["steps"]) == (200, 3, "经理 → 人事")
            assert (await hr.post(f"{path}/rollback", json={"to_version": 9})).status_code == 404
            assert (await hr.post(f"{path}/rollback", json={"to_version": 0})).json()["customised"] is False
            assert (await me.get(f"{path}/versions")).status_code == 403
            kept = (await hr.get(f"/api/requests/{running['id']}")).json()
            assert ([s["title"] for s in kept["steps"]], kept["flow_version"]) == (["人事", "经理"], 2)
    assert len(await tenant.audit("core.flow.change")) == 4


@pytest.mark.parametrize(
    ("step", "field", "says"),
    [
        ({"approvers": [{"type": "role", "role": "nobody"}]}, "steps.0.approvers.0", "没有角色“nobody”"),
        (
            {"approvers": [{"type": "position", "position_id": str(uuid4())}]},
            "steps.0.approvers.0",
            "没有这个岗位",
        ),
        ({"approvers": [{"type": "person", "employee_id": str(uuid4())}]}, "steps.0.approvers.0", "已离职"),
        ({"when": [{"field": "form.dayz", "op": "gt", "value": 1}]}, "steps.0.when", "没有字段“form.dayz”"),
        (
            {"when": [{"match": "none", "tests": [{"field": "employee.custom.x", "op": "filled"}]}]},
            "steps.0.when",
            "没有字段“employee.custom.x”",
        ),
        ({"when": [{"field": "form.days", "op": "gt", "value": "many"}]}, "steps.0.when", "many"),
        ({"when": [{"field": "form.note", "op": "gt", "value": "x"}]}, "steps.0.when", "不能比较大小"),
        ({"when": [{"field": "form.on", "op": "in", "value": "2026-12-01"}]}, "steps.0.when", "应为列表"),
        ({"when": [{"field": "employee.status", "op": "eq", "value": "gone"}]}, "steps.0.when", "gone"),
        ({"fallback_role": "nobody"}, "steps.0.fallback_role", "没有角色“nobody”"),
        ({"copy_to": [{"type": "role", "role": "nobody"}]}, "steps.0.copy_to.0", "没有角色“nobody”"),
    ],
)
async def test_a_flow_with_an_impossible_step_is_refused_with_a_sentence(
    renshi: Any, step: dict[str, Any], field: str, says: str
) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, DEFAULT):
        async with tenant.client("hr") as hr:
            answer = await hr.put(f"/api/flows/{KIND}", json={"flow": {"steps": [MANAGER | step]}})
            assert (answer.status_code, list(answer.json()["fields"])) == (422, [field]), answer.text
            assert says in answer.json()["fields"][field]
            assert (await hr.get(f"/api/flows/{KIND}")).json()["version"] == 0


async def test_a_step_whose_role_nobody_holds_nor_its_fallback_is_refused(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    alone = {"title": "财务", "approvers": [{"type": "role", "role": "finance"}], "fallback_role": "payroll"}
    with errands(renshi, DEFAULT):
        async with tenant.client("hr") as hr:
            refused = await hr.put(f"/api/flows/{KIND}", json={"flow": {"steps": [alone]}})
            assert (refused.status_code, list(refused.json()["fields"])) == (422, ["steps.0.approvers"])
            assert "永远找不到审批人" in refused.json()["fields"]["steps.0.approvers"]
            helped = await hr.put(
                f"/api/flows/{KIND}", json={"flow": {"steps": [alone | {"fallback_role": "hr"}]}}
            )
            assert helped.status_code == 200


async def test_a_flow_is_tried_on_a_person_and_a_form(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    flow = {
        "steps": [
            MANAGER,
            HR | {"when": [{"field": "form.days", "op": "gt", "value": 3}]},
            {"title": "自选", "approvers": [{"type": "requester_choice"}], "fallback_role": "hr"},
        ]
    }
    with errands(renshi, DEFAULT):
        async with tenant.client("hr") as hr:
            body = {"employee_id": str(tenant.employee_person.id), "form": {"days": 2}, "flow": flow}
            tried = (await hr.post(f"/api/flows/{KIND}/preview", json=body)).json()["items"]
            assert [(s["title"], s["wanted"], s["approvers"]) for s in tried] == [
                ("经理", True, "李主管"),
                ("人事", False, ""),
                ("自选", True, "王人事"),
            ]
            wrong = await hr.post(f"/api/flows/{KIND}/preview", json=body | {"form": {}})
            assert wrong.status_code == 422
            assert (await hr.get("/api/requests")).json()["items"] == []
        async with tenant.client("manager") as boss:
            assert (await boss.post(f"/api/flows/{KIND}/preview", json=body)).status_code == 403


async def test_the_designers_form_and_the_flow_say_the_same(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, DEFAULT):
        async with tenant.client("hr") as hr:
            path = f"/api/flows/{KIND}/design"
            design = (await hr.get(path)).json()
            assert [s["title"] for s in design["steps"]] == ["经理"]
            design["steps"].append(
                {
                    "title": "人事",
                    "approvers": [
                        {"type": "role", "role": "hr"},
                        {"type": "manager_line", "levels": 3, "until_grades": "M1, M2"},
                    ],
                    "mode": "in_order",
                    "when": [
                        {
                            "match": "any",
                            "tests": [
                                {"field": "form.days", "op": "gt", "value": "3"},
                                {"field": "employee.grade", "op": "in", "value": "P5，P6"},
                                {"field": "employee.status", "op": "eq", "value": ["probation"]},
                            ],
                        }
                    ],
                    "timeout_hours": "",
                }
            )
            saved = await hr.put(path, json=design)
            assert saved.json() == {"version": 1}, saved.text
            assert (await hr.put(path, json=design)).status_code == 409
            flow = (await hr.get(f"/api/flows/{KIND}")).json()["flow"]
            assert flow["steps"][1]["approvers"][1]["until_grades"] == ["M1", "M2"]
            assert flow["steps"][1]["when"] == [
                {
                    "match": "any",
                    "tests": [
                        {"field": "form.days", "op": "gt", "value": "3"},
                        {"field": "employee.grade", "op": "in", "value": ["P5", "P6"]},
                        {"field": "employee.status", "op": "eq", "value": "probation"},
                    ],
                }
            ]
            again = (await hr.get(path)).json()
            assert (await hr.put(path, json=again)).status_code == 200
            assert (await hr.get(f"/api/flows/{KIND}")).json()["flow"] == flow


async def test_the_form_gives_back_groups_inside_groups(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    days = {"field": "form.days", "op": "gt", "value": "3"}
    grade = {"field": "employee.grade", "op": "in", "value": ["P5", "P6"]}
    trial = {"field": "employee.status", "op": "eq", "value": "probation"}
    day = {"field": "form.on", "op": "ge", "value": "2026-12-01"}
    deep = {
        "match": "any",
        "tests": [
            days,
            {
                "match": "all",
                "tests": [grade, {"match": "none", "tests": [trial, {"match": "any", "tests": [day]}]}],
            },
        ],
    }
    with errands(renshi, DEFAULT):
        async with tenant.client("hr") as hr:
            assert (await hr.put(f"/api/flows/{KIND}", json={"flow": {"steps": [HR]}})).status_code == 200
            made = await hr.put(f"/api/flows/{KIND}", json={"flow": {"steps": [HR | {"when": [deep]}]}})
            assert made.status_code == 200, made.text
            flow = made.json()["flow"]
            design = (await hr.get(f"/api/flows/{KIND}/design")).json()
            (group,) = design["steps"][0]["when"]
            assert (group["match"], [t["field"] for t in group["tests"]]) == ("any", ["form.days"])
            inside = group["groups"][0]["groups"][0]
            assert (inside["match"], inside["tests"]) == ("none", [trial])
            assert (await hr.put(f"/api/flows/{KIND}/design", json=design)).json() == {"version": 3}
            assert (await hr.get(f"/api/flows/{KIND}")).json()["flow"] == flow
            newest = (await hr.get(f"/api/flows/{KIND}/versions")).json()["items"]
            assert newest[0]["changes"] == []
            assert newest[1]["changes"] == [
                "“人事”条件：（天数 大于 3 或 （职级 属于 P5、P6"
                " 且 非（在职状态 等于 试用期 或 （日期 大于等于 2026-12-01））））"
            ]
            # A group in which nothing was said is none; one too deep is refused, and nothing is kept.
            design["version"] = 3
            group["groups"].append({"match": "none", "tests": [], "groups": []})
            assert (await hr.put(f"/api/flows/{KIND}/design", json=design)).json() == {"version": 4}
            assert (await hr.get(f"/api/flows/{KIND}")).json()["flow"] == flow
            design["version"] = 4
            inside["groups"][0]["groups"] = [{"match": "all", "tests": [days], "groups": []}]
            refused = await hr.put(f"/api/flows/{KIND}/design", json=design)
            assert (refused.status_code, refused.json()["code"]) == (422, "request.flow")
            assert (await hr.get(f"/api/flows/{KIND}")).json()["version"] == 4


@pytest.mark.parametrize("junk", [[1], [{"tests": ["x"]}], [{"groups": [None]}]])
async def test_a_form_that_is_none_is_refused(renshi: Any, junk: list[Any]) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, DEFAULT):
        async with tenant.client("hr") as hr:
            answer = await hr.put(f"/api/flows/{KIND}/design", json={"steps": [HR | {"when": junk}]})
            assert answer.status_code == 422, answer.text
            assert (await hr.get(f"/api/flows/{KIND}")).json()["version"] == 0


async def test_a_flow_is_taken_over_from_another_kind_and_retired(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    with errands(renshi, DEFAULT):
        async with tenant.client("hr") as hr, tenant.client("employee") as me:
            nothing = await hr.post(f"/api/flows/{KIND}/retire")
            assert (nothing.status_code, nothing.json()["code"]) == (409, "request.default_flow")
            other = "/api/flows/core.resignation"
            plain = {
                "steps": [HR, MANAGER | {"when": [{"field": "employee.grade", "op": "eq", "value": "P5"}]}]
            }
            assert (await hr.put(other, json={"flow": plain})).status_code == 200
            choices = (await hr.get("/api/flows/kind-options")).json()["options"]
            assert {"value": KIND, "label": "差事"} in choices
            taken = await hr.post(
                f"/api/flows/{KIND}/copy", json={"from_kind": "core.resignation", "expected": 0}
            )
            assert (taken.status_code, taken.json()["version"], taken.json()["steps"]) == (
                200,
                1,
                "人事 → 经理（有条件）",
            )
            # It asks about a field of the other's form: refused, and nothing changes.
            strange = {"steps": [HR | {"when": [{"field": "form.last_day", "op": "filled"}]}]}
            assert (await hr.put(other, json={"flow": strange})).status_code == 200
            refused = await hr.post(f"/api/flows/{KIND}/copy", json={"from_kind": "core.resignation"})
            assert (refused.status_code, refused.json()["code"]) == (422, "request.flow")
            assert (
                await hr.post(f"/api/flows/{KIND}/copy", json={"from_kind": "core.nothing"})
            ).status_code == 404
            running = (await me.post("/api/requests", json={"kind": KIND, "form": {"days": 1}})).json()
            retired = (await hr.post(f"/api/flows/{KIND}/retire")).json()
            assert (retired["version"], retired["customised"], retired["steps"]) == (2, False, "经理")
            kept = (await hr.get(f"/api/requests/{running['id']}")).json()
            assert ([s["title"] for s in kept["steps"]], kept["flow_version"]) == (["人事", "经理"], 1)
            assert (await me.post(f"/api/flows/{KIND}/retire")).status_code == 403
    notes = [json.loads(row["detail"])["note"] for row in await tenant.audit("core.flow.change")]
    assert notes == ["", "copy:core.resignation", "", "retire"]


def test_differences_name_what_changed() -> None:
    before = Flow(steps=(Step(title="甲", approvers=(Manager(),)), Step(title="乙", approvers=(Manager(),))))
    after = Flow(
        steps=(Step(title="乙", approvers=(RoleHolder(role="hr"),), allow_add_signer=False),),
        merge_repeats=True,
        copy_on_submit=(Manager(),),
    )
    assert [line.en for line in differences(before, after)] == [
        "step '甲' removed",
        "乙: approvers: holders of the role hr",
        "乙: adding signers: off",
        "merging of repeated approvers: on",
        "copies on submission: the manager",
    ]
    assert differences(before, before) == []
    assert Person.model_fields.keys() == {"type", "employee_id"}
