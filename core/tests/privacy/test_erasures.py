"""A wish for erasure is agreed to, waits while it has to, and ends with a certificate."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

from renshi_core.privacy import erasures
from renshi_core.testing.harness import CoreHarness
from renshi_sdk.contracts import EndEmployment
from renshi_sdk.db import fetch, fetch_value


async def cases(tenant: Any) -> list[tuple[str, str, bool]]:
    async with tenant.context():
        rows = await fetch(
            "SELECT kind, state, outcome IS NOT NULL AS certified FROM core_privacy_case ORDER BY id"
        )
    return [tuple(r.values()) for r in rows]


async def ask(client: Any, **more: Any) -> Any:
    return await client.post(
        "/api/requests", json={"kind": erasures.KIND, "form": {"reason": "即将离职"}, **more}
    )


async def phone(tenant: Any, person: Any) -> str | None:
    async with tenant.context():
        found: str | None = await fetch_value("SELECT phone FROM core_employee WHERE id = $1", person.id)
        return found


async def test_an_agreed_wish_waits_until_its_person_has_left(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    person = await tenant.hire("郑想走", number="EW1", phone="13911114444")
    async with (
        tenant.client(employee=person) as own,
        tenant.client("admin") as admin,
        tenant.client("hr") as hr,
    ):
        asked = await ask(own)
        assert asked.status_code == 201, asked.text
        request = asked.json()["id"]
        agreed = await hr.post(f"/api/requests/{request}/approve", json={})
        assert agreed.status_code == 200, agreed.text
        assert await cases(tenant) == [("erasure", "working", False)]
        twice = await ask(own)
        assert (twice.status_code, twice.json()["code"]) == (409, "privacy.erasure_waits")
        await renshi.run_schedule(erasures.JOB, tenant)
        assert await phone(tenant, person) == "13911114444", "still employed"
        async with tenant.context() as ctx:
            await ctx.people.end_employment(
                EndEmployment(employee_id=person.id, last_day=date(2026, 11, 20), reason="resignation")
            )
        held = await admin.post(
            "/api/legal-holds",
            json={"employee_id": str(person.id), "reason": "劳动争议", "basis": "仲裁案号1"},
        )
        assert held.status_code == 201, held.text
        assert [h["name"] for h in (await admin.get("/api/legal-holds")).json()["items"]] == ["郑想走"]
        await renshi.run_schedule(erasures.JOB, tenant)
        assert await phone(tenant, person) == "13911114444", "held"
        await admin.delete(f"/api/legal-holds/{held.json()['id']}")
    await renshi.run_schedule(erasures.JOB, tenant)
    assert await phone(tenant, person) is None
    assert await cases(tenant) == [("erasure", "done", True)]
    assert len(await tenant.audit("core.privacy.erase")) == 1


async def test_nobody_agrees_to_their_own_wish_and_others_do_not_ask(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("employee") as own, tenant.client("hr") as hr:
        assert (await hr.get("/api/session")).status_code == 200
        request = (await ask(own)).json()["id"]
        refused = await own.post(f"/api/requests/{request}/approve", json={})
        assert refused.status_code in (403, 404, 409)
        by_hr = await ask(hr, employee_id=str(tenant.employee_person.id))
        assert by_hr.status_code in (403, 404)
    assert await cases(tenant) == []


async def test_the_copy_has_a_page_to_read(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    async with tenant.client("admin") as admin:
        made = await admin.post("/api/privacy/copies", json={"employee_id": str(tenant.employee_person.id)})
        assert made.status_code == 201, made.text
        await renshi.settle()
        answer = await admin.get(f"/api/privacy/cases/{made.json()['id']}/file")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert {"data.json", "概要.xlsx", "说明.pdf"} <= set(archive.namelist())
    assert archive.read("说明.pdf")[:5] == b"%PDF-"
    assert json.loads(archive.read("data.json"))["data"]["core"]["core_employee"][0]["name"] == "张员工"
