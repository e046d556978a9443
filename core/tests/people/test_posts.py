"""Concurrent posts, secondments, moves between companies and service that goes on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from renshi_core.organization import service as organization
from renshi_core.people import posts
from renshi_sdk.contracts import EndEmployment, Hire, JobChange
from renshi_sdk.db import fetch

TODAY = date(2026, 11, 23)


async def second_company(tenant: Any) -> tuple[Any, UUID]:
    """Another company of the group with one department."""
    company = await tenant.add_company("RETAIL")
    async with tenant.context(company=company) as ctx:
        made = await organization.create_department(ctx, code="SHOP", name="门店一部")
    return company, made.id


async def test_a_second_post_shows_in_the_file_and_in_the_second_department(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    sales, person = tenant.departments["SALES"], tenant.employee_person.id
    async with tenant.client("hr") as hr:
        body = {
            "department_id": str(sales),
            "share": "30",
            "starts_on": "2026-11-01",
            "reason": "支援销售",
            "manager_id": str(tenant.hr_person.id),
        }
        made = await hr.post(f"/api/employees/{person}/posts", json=body)
        assert made.status_code == 201, made.text
        shown = (await hr.get(f"/api/employees/{person}/posts")).json()["items"]
        assert [(p["department_name"], p["share"], p["manager_name"], p["last_day"]) for p in shown] == [
            ("销售部", "30.00", "王人事", None)
        ]
        there = (await hr.get("/api/posts", params={"department_id": str(sales)})).json()["items"]
        assert [p["employee_name"] for p in there] == ["张员工"]
        for change, field in (
            ({"share": "70"}, "share"),
            ({"department_id": str(tenant.departments["PROD"]), "position_id": str(tenant.positions["OP"])},
             "department_id"),
            ({"department_id": str(tenant.departments["HQ"]), "last_day": "2026-10-01"}, "last_day"),
        ):  # fmt: skip
            refused = await hr.post(
                f"/api/employees/{person}/posts",
                json=body | {"department_id": str(tenant.departments["HQ"])} | change,
            )
            assert (refused.status_code, field in refused.text) == (422, True), refused.text
        twice = await hr.post(f"/api/employees/{person}/posts", json=body)
        assert (twice.status_code, twice.json()["code"]) == (409, "people.post_overlap")
        assert len((await hr.get(f"/api/employees/{person}/posts")).json()["items"]) == 1
    async with tenant.context() as ctx:
        assert [(p.share, p.kind) for p in await ctx.people.posts_of(person)] == [(30, "concurrent")]
        assert await ctx.people.posts_of(person, as_of=date(2026, 10, 31)) == []
        # Approvals follow the main job.
        assert (await ctx.people.get(person)).manager_id == tenant.manager_person.id


async def test_the_second_manager_sees_the_file_for_the_time_of_the_post(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    person = tenant.employee_person.id
    async with tenant.context() as ctx:
        made = await posts.add(
            ctx,
            tenant.manager_person.id,
            posts.Wanted(
                kind="concurrent",
                department_id=tenant.departments["HQ"],
                share=20,
                starts_on=TODAY,
                last_day=TODAY + timedelta(days=3),
                manager_id=person,
            ),
            reason="x",
        )
    async with tenant.client("employee") as employee:
        # An employee's own scope is their file alone; posts don't widen it.
        assert (await employee.get(f"/api/employees/{tenant.manager_person.id}")).status_code == 404
    async with tenant.context() as ctx:
        await posts.change(ctx, made, {"manager_id": None}, reason="x")
        await posts.add(
            ctx,
            tenant.hr_person.id,
            posts.Wanted(
                kind="concurrent",
                department_id=tenant.departments["PROD"],
                share=20,
                starts_on=TODAY,
                last_day=TODAY + timedelta(days=3),
                manager_id=tenant.manager_person.id,
            ),
            reason="x",
        )
    path = f"/api/employees/{tenant.hr_person.id}"
    async with tenant.client("manager") as manager:
        assert (await manager.get(path)).status_code == 200
        assert (
            await manager.post(f"{path}/end", json={"last_day": "2026-11-30", "reason": "x"})
        ).status_code in (
            403,
            404,
        )
        renshi.advance(days=4)
        await renshi.run_schedule("core.roll_forward", tenant)
        assert (await manager.get(path)).status_code == 404


async def test_a_secondment_opens_the_file_to_the_host_and_returns_by_itself(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    company, shop = await second_company(tenant)
    person = tenant.employee_person.id
    body = {
        "kind": "secondment",
        "department_id": str(shop),
        "share": "100",
        "starts_on": "2026-12-01",
        "reason": "门店开业支援",
    }
    async with tenant.client("hr") as hr:
        assert (await hr.post(f"/api/employees/{person}/posts", json=body)).status_code == 403
    async with tenant.client("admin") as admin:
        path = f"/api/employees/{person}/posts"
        endless = await admin.post(path, json=body)
        assert (endless.status_code, "last_day" in endless.text) == (422, True)
        home = await admin.post(
            path, json=body | {"department_id": str(tenant.departments["SALES"]), "last_day": "2026-12-31"}
        )
        assert home.status_code == 422
        made = await admin.post(path, json=body | {"last_day": "2027-02-28"})
        assert made.status_code == 201, made.text
        away = (await admin.get("/api/posts", params={"away": "true"})).json()["items"]
        assert [(p["company_name"], p["last_day"]) for p in away] == [(company.name, "2027-02-28")]

    async def host_sees() -> list[UUID]:
        from renshi_core.access import scope
        from renshi_core.access.grants import Grant
        from renshi_sdk.contributions import DataScope
        from renshi_sdk.db import where

        async with tenant.context():
            sql, arguments = where(
                scope.employees(
                    [Grant("x", DataScope.COMPANY)],
                    column="c.id",
                    company_id=company.id,
                    employee_id=None,
                    guests=True,
                )
            )
            rows = await fetch(f"SELECT c.id FROM core_employee_current c WHERE {sql}", *arguments)
        return [r["id"] for r in rows]

    assert await host_sees() == []
    renshi.advance(days=9)
    async with tenant.context(company=company) as ctx:
        await ctx.jobs.enqueue("core.roll_forward")
    await renshi.settle()
    assert await host_sees() == [person]
    async with tenant.client("admin") as admin:
        early = await admin.post(
            f"/api/posts/{made.json()['id']}/end", json={"last_day": "2026-12-10", "reason": "提前返回"}
        )
        assert early.status_code == 200, early.text
    renshi.advance(days=9)
    async with tenant.context(company=company) as ctx:
        await ctx.jobs.enqueue("core.roll_forward")
    await renshi.settle()
    assert await host_sees() == []
    async with tenant.context() as ctx:
        employee = await ctx.people.get(person)
        assert (employee.company_id, employee.left_on) == (tenant.company.id, None)
        assert [p.last_day for p in await posts.posts_of(person, None)] == [date(2026, 12, 10)]


@pytest.mark.parametrize(("continues", "counted"), [(None, "2024-01-01"), (False, "2026-12-01")])
async def test_a_move_within_the_group_records_whether_service_goes_on(
    renshi: Any, continues: bool | None, counted: str
) -> None:
    tenant = await renshi.new_tenant()
    company, shop = await second_company(tenant)
    person = tenant.employee_person.id
    async with tenant.context() as ctx:
        await posts.add(
            ctx,
            person,
            posts.Wanted(
                kind="secondment",
                department_id=shop,
                share=100,
                starts_on=TODAY,
                last_day=date(2027, 6, 30),
            ),
            reason="先借调",
        )
        moved = await ctx.people.change_job(
            JobChange(
                employee_id=person,
                effective_on=date(2026, 12, 1),
                reason="正式调入",
                department_id=shop,
                service_continues=continues,
            )
        )
        later = await ctx.people.get(person, as_of=date(2026, 12, 1))
        assert (later.company_id, later.spell_id) == (company.id, moved.spell_id)
        # The secondment to the same company ends the day before the move.
        assert [p.last_day for p in await posts.posts_of(person, None)] == [date(2026, 11, 30)]
    renshi.advance(days=10)
    async with tenant.client("admin") as admin:
        told = (await admin.get(f"/api/employees/{person}/service")).json()
        assert (told["counted_from"], [f["continued"] for f in told["items"]]) == (
            counted,
            [continues is not False],
        )


async def test_posts_end_with_the_employment_and_a_return_starts_without_them(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.context() as ctx:
        hired = await ctx.people.hire(
            Hire(
                company_id=tenant.company.id,
                name="兼岗人",
                department_id=tenant.departments["PROD"],
                starts_on=date(2025, 1, 1),
                identity_number="11010519491231002X",
            )
        )
        wanted = posts.Wanted(
            kind="concurrent", department_id=tenant.departments["HQ"], share=40, starts_on=date(2025, 6, 1)
        )
        await posts.add(ctx, hired.id, wanted, reason="x")
        await ctx.people.end_employment(
            EndEmployment(employee_id=hired.id, last_day=date(2026, 11, 20), reason="x")
        )
        assert [p.last_day for p in await posts.posts_of(hired.id, None)] == [date(2026, 11, 20)]
        assert await fetch("SELECT FROM core_post_current WHERE employee_id = $1", hired.id) == []
        again = await ctx.people.hire(
            Hire(
                company_id=tenant.company.id,
                name="兼岗人",
                department_id=tenant.departments["SALES"],
                starts_on=TODAY,
                identity_number="11010519491231002X",
            )
        )
        assert again.id == hired.id
        assert await ctx.people.posts_of(hired.id) == []
    async with tenant.client("hr") as hr:
        agreed = await hr.post(
            f"/api/employees/{hired.id}/service",
            json={
                "effective_on": "2026-11-23",
                "continued": True,
                "counted_from": "2025-01-01",
                "reason": "约定连续计算",
            },
        )
        assert agreed.json() == {"counted_from": "2025-01-01"}
        late = await hr.post(
            f"/api/employees/{hired.id}/service",
            json={
                "effective_on": "2026-11-23",
                "continued": True,
                "counted_from": "2027-01-01",
                "reason": "x",
            },
        )
        assert late.status_code == 422
