"""Planned changes over HTTP: seen, moved to another day, called off; and the picture of any day."""

from __future__ import annotations

from typing import Any


async def test_a_planned_change_is_seen_moved_and_called_off(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    person, sales = tenant.employee_person.id, str(tenant.departments["SALES"])
    path = f"/api/employees/{person}"
    async with tenant.client("hr") as hr:
        planned = await hr.post(
            f"{path}/job-changes",
            json={"effective_on": "2026-12-01", "reason": "调岗", "department_id": sales, "grade": "P5"},
        )
        assert planned.status_code == 200, planned.text
        found = (await hr.get("/api/planned-changes")).json()["items"]
        assert [(f["number"], f["on"], f["kind"], f["said"]) for f in found] == [
            ("EM001", "2026-12-01", "change", "部门：生产部 → 销售部；职级：— → P5")
        ]
        later = await hr.patch(
            f"{path}/planned/{found[0]['record_id']}",
            json={"effective_on": "2026-12-15", "grade": "P6", "reason": "推迟"},
        )
        assert later.status_code == 200, later.text
        found = (await hr.get(f"{path}/planned")).json()["items"]
        assert [(f["on"], f["changes"]["grade"]["to"]) for f in found] == [("2026-12-15", "P6")]
        on_15th = await hr.get(
            "/api/organization/people", params={"as_of": "2026-12-15", "department_id": sales}
        )
        assert [(p["number"], p["department_name"], p["grade"]) for p in on_15th.json()["items"]] == [
            ("EM001", "销售部", "P6")
        ]
        before = renshi.clock.now().isoformat()
        renshi.advance(seconds=1)
        off = await hr.post(f"{path}/planned/{found[0]['record_id']}/cancel", json={"reason": "不调了"})
        assert off.status_code == 200, off.text
        assert (await hr.get(f"{path}/planned")).json()["items"] == []
        assert (await hr.get(path, params={"as_of": "2027-01-01"})).json()["department_name"] == "生产部"
        then = await hr.get(
            "/api/organization/people",
            params={"as_of": "2026-12-15", "department_id": sales, "known_at": before},
        )
        assert [p["number"] for p in then.json()["items"]] == ["EM001"]
        gone = await hr.post(f"{path}/planned/{found[0]['record_id']}/cancel", json={"reason": "x"})
        assert gone.status_code == 404
    assert len(await tenant.audit("core.employee.call_off_change")) == 1


async def test_what_has_come_is_corrected_and_not_called_off(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    path = f"/api/employees/{tenant.employee_person.id}"
    async with tenant.client("hr") as hr:
        record = (await hr.get(f"{path}/history")).json()["items"][0]
        answer = await hr.post(f"{path}/planned/{record['id']}/cancel", json={"reason": "x"})
        assert (answer.status_code, answer.json()["code"]) == (409, "people.not_planned")
        assert len((await hr.get(f"{path}/history")).json()["items"]) == 1
    async with tenant.client("employee") as employee:
        answer = await employee.post(f"{path}/planned/{record['id']}/cancel", json={"reason": "x"})
        assert answer.status_code == 403


async def test_kinds_of_employment_name_their_consequences(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        kinds = {k["code"]: k for k in (await hr.get("/api/employment-types")).json()["items"]}
        assert list(kinds) == ["full_time", "part_time", "intern", "dispatched", "retiree"]
        assert "第七十条" in kinds["part_time"]["consequences"]
        refused = await hr.post(
            "/api/employees",
            json={
                "name": "小时工",
                "starts_on": "2026-11-23",
                "department_id": str(tenant.departments["PROD"]),
                "employment_type": "part_time",
                "probation_months": 1,
            },
        )
        assert (refused.status_code, "probation_months" in refused.text) == (422, True)
