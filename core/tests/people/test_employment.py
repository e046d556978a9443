"""Hiring, changing, ending and hiring again, over HTTP and through the SDK, with rows, events and audit."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from renshi_sdk.contracts import EmployeeStatus, EndEmployment, Hire, JobChange
from renshi_sdk.db import fetch
from renshi_sdk.errors import Conflict, Invalid, NotFound

IDENTITY = "11010519491231002X"


async def events(tenant: Any, name: str) -> list[dict[str, Any]]:
    async with tenant.context():
        rows = await fetch("SELECT * FROM core_event WHERE name = $1 ORDER BY created_at, id", name)
    return [json.loads(dict(r)["payload"]) for r in rows]


async def test_a_hire_over_http_makes_a_file_an_event_and_an_audit_row(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        answer = await hr.post(
            "/api/employees",
            json={
                "name": "曾小贤",
                "starts_on": "2026-11-23",
                "department_id": str(tenant.departments["PROD"]),
                "position_id": str(tenant.positions["OP"]),
                "manager_id": str(tenant.manager_person.id),
                "identity_number": IDENTITY,
                "probation_months": 2,
                "contract_term_months": 12,
                "phone": "13800138000",
            },
        )
        assert answer.status_code == 201, answer.text
        made = answer.json()
        assert (made["status"], made["number"], made["probation_until"]) == (
            "probation",
            "E00001",
            "2027-01-22",
        )
        found = (await hr.get("/api/employees", params={"q": "ZXX"})).json()["items"]
        assert [(e["name"], e["department_name"], e["manager_name"]) for e in found] == [
            ("曾小贤", "生产部", "李主管")
        ]
        one = (await hr.get(f"/api/employees/{made['id']}")).json()
        assert one["has_identity"] is True
        assert IDENTITY not in json.dumps(one)
        shown = await hr.get(f"/api/employees/{made['id']}/identity")
        assert shown.json()["born_on"] == "1949-12-31"
    hired = [e for e in await events(tenant, "EmployeeHired") if e["employee_id"] == made["id"]]
    assert [(e["hired_on"], e["rehire"]) for e in hired] == [("2026-11-23", False)]
    assert len(await tenant.audit("core.employee.read_identity")) == 1
    async with tenant.context():
        sealed = await fetch("SELECT identity_sealed FROM core_employee WHERE id = $1", UUID(made["id"]))
    assert IDENTITY.encode() not in sealed[0]["identity_sealed"]


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"probation_months": 3, "contract_term_months": 12}, 422, "probation_months"),
        ({"identity_number": "110105194912310021"}, 422, "identity_number"),
        ({"identity_number": "310101201501010015"}, 422, "identity_number"),
        ({"work_regime": "never"}, 422, "work_regime"),
        ({"number": "EM001"}, 409, None),
        ({"number": "=1+1"}, 422, "number"),
        ({"department_id": str(uuid4())}, 404, None),
        ({"position_id": str(uuid4())}, 422, "position_id"),
        ({"manager_id": str(uuid4())}, 422, "manager_id"),
        ({"salary": 1}, 400, None),
    ],
)
async def test_a_hire_that_does_not_hold_changes_nothing(
    renshi: Any, fields: dict[str, Any], status: int, field: str | None
) -> None:
    tenant = await renshi.new_tenant()
    body = {"name": "某人", "starts_on": "2026-11-23", "department_id": str(tenant.departments["PROD"])}
    async with tenant.client("hr") as hr:
        answer = await hr.post("/api/employees", json=body | fields)
        assert answer.status_code in ((status, 422) if status == 400 else (status,)), answer.text
        if field:
            assert field in answer.text
        assert (await hr.get("/api/employees", params={"count": "true"})).json()["total"] == 3


async def test_a_transfer_is_seen_from_its_day_on_and_keeps_what_was_planned(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    person = tenant.employee_person.id
    async with tenant.context() as ctx:
        await ctx.people.change_job(
            JobChange(employee_id=person, effective_on=date(2027, 1, 1), reason="晋升", grade="P5")
        )
        moved = await ctx.people.change_job(
            JobChange(
                employee_id=person,
                effective_on=date(2026, 12, 1),
                reason="调岗",
                department_id=tenant.departments["SALES"],
            )
        )
        assert moved.department_id == tenant.departments["PROD"]
        later = await ctx.people.get(person, as_of=date(2026, 12, 1))
        assert (later.department_id, later.grade) == (tenant.departments["SALES"], None)
        after = await ctx.people.get(person, as_of=date(2027, 1, 1))
        assert (after.department_id, after.grade) == (tenant.departments["SALES"], "P5")
        assert [(r.valid_from, r.valid_to, r.reason) for r in await ctx.people.history(person)] == [
            (date(2024, 1, 1), date(2026, 12, 1), "hire"),
            (date(2026, 12, 1), date(2027, 1, 1), "调岗"),
            (date(2027, 1, 1), None, "晋升"),
        ]
        with pytest.raises(Conflict, match="nothing would change"):
            await ctx.people.change_job(
                JobChange(employee_id=person, effective_on=date(2026, 12, 5), reason="x", city="上海")
            )
        with pytest.raises(Conflict, match="not employed"):
            await ctx.people.change_job(
                JobChange(employee_id=person, effective_on=date(2023, 12, 31), reason="x", grade="P1")
            )
    renshi.advance(days=8)
    await renshi.run_schedule("core.roll_forward", tenant)
    async with tenant.client("hr") as hr:
        rows = (
            await hr.get("/api/employees", params={"department_id": str(tenant.departments["SALES"])})
        ).json()
    assert [r["id"] for r in rows["items"]] == [str(person)]


async def test_nobody_stands_below_their_own_report(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.context() as ctx:
        for manager in (tenant.employee_person.id, tenant.hr_person.id):
            with pytest.raises(Invalid) as refused:
                await ctx.people.change_job(
                    JobChange(
                        employee_id=tenant.hr_person.id,
                        effective_on=date(2026, 11, 23),
                        reason="x",
                        manager_id=manager,
                    )
                )
            assert set(refused.value.fields) == {"manager_id"}
        assert (await ctx.people.get(tenant.hr_person.id)).manager_id is None


async def test_an_end_a_return_and_a_revoked_end(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.context() as ctx:
        hired = await ctx.people.hire(
            Hire(
                company_id=tenant.company.id,
                name="回头客",
                department_id=tenant.departments["PROD"],
                starts_on=date(2025, 1, 1),
                identity_number=IDENTITY,
                probation_months=1,
            )
        )
        assert hired.status is EmployeeStatus.ACTIVE
        left = await ctx.people.end_employment(
            EndEmployment(employee_id=hired.id, last_day=date(2026, 11, 20), reason="个人原因")
        )
        assert (left.status, left.left_on) == (EmployeeStatus.LEFT, date(2026, 11, 20))
        with pytest.raises(Conflict):
            await ctx.people.end_employment(
                EndEmployment(employee_id=hired.id, last_day=date(2026, 11, 20), reason="again")
            )
        again = Hire(
            company_id=tenant.company.id,
            name="回头客",
            department_id=tenant.departments["SALES"],
            starts_on=date(2026, 12, 1),
            identity_number=IDENTITY,
        )
        with pytest.raises(Invalid, match="only once"):
            await ctx.people.hire(again.model_copy(update={"probation_months": 1}))
        with pytest.raises(Conflict, match="employed on 2026-11-20"):
            await ctx.people.hire(again.model_copy(update={"starts_on": date(2026, 11, 20)}))
        back = await ctx.people.hire(again)
        assert (back.id, back.number, back.status) == (hired.id, hired.number, EmployeeStatus.PENDING)
        assert back.spell_id != hired.spell_id
        gone = await ctx.people.employed_between(date(2026, 11, 21), date(2026, 11, 30))
        assert hired.id not in {e.id for e in gone}
        during = await ctx.people.employed_between(date(2026, 11, 1), date(2026, 11, 30))
        assert [(e.as_of, e.department_id) for e in during if e.id == hired.id] == [
            (date(2026, 11, 20), tenant.departments["PROD"])
        ]
    assert [
        e["rehire"] for e in await events(tenant, "EmployeeHired") if e["employee_id"] == str(hired.id)
    ] == [
        False,
        True,
    ]
    assert [e["last_day"] for e in await events(tenant, "EmployeeLeft")] == ["2026-11-20"]
    async with tenant.client("hr") as hr:
        off = await hr.post(f"/api/employees/{hired.id}/call-off", json={"reason": "未报到"})
        assert off.status_code == 204
        one = (await hr.get(f"/api/employees/{hired.id}")).json()
        assert (one["status"], one["left_on"]) == ("left", "2026-11-20")
        kept = await hr.post(f"/api/employees/{hired.id}/revoke-end", json={"reason": "登记错误"})
        assert (kept.json()["status"], kept.json()["left_on"]) == ("active", None)


async def test_a_probation_ends_early_on_time_or_by_itself_but_never_late(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.context() as ctx:
        people = [
            await ctx.people.hire(
                Hire(
                    company_id=tenant.company.id,
                    name=name,
                    department_id=tenant.departments["PROD"],
                    starts_on=date(2026, 10, 1),
                    probation_months=2,
                )
            )
            for name in ("早转正", "自动转正")
        ]
        early, silent = people
        assert early.probation_until == date(2026, 11, 30)
        with pytest.raises(Invalid, match="2026-12-01"):
            await ctx.people.regularise(early.id, date(2026, 12, 2))
        assert (await ctx.people.regularise(early.id, date(2026, 11, 20))).status is EmployeeStatus.ACTIVE
        assert (await ctx.people.regularise(early.id, date(2026, 11, 20))).status is EmployeeStatus.ACTIVE
        with pytest.raises(Conflict, match="2026-11-20"):
            await ctx.people.regularise(early.id, date(2026, 11, 21))
        with pytest.raises(Conflict, match="no probation"):
            await ctx.people.regularise(tenant.employee_person.id, date(2026, 11, 20))
    renshi.advance(days=8)
    await renshi.run_schedule("core.roll_forward", tenant)
    await renshi.run_schedule("core.roll_forward", tenant)
    assert [(e["employee_id"], e["effective_on"]) for e in await events(tenant, "EmployeeRegularised")] == [
        (str(early.id), "2026-11-20"),
        (str(silent.id), "2026-12-01"),
    ]
    async with tenant.context():
        rows = await fetch(
            "SELECT name, status FROM renshi_employee WHERE id = ANY($1)", [early.id, silent.id]
        )
    assert {r["status"] for r in rows} == {"active"}


async def test_each_sees_whom_their_scope_holds(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    stranger = await tenant.hire("外人", manager_id=tenant.hr_person.id)
    expected = {"hr": 4, "manager": 2, "employee": 1, "admin": 4}
    for role, count in expected.items():
        async with tenant.client(role) as client:
            listed = (await client.get("/api/employees", params={"count": "true"})).json()
            assert listed["total"] == count, role
    async with tenant.client("employee") as employee:
        assert (await employee.get(f"/api/employees/{stranger.id}")).status_code == 404
        assert (await employee.get(f"/api/employees/{tenant.employee_person.id}")).status_code == 200
        assert (await employee.get("/api/employees/me")).json()["number"] == "EM001"
        for path, body in (
            ("job-changes", {"effective_on": "2026-12-01", "reason": "x", "grade": "P9"}),
            ("end", {"last_day": "2026-12-01", "reason": "x"}),
            ("regularise", {"effective_on": "2026-12-01"}),
        ):
            answer = await employee.post(f"/api/employees/{tenant.employee_person.id}/{path}", json=body)
            assert answer.status_code == 403
        assert (await employee.get(f"/api/employees/{tenant.employee_person.id}/identity")).status_code == 403
    other = await renshi.new_tenant()
    async with other.client("admin") as foreign:
        assert (await foreign.get(f"/api/employees/{stranger.id}")).status_code == 404
    async with other.context() as ctx:
        with pytest.raises(NotFound):
            await ctx.people.get(stranger.id)
        assert await ctx.people.by_ids([stranger.id]) == {}


async def test_a_move_to_a_company_of_the_group_is_one_spell_and_takes_a_right_of_its_own(
    renshi: Any,
) -> None:
    tenant = await renshi.new_tenant()
    second = await tenant.add_company("RETAIL")
    async with tenant.context(company=second) as ctx:
        from renshi_core.organization import service as organization

        shop = await organization.create_department(ctx, code="SHOP", name="门店")
    body = {"effective_on": "2026-12-01", "reason": "集团调动", "department_id": str(shop.id)}
    path = f"/api/employees/{tenant.employee_person.id}/job-changes"
    async with tenant.client("hr") as hr:
        assert (await hr.post(path, json=body)).status_code == 403
    async with tenant.client("admin") as admin:
        assert (await admin.post(path, json=body)).status_code == 200
    async with tenant.context() as ctx:
        moved = await ctx.people.get(tenant.employee_person.id, as_of=date(2026, 12, 1))
        assert (moved.company_id, moved.position_id) == (second.id, None)
        assert moved.spell_id == tenant.employee_person.spell_id
        assert moved.hired_on == date(2024, 1, 1)


async def test_custom_fields_are_added_at_run_time_and_checked(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    path = f"/api/employees/{tenant.employee_person.id}/custom"
    async with tenant.client("hr") as hr:
        for n in range(300):
            made = await hr.post(
                "/api/custom-fields",
                json={"code": f"f{n}", "title_zh": f"字段{n}", "title_en": f"Field {n}", "kind": "text"},
            )
            assert made.status_code == 201
        await hr.post(
            "/api/custom-fields",
            json={
                "code": "shirt",
                "title_zh": "工服",
                "title_en": "Shirt",
                "kind": "choice",
                "options": ["M", "L"],
            },
        )
        answer = await hr.patch(path, json={"values": {"f299": "甲", "shirt": "L"}})
        assert answer.json()["custom"] == {"f299": "甲", "shirt": "L"}
        refused = await hr.patch(path, json={"values": {"shirt": "XXL", "nothing": 1}})
        assert refused.status_code == 422
        assert "shirt" in refused.text
        assert "nothing" in refused.text
        await hr.patch(path, json={"values": {"f299": None}})
        one = (await hr.get(f"/api/employees/{tenant.employee_person.id}")).json()
        assert one["custom"] == {"shirt": "L"}


async def test_the_headcount_report_counts_the_day_and_the_scope(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        rows = (await hr.get("/api/reports/core.headcount")).json()["items"]
        assert [(r["department"], r["people"]) for r in rows] == [("总部 / 生产部", 2), ("总部", 1)]
        earlier = (await hr.get("/api/reports/core.headcount", params={"on": "2023-12-31"})).json()["items"]
        assert earlier == []


async def test_a_persons_data_is_exported_and_erased_as_far_as_the_law_lets(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.context() as ctx:
        hired = await ctx.people.hire(
            Hire(
                company_id=tenant.company.id,
                name="待删除",
                department_id=tenant.departments["PROD"],
                starts_on=date(2020, 1, 1),
                identity_number=IDENTITY,
                phone="13800138000",
            )
        )
        await ctx.people.end_employment(
            EndEmployment(employee_id=hired.id, last_day=date(2026, 10, 31), reason="x")
        )
        from renshi_core.people.personal_data import PERSONAL_DATA

        data = await PERSONAL_DATA.export(ctx, hired.id)
        assert data["core_employee"][0]["identity_number"] == IDENTITY
        assert len(data["core_job_record"]) == 2
        outcome = await PERSONAL_DATA.erase(ctx, hired.id)
        assert "2028-10-31" in outcome.kept["core_employee"]
        kept = await ctx.people.get(hired.id)
        assert (kept.name, kept.phone) == ("待删除", None)
    renshi.advance(days=365 * 2 + 30)
    async with tenant.context() as ctx:
        await PERSONAL_DATA.erase(ctx, hired.id)
        assert (await ctx.people.get(hired.id)).name == "已匿名"
        assert (await PERSONAL_DATA.export(ctx, hired.id))["core_employee"][0]["identity_number"] is None
