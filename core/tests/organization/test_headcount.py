"""Headcount plans: versions, approval, the comparison, and what happens where there is no place."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from renshi_core.access import Grant, Grants
from renshi_core.organization import checks
from renshi_core.organization.endpoints import create_company
from renshi_core.organization.schemas import CompanyCreate
from renshi_core.people import posts
from renshi_core.services import CoreServices
from renshi_sdk.contracts import EndEmployment, Hire, JobChange
from renshi_sdk.contributions import DataScope
from renshi_sdk.errors import Conflict, Forbidden

PERIOD = {"period_from": "2026-01-01", "period_to": "2026-12-31"}


async def approved(tenant: Any, lines: list[dict[str, Any]]) -> str:
    """An approved plan with these lines."""
    async with tenant.client("hr") as hr:
        made = await hr.post("/api/headcount/plans", json={"title": "2026 编制", **PERIOD})
        assert made.status_code == 201, made.text
        plan_id: str = made.json()["id"]
        written = await hr.put(f"/api/headcount/plans/{plan_id}/lines", json={"lines": lines})
        assert written.status_code == 200, written.text
        assert (await hr.post(f"/api/headcount/plans/{plan_id}/submit")).status_code == 200
    async with tenant.client("admin") as admin:
        done = await admin.post(f"/api/headcount/plans/{plan_id}/approve", json={})
        assert done.status_code == 200, done.text
    return plan_id


async def test_a_plan_is_drawn_up_by_one_and_approved_by_another(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    lines = [{"department_code": "PROD", "planned": 3}, {"department_code": "SALES", "planned": 2}]
    first = await approved(tenant, lines)
    async with tenant.client("hr") as hr:
        closed = await hr.put(f"/api/headcount/plans/{first}/lines", json={"lines": lines})
        assert (closed.status_code, closed.json()["code"]) == (409, "headcount.state")
        second = (
            await hr.post("/api/headcount/plans", json={"title": "调整", "copy_of": first, **PERIOD})
        ).json()
        assert (second["version"], [line["planned"] for line in second["lines"]]) == (2, [3, 2])
        bad = await hr.put(
            f"/api/headcount/plans/{second['id']}/lines",
            json={"lines": [*lines, {"department_code": "NOPE", "planned": 1}, lines[0]]},
        )
        assert bad.status_code == 422
        assert {"lines.3.department", "lines.4"} <= set(bad.json()["fields"])
        assert (await hr.get(f"/api/headcount/plans/{second['id']}")).json()["lines"] == second["lines"]
        assert (await hr.post(f"/api/headcount/plans/{second['id']}/submit")).status_code == 200
        assert (await hr.post(f"/api/headcount/plans/{second['id']}/approve", json={})).status_code == 403
    async with tenant.client("admin") as admin:
        own = (
            await admin.post(
                "/api/headcount/plans",
                json={"title": "自批", "period_from": "2027-01-01", "period_to": "2027-12-31"},
            )
        ).json()["id"]
        await admin.put(f"/api/headcount/plans/{own}/lines", json={"lines": lines})
        await admin.post(f"/api/headcount/plans/{own}/submit")
        refused = await admin.post(f"/api/headcount/plans/{own}/approve", json={})
        assert (refused.status_code, refused.json()["code"]) == (403, "headcount.own")
        assert (await admin.post(f"/api/headcount/plans/{second['id']}/approve", json={})).status_code == 200
        states = {p["version"]: p["state"] for p in (await admin.get("/api/headcount/plans")).json()["items"]
                  if p["period_from"] == "2026-01-01"}  # fmt: skip
        assert states == {1: "replaced", 2: "approved"}


async def test_the_comparison_counts_people_posts_and_what_is_to_come(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    prod, sales, op = tenant.departments["PROD"], tenant.departments["SALES"], tenant.positions["OP"]
    await approved(
        tenant,
        [
            {"department_code": "PROD", "planned": 2},
            {"department_code": "PROD", "position_code": "OP", "planned": 1},
            {"department_code": "SALES", "planned": 2},
        ],
    )
    await tenant.hire("将来", starts_on=date(2026, 12, 1), department_id=prod, position_id=op)
    async with tenant.context() as ctx:
        await ctx.people.end_employment(
            EndEmployment(employee_id=tenant.manager_person.id, last_day=date(2026, 12, 10), reason="x")
        )
        await posts.add(
            ctx,
            tenant.employee_person.id,
            posts.Wanted(
                kind="concurrent", department_id=sales, share=Decimal(25), starts_on=date(2026, 11, 1)
            ),
            reason="x",
        )
        room = await ctx.organization.headcount(prod, op, date(2026, 11, 23))
        assert (room.planned, room.taken, room.pending, room.free) == (1, 1, 1, Decimal(-1))
    async with tenant.client("hr") as hr:
        told = (await hr.get("/api/headcount")).json()
    rows = {(r["department_code"], r["position_title"]): r for r in told["items"]}
    shown = {
        key: tuple(r[n] for n in ("planned", "actual", "pending_in", "pending_out", "flag"))
        for key, r in rows.items()
    }
    assert shown == {
        ("HQ", "人事专员"): (None, 1, 0, 0, "unplanned"),
        ("PROD", None): (2, 2, 1, 1, "met"),
        ("PROD", "操作工"): (1, 1, 1, 0, "over"),
        ("SALES", None): (2, 0, 0, 0, "under"),
    }
    assert Decimal(rows[("SALES", None)]["forecast"]) == Decimal("0.25")
    assert (told["planned_total"], told["actual_total"]) == (4, 3)
    async with tenant.client("admin") as admin:
        group = (await admin.get("/api/headcount/group")).json()["items"]
        assert [(g["planned"], g["actual"]) for g in group] == [(4, 3)]
        report = await admin.get("/api/reports/core.headcount_plan")
        shown = {
            (r["department_name"], r["employment_type"], r["planned"], r["actual"])
            for r in report.json()["items"]
        }
        assert shown == {
            ("总部", "全职", None, 1),
            ("生产部", None, 1, 1),
            ("生产部", None, 2, 2),
            ("销售部", None, 2, 0),
        }


async def test_a_company_that_refuses_lets_nobody_in_beyond_its_places(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    prod, sales = tenant.departments["PROD"], tenant.departments["SALES"]
    async with tenant.client("hr") as hr:
        early = await hr.put("/api/headcount/rule", json={"rule": "refuse"})
        assert (early.status_code, early.json()["code"]) == (409, "headcount.no_plan")
    await approved(
        tenant, [{"department_code": "PROD", "planned": 2}, {"department_code": "SALES", "planned": 1}]
    )
    async with tenant.client("hr") as hr:
        assert (await hr.put("/api/headcount/rule", json={"rule": "warn"})).status_code == 200
        seated = await hr.post(
            "/api/employees",
            json={"name": "超编但允许", "starts_on": "2026-11-23", "department_id": str(prod)},
        )
        assert (seated.status_code, seated.json()["message"]) == (
            201,
            "超编：“生产部”编制 2 人，在岗 2 人、兼岗折算 0、待入 0，已登记",
        )
        assert seated.json()["warnings"] == [seated.json()["message"]]
        other = await hr.post(
            f"/api/employees/{tenant.hr_person.id}/job-changes",
            json={"effective_on": "2026-11-23", "reason": "晋升", "grade": "P7"},
        )
        assert (other.json()["warnings"], "message" in other.json()) == ([], False)
    assert [r["subject_id"] for r in await tenant.audit("core.headcount.exceeded")] == [prod]
    async with tenant.client("hr") as hr:
        assert (await hr.put("/api/headcount/rule", json={"rule": "refuse"})).status_code == 200
        before = (await hr.get("/api/employees", params={"count": "true"})).json()["total"]
        body = {"name": "超编", "starts_on": "2026-11-23", "department_id": str(prod)}
        full = await hr.post("/api/employees", json=body)
        assert (full.status_code, full.json()["code"], full.json()["planned"]) == (409, "headcount.full", 2)
        assert (await hr.get("/api/employees", params={"count": "true"})).json()["total"] == before
        check = await hr.get("/api/headcount/check", params={"department_id": str(prod), "on": "2026-11-23"})
        assert (check.json()["fits"], check.json()["rule"]) == (False, "refuse")

        async def move_in(name: str) -> int:
            answer = await hr.post("/api/employees", json=body | {"name": name, "department_id": str(sales)})
            status: int = answer.status_code
            return status

        assert sorted(await asyncio.gather(move_in("甲"), move_in("乙"))) == [201, 409]
    async with tenant.context() as ctx:
        with pytest.raises(Conflict, match="places"):
            await ctx.people.change_job(
                JobChange(
                    employee_id=tenant.hr_person.id,
                    effective_on=date(2026, 11, 23),
                    reason="x",
                    department_id=sales,
                )
            )
        # Within one line nobody takes a second place, though the department is over its plan.
        with pytest.raises(Conflict, match="places"):
            await ctx.people.hire(
                Hire(
                    company_id=tenant.company.id,
                    name="无编制部门",
                    department_id=tenant.departments["HQ"],
                    starts_on=date(2026, 11, 23),
                )
            )
        later = await ctx.organization.headcount(sales, None, date(2027, 1, 1))
        assert (later.planned, later.free) == (None, None)


async def test_founding_a_company_takes_the_right_over_the_whole_group(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    data = CompanyCreate(code="X", name="x", industry="retail", city="北京", public_code=f"{tenant.code}-x")
    for scope, allowed in ((DataScope.COMPANY, False), (DataScope.TENANT, True)):
        async with tenant.context() as ctx:
            limited = replace(
                ctx,
                services=CoreServices(
                    renshi.platform, Grants((Grant("core.company.create", scope, tenant.company.id),))
                ),
            )
            if allowed:
                checks.require_group(limited, "core.company.create")
            else:
                with pytest.raises(Forbidden, match="whole group"):
                    await create_company.fn(limited, data)
            assert len(await ctx.organization.companies()) == 1
