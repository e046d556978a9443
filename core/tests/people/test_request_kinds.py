"""Leaving, being transferred and being regularised by request, through the real gates."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from renshi_sdk.context import Actor
from renshi_sdk.contracts import Hire, RequestAction


async def test_a_resignation_passes_manager_and_hr_and_ends_the_employment(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    body = {"kind": "core.resignation", "form": {"last_day": "2026-12-23", "reason": "个人发展"}}
    async with tenant.client("employee") as me, tenant.client("manager") as boss, tenant.client("hr") as hr:
        made = await me.post("/api/requests", json=body)
        assert made.status_code == 201, made.text
        assert made.json()["summary"] == "离职，最后工作日 2026-12-23"
        second = await me.post("/api/requests", json=body)
        assert second.json()["code"] == "request.open_already"
        path = f"/api/requests/{made.json()['id']}"
        assert (await boss.post(f"{path}/approve", json={})).status_code == 200
        assert (await hr.get(f"/api/employees/{tenant.employee_person.id}")).json()["left_on"] is None
        assert (await hr.post(f"{path}/approve", json={})).json()["state"] == "approved"
        one = (await hr.get(f"/api/employees/{tenant.employee_person.id}")).json()
        assert (one["status"], one["left_on"]) == ("active", "2026-12-23")
        late = await me.post("/api/requests", json=body)
        assert late.json()["code"] == "people.already_ended"
    renshi.advance(days=31)
    await renshi.run_schedule("core.roll_forward", tenant)
    async with tenant.client("hr") as hr:
        left = (await hr.get("/api/employees", params={"status": "left"})).json()["items"]
        assert [e["number"] for e in left] == ["EM001"]


async def test_a_transfer_that_no_longer_fits_leaves_the_request_pending(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    form = {
        "effective_on": "2026-12-01",
        "department_id": str(tenant.departments["SALES"]),
        "reason": "业务需要",
    }
    async with tenant.client("employee") as me, tenant.client("manager") as boss, tenant.client("hr") as hr:
        empty = await me.post(
            "/api/requests",
            json={"kind": "core.transfer", "form": {"effective_on": "2026-12-01", "reason": "x"}},
        )
        assert empty.status_code == 422
        made = (await me.post("/api/requests", json={"kind": "core.transfer", "form": form})).json()
        path = f"/api/requests/{made['id']}"
        await boss.post(f"{path}/approve", json={})
        await boss.post(f"{path}/approve", json={})
        moved = await hr.post(
            f"/api/employees/{tenant.employee_person.id}/job-changes", json={**form, "reason": "先行办理"}
        )
        assert moved.status_code == 200
        refused = await hr.post(f"{path}/approve", json={})
        assert (refused.status_code, refused.json()["code"]) == (409, "people.no_change")
        assert (await hr.get(path)).json()["state"] == "pending"
        assert (await hr.post(f"{path}/reject", json={"comment": "已办"})).json()["state"] == "rejected"
    assert len(await tenant.audit("core.employee.change_job")) == 1


async def test_a_probation_ends_by_request_of_hr_for_the_employee(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.context() as ctx:
        trainee = await ctx.people.hire(
            Hire(
                company_id=tenant.company.id,
                name="试用生",
                department_id=tenant.departments["PROD"],
                manager_id=tenant.manager_person.id,
                starts_on=date(2026, 10, 1),
                probation_months=3,
            )
        )
    body = {
        "kind": "core.regularisation",
        "employee_id": str(trainee.id),
        "form": {"effective_on": "2026-12-01", "summary": "表现良好"},
    }
    async with tenant.client("hr") as hr, tenant.client("manager") as boss, tenant.client("admin") as admin:
        assert (await boss.post("/api/requests", json=body)).status_code == 403
        made = (await hr.post("/api/requests", json=body)).json()
        path = f"/api/requests/{made['id']}"
        assert (await boss.post(f"{path}/approve", json={})).status_code == 409
        assert "找不到审批人" in (await boss.post(f"{path}/approve", json={})).text
        assert (await admin.get(path)).json()["state"] == "pending"
    second = await tenant.hire("李人事", department_id=tenant.departments["HQ"])
    async with tenant.context() as ctx:
        from renshi_core.identity import service as identity
        from renshi_sdk.contributions import DataScope

        user = await identity.create_user(ctx, login="hr2", name="李人事", employee_id=second.id)
        await identity.grant_role(ctx, user_id=user, role="hr", scope=DataScope.COMPANY)
    async with tenant.client("manager") as boss:
        passed = await boss.post(f"{path}/approve", json={})
        assert passed.status_code == 200, passed.text
        assert passed.json()["steps"][1]["approver_ids"] == [str(second.id)]
    async with tenant.context() as ctx:
        colleague = ctx.acting_as(Actor(kind="user", name=second.name, employee_id=second.id))
        done = await colleague.requests.act(UUID(made["id"]), RequestAction.APPROVE)
        assert done.state == "approved"
        assert (await ctx.people.get(trainee.id, as_of=date(2026, 12, 1))).status == "active"
        assert (await ctx.people.get(trainee.id, as_of=date(2026, 11, 30))).status == "probation"


async def test_the_core_s_kinds_and_pages_can_be_drawn_in_both_languages(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    paths = [
        "/console/core/employees",
        f"/console/core/employees/{tenant.employee_person.id}",
        "/console/core/departments",
        "/console/core/positions",
        "/console/core/companies",
        "/console/core/custom-fields",
        "/console/core/requests",
        "/console/core/requests/all",
        "/console/core/requests/00000000-0000-7000-8000-000000000000",
        "/console/core/requests/new/core.transfer",
        "/console/core/flows",
        "/console/core/reports/core.headcount",
    ]
    async with tenant.client("admin") as admin:
        for locale in ("zh-CN", "en-US"):
            for path in paths:
                answer = await admin.get(
                    "/api/console/page", params={"path": path}, headers={"Accept-Language": locale}
                )
                assert answer.status_code == 200, (path, answer.text)
                assert answer.json()["schema"]["type"] == "page"
    assert await renshi.inspect("core", "pages") == []
    assert await renshi.inspect("core", "permissions") == []
