"""The list by a department with second posts: main jobs, concurrent posts and secondments from other companies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from renshi_core.organization import service as organization
from renshi_core.people import posts
from renshi_sdk.contracts import Hire

TODAY = date(2026, 11, 23)


async def found(client: Any, department_id: UUID | str, **more: str) -> list[str]:
    answer = await client.get("/api/employees", params={"post_department_id": str(department_id)} | more)
    assert answer.status_code == 200, answer.text
    return sorted(item["name"] for item in answer.json()["items"])


async def post(ctx: Any, person: UUID, department_id: UUID, **more: Any) -> UUID:
    wanted = {"kind": "concurrent", "share": 20, "starts_on": TODAY, "last_day": TODAY + timedelta(days=3)}
    return await posts.add(
        ctx, person, posts.Wanted(department_id=department_id, **(wanted | more)), reason="x"
    )


async def test_a_concurrent_post_is_found_for_its_time_below_the_department_too(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    sales, person = tenant.departments["SALES"], tenant.employee_person.id
    async with tenant.context() as ctx:
        below = await organization.create_department(ctx, code="SALES-EAST", name="华东销售", parent_id=sales)
    async with tenant.client("hr") as hr:
        before = await found(hr, sales)
        assert "张员工" not in before
        async with tenant.context() as ctx:
            made = await post(ctx, person, below.id)
            await post(ctx, tenant.manager_person.id, sales, starts_on=TODAY + timedelta(days=1))
        assert await found(hr, below.id) == ["张员工"]
        assert await found(hr, sales) == sorted([*before, "张员工"])
        # The main job counts as well, and the filter of before is what it was.
        production = str(tenant.departments["PROD"])
        assert "张员工" in await found(hr, production)
        plain = (await hr.get("/api/employees", params={"department_tree": str(sales)})).json()["items"]
        assert sorted(item["name"] for item in plain) == before
        # It goes together with the list's other filters, search and the total of a numbered page.
        assert await found(hr, sales, q="zhang") == ["张员工"]
        assert await found(hr, sales, q="zhang", status="left") == []
        page = (
            await hr.get("/api/employees", params={"post_department_id": str(below.id), "page": "1"})
        ).json()
        assert page["total"] == 1
        async with tenant.context() as ctx:
            await posts.end(ctx, made, last_day=TODAY - timedelta(days=1), reason="x")
        assert await found(hr, sales) == before
        wrong = await hr.get("/api/employees", params={"post_department_id": "SALES"})
        assert (wrong.status_code, "post_department_id" in wrong.text) == (422, True)
        assert await found(hr, uuid4()) == []


async def test_people_lent_by_another_company_are_found_by_those_who_may_read_them_alone(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    company = await tenant.add_company("RETAIL")
    async with tenant.context(company=company) as ctx:
        shop = await organization.create_department(ctx, code="SHOP", name="门店一部")
        lent, stays = [
            (
                await ctx.people.hire(
                    Hire(company_id=ctx.company_id, name=name, department_id=shop.id,
                         starts_on=date(2026, 11, 1), number=number)
                )
            ).id
            for name, number in (("借调人", "R1"), ("门店人", "R2"))
        ]  # fmt: skip
        await post(ctx, lent, tenant.departments["SALES"], kind="secondment", share=100)
    async with tenant.client("hr") as hr:
        assert "借调人" in await found(hr, tenant.departments["SALES"])
        assert "借调人" not in await found(hr, tenant.departments["PROD"])
        # Of the other company's department its guests here alone are seen, not those who stay there.
        assert await found(hr, shop.id) == ["借调人"]
    async with tenant.client("employee") as employee:
        answer = await employee.get(
            "/api/employees", params={"post_department_id": str(tenant.departments["SALES"])}
        )
        assert answer.status_code == 403 or answer.json()["items"] == []
    assert stays != lent


async def test_an_export_takes_the_same_filter(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.context() as ctx:
        below = await organization.create_department(
            ctx, code="SALES-EAST", name="华东销售", parent_id=tenant.departments["SALES"]
        )
        await post(ctx, tenant.employee_person.id, below.id)
    async with tenant.client("hr") as hr:
        body = {"fields": ["job.name"], "post_department_id": str(below.id)}
        made = await hr.post("/api/employee-exports", json=body)
        assert (made.status_code, made.json()["rows"]) == (201, 1), made.text
