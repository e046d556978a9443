"""Cards of the home page: what each plugin tells whom, and that nobody is told of others."""

from __future__ import annotations

from datetime import date
from typing import Any

from renshi_core.testing.harness import CoreHarness
from renshi_sdk import new_id
from renshi_sdk.db import execute

PLUGINS = ("attendance", "contracts", "lifecycle", "payroll", "training")
OWN = ["attendance.own", "lifecycle.tasks", "payroll.own", "training.own"]


async def _cards(tenant: Any, role: str) -> list[str]:
    async with tenant.client(role) as client:
        return [card["name"] for card in (await client.get("/api/home")).json()["cards"]]


async def _figures(tenant: Any, role: str, name: str) -> dict[str, Any]:
    async with tenant.client(role) as client:
        answer = await client.get(f"/api/home/cards/{name}")
        assert answer.status_code == 200, answer.text
        return {figure["label"]: figure["value"] for figure in answer.json()["figures"]}


async def test_each_reader_is_offered_the_cards_of_their_rights(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=PLUGINS)
    assert await _cards(tenant, "employee") == OWN
    assert await _cards(tenant, "hr") == [
        *OWN,
        "contracts.warnings",
        "lifecycle.arrivals",
        "lifecycle.departures",
        "attendance.month",
        "payroll.month",
    ]
    # An account without an employee has nothing of its own.
    assert [name for name in await _cards(tenant, "payroll") if name in OWN] == []
    async with tenant.client("employee") as employee:
        assert (await employee.get("/api/home/cards/payroll.month")).status_code == 404
    await tenant.disable("payroll")
    assert "payroll.own" not in await _cards(tenant, "employee")


async def test_an_empty_company_has_empty_cards(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=PLUGINS)
    for name in ("lifecycle.arrivals", "lifecycle.departures", "attendance.month", "payroll.month"):
        assert await _figures(tenant, "hr", name) == {}
    for name in ("lifecycle.tasks", "payroll.own", "training.own"):
        assert await _figures(tenant, "employee", name) == {}


async def test_contracts_count_people_without_one(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=PLUGINS)
    assert await _figures(tenant, "hr", "contracts.warnings") == {"未签合同": 3}
    async with tenant.client("hr") as hr:
        listed = (await hr.get("/api/plugins/contracts/warnings")).json()["items"]
    assert [item["kind"] for item in listed] == ["unsigned"] * 3


async def test_the_month_of_pay_says_where_it_stands(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=PLUGINS)
    async with tenant.client("hr") as hr:
        await hr.post("/api/plugins/payroll/runs", json={"period": "2026-09"})
        await hr.post("/api/plugins/payroll/runs", json={"period": "2026-10"})
    assert await _figures(tenant, "hr", "payroll.month") == {"2026-10 工资": "草稿", "人数": 0}
    assert await _figures(tenant, "employee", "payroll.own") == {}


async def test_ones_own_courses_and_next_shift(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=PLUGINS)
    async with tenant.context(plugin="training"):
        for code, due, state in (
            ("A", date(2026, 11, 30), "assigned"),
            ("B", date(2026, 11, 1), "started"),
            ("C", date(2026, 11, 1), "passed"),
        ):
            course = new_id()
            await execute(
                "INSERT INTO training_course (id, company_id, code, title, body, minutes, pass_mark, max_attempts,"
                " due_days) VALUES ($1, $2, $3, '课程', '内容', 30, 60, 3, 7)",
                course,
                tenant.company_id,
                code,
            )
            await execute(
                "INSERT INTO training_enrolment (id, company_id, course_id, employee_id, source, state, due_on)"
                " VALUES ($1, $2, $3, $4, 'test', $5, $6)",
                new_id(),
                tenant.company_id,
                course,
                tenant.employee_person.id,
                state,
                due,
            )
    assert await _figures(tenant, "employee", "training.own") == {"待学课程": 2, "已逾期": 1}
    assert await _figures(tenant, "manager", "training.own") == {}
    own = await _figures(tenant, "employee", "attendance.own")
    assert next(iter(own)) == "今天上班"
    assert own["今天上班"] == "09:00–18:00"
