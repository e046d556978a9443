"""The inbox over HTTP: one's own, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from renshi_core.notices import service
from renshi_core.notices.records import PERSONAL_DATA
from renshi_sdk import Text

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def tell(tenant: Any, person: Any, title: str, **more: Any) -> None:
    async with tenant.context() as ctx:
        await ctx.notices.send(
            person.id,
            kind="test.note",
            title=Text(title, f"{title} (en)"),
            body=Text("内容", "content"),
            **more,
        )


async def test_a_person_reads_their_own_and_marks_them(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    before = len(await tenant.notices(tenant.employee_person))
    for title in ("甲", "乙", "丙"):
        await tell(tenant, tenant.employee_person, title, link="/h5/slips")
    await tell(tenant, tenant.hr_person, "给人事")
    async with tenant.client("employee") as mine:
        listed = (await mine.get("/api/notices", params={"page": 1, "limit": 3})).json()
        assert {i["title"] for i in listed["items"]} == {"甲", "乙", "丙"}
        assert listed["total"] == before + 3
        assert (await mine.get("/api/notices/unread")).json() == {"unread": before + 3}
        one = listed["items"][0]
        assert (one["read"], one["link"]) == (False, "/h5/slips")
        answer = await mine.post(f"/api/notices/{one['id']}/read")
        assert (answer.status_code, answer.json()) == (200, {"unread": before + 2})
        unread = (await mine.get("/api/notices", params={"read_at.null": "true", "page": 1})).json()
        assert unread["total"] == before + 2
        assert (await mine.post("/api/notices/read")).json() == {"unread": 0}
        again = (await mine.get("/api/notices", headers={"Accept-Language": "en-US"})).json()
        assert len(again["items"]) == before + 3


async def test_another_persons_notice_is_not_found_and_stays_unread(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    await tell(tenant, tenant.hr_person, "给人事")
    notice = (await tenant.notices(tenant.hr_person))[0]
    async with tenant.client("employee") as other:
        assert (await other.post(f"/api/notices/{notice.id}/read")).status_code == 404
        assert notice.id not in {i["id"] for i in (await other.get("/api/notices")).json()["items"]}
    async with tenant.client("hr") as owner:
        assert (await owner.get("/api/notices/unread")).json()["unread"] >= 1
    async with tenant.anonymous() as anybody:
        assert (await anybody.get("/api/notices")).status_code == 401


async def test_a_user_who_is_no_employee_has_an_empty_inbox(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("admin") as admin:
        assert (await admin.get("/api/notices")).json()["items"] == []
        assert (await admin.get("/api/notices/unread")).json() == {"unread": 0}


async def test_a_persons_notices_are_exported_and_erased(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    await tell(tenant, tenant.employee_person, "工资条")
    async with tenant.context() as ctx:
        exported = await PERSONAL_DATA.export(ctx, tenant.employee_person.id)
        assert "工资条" in {n["title_zh"] for n in exported["core_notice"]}
        erased = await PERSONAL_DATA.erase(ctx, tenant.employee_person.id)
    assert erased.erased == {
        "core_notice": len(exported["core_notice"]),
        "core_notice_person": 0,
        "core_notice_off": 0,
    }
    assert await tenant.notices(tenant.employee_person) == []


async def test_old_notices_are_removed(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    await tell(tenant, tenant.employee_person, "旧")
    renshi.advance(days=366)
    await tell(tenant, tenant.employee_person, "新")
    async with tenant.context() as ctx:
        assert (await service.purge(ctx))["notices"] >= 1
    assert [n.title.zh for n in await tenant.notices(tenant.employee_person)] == ["新"]
