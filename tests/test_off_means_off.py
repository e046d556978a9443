"""Guarantee: switched off means off on every channel at once, for one company of a group and at the moment of use.

Two companies of one tenant; three plugins that between them contribute every kind of record. What is seen of them
is asked over each channel on both sides, then both companies are switched the other way and asked again, in the same
process.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from httpx import AsyncClient

from renshi_core.jobs.schedules import Ticker
from renshi_core.organization import service as organization
from renshi_core.testing.harness import CoreHarness
from renshi_core.testing.tenant import CoreTestTenant
from renshi_sdk import Text
from renshi_sdk.contracts import Company, Employee, Hire
from renshi_sdk.db import fetch
from renshi_sdk.errors import Conflict

PLUGINS = ("training", "attendance", "wechat")
LEAVE = {
    "leave_code": "personal",
    "start_on": "2026-12-01",
    "start_half": "am",
    "end_on": "2026-12-01",
    "end_half": "pm",
    "reason": "家中有事",
}
CHANNELS = {
    "route",
    "menu",
    "page",
    "report",
    "listed report",
    "request kind",
    "form page",
    "submission",
    "job",
    "schedule",
    "event",
    "run-time hook",
    "channel of notices",
}


@dataclass
class Side:
    """A company, and somebody with a course there."""

    company: Company
    person: Employee


@dataclass
class Group:
    """Two companies of one tenant, seen by its administrator."""

    renshi: CoreHarness
    tenant: CoreTestTenant
    admin: AsyncClient
    owner: asyncpg.Connection
    hired: int = 0

    async def hire(self, company: Company, *, manager_id: UUID | None = None) -> Employee:
        """Somebody new in a company, with all that follows from it."""
        self.hired += 1
        async with self.tenant.context(company=company) as ctx:
            department = await ctx.organization.departments()
            person = await ctx.people.hire(
                Hire(
                    company_id=company.id,
                    name=f"新员工{self.hired}",
                    department_id=department[0].id,
                    manager_id=manager_id,
                    starts_on=date(2026, 11, 20),
                )
            )
        await self.renshi.settle()
        return person

    async def switch(self, company: Company, word: str) -> None:
        """Switch the three plugins over the API that the console uses."""
        for plugin in PLUGINS:
            answer = await self.ask("POST", f"/api/market/{plugin}/{word}", company)
            assert answer.status_code == 200, answer.text

    async def ask(self, method: str, path: str, company: Company, **more: Any) -> Any:
        """A request in a company."""
        return await self.admin.request(method, path, headers={"X-Renshi-Company": str(company.id)}, **more)

    async def seen(self, side: Side) -> set[str]:
        """The channels on which the plugins are there for a company."""
        company = side.company
        found = {
            "menu": "/console/training/courses" in (await self.ask("GET", "/api/console/menu", company)).text,
            "listed report": "training.completion" in (await self.ask("GET", "/api/reports", company)).text,
            "request kind": "attendance.leave"
            in (await self.ask("GET", "/api/requests/kinds", company)).text,
            "run-time hook": await self._in_timeline(side),
        }
        for channel, method, path in (
            ("route", "GET", "/api/plugins/training/courses"),
            ("page", "GET", "/api/console/page?path=/console/training/courses"),
            ("report", "GET", "/api/reports/training.completion"),
            ("form page", "GET", "/api/console/page?path=/console/core/requests/new/attendance.leave"),
        ):
            answer = await self.ask(method, path, company)
            assert answer.status_code in (200, 404), (channel, answer.text)
            found[channel] = answer.status_code == 200
        found["submission"] = await self._submits(side)
        found["job"] = await self._enqueues(company)
        found["schedule"] = await self._fires(company)
        found["event"] = await self._hears(company)
        found["channel of notices"] = await self._reaches(side)
        assert set(found) == CHANNELS
        return {channel for channel, there in found.items() if there}

    async def _in_timeline(self, side: Side) -> bool:
        async with self.tenant.context(company=side.company) as ctx:
            entries = await ctx.hooks.collect_timeline(employee_id=side.person.id)
        return any(
            "新员工入职必修" in f"{entry.title.zh}{entry.detail.zh if entry.detail else ''}"
            for entry in entries
        )

    async def _submits(self, side: Side) -> bool:
        body = {"kind": "attendance.leave", "form": LEAVE, "employee_id": str(side.person.id)}
        before = await self._count("core_request", side.company)
        answer = await self.ask("POST", "/api/requests", side.company, json=body)
        made = await self._count("core_request", side.company) - before
        assert (answer.status_code, made) in ((201, 1), (404, 0)), answer.text
        return bool(made)

    async def _enqueues(self, company: Company) -> bool:
        before = await self._count("core_job", company)
        refused: Conflict | None = None
        try:
            async with self.tenant.context("training", company=company) as ctx:
                await ctx.jobs.enqueue("training.remind")
        except Conflict as conflict:
            refused = conflict
        await self.renshi.settle()
        made = await self._count("core_job", company) - before
        assert (refused.code if refused else None, made) in (("job.plugin_off", 0), (None, 1))
        return bool(made)

    async def _fires(self, company: Company) -> bool:
        # Companies and switches carry the database's time; a schedule doesn't make up for what was before them.
        now = await self.owner.fetchval("SELECT now()")
        runs = await self.owner.fetchval(
            "SELECT count(*) FROM core_schedule_run WHERE company_id = $1 AND schedule = 'training.remind'",
            company.id,
        )
        at = self.renshi.clock.now()
        self.renshi.clock.move_to(max(now, at) + timedelta(days=2))
        try:
            await Ticker(self.renshi.platform).tick()
        finally:
            self.renshi.clock.move_to(at)
        await self.owner.execute("DELETE FROM core_job WHERE key LIKE 'schedule:%' AND state = 'queued'")
        fired = await self.owner.fetchval(
            "SELECT count(*) FROM core_schedule_run WHERE company_id = $1 AND schedule = 'training.remind'",
            company.id,
        )
        await self.owner.execute("DELETE FROM core_schedule_run WHERE fire_at > $1", now)
        return bool(fired > runs)

    async def _hears(self, company: Company) -> bool:
        person = await self.hire(company)
        return bool(
            await self.owner.fetchval(
                "SELECT count(*) FROM training_enrolment WHERE employee_id = $1", person.id
            )
        )

    async def _reaches(self, side: Side) -> bool:
        async with self.tenant.context(company=side.company) as ctx:
            await ctx.notices.send(
                side.person.id, kind="core.test", title=Text("通知", "Notice"), body=Text("正文", "Body")
            )
        await self.renshi.settle()
        tried = await self.owner.fetchval(
            "SELECT d.tried::text FROM core_notice_delivery d JOIN core_notice n ON n.id = d.notice_id"
            " WHERE n.employee_id = $1 AND n.kind = 'core.test' ORDER BY n.id DESC LIMIT 1",
            side.person.id,
        )
        return "wechat" in tried

    async def _count(self, table: str, company: Company) -> int:
        count: int = await self.owner.fetchval(
            f"SELECT count(*) FROM {table} WHERE company_id = $1", company.id
        )
        return count


@pytest.fixture
async def group(renshi: CoreHarness) -> AsyncIterator[Group]:
    """A group whose administrator may work in each of its companies."""
    tenant = await renshi.new_tenant()
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    async with tenant.client("admin") as admin:
        yield Group(renshi, tenant, admin, owner)
    await owner.close()


@pytest.fixture
async def sides(group: Group) -> tuple[Side, Side]:
    """Both companies had the plugins on and used them; then the second one switched them off."""
    tenant = group.tenant
    founded = await group.ask(
        "POST",
        "/api/companies",
        tenant.company,
        json={
            "code": "SIS",
            "name": "姊妹公司",
            "industry": "retail",
            "city": "上海",
            "public_code": f"{tenant.code}-sis",
        },
    )
    assert founded.status_code == 201, founded.text
    async with tenant.context() as ctx:
        sister = await ctx.organization.company(UUID(founded.json()["id"]))
    async with tenant.context(company=sister) as ctx:
        await organization.create_department(ctx, code="HQ", name="总部")
    # Without a manager there would be nobody to decide on a request in the new company.
    managers = {sister.id: (await group.hire(sister)).id}
    found = []
    for company in (tenant.company, sister):
        await group.switch(company, "enable")
        found.append(Side(company, await group.hire(company, manager_id=managers.get(company.id))))
    await group.switch(sister, "disable")
    return found[0], found[1]


async def test_off_is_off_on_every_channel_and_on_is_on_next_door(
    group: Group, sides: tuple[Side, Side]
) -> None:
    ours, sister = sides
    assert await group.seen(ours) == CHANNELS
    assert await group.seen(sister) == set()


async def test_switching_takes_effect_at_once_and_both_ways(group: Group, sides: tuple[Side, Side]) -> None:
    ours, sister = sides
    await group.switch(ours.company, "disable")
    await group.switch(sister.company, "enable")
    assert await group.seen(ours) == set()
    assert await group.seen(sister) == CHANNELS
    await group.switch(sister.company, "disable")
    assert await group.seen(sister) == set()


async def test_settings_belong_to_one_company(group: Group, sides: tuple[Side, Side]) -> None:
    ours, sister = sides
    await group.switch(sister.company, "enable")
    path = "/api/market/wechat/settings"
    saved = await group.ask("PUT", path, ours.company, json={"site_url": "https://hr.example.com"})
    assert saved.status_code == 200, saved.text
    read = [(await group.ask("GET", path, side.company)).json()["values"]["site_url"] for side in sides]
    assert read == ["https://hr.example.com", ""]


async def test_data_stays_while_a_plugin_is_off(group: Group, sides: tuple[Side, Side]) -> None:
    _, sister = sides
    rows = "SELECT count(*) FROM training_enrolment WHERE company_id = $1"
    assert await group.owner.fetchval(rows, sister.company.id) == 1
    await group.switch(sister.company, "enable")
    answer = await group.ask("GET", "/api/plugins/training/enrolments", sister.company)
    assert [r["employee_name"] for r in answer.json()["items"]] == [sister.person.name]


async def test_events_of_the_time_when_it_was_off_are_not_made_up_for(
    group: Group, sides: tuple[Side, Side]
) -> None:
    _, sister = sides
    person = await group.hire(sister.company)
    await group.switch(sister.company, "enable")
    await group.renshi.settle()
    async with group.tenant.context() as _:
        rows = await fetch(
            "SELECT employee_id FROM training_enrolment WHERE company_id = $1", sister.company.id
        )
    found: set[UUID] = {r["employee_id"] for r in rows}
    assert found == {sister.person.id}
    assert person.id not in found
