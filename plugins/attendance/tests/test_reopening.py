"""A locked month that is opened again: only before pay, with a reason, and nothing counts twice."""

from datetime import date

import asyncpg
import pytest

from renshi_sdk.clock import CHINA
from renshi_sdk.db import execute, fetch, fetch_value

pytestmark = pytest.mark.asyncio(loop_scope="session")
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
MONTHS = "/api/plugins/attendance/months"
WHY = {"reason": "漏录一天请假，锁定前未发现"}


async def reopen(tenant, period: str = "2026-10", role: str = "hr", body: dict | None = None):
    async with tenant.client(role) as client:
        return await client.post(f"{MONTHS}/{period}/reopen", json=WHY if body is None else body)


async def test_a_locked_month_is_opened_changed_and_locked_again(renshi, ask, decide, close) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    assert (await reopen(tenant)).status_code == 404
    await close(tenant, "2026-10")
    assert (await reopen(tenant)).json()["code"] == "attendance.month_not_locked"
    first = await close(tenant, "2026-10", lock=True)
    assert (await reopen(tenant, role="employee")).status_code == 403
    assert (await reopen(tenant, body={"reason": ""})).status_code == 422
    opened = await reopen(tenant)
    assert (opened.status_code, opened.json()["state"], opened.json()["digest"]) == (200, "computed", None)
    form = {"leave_code": "personal", "start_on": "2026-10-29", "end_on": "2026-10-29", "reason": "漏请"}
    request = await ask(tenant, tenant.employee_person, "attendance.leave", form)
    await decide(tenant, tenant.manager_person, request, "approve")
    again = await close(tenant, "2026-10", lock=True)
    assert (again["state"], again["reopened"], again["digest"] != first["digest"]) == ("locked", 1, True)
    async with tenant.client("hr") as hr:
        seen = (await hr.get(f"{MONTHS}/2026-10/reopenings")).json()["items"]
        row = (await hr.get(f"{MONTHS}/2026-10/rows?number=EM001")).json()["items"][0]
    assert [(one["reason"], one["digest"]) for one in seen] == [(WHY["reason"], first["digest"])]
    assert row["leave_minutes"] == 480
    async with tenant.context("attendance"):
        # The leave is in the month itself, so nothing of it goes into a later one.
        assert await fetch_value("SELECT count(*) FROM attendance_adjustment") == 0


async def test_what_stands_on_a_locked_month_keeps_it_locked(renshi, ask, decide, close) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    await close(tenant, "2026-09", lock=True)
    await close(tenant, "2026-10", lock=True)
    assert (await reopen(tenant, "2026-09")).json()["code"] == "attendance.later_month_locked"
    form = {"leave_code": "personal", "start_on": "2026-10-29", "end_on": "2026-10-29", "reason": "漏请"}
    request = await ask(tenant, tenant.employee_person, "attendance.leave", form)
    await decide(tenant, tenant.manager_person, request, "approve")
    assert (await reopen(tenant)).json()["code"] == "attendance.month_has_adjustments"
    async with tenant.context("attendance"):
        await execute(
            "UPDATE attendance_month SET paid_at = $1 WHERE period = '2026-10'",
            renshi.clock.now().astimezone(CHINA),
        )
    assert (await reopen(tenant)).json()["code"] == "attendance.month_paid"
    async with tenant.context("attendance"):
        assert [tuple(r) for r in await fetch("SELECT period, state FROM attendance_month ORDER BY 1")] == [
            ("2026-09", "locked"),
            ("2026-10", "locked"),
        ]
        assert await fetch_value("SELECT count(*) FROM attendance_reopening") == 0


async def test_the_database_takes_no_lock_off_without_its_reason(renshi, close) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    await close(tenant, "2026-10", lock=True)
    undone = (
        "UPDATE attendance_month SET state = 'computed', locked_at = NULL, locked_by = NULL, digest = NULL"
    )
    with pytest.raises(asyncpg.CheckViolationError, match="locked"):
        async with tenant.context("attendance"):
            await execute(undone)
    assert (await reopen(tenant)).status_code == 200
    for statement in ("UPDATE attendance_reopening SET reason = '改'", "DELETE FROM attendance_reopening"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with tenant.context("attendance"):
                await execute(statement)


async def test_time_off_of_a_month_locked_twice_counts_once(
    renshi, punch_month, ask, decide, close, ledger
) -> None:
    tenant = await renshi.new_tenant()
    await tenant.enable("attendance", settings={"punch_required": True, "overtime_needs_punch": True})
    saturday = date(2026, 10, 31)
    for number in ("HR001", "MG001"):
        await punch_month(tenant, number, *OCTOBER)
    await punch_month(tenant, "EM001", *OCTOBER, {saturday: ("09:00", "11:00")})
    form = {
        "day": "2026-10-31", "start_time": "09:00", "end_time": "13:00", "compensation": "time_off", "reason": "赶工",
    }  # fmt: skip
    request = await ask(tenant, tenant.employee_person, "attendance.overtime", form)
    await decide(tenant, tenant.manager_person, request, "approve")
    await close(tenant, "2026-10", lock=True)
    person = tenant.employee_person.id
    assert await ledger(tenant, person, "compensatory") == 120
    assert (await reopen(tenant)).status_code == 200
    await punch_month(tenant, "EM001", saturday, saturday, {saturday: ("12:00",)})
    await close(tenant, "2026-10", lock=True)
    assert await ledger(tenant, person, "compensatory") == 180
    assert (await reopen(tenant)).status_code == 200
    await close(tenant, "2026-10", lock=True)
    assert await ledger(tenant, person, "compensatory") == 180
