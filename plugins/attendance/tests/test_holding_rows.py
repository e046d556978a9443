"""What payroll is told from rows that still hold is what computing them again says, whatever changed in between."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from renshi_attendance.months import pay

from renshi_sdk.contracts import EndEmployment, JobChange, PayItem, PayPeriod
from renshi_sdk.db import execute, fetch_value

pytestmark = pytest.mark.asyncio(loop_scope="session")

OCTOBER = PayPeriod(2026, 10)
EVERYTHING = {date(2026, 10, 12): ("09:20", "18:05"), date(2026, 10, 14): ("08:55",), date(2026, 10, 15): ()}
API = "/api/plugins/attendance"


def people(tenant: Any) -> list[UUID]:
    return [tenant.hr_person.id, tenant.manager_person.id, tenant.employee_person.id]


async def told(tenant: Any) -> list[PayItem]:
    async with tenant.context("payroll") as ctx:
        found: list[PayItem] = await ctx.hooks.collect_pay_items(
            company_id=tenant.company.id, period=OCTOBER, employee_ids=people(tenant)
        )
    return found


def plain(items: list[PayItem]) -> list[tuple[Any, ...]]:
    """Everything payroll computes by; the evidence names the row or the facts."""
    return [(i.employee_id, i.code, i.kind, i.label, i.quantity, i.rate, i.amount, i.rule) for i in items]


async def holding(tenant: Any) -> set[UUID]:
    """Whose rows were taken, as the evidence of what was said tells."""
    async with tenant.context("attendance") as ctx:
        place = await pay.workplace(ctx)
        month = await pay.repository.find(tenant.company.id, "2026-10")
        return set(await pay._holding(ctx, place, month, people(tenant)))


async def agrees(tenant: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What is said now, after comparing it with what computing says."""
    quick = plain(await told(tenant))

    async def nobody(*_: Any) -> dict[UUID, Any]:
        return {}

    with monkeypatch.context() as patch:
        patch.setattr(pay, "_holding", nobody)
        assert plain(await told(tenant)) == quick
    return quick


@pytest.fixture
async def october(
    renshi: Any, ask: Any, decide: Any, punch_month: Any, close: Any
) -> Callable[..., Awaitable[Any]]:
    """A computed October of three people, with absence, a missing punch, leave and overtime."""

    async def make() -> Any:
        tenant = await renshi.new_tenant()
        await tenant.enable(
            "attendance", settings={"punch_required": True, "leave_backdate_days": 60, "deduct_late": True}
        )
        for number, odd in (("HR001", None), ("MG001", None), ("EM001", EVERYTHING)):
            await punch_month(tenant, number, OCTOBER.first_day, OCTOBER.last_day, odd)
        leave = {"leave_code": "personal", "start_on": "2026-10-19", "end_on": "2026-10-20", "reason": "事由"}
        request = await ask(tenant, tenant.employee_person, "attendance.leave", leave)
        await decide(tenant, tenant.manager_person, request, "approve")
        extra = {"day": "2026-10-24", "start_time": "09:00", "end_time": "12:00", "reason": "赶工"}
        request = await ask(tenant, tenant.employee_person, "attendance.overtime", extra)
        await decide(tenant, tenant.manager_person, request, "approve")
        # Whoever was hired a moment ago counts as changed.
        renshi.advance(hours=1)
        await close(tenant, "2026-10")
        return tenant

    return make


