"""A person gets a copy of everything, and is erased but for what is held, and each holding says why."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import asyncpg
import pytest
from openpyxl import load_workbook

from renshi_core.db import unit_of_work
from renshi_core.testing.harness import CoreHarness
from renshi_sdk.contracts import EndEmployment
from renshi_sdk.db import fetch_value

PLANTED = ("13911112222", "planted@example.com", "种植路7号")
WITHOUT = {"core_audit": "the chain is never changed; it names people by id"}


async def planted(renshi: CoreHarness) -> tuple[Any, Any]:
    """A tenant with somebody whose file holds values that stand nowhere else."""
    tenant = await renshi.new_tenant(enable=["attendance", "payroll", "training"])
    person = await tenant.hire("吴种植", number="PL001", phone=PLANTED[0], email=PLANTED[1])
    async with tenant.client("hr") as hr:
        changed = await hr.patch(f"/api/employees/{person.id}/personal", json={"address": PLANTED[2]})
        assert changed.status_code == 200, changed.text
    await renshi.settle()
    return tenant, person


async def left(tenant: Any, person: Any, last_day: date) -> None:
    async with tenant.context() as ctx:
        await ctx.people.end_employment(
            EndEmployment(employee_id=person.id, last_day=last_day, reason="resignation")
        )


async def traces(renshi: CoreHarness, tenant: Any, value: str) -> list[str]:
    """Tables in which a value stands anywhere."""
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    try:
        tables = await owner.fetch(
            "SELECT relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'"
            " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
        return [
            row["relname"]
            for row in tables
            if await owner.fetchval(
                f"SELECT EXISTS (SELECT FROM {row['relname']} t WHERE tenant_id = $2"
                " AND strpos(t::text, $1) > 0)",
                value,
                tenant.id,
            )
        ]
    finally:
        await owner.close()


async def test_a_person_gets_everything_kept_about_them_as_a_zip(renshi: CoreHarness) -> None:
    tenant, person = await planted(renshi)
    async with tenant.context() as ctx:
        assert ctx.company_id == tenant.company_id
    async with tenant.client(employee=person) as own, tenant.client("employee") as other:
        asked = await own.post("/api/privacy/mine/copy")
        assert asked.status_code == 201, asked.text
        case = asked.json()["id"]
        assert (await own.get(f"/api/privacy/cases/{case}/file")).status_code == 404
        await renshi.settle()
        assert (await own.get("/api/privacy/mine")).json()["items"][0]["state"] == "done"
        answer = await own.get(f"/api/privacy/cases/{case}/file")
        assert (await other.get(f"/api/privacy/cases/{case}/file")).status_code in (403, 404)
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    data = json.loads(archive.read("data.json"))["data"]
    assert set(data) == {owned.plugin for owned in renshi.platform.registry.personal_data}
    for value in (*PLANTED, "吴种植"):
        assert value in json.dumps(data, ensure_ascii=False)
    book = load_workbook(io.BytesIO(archive.read("概要.xlsx")))
    assert book["目录"]["A1"].value == "个人信息副本"
    listed = {row[1] for row in book["目录"].iter_rows(min_row=5, values_only=True)}
    assert {"core_employee", "core_spell"} <= listed
    assert [json.loads(r["detail"]) for r in await tenant.audit("core.privacy.export")] == [{"files": 0}]
    assert len(await tenant.audit("core.privacy.download")) == 1


async def test_a_preview_says_what_would_go_and_changes_nothing(renshi: CoreHarness) -> None:
    tenant, person = await planted(renshi)
    await left(tenant, person, date(2024, 6, 30))
    async with tenant.client("admin") as admin:
        seen = (await admin.get(f"/api/people/{person.id}/personal-data/erasure")).json()
        assert "core_employee" in await traces(renshi, tenant, PLANTED[0])
        done = (await admin.post(f"/api/people/{person.id}/personal-data/erase")).json()
    assert seen == {"outcome": done["outcome"], "holds": []}
    assert await tenant.audit("core.privacy.erase") != []


async def test_while_a_hold_stands_nothing_is_erased(renshi: CoreHarness) -> None:
    tenant, person = await planted(renshi)
    await left(tenant, person, date(2024, 6, 30))
    path = f"/api/people/{person.id}"
    async with tenant.client("admin") as admin:
        made = await admin.post(
            f"{path}/legal-holds", json={"reason": "劳动争议", "basis": "沪劳人仲(2026)办字第1号"}
        )
        assert made.status_code == 201, made.text
        refused = await admin.post(f"{path}/personal-data/erase")
        assert (refused.status_code, refused.json()["code"]) == (409, "privacy.held")
        assert "沪劳人仲(2026)办字第1号" in refused.json()["detail"]
        assert "core_employee" in await traces(renshi, tenant, PLANTED[0])
        assert await tenant.audit("core.privacy.erase") == []
        lifted = await admin.delete(f"/api/legal-holds/{made.json()['id']}")
        assert lifted.status_code == 204
        assert (await admin.delete(f"/api/legal-holds/{made.json()['id']}")).status_code == 404
        assert (await admin.post(f"{path}/personal-data/erase")).status_code == 200
    assert await traces(renshi, tenant, PLANTED[0]) == []


async def test_after_an_erasure_no_trace_is_left_but_what_is_listed(renshi: CoreHarness) -> None:
    tenant, person = await planted(renshi)
    for value in PLANTED:
        assert await traces(renshi, tenant, value) != []
    await left(tenant, person, date(2024, 6, 30))
    async with tenant.client("admin") as admin:
        done = await admin.post(f"/api/people/{person.id}/personal-data/erase")
    assert done.status_code == 200, done.text
    for value in (*PLANTED, "吴种植"):
        assert await traces(renshi, tenant, value) == [], value
    async with unit_of_work(tenant.id):
        certificate = json.loads(
            await fetch_value(
                "SELECT outcome::text FROM core_privacy_case WHERE id = $1", done.json()["certificate"]
            )
        )
    assert certificate == done.json()["outcome"]
    assert all(reason for one in certificate.values() for reason in one["kept"].values())


async def test_every_table_about_a_person_is_named_by_somebody(renshi: CoreHarness) -> None:
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    try:
        rows = await owner.fetch(
            "SELECT DISTINCT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0"
            " AND a.attname IN ('employee_id', 'candidate_id') AND NOT a.attisdropped"
        )
    finally:
        await owner.close()
    named = {t for owned in renshi.platform.registry.personal_data for t in owned.record.tables}
    assert {row["name"] for row in rows} - named - set(WITHOUT) == set(), "name it in a PersonalData record"


@pytest.mark.parametrize("role", ["employee", "manager", "hr"])
async def test_who_may_not_erase_learns_nothing(renshi: CoreHarness, role: str) -> None:
    tenant, person = await planted(renshi)
    async with tenant.client(role) as client:
        for method, path in (
            ("GET", f"/api/people/{person.id}/personal-data/erasure"),
            ("GET", f"/api/people/{person.id}/legal-holds"),
            ("POST", f"/api/people/{person.id}/legal-holds"),
            ("POST", f"/api/people/{person.id}/personal-data/copy"),
            ("GET", "/api/privacy/cases"),
        ):
            assert (
                await client.request(method, path, json={} if method == "POST" else None)
            ).status_code == 403
