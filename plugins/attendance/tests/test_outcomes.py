"""What locked months tell for statistics about groups, and what they keep to themselves."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
ODD = {
    date(2026, 10, 12): ("09:20", "18:05"),
    date(2026, 10, 13): ("08:55", "17:30"),
    date(2026, 10, 15): (),
}


async def _told(tenant: Any, people: list[Any], first: date, last: date) -> list[Any]:
    async with tenant.context("recruiting_ai") as ctx:
        return await ctx.hooks.collect_outcomes(
            company_id=tenant.company.id,
            employee_ids=[person.id for person in people],
            first=first,
            last=last,
            purpose="test",
        )


async def test_a_month_tells_presence_and_punctuality_once_it_is_locked(renshi, punch_month, close) -> None:
    tenant = await renshi.new_tenant()
    await tenant.enable("attendance", settings={"punch_required": True})
    for number, odd in (("HR001", {}), ("MG001", {}), ("EM001", ODD)):
        await punch_month(tenant, number, *OCTOBER, odd)
    await close(tenant, "2026-10")
    people = [tenant.employee_person, tenant.manager_person]
    assert await _told(tenant, people, *OCTOBER) == []
    async with tenant.client("hr") as hr:
        locked = await hr.post(
            "/api/plugins/attendance/months/2026-10/lock", json={"accept_exceptions": True}
        )
    assert (locked.status_code, locked.json()["state"]) == (200, "locked")
    found = {(one.employee_id, one.kind): one for one in await _told(tenant, people, *OCTOBER)}
    assert len(found) == 4
    mine = tenant.employee_person.id
    # 18 days due: one absent, one late, one early.
    assert found[mine, "attendance.presence"].value == Decimal("0.944444")
    assert found[mine, "attendance.punctuality"].value == Decimal("0.888889")
    assert found[tenant.manager_person.id, "attendance.presence"].value == 1
    assert {one.day for one in found.values()} == {date(2026, 10, 31)}
    assert {one.permission for one in found.values()} == {"attendance.month.read"}
    # A month that reaches beyond the span is not told.
    assert await _told(tenant, people, date(2026, 10, 2), date(2026, 10, 31)) == []
    rows = await tenant.audit("attendance.outcome.read")
    assert {json.loads(row["detail"])["purpose"] for row in rows} == {"test"}


async def test_another_group_is_told_nothing(renshi, punch_month, close) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    other = await renshi.new_tenant(enable=["attendance"])
    assert await _told(other, [tenant.employee_person], *OCTOBER) == []
