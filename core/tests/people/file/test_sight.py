"""Who sees which field, and that nothing else tells it: no order, filter, export of columns, history or error."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from renshi_core.identity.service import create_api_key, create_user, grant_role
from renshi_sdk.contributions import DataScope

SECRET = "壬申-7731"


async def add_field(hr: Any, code: str = "risk", **more: Any) -> dict[str, Any]:
    body = {
        "code": code,
        "title_zh": "风险备注",
        "title_en": "Risk",
        "kind": "text",
        "searchable": True,
    } | more
    made = await hr.post("/api/custom-fields", json=body)
    assert made.status_code == 201, made.text
    return made.json()  # type: ignore[no-any-return]


async def put(hr: Any, person: Any, **values: Any) -> None:
    answer = await hr.patch(f"/api/employees/{person.id}/custom", json={"values": values})
    assert answer.status_code == 200, answer.text


async def set_flags(hr: Any, code: str, **flags: Any) -> None:
    answer = await hr.patch(f"/api/employee-fields/settings/{code}", json=flags)
    assert answer.status_code == 200, answer.text


async def test_a_role_sees_what_its_tenant_lets_it_see(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    me = tenant.employee_person
    path = f"/api/employees/{me.id}"
    async with (
        tenant.client("hr") as hr,
        tenant.client("manager") as manager,
        tenant.client("employee") as own,
    ):
        await hr.patch(f"{path}/personal", json={"address": "上海市杨浦区", "phone": "13800138000"})
        assert (await hr.get(f"{path}/personal")).json()["address"] == "上海市杨浦区"
        seen = (await manager.get(f"{path}/personal")).json()
        assert "address" not in seen
        assert seen["phone"] == "13800138000"
        assert (await own.get("/api/employees/me/personal")).json()["address"] == "上海市杨浦区"
        await set_flags(
            hr, "personal.address", seen_by=["hr", "manager"], employee_sees=False, employee_edits="no"
        )
        await set_flags(hr, "personal.phone", seen_by=["hr"], sensitive=True)
        seen = (await manager.get(f"{path}/personal")).json()
        assert seen["address"] == "上海市杨浦区"
        assert "phone" not in seen
        assert "phone" not in (await manager.get(path)).json()
        assert "address" not in (await own.get("/api/employees/me/personal")).json()
        assert (await hr.get(path)).json()["phone"] == "138****8000"
        codes = {f["code"] for f in (await manager.get("/api/employee-fields")).json()["items"]}
        assert "personal.address" in codes
        assert not {"personal.phone", "bank.number", "personal.identity"} & codes
        await hr.delete("/api/employee-fields/settings/personal.phone")
        assert (await manager.get(path)).json()["phone"] == "13800138000"


async def test_sections_are_closed_to_roles_that_see_none_of_their_fields(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    base = f"/api/employees/{tenant.employee_person.id}/sections"
    async with tenant.client("manager") as manager, tenant.client("payroll") as payroll:
        names = ("family", "education", "work", "bank", "document", "contact", "personal", "nothing")
        answers = {name: (await manager.get(f"{base}/{name}")).status_code for name in names}
        assert answers == {"family": 403, "education": 200, "work": 200, "bank": 403, "document": 403, "contact": 200,
                           "personal": 404, "nothing": 404}  # fmt: skip
        assert (await payroll.get(f"{base}/bank")).status_code == 200
        assert (await payroll.get(f"{base}/family")).status_code == 403


async def test_a_hidden_field_is_answered_like_one_that_does_not_exist(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with (
        tenant.client("hr") as hr,
        tenant.client("manager") as manager,
        tenant.client("employee") as own,
    ):
        await add_field(hr, seen_by=["hr"], employee_sees=False)
        await put(hr, tenant.employee_person, risk=SECRET)
        assert [
            p["number"]
            for p in (await hr.get("/api/employees", params={"custom.risk": SECRET})).json()["items"]
        ] == ["EM001"]
        for client in (manager, own):
            for params in (
                {"custom.risk": SECRET}, {"custom.risk.contains": "壬"}, {"custom.risk.in": f"{SECRET},x"},
                {"custom.risk.null": "0"}, {"custom.risk.ge": "a"}, {"custom.risk.ne": "a"}, {"sort": "custom.risk"},
                {"sort": "-custom.risk"}, {"fields": "custom.risk"}, {"fields": "personal.identity"},
                {"personal.political_status": "party"}, {"personal.address": "x"},
            ):  # fmt: skip
                if client is own and "personal." in str(params):
                    continue  # one's own is one's own
                answer = await client.get("/api/employees", params=params)
                unknown = {_unknown(k): _unknown(v) for k, v in params.items()}
                control = await client.get("/api/employees", params=unknown)
                assert answer.status_code == control.status_code == 422, params
                assert SECRET not in answer.text.replace(f"“{SECRET}”", "")
                if "fields" in params or "sort" in params or "custom.risk" in params:
                    assert _without_ids(_unknown(answer.text)) == _without_ids(control.text)
            one = await client.get(f"/api/employees/{tenant.employee_person.id}")
            everything = one.text + (await client.get("/api/employees")).text
            everything += (await client.get(f"/api/employees/{tenant.employee_person.id}/timeline")).text
            everything += (await client.get(f"/api/employees/{tenant.employee_person.id}/history")).text
            everything += (await client.get("/api/custom-fields")).text + (
                await client.get("/api/employee-fields")
            ).text
            everything += (await client.get("/api/employees/options", params={"q": SECRET})).text
            assert SECRET not in everything
            assert "risk" not in everything
            reveal = await client.post(
                f"/api/employees/{tenant.employee_person.id}/reveal",
                json={"field": "custom.risk", "reason": "好奇"},
            )
            missing = await client.post(
                f"/api/employees/{tenant.employee_person.id}/reveal",
                json={"field": "custom.nothing", "reason": "好奇"},
            )
            assert (reveal.status_code, reveal.json()["code"]) == (404, "people.field") == (
                missing.status_code, missing.json()["code"])  # fmt: skip
    async with tenant.context():
        from renshi_sdk.db import fetch

        assert SECRET not in str([dict(r) for r in await fetch("SELECT * FROM core_audit")])


def _unknown(text: str) -> str:
    for name in ("risk", "political_status", "address", "identity"):
        text = text.replace(name, "nothing")
    return text


def _without_ids(text: str) -> Any:
    found = json.loads(text)
    return {k: v for k, v in found.items() if k not in ("instance", "request_id", "trace")}


async def test_a_masked_field_can_not_be_read_by_asking_for_values(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        await add_field(hr, "secret", sensitive=True)
        await put(hr, tenant.employee_person, secret=SECRET)
        one = (await hr.get(f"/api/employees/{tenant.employee_person.id}")).json()
        assert one["custom"]["secret"] == "壬***"
        listed = await hr.get(
            "/api/employees", params={"fields": "custom.secret,personal.identity", "q": "EM001"}
        )
        assert [p["fields"] for p in listed.json()["items"]] == [
            {"custom.secret": "壬***", "personal.identity": None}
        ]
        for params in ({"custom.secret": SECRET}, {"custom.secret.ge": "壬"}, {"sort": "custom.secret"},
                       {"custom.secret.contains": "7731"}):  # fmt: skip
            assert (await hr.get("/api/employees", params=params)).status_code == 422
        await set_flags(hr, "job.grade", seen_by=["hr"])
        shown = await hr.post(
            f"/api/employees/{tenant.employee_person.id}/reveal",
            json={"field": "custom.secret", "reason": "核对"},
        )
        assert shown.json()["value"] == SECRET


async def test_job_facts_that_are_hidden_are_in_no_list_history_order_or_filter(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    person = await tenant.hire("钱工", grade="P7-独有", manager_id=tenant.manager_person.id, number="EM777")
    async with tenant.client("hr") as hr, tenant.client("manager") as manager:
        await set_flags(hr, "job.grade", seen_by=["hr"], employee_sees=False)
        assert (await hr.get("/api/employees", params={"grade": "P7-独有"})).json()["items"][0][
            "number"
        ] == "EM777"
        assert (await manager.get("/api/employees", params={"grade": "P7-独有"})).status_code == 422
        assert (await manager.get("/api/employees", params={"grade.ge": "A"})).status_code == 422
        texts = [
            (await manager.get("/api/employees")).text,
            (await manager.get(f"/api/employees/{person.id}")).text,
            (await manager.get(f"/api/employees/{person.id}/history")).text,
            (await manager.get(f"/api/employees/{person.id}/history", params={"everything": True})).text,
        ]
        assert all("EM777" in t or "钱工" in t or "valid_from" in t for t in texts)
        assert [t for t in texts if "P7-独有" in t] == []
        refused = await hr.patch("/api/employee-fields/settings/job.name", json={"seen_by": ["hr"]})
        assert refused.status_code == 422


@pytest.mark.parametrize(
    ("code", "flags"),
    [
        ("bank.number", {"sensitive": False}),
        ("bank.number", {"employee_edits": "direct"}),
        ("personal.identity", {"sensitive": False}),
        ("personal.identity", {"employee_edits": "direct"}),
        ("personal.address", {"seen_by": ["no_such_role"]}),
        ("personal.address", {"edited_by": ["*"]}),
        ("personal.address", {"employee_sees": False}),
        ("personal.address", {"searchable": True}),
    ],
)
async def test_some_flags_are_nobodys_to_change(renshi: Any, code: str, flags: dict[str, Any]) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        before = (await hr.get("/api/employee-fields/settings", params={"q": code})).json()["items"]
        answer = await hr.patch(f"/api/employee-fields/settings/{code}", json=flags)
        assert answer.status_code == 422, answer.text
        assert (await hr.get("/api/employee-fields/settings", params={"q": code})).json()["items"] == before
    async with tenant.client("manager") as manager:
        assert (await manager.patch(f"/api/employee-fields/settings/{code}", json={})).status_code == 403


async def test_a_role_counts_over_the_people_it_reaches_and_no_further(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    inside = await tenant.hire(
        "内甲", department_id=tenant.departments["PROD"], starts_on=date(2024, 1, 1), number="IN1"
    )
    outside = await tenant.hire(
        "外乙", department_id=tenant.departments["HQ"], starts_on=date(2024, 1, 1), number="OUT1"
    )
    async with tenant.client("hr") as hr:
        for person in (inside, outside):
            await hr.patch(f"/api/employees/{person.id}/personal", json={"address": f"地址{person.number}"})
    async with tenant.context() as ctx:
        user = await create_user(ctx, login="mixed", name="兼任", employee_id=None)
        await grant_role(ctx, user_id=user, role="hr", scope=DataScope.DEPARTMENT,
                         department_id=tenant.departments["PROD"])  # fmt: skip
        await grant_role(ctx, user_id=user, role="recruiter", scope=DataScope.COMPANY)
        key = await create_api_key(ctx, user_id=user, name="test")
    async with tenant.anonymous() as mixed:
        mixed.headers["Authorization"] = f"Bearer {key}"
        assert (await mixed.get(f"/api/employees/{inside.id}/personal")).json()["address"] == "地址IN1"
        assert "address" not in (await mixed.get(f"/api/employees/{outside.id}/personal")).json()
        # In a list of both nobody shows more than the least that is seen of all.
        refused = await mixed.get("/api/employees", params={"fields": "personal.address"})
        assert refused.status_code == 422
        assert (
            await mixed.patch(f"/api/employees/{outside.id}/personal", json={"address": "x"})
        ).status_code in (404, 422)
        assert (
            await mixed.patch(f"/api/employees/{inside.id}/personal", json={"address": "新址"})
        ).status_code == 200