async def test_rows_that_hold_are_told(october: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = await october()
    assert await holding(tenant) == set(people(tenant))
    said = await agrees(tenant, monkeypatch)
    assert [(code, quantity) for _, code, _, _, quantity, *_ in said] == [
        ("attendance.absence", Decimal("1.000000")),
        ("attendance.late", Decimal("0.041667")),
        ("attendance.leave.personal", Decimal("2.000000")),
        ("attendance.overtime.rest_day", Decimal("3.000000")),
    ]
    assert all(
        one.startswith("attendance_month_row:") for item in await told(tenant) for one in item.evidence
    )
    # What was said is noted either way, so that the lock can settle the difference.
    async with tenant.context("attendance"):
        noted = await fetch_value(
            "SELECT count(*) FROM attendance_told WHERE period = '2026-10' AND together"
        )
    assert noted == 3


async def test_facts_of_one_person_leave_the_others_rows(
    october: Any, monkeypatch: pytest.MonkeyPatch, ask: Any, decide: Any, punch_month: Any
) -> None:
    tenant = await october()
    late = {"leave_code": "personal", "start_on": "2026-10-21", "end_on": "2026-10-21", "reason": "补"}
    request = await ask(tenant, tenant.employee_person, "attendance.leave", late)
    assert await holding(tenant) == set(people(tenant))
    await decide(tenant, tenant.manager_person, request, "approve")
    assert await holding(tenant) == {tenant.hr_person.id, tenant.manager_person.id}
    said = await agrees(tenant, monkeypatch)
    assert ("attendance.leave.personal", Decimal("3.000000")) in [(one[1], one[4]) for one in said]
    # A punch of the manager's: the missing one of a Saturday nobody owed.
    await punch_month(tenant, "MG001", *[date(2026, 10, 17)] * 2, {date(2026, 10, 17): ("09:00", "12:00")})
    assert await holding(tenant) == {tenant.hr_person.id}
    await agrees(tenant, monkeypatch)


async def test_a_change_of_rules_leaves_no_row(
    october: Any, monkeypatch: pytest.MonkeyPatch, close: Any
) -> None:
    tenant = await october()
    async with tenant.client("hr") as hr:
        day = {"day": "2026-10-15", "works": False, "note": "厂庆"}
        assert (await hr.put(f"{API}/calendar/days", json=day)).status_code == 200
    assert await holding(tenant) == set()
    assert "attendance.absence" not in {one[1] for one in await agrees(tenant, monkeypatch)}
    await close(tenant, "2026-10")
    assert await holding(tenant) == set(people(tenant))
    await tenant.enable(
        "attendance", settings={"punch_required": True, "leave_backdate_days": 60, "deduct_late": False}
    )
    assert await holding(tenant) == set()
    assert "attendance.late" not in {one[1] for one in await agrees(tenant, monkeypatch)}


async def test_a_group_by_department_is_computed(
    october: Any, monkeypatch: pytest.MonkeyPatch, close: Any
) -> None:
    tenant = await october()
    async with tenant.client("hr") as hr:
        shift = {"code": "白", "name": "白班", "valid_from": "2026-01-01", "start": "09:00", "end": "18:00"}
        assert (await hr.post(f"{API}/shifts", json=shift)).status_code == 201
        group = (await hr.post(f"{API}/groups", json={"name": "一组"})).json()["id"]
        rule = {"valid_from": "2026-10-01", "schedule": "week", "monday": "白", "tuesday": "白"}
        assert (await hr.post(f"{API}/groups/{group}/rules", json=rule)).status_code == 201
        member = {"valid_from": "2026-10-01", "department_id": str(tenant.employee_person.department_id)}
        assert (await hr.post(f"{API}/groups/{group}/members", json=member)).status_code == 201
    await close(tenant, "2026-10")
    assert await holding(tenant) == set()
    await agrees(tenant, monkeypatch)


async def test_a_change_of_job_is_seen(october: Any, monkeypatch: pytest.MonkeyPatch, renshi: Any) -> None:
    tenant = await october()
    renshi.advance(hours=1)
    async with tenant.context() as ctx:
        await ctx.people.end_employment(
            EndEmployment(employee_id=tenant.employee_person.id, last_day=date(2026, 10, 14), reason="辞职")
        )
        await ctx.people.change_job(
            JobChange(
                employee_id=tenant.hr_person.id, effective_on=date(2026, 12, 1), reason="调岗", grade="M9"
            )
        )
    assert await holding(tenant) == {tenant.manager_person.id}
    said = await agrees(tenant, monkeypatch)
    assert "attendance.leave.personal" not in {one[1] for one in said}


async def test_facts_that_come_while_a_month_is_computed_spoil_all_its_rows(
    october: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from renshi_attendance.months import repository, service

    tenant = await october()
    async with tenant.context("attendance") as ctx:
        await service.begin(ctx, "2026-10")
        everybody = await service.everybody_of(ctx, "2026-10")
        for shard in range(service.SHARDS):
            await service.compute_shard(ctx, "2026-10", shard, everybody)
        await repository.mark_stale(tenant.company.id, "2026-10", [tenant.hr_person.id])
        await service.finish(ctx, "2026-10")
    assert await holding(tenant) == set()
    await agrees(tenant, monkeypatch)


async def test_days_to_come_and_months_of_an_older_release_are_computed(
    october: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = await october()
    async with tenant.context("attendance"):
        await execute(
            "UPDATE attendance_month_row SET pending_days = 1 WHERE employee_id = $1", tenant.hr_person.id
        )
        await execute(
            "UPDATE attendance_month_row SET regime = 'comprehensive' WHERE employee_id = $1",
            tenant.manager_person.id,
        )
    assert await holding(tenant) == {tenant.employee_person.id}
    async with tenant.context("attendance"):
        await execute("UPDATE attendance_month SET begun_at = NULL WHERE period = '2026-10'")
    assert await holding(tenant) == set()
    await agrees(tenant, monkeypatch)
