"""Probation results, notice, codes of reasons, hand-over, and how long papers are kept."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from renshi_core.people import lifecycle, reasons
from renshi_sdk.contracts import EmployeeStatus
from renshi_sdk.db import fetch, fetch_value


async def events(name: str) -> list[dict[str, Any]]:
    return [
        json.loads(r["payload"]) for r in await fetch("SELECT payload FROM core_event WHERE name = $1", name)
    ]


async def on_probation(tenant: Any, **facts: Any) -> Any:
    return await tenant.hire(
        "试用员工",
        starts_on=date(2026, 10, 8),
        probation_months=2,
        manager_id=tenant.manager_person.id,
        **facts,
    )


async def test_a_probation_is_reminded_of_once_and_extended_within_the_law(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    person = await on_probation(tenant)
    await renshi.run_schedule("core.probation_reminders", tenant)
    await renshi.run_schedule("core.probation_reminders", tenant)
    for reader in (tenant.manager_person, tenant.hr_person):
        told = [n for n in await tenant.notices(reader) if n.kind == "core.probation"]
        assert [n.title.zh for n in told] == ["试用员工的试用期将满"]
    path = f"/api/employees/{person.id}/probation-review"
    async with tenant.client("hr") as hr:
        unknown = await hr.post(path, json={"result": "extended", "months": 3, "note": "再看看"})
        assert (unknown.status_code, unknown.json()["code"]) == (409, "people.no_term"), unknown.text
        await hr.put(f"/api/employees/{person.id}/contract-term", json={"months": 12})
        beyond = await hr.post(path, json={"result": "extended", "months": 3, "note": "再看看"})
        assert (beyond.status_code, beyond.json()["longest"]) == (422, 2)
        await hr.put(f"/api/employees/{person.id}/contract-term", json={"months": 36})
        longer = await hr.post(path, json={"result": "extended", "months": 3, "note": "再看看"})
        assert longer.json() == {"result": "extended", "until": "2027-01-07"}
        passed = await hr.post(path, json={"result": "passed", "note": "合格"})
        assert passed.status_code == 200, passed.text
        renshi.advance(days=1)
        assert (await hr.get(f"/api/employees/{person.id}")).json()["status"] == "active"
        over = await hr.post(path, json={"result": "passed", "note": "再来"})
        assert over.status_code == 409
        told = (await hr.get(f"/api/employees/{person.id}/probation-reviews")).json()["items"]
        assert [(r["result"], r["until_before"], r["until_after"]) for r in told] == [
            ("passed", "2027-01-07", None),
            ("extended", "2026-12-07", "2027-01-07"),
        ]
    async with tenant.context():
        assert [e["result"] for e in await events("ProbationReviewed")] == ["extended", "passed"]


async def test_a_failed_probation_ends_the_employment_within_it(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    person = await on_probation(tenant)
    path = f"/api/employees/{person.id}/probation-review"
    async with tenant.client("hr") as hr:
        late = await hr.post(
            path, json={"result": "failed", "note": "不符合录用条件", "last_day": "2026-12-08"}
        )
        assert late.status_code == 422
        assert (await hr.get(f"/api/employees/{person.id}/probation-reviews")).json()["items"] == []
        done = await hr.post(
            path, json={"result": "failed", "note": "不符合录用条件", "last_day": "2026-11-27"}
        )
        assert done.status_code == 200, done.text
    async with tenant.context():
        left = (await events("EmployeeLeft"))[-1]
        assert {
            n: left[n] for n in ("last_day", "reason_code", "voluntary", "retain_until", "department_id")
        } == {
            "last_day": "2026-11-27",
            "reason_code": "probation_failed",
            "voluntary": False,
            "retain_until": "2028-11-27",
            "department_id": str(tenant.departments["PROD"]),
        }
        kept = await fetch_value("SELECT retain_until FROM core_spell WHERE employee_id = $1", person.id)
        assert kept == date(2028, 11, 27)
    async with tenant.client("hr") as hr:
        back = await hr.post(f"/api/employees/{person.id}/revoke-end", json={"reason": "误操作"})
        assert back.status_code == 200
    async with tenant.context():
        assert [e["last_day"] for e in await events("EmployeeEndRevoked")] == ["2026-11-27"]
        assert (
            await fetch_value("SELECT retain_until FROM core_spell WHERE employee_id = $1", person.id) is None
        )


async def test_a_resignation_gives_notice_unless_it_was_agreed(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    form = {"last_day": "2026-12-22", "reason": "个人发展", "reason_code": "career"}
    async with tenant.client("employee") as employee:
        early = await employee.post("/api/requests", json={"kind": "core.resignation", "form": form})
        assert (early.status_code, "2026-12-23" in early.text) == (422, True), early.text
        unknown = await employee.post(
            "/api/requests",
            json={
                "kind": "core.resignation",
                "form": form | {"reason_code": "boredom", "last_day": "2026-12-23"},
            },
        )
        assert unknown.status_code == 422
        agreed = await employee.post(
            "/api/requests", json={"kind": "core.resignation", "form": form | {"early_agreed": True}}
        )
        assert agreed.status_code in (200, 201), agreed.text
    assert lifecycle.earliest_last_day(date(2026, 11, 23), EmployeeStatus.PROBATION) == date(2026, 11, 26)


async def test_both_managers_hear_of_a_transfer(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    boss = await tenant.hire("销售主管", department_id=tenant.departments["SALES"])
    async with tenant.context() as ctx:
        await lifecycle.tell_both(
            ctx,
            tenant.employee_person.id,
            before=(tenant.manager_person.id, "生产部"),
            effective_on=date(2026, 12, 1),
        )
    async with tenant.client("hr") as hr:
        await hr.patch(f"/api/departments/{tenant.departments['SALES']}", json={"head_id": str(boss.id)})
        changed = await hr.post(
            f"/api/employees/{tenant.employee_person.id}/job-changes",
            json={
                "effective_on": "2026-12-02",
                "reason": "调",
                "department_id": str(tenant.departments["SALES"]),
            },
        )
        assert changed.status_code == 200
    async with tenant.context() as ctx:
        await lifecycle.tell_both(
            ctx,
            tenant.employee_person.id,
            before=(tenant.manager_person.id, "生产部"),
            effective_on=date(2026, 12, 2),
        )
    await renshi.settle()
    assert [n.title.zh for n in await tenant.notices(boss) if n.kind == "core.transfer"] == [
        "张员工将调入，请准备接收"
    ]
    assert "张员工将调出，请安排交接" in [n.title.zh for n in await tenant.notices(tenant.manager_person)]


async def test_codes_of_reasons_have_days(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    body = {
        "kind": "leave",
        "code": "personal",
        "title_zh": "个人意愿",
        "title_en": "Own wish",
        "voluntary": True,
        "valid_from": "2026-12-01",
    }
    async with tenant.client("hr") as hr:
        made = await hr.post("/api/reasons", json=body)
        assert made.status_code == 201, made.text
        assert (await hr.post("/api/reasons", json=body)).status_code == 409
        titles = [
            next(
                r["title"]
                for r in (await hr.get("/api/reasons", params={"on": day})).json()["items"]
                if r["code"] == "personal"
            )
            for day in ("2026-11-30", "2026-12-01")
        ]
        assert titles == ["个人原因辞职", "个人意愿"]
        ended = await hr.post(f"/api/reasons/{made.json()['id']}/end", json={"valid_to": "2027-01-01"})
        assert ended.status_code == 200
        later = (await hr.get("/api/reasons", params={"on": "2027-01-01"})).json()["items"]
        assert "personal" not in {r["code"] for r in later}


@pytest.mark.parametrize(
    ("last_day", "until"),
    [(date(2024, 2, 29), date(2026, 2, 28)), (date(2026, 11, 30), date(2028, 11, 30))],
)
def test_papers_are_kept_two_years(last_day: date, until: date) -> None:
    assert reasons.retain_until(last_day) == until
