"""People change their own file; money and identity take a second person, whatever flow is set."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from renshi_core.people.identity_number import check_character
from renshi_sdk.db import fetch, fetch_value

CARD = "6222021234567890128"
OTHER = "4111111111111111"
ACCOUNT = {"bank": "中国工商银行", "holder": "张员工", "number": CARD}
KIND = "core.profile_change"


def national(order: str = "002") -> str:
    body = f"31010119900307{order}"
    return body + check_character(body)


async def account(tenant: Any) -> str:
    async with tenant.client("hr") as hr:
        made = await hr.post(f"/api/employees/{tenant.employee_person.id}/sections/bank", json=ACCOUNT)
        assert made.status_code == 201, made.text
        return str(made.json()["id"])


async def act(client: Any, request_id: str, action: str) -> Any:
    return await client.post(f"/api/requests/{request_id}/{action}", json={"comment": "已核对"})


async def own_account(tenant: Any) -> str:
    async with tenant.client("employee") as own:
        rows = (await own.get("/api/employees/me/sections/bank")).json()["items"]
        return str(rows[0]["number"])


async def test_direct_fields_are_written_at_once_and_told_to_hr(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("employee") as own, tenant.client("hr") as hr:
        done = await own.patch(
            "/api/employees/me/personal", json={"address": "苏州市", "marital_status": "married"}
        )
        assert (done.status_code, done.json()["state"]) == (200, "applied"), done.text
        assert (await own.get("/api/employees/me/personal")).json()["address"] == "苏州市"
        row = await own.post(
            "/api/employees/me/sections/contact", json={"name": "王小明", "phone": "13800138000"}
        )
        assert row.json()["state"] == "applied"
        rows = (await own.get("/api/employees/me/sections/contact")).json()["items"]
        path = f"/api/employees/me/sections/contact/{rows[0]['id']}"
        assert (await own.patch(path, json={"phone": "13900139000"})).json()["state"] == "applied"
        assert (await own.patch(path, json={"phone": "13900139000"})).status_code == 409
        assert (await own.delete(path)).json()["state"] == "applied"
        told = (await hr.get(f"/api/employees/{tenant.employee_person.id}/changes")).json()["items"]
        assert [(t["verb"], t["title"], t["before"], t["after"]) for t in reversed(told)] == [
            ("修改", "现住址", "—", "苏州市"), ("修改", "婚姻状况", "—", "已婚"),
        ] or {(t["verb"], t["title"], t["before"], t["after"]) for t in told} >= {
            ("修改", "现住址", "—", "苏州市"), ("修改", "婚姻状况", "—", "已婚"), ("新增", "电话", "—", "13800138000"),
            ("修改", "电话", "13800138000", "13900139000"), ("删除", "姓名", "王小明", "—"),
        }  # fmt: skip
    async with tenant.context():
        assert await fetch_value("SELECT count(*) FROM core_request") == 0


async def test_a_field_that_takes_approval_waits_for_hr_and_shows_old_and_new(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    await tenant.token("hr", None)
    async with tenant.client("employee") as own, tenant.client("hr") as hr:
        asked = await own.patch(
            "/api/employees/me/personal", json={"political_status": "party", "address": "苏州市"}
        )
        assert (asked.status_code, asked.json()["state"]) == (200, "requested"), asked.text
        before = (await own.get("/api/employees/me/personal")).json()
        assert (before["political_status"], before["address"]) == (None, None)
        one = (await hr.get(f"/api/requests/{asked.json()['request_id']}")).json()
        assert one["form"]["changes"] == ["政治面貌：— → 中共党员", "现住址：— → 苏州市"]
        change = (await hr.get(f"/api/profile-changes/{one['form']['change_id']}")).json()
        assert [c["after"] for c in change["items"]] == ["中共党员", "苏州市"]
        assert (await act(own, asked.json()["request_id"], "approve")).status_code in (403, 404, 409)
        agreed = await act(hr, asked.json()["request_id"], "approve")
        assert agreed.status_code == 200, agreed.text
        after = (await own.get("/api/employees/me/personal")).json()
        assert (after["political_status"], after["address"]) == ("party", "苏州市")


async def test_a_rejected_change_leaves_the_file_as_it_was(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    await tenant.token("hr", None)
    async with tenant.client("employee") as own, tenant.client("hr") as hr:
        asked = (await own.patch("/api/employees/me/personal", json={"political_status": "party"})).json()
        assert (await act(hr, asked["request_id"], "reject")).status_code == 200
        assert (await own.get("/api/employees/me/personal")).json()["political_status"] is None
    async with tenant.context():
        assert [r["state"] for r in await fetch("SELECT state FROM core_profile_change")] == ["refused"]


async def test_an_account_changes_by_two_people_sealed_on_the_way_and_its_owner_is_told(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    row = await account(tenant)
    async with tenant.client("employee") as own, tenant.client("hr") as hr:
        asked = await own.patch(
            f"/api/employees/me/sections/bank/{row}", json={"number": OTHER, "bank": "招商银行"}
        )
        assert asked.json()["state"] == "requested", asked.text
        async with tenant.context():
            rows = await fetch("SELECT form, summary_zh FROM core_request")
            kept = await fetch("SELECT sealed FROM core_profile_change")
        assert OTHER not in str([dict(r) for r in rows])
        assert OTHER.encode() not in bytes(kept[0]["sealed"])
        assert json.loads(rows[0]["form"])["changes"] == [
            "开户银行：中国工商银行 → 招商银行", "账号：6222 **** **** *** 0128 → 4111 **** **** 1111",
        ]  # fmt: skip
        assert (await act(hr, asked.json()["request_id"], "approve")).status_code == 200
    assert await own_account(tenant) == "4111 **** **** 1111"
    kinds = [n.kind for n in await tenant.notices(tenant.employee_person)]
    assert kinds.count("core.bank_changed") == 2


async def test_hr_asks_for_an_account_change_and_cannot_agree_to_it(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    row = await account(tenant)
    path = f"/api/employees/{tenant.employee_person.id}/sections/bank/{row}/request"
    # A second person with the role, who may agree.
    second = await tenant.hire("赵副", number="HR002")
    async with tenant.context() as ctx:
        from renshi_core.identity.service import create_api_key, create_user, grant_role
        from renshi_sdk.contributions import DataScope

        user = await create_user(ctx, login="hr-two", name="赵副", employee_id=second.id)
        await grant_role(ctx, user_id=user, role="hr", scope=DataScope.COMPANY)
        key = await create_api_key(ctx, user_id=user, name="test")
    async with tenant.client("hr") as hr, tenant.anonymous() as other:
        other.headers["Authorization"] = f"Bearer {key}"
        asked = await hr.patch(path, json={"number": OTHER})
        assert (asked.status_code, asked.json()["state"]) == (200, "requested"), asked.text
        request = asked.json()["request_id"]
        assert (await act(hr, request, "approve")).status_code in (403, 404, 409)
        assert await own_account(tenant) == "6222 **** **** *** 0128"
        assert (await act(other, request, "approve")).status_code == 200
    assert await own_account(tenant) == "4111 **** **** 1111"


@pytest.mark.parametrize("flow", [{"steps": []}, {"allow_self_approval": True, "steps": [
    {"title": "自己", "approvers": [{"type": "role", "role": "hr"}]}]}])  # fmt: skip
async def test_no_flow_lets_one_person_change_an_account(renshi: Any, flow: dict[str, Any]) -> None:
    tenant = await renshi.new_tenant()
    await tenant.token("hr", None)
    row = await account(tenant)
    async with tenant.context() as ctx:
        from renshi_core.requests import kinds

        try:
            await kinds.set_flow(ctx, renshi.platform.registry.request_kinds[KIND].record, flow, None)
        except AttributeError:
            from renshi_core.requests import flows

            await flows.set_flow(ctx, renshi.platform.registry.request_kinds[KIND].record, flow, None)
    async with tenant.client("hr") as hr:
        path = f"/api/employees/{tenant.employee_person.id}/sections/bank/{row}/request"
        asked = await hr.patch(path, json={"number": OTHER})
        if asked.status_code == 200:
            done = await act(hr, asked.json()["request_id"], "approve")
            assert done.status_code in (403, 409), done.text
        else:
            assert (asked.status_code, asked.json()["code"]) == (403, "people.needs_second_person"), (
                asked.text
            )
    assert await own_account(tenant) == "6222 **** **** *** 0128"


async def test_a_forged_form_is_refused(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    await tenant.token("hr", None)
    row = await account(tenant)
    async with tenant.client("employee") as own:
        asked = (await own.patch(f"/api/employees/me/sections/bank/{row}", json={"number": OTHER})).json()
        async with tenant.context():
            change = str(await fetch_value("SELECT id FROM core_profile_change"))
        for form in (
            {"change_id": change, "changes": ["现住址：— → 苏州市"]},
            {"change_id": str(uuid4()), "changes": ["现住址：— → 苏州市"]},
            {"change_id": change, "changes": [], "status": "approved"},
        ):
            answer = await own.post("/api/requests", json={"kind": KIND, "form": form})
            assert answer.status_code in (404, 409, 422), answer.text
        await act(own, asked["request_id"], "withdraw")
        resent = await own.post(
            "/api/requests", json={"kind": KIND, "form": {"change_id": change, "changes": ["无害"]}}
        )
        assert resent.status_code in (409, 422)
    assert await own_account(tenant) == "6222 **** **** *** 0128"


async def test_what_changed_meanwhile_is_not_written_over(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    await tenant.token("hr", None)
    async with tenant.client("employee") as own, tenant.client("hr") as hr:
        asked = (await own.patch("/api/employees/me/personal", json={"political_status": "party"})).json()
        await hr.patch(
            f"/api/employees/{tenant.employee_person.id}/personal", json={"political_status": "league"}
        )
        late = await act(hr, asked["request_id"], "approve")
        assert (late.status_code, late.json()["code"]) == (409, "people.stale")
        assert (await own.get("/api/employees/me/personal")).json()["political_status"] == "league"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"status": "active"}, "status"),
        ({"employee_id": str(uuid4())}, "employee_id"),
        ({"number": "BOSS"}, "number"),
        ({"grade": "P9"}, "grade"),
        ({"identity_sealed": "x"}, "identity_sealed"),
        ({"file_version": 9}, "file_version"),
        ({"gender": "male"}, "gender"),
        ({"custom": {"salary": 1}}, "salary"),
    ],
)
async def test_nothing_but_ones_own_fields_can_be_sent(renshi: Any, sent: dict[str, Any], field: str) -> None:
    tenant = await renshi.new_tenant()
    await tenant.token("hr", None)
    async with tenant.client("hr") as hr:
        await hr.patch(
            f"/api/employees/{tenant.employee_person.id}/personal",
            json={"document_type": "resident_id", "identity": national()},
        )
    async with tenant.client("employee") as own:
        before = (await own.get("/api/employees/me/personal")).json()
        answer = await own.patch("/api/employees/me/personal", json={"address": "苏州市", **sent})
        assert answer.status_code == 422, answer.text
        assert field in answer.text
        assert (await own.get("/api/employees/me/personal")).json() == before


async def test_an_account_that_is_nobodys_has_no_own_file(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("admin") as admin:
        for answer in (
            await admin.get("/api/employees/me/personal"),
            await admin.patch("/api/employees/me/personal", json={"address": "x"}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "people.no_own_file")
