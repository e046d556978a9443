"""The home page: different for each reader, and pages they keep."""

from __future__ import annotations

from datetime import date
from typing import Any

from renshi_core.testing.harness import CoreHarness


def _figures(body: dict[str, Any]) -> dict[str, int]:
    return {f["name"]: f["value"] for f in body["figures"]}


async def test_hr_sees_the_movement_of_the_month_and_an_employee_does_not(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    await tenant.hire("新一", starts_on=date(2026, 11, 2), probation_months=3)
    await tenant.hire("新二", starts_on=date(2026, 12, 1))
    async with tenant.client("hr") as client:
        body = (await client.get("/api/home")).json()
        assert _figures(body) == {
            "headcount": 4,
            "joined": 1,
            "gone": 0,
            "pending": 1,
            "probation": 1,
            "probation_ends": 0,
        }
        assert body["today"] == "2026-11-23"
        for figure in body["figures"]:
            path = figure["link"].removeprefix("/console/core/").replace("/console", "")
            listed = (await client.get(f"/api/{path}&count=true")).json()
            assert listed["total"] == figure["value"], figure
    async with tenant.client("employee") as client:
        body = (await client.get("/api/home")).json()
        assert (body["figures"], body["anniversaries"], body["has_employee"]) == ([], [], True)


async def test_what_waits_is_counted_and_shown(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    form = {"last_day": "2026-12-23", "reason": "个人发展"}
    async with tenant.client("employee") as client:
        asked = await client.post("/api/requests", json={"kind": "core.resignation", "form": form})
        assert asked.status_code == 201, asked.text
        assert [r["id"] for r in (await client.get("/api/home")).json()["mine"]] == [asked.json()["id"]]
    async with tenant.client("manager") as client:
        counted = (await client.get("/api/home/counts")).json()
        body = (await client.get("/api/home")).json()
        assert counted["waiting"] == body["waiting_total"] == 1
        assert [r["id"] for r in body["waiting"]] == [asked.json()["id"]]


async def test_a_page_is_kept_once_and_is_nobody_elses(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    path = "/console/core/employees?status=probation"
    async with tenant.client("hr") as client:
        first = (await client.post("/api/home/favourites", json={"title": "试用期", "path": path})).json()
        again = (await client.post("/api/home/favourites", json={"title": "试用员工", "path": path})).json()
        assert (again["id"], again["title"]) == (first["id"], "试用员工")
        assert [f["path"] for f in (await client.get("/api/console/menu")).json()["favourites"]] == [path]
        for address in (
            "https://elsewhere.example",
            "/api/employees",
            "/console/x y",
            "//elsewhere",
            "javascript:1",
        ):
            refused = await client.post("/api/home/favourites", json={"title": "x", "path": address})
            assert refused.status_code == 422, address
    async with tenant.client("manager") as client:
        assert (await client.delete(f"/api/home/favourites/{first['id']}")).status_code == 404
        assert (await client.get("/api/home/favourites")).json()["items"] == []
    async with tenant.client("hr") as client:
        assert (await client.delete(f"/api/home/favourites/{first['id']}")).status_code == 204
        assert (await client.get("/api/home/favourites")).json()["items"] == []


async def test_a_card_that_nobody_offers_is_not_found(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as client:
        assert (await client.get("/api/home/cards/core.nothing")).status_code == 404
