"""Helpers of the integration tests: who asks, who decides, and a month of punches."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from renshi_attendance.reference import national_calendar

from renshi_sdk import Actor
from renshi_sdk.contracts import Employee, RequestView

# The machine that runs the tests may be busy.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


def as_actor(person: Employee) -> Actor:
    """The person as the one who acts."""
    return Actor(kind="user", name=person.name, employee_id=person.id)


@pytest.fixture
def ask() -> Callable[..., Awaitable[RequestView]]:
    """``await ask(tenant, person, "attendance.leave", {...})``: the person asks for themselves."""

    async def submit(tenant: Any, person: Employee, kind: str, form: dict[str, Any]) -> RequestView:
        async with tenant.context(actor=as_actor(person)) as ctx:
            return await ctx.requests.submit(kind, form)

    return submit


@pytest.fixture
def decide() -> Callable[..., Awaitable[RequestView]]:
    """``await decide(tenant, approver, request, "approve")``."""

    async def act(tenant: Any, person: Employee, request: RequestView, action: str) -> RequestView:
        async with tenant.context(actor=as_actor(person)) as ctx:
            return await ctx.requests.act(
                request.id, action, comment="同意" if action == "approve" else "不同意"
            )

    return act


@pytest.fixture
def ledger() -> Callable[..., Awaitable[int]]:
    """``await ledger(tenant, person_id, "annual")``: the sum of the ledger in minutes."""
    from renshi_sdk.db import fetch_value

    async def total(tenant: Any, employee_id: UUID, code: str) -> int:
        async with tenant.context("attendance"):
            return await fetch_value(
                "SELECT coalesce(sum(minutes), 0)::int FROM attendance_leave_entry"
                " WHERE employee_id = $1 AND leave_code = $2",
                employee_id,
                code,
            )

    return total


def working_days(first: date, last: date) -> list[date]:
    """Working days of the national calendar."""
    return [day.day for day in national_calendar().span(first, last) if day.working]


@pytest.fixture
def punch_month() -> Callable[..., Awaitable[dict[str, Any]]]:
    """``await punch_month(tenant, number, first, last, except_for={…: (…)})``: 08:55 and 18:05 on working days.

    ``except_for`` maps a day to the clock times punched on it instead.
    """

    async def punch(
        tenant: Any,
        number: str,
        first: date,
        last: date,
        except_for: dict[date, tuple[str, ...]] | None = None,
    ) -> dict[str, Any]:
        special = except_for or {}
        punches = [
            {"number": number, "at": f"{day}T{clock}:00+08:00", "external_id": f"{number}-{day}-{clock}"}
            for day in sorted({*working_days(first, last), *special})
            for clock in special.get(day, ("08:55", "18:05"))
        ]
        async with tenant.client("hr") as hr:
            answer = await hr.post(
                "/api/plugins/attendance/punches/device", json={"device": "gate-1", "punches": punches}
            )
        assert answer.status_code == 200, answer.text
        return answer.json()

    return punch


@pytest.fixture
def close(renshi: Any) -> Callable[..., Awaitable[dict[str, Any]]]:
    """``await close(tenant, "2026-10", lock=True)``: compute a month, and lock it."""

    async def run(tenant: Any, period: str, *, lock: bool = False) -> dict[str, Any]:
        path = f"/api/plugins/attendance/months/{period}"
        async with tenant.client("hr") as hr:
            started = await hr.post(f"{path}/compute", json={})
            assert started.status_code == 202, started.text
            await renshi.settle()
            if lock:
                done = await hr.post(f"{path}/lock", json={"accept_exceptions": True})
                assert done.status_code == 200, done.text
            return (await hr.get(path)).json()

    return run
