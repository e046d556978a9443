"""Several people at once over one person, and a plugin that says no."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from renshi_sdk.contracts import EndEmployment, Hire, JobChange
from renshi_sdk.db import fetch
from renshi_sdk.errors import Conflict
from renshi_sdk.text import Text


async def test_one_identity_number_hired_many_times_at_once_is_one_person(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    body = {
        "name": "唯一",
        "starts_on": "2026-12-01",
        "department_id": str(tenant.departments["PROD"]),
        "identity_number": "11010519491231002X",
    }

    async def hire() -> int:
        async with tenant.client("hr") as hr:
            status: int = (await hr.post("/api/employees", json=body)).status_code
        return status

    assert Counter(await asyncio.gather(*(hire() for _ in range(8)))) == {201: 1, 409: 7}
    async with tenant.context():
        rows = await fetch(
            "SELECT count(*) AS n FROM core_spell s JOIN core_employee e ON e.id = s.employee_id"
            " WHERE e.name = '唯一'"
        )
    assert rows[0]["n"] == 1


async def test_staff_numbers_given_out_at_once_all_differ(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    made = await asyncio.gather(*(tenant.hire(f"新人{n}") for n in range(10)))
    assert sorted(e.number for e in made) == [f"E{n:05d}" for n in range(1, 11)]


async def test_changes_at_once_leave_records_side_by_side(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    person = tenant.employee_person.id

    async def change(n: int) -> bool:
        try:
            async with tenant.context() as ctx:
                await ctx.people.change_job(
                    JobChange(
                        employee_id=person,
                        effective_on=date(2026, 12, 1) + timedelta(days=n % 5),
                        reason="x",
                        grade=f"P{n}",
                    )
                )
        except Conflict:
            return False
        return True

    async def end() -> bool:
        async with tenant.context() as ctx:
            await ctx.people.end_employment(
                EndEmployment(employee_id=person, last_day=date(2026, 12, 3), reason="x")
            )
        return True

    done = await asyncio.gather(*(change(n) for n in range(12)), end())
    assert done[-1]
    async with tenant.context() as ctx:
        records = await ctx.people.history(person)
    assert records[0].valid_from == date(2024, 1, 1)
    assert records[-1].valid_to == date(2026, 12, 4)
    for left, right in pairwise(records):
        assert left.valid_to == right.valid_from


@pytest.mark.parametrize("what", ["change", "end"])
async def test_what_a_plugin_refuses_does_not_happen(
    renshi: Any, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    tenant = await renshi.new_tenant()
    asked: list[JobChange] = []

    async def refuse(ctx: Any, change: JobChange) -> None:
        asked.append(change)
        raise Conflict(Text("本月考勤已锁定", "the month is locked"), code="attendance.locked")

    monkeypatch.setattr(renshi.platform.hooks, "before_job_change", refuse)
    person = tenant.employee_person.id
    async with tenant.client("hr") as hr:
        if what == "change":
            answer = await hr.post(
                f"/api/employees/{person}/job-changes",
                json={"effective_on": "2026-12-01", "reason": "x", "grade": "P9"},
            )
        else:
            answer = await hr.post(
                f"/api/employees/{person}/end", json={"last_day": "2026-12-01", "reason": "x"}
            )
        assert (answer.status_code, answer.json()["code"]) == (409, "attendance.locked")
        one = (await hr.get(f"/api/employees/{person}")).json()
        assert (one["grade"], one["left_on"]) == (None, None)
        assert len((await hr.get(f"/api/employees/{person}/history")).json()["items"]) == 1
    assert [c.reason for c in asked] == ["x" if what == "change" else "end of employment"]
    assert await tenant.audit("core.employee.change_job") == []
    assert await tenant.audit("core.employee.end") == []


async def test_a_hire_asks_no_plugin(renshi: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = await renshi.new_tenant()

    async def refuse(ctx: Any, change: JobChange) -> None:
        raise Conflict("no")

    monkeypatch.setattr(renshi.platform.hooks, "before_job_change", refuse)
    async with tenant.context() as ctx:
        await ctx.people.hire(
            Hire(
                company_id=tenant.company.id,
                name="新人",
                department_id=tenant.departments["PROD"],
                starts_on=date(2026, 12, 1),
            )
        )
