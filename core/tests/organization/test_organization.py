"""Companies, the department tree and positions."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renshi_core.organization import checks, service
from renshi_sdk.contracts import EndEmployment, JobChange
from renshi_sdk.errors import Conflict, Invalid


async def test_the_tree_with_headcounts_over_http(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        made = await hr.post(
            "/api/departments",
            json={"code": "LINE1", "name": "一线", "parent_id": str(tenant.departments["PROD"])},
        )
        assert made.status_code == 201
        tree = (await hr.get("/api/departments/tree")).json()["items"]
        assert [(n["name"], n["headcount"], n["headcount_total"]) for n in tree] == [("总部", 1, 3)]
        production = next(n for n in tree[0]["children"] if n["code"] == "PROD")
        assert (production["head_name"], production["headcount"]) == ("李主管", 2)
        assert [c["full_name"] for c in production["children"]] == ["总部 / 生产部 / 一线"]
        taken = await hr.post("/api/departments", json={"code": "LINE1", "name": "另一个"})
        assert taken.status_code == 409
        assert "LINE1" in taken.text
    async with tenant.client("employee") as employee:
        assert (await employee.get("/api/departments")).status_code == 200
        assert (await employee.post("/api/departments", json={"code": "X", "name": "x"})).status_code == 403


async def test_a_move_takes_the_subtree_along_and_never_closes_a_circle(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    hq, prod, sales = (tenant.departments[c] for c in ("HQ", "PROD", "SALES"))
    async with tenant.client("hr") as hr:
        line = (
            await hr.post("/api/departments", json={"code": "L", "name": "线", "parent_id": str(prod)})
        ).json()
        for target in (prod, line["id"]):
            answer = await hr.post(f"/api/departments/{prod}/move", json={"parent_id": str(target)})
            assert answer.status_code == 409
            assert answer.json()["code"] == "organization.circle"
        moved = await hr.post(f"/api/departments/{prod}/move", json={"parent_id": str(sales)})
        assert moved.json()["path"] == [str(hq), str(sales), str(prod)]
        assert (await hr.get(f"/api/departments/{line['id']}")).json()["path"] == [
            str(hq),
            str(sales),
            str(prod),
            line["id"],
        ]
        away = await hr.post(f"/api/departments/{prod}/move", json={"parent_id": None})
        assert away.json()["path"] == [str(prod)]
    assert [row["detail"] for row in await tenant.audit("core.department.move")] != []


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 7), st.one_of(st.none(), st.integers(0, 7))), max_size=20))
async def test_any_moves_leave_a_tree_whose_paths_are_true(
    renshi: Any, moves: list[tuple[int, int | None]]
) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.context() as ctx:
        nodes = [(await service.create_department(ctx, code=f"N{n}", name=f"N{n}")).id for n in range(8)]
        parents: dict[UUID, UUID | None] = dict.fromkeys(nodes)

        def above(node: UUID | None) -> list[UUID]:
            line = []
            while node is not None:
                line.append(node)
                node = parents[node]
            return line

        for moved, target in moves:
            parent = nodes[target] if target is not None else None
            if nodes[moved] in above(parent):
                with pytest.raises(Conflict):
                    await service.move_department(ctx, nodes[moved], parent)
            else:
                await service.move_department(ctx, nodes[moved], parent)
                parents[nodes[moved]] = parent
        stored = {d.id: d for d in await ctx.organization.departments() if d.id in parents}
        assert {d.id: d.parent_id for d in stored.values()} == parents
        for node in nodes:
            assert list(stored[node].path) == list(reversed(above(node)))


async def test_two_moves_at_the_same_moment_close_no_circle(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    left, right = tenant.departments["PROD"], tenant.departments["SALES"]

    async def move(department: UUID, parent: UUID) -> int:
        async with tenant.client("hr") as hr:
            answer = await hr.post(f"/api/departments/{department}/move", json={"parent_id": str(parent)})
        status: int = answer.status_code
        return status

    assert sorted(await asyncio.gather(move(left, right), move(right, left))) == [200, 409]


async def test_a_department_goes_only_when_empty_and_stays_in_history(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    prod = tenant.departments["PROD"]
    async with tenant.client("hr") as hr:
        full = await hr.delete(f"/api/departments/{prod}")
        assert full.status_code == 409
        assert full.json()["employees"] == 2
        assert (await hr.delete(f"/api/departments/{tenant.departments['SALES']}")).status_code == 204
        async with tenant.context() as ctx:
            for person in (tenant.employee_person, tenant.manager_person):
                await ctx.people.change_job(
                    JobChange(
                        employee_id=person.id,
                        effective_on=date(2026, 11, 23),
                        reason="撤并",
                        department_id=tenant.departments["HQ"],
                    )
                )
        assert (await hr.delete(f"/api/departments/{prod}")).status_code == 204
        names = [d["name"] for d in (await hr.get("/api/departments")).json()["items"]]
        assert names == ["总部"]
        history = (await hr.get(f"/api/employees/{tenant.employee_person.id}/history")).json()["items"]
        assert [r["department_name"] for r in history] == ["总部", "生产部"]
        back = await hr.post(
            f"/api/employees/{tenant.employee_person.id}/job-changes",
            json={"effective_on": "2026-12-01", "reason": "x", "department_id": str(prod)},
        )
        assert back.status_code == 409
        assert back.json()["code"] == "organization.archived"


async def test_a_planned_transfer_keeps_a_department_alive(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.context() as ctx:
        await ctx.people.change_job(
            JobChange(
                employee_id=tenant.employee_person.id,
                effective_on=date(2027, 3, 1),
                reason="调岗",
                department_id=tenant.departments["SALES"],
            )
        )
        with pytest.raises(Conflict, match="1 employees"):
            await service.delete_department(ctx, tenant.departments["SALES"])
        await ctx.people.end_employment(
            EndEmployment(employee_id=tenant.employee_person.id, last_day=date(2026, 12, 31), reason="x")
        )
        await service.delete_department(ctx, tenant.departments["SALES"])


async def test_a_second_company_has_its_own_tree_and_roles(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    body = {
        "code": "SHOP",
        "name": "零售有限公司",
        "industry": "retail",
        "city": "北京",
        "public_code": f"{tenant.code}-shop",
        "credit_code": "91350100m000100y43",
    }
    async with tenant.client("hr") as hr:
        assert (await hr.post("/api/companies", json=body)).status_code == 403
    async with tenant.client("admin") as admin:
        made = await admin.post("/api/companies", json=body)
        assert made.status_code == 201, made.text
        company = made.json()
        assert company["credit_code"] == "91350100M000100Y43"
        admin.headers["X-Renshi-Company"] = company["id"]
        assert (await admin.get("/api/departments")).json()["items"] == []
        assert (
            await admin.patch(f"/api/departments/{tenant.departments['HQ']}", json={"name": "x"})
        ).status_code == 404
        bad = await admin.patch(f"/api/companies/{company['id']}", json={"credit_code": "91350100M000100Y44"})
        assert bad.status_code == 422
        wrong = await admin.post("/api/companies", json=body | {"code": "B", "industry": "magic"})
        assert wrong.status_code == 422
        assert (await admin.post("/api/companies", json=body)).status_code == 409


async def test_a_position_somebody_holds_stays(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        held = await hr.delete(f"/api/positions/{tenant.positions['OP']}")
        assert (held.status_code, held.json()["employees"]) == (409, 1)
        free = (await hr.post("/api/positions", json={"code": "QC", "title": "质检员"})).json()
        assert (await hr.delete(f"/api/positions/{free['id']}")).status_code == 204
        listed = (await hr.get("/api/positions", params={"sort": "code"})).json()["items"]
        assert [(p["code"], p["headcount"]) for p in listed] == [("HR", 1), ("LEAD", 1), ("OP", 1)]


async def test_another_tenants_department_does_not_exist(renshi: Any) -> None:
    mine, other = await renshi.new_tenant(), await renshi.new_tenant()
    async with mine.client("hr") as hr:
        path = f"/api/departments/{other.departments['HQ']}"
        assert (await hr.get(path)).status_code == 404
        assert (await hr.patch(path, json={"name": "x"})).status_code == 404
        assert (await hr.delete(path)).status_code == 404
        child = await hr.post(
            "/api/departments", json={"code": "C", "name": "c", "parent_id": str(other.departments["HQ"])}
        )
        assert child.status_code == 404


async def test_a_tree_has_a_bottom(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.context() as ctx:
        parent = None
        for depth in range(checks.MAX_DEPTH):
            parent = (await service.create_department(ctx, code=f"D{depth}", name="层", parent_id=parent)).id
        with pytest.raises(Invalid, match="levels"):
            await service.create_department(ctx, code="TOO", name="深", parent_id=parent)
