"""A consent belongs to the words it was given to, can be taken back at once, and is asked for before it is needed."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from renshi_core.testing.harness import CoreHarness
from renshi_sdk.db import execute, fetch, fetch_value

NAME = "attendance.location"
WORDS = {
    "title_zh": "打卡位置", "title_en": "Place of punches",
    "text_zh": "仅在打卡时读取位置，可随时撤回。", "text_en": "Your place is read when you punch.",
}  # fmt: skip
HERE = {"latitude": "31.230400", "longitude": "121.473700", "accuracy": 20}


async def states(client: Any) -> dict[str, tuple[str, int]]:
    items = (await client.get("/api/privacy/mine/consents")).json()["items"]
    return {i["name"]: (i["state"], i["version"]) for i in items}


async def punched(client: Any) -> Any:
    return await client.post("/api/plugins/attendance/punches", json=HERE)


async def rows(tenant: Any) -> list[tuple[Any, ...]]:
    async with tenant.context():
        found = await fetch("SELECT given, digest, channel FROM core_consent ORDER BY at, id")
    return [tuple(r.values()) for r in found]


async def test_a_place_is_used_only_with_the_consent_that_the_company_asks_for(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    async with tenant.client("admin") as admin, tenant.client("employee") as own:
        # Nobody is asked: what worked yesterday works on.
        assert (await punched(own)).status_code == 201
        assert await states(own) == {}
        drafts = (await admin.get("/api/privacy/purposes")).json()["items"]
        assert next(d["state"] for d in drafts if d["name"] == NAME) == "draft"
        made = await admin.put(f"/api/privacy/purposes/{NAME}", json=WORDS)
        assert (made.status_code, made.json()["version"]) == (200, 1), made.text
        assert await states(own) == {NAME: ("open", 1)}
        refused = await punched(own)
        assert (refused.status_code, refused.json()["code"]) == (403, "consent.needed")
        assert "打卡位置" in refused.json()["detail"]
        async with tenant.context():
            assert await fetch_value("SELECT count(*) FROM attendance_punch") == 1
        path = f"/api/privacy/mine/consents/{NAME}"
        assert (await own.post(path, json={"given": True, "version": 2})).json()["code"] == "consent.outdated"
        assert await rows(tenant) == []
        assert (await own.post(path, json={"given": True, "version": 1})).status_code == 200
        assert (await own.post(path, json={"given": True, "version": 1})).json()[
            "code"
        ] == "consent.unchanged"
        renshi.advance(minutes=1)
        assert (await punched(own)).status_code == 201
        assert (await own.post(path, json={"given": False, "version": 1})).status_code == 200
        renshi.advance(minutes=1)
        assert (await punched(own)).status_code == 403
        no_place = await own.post("/api/plugins/attendance/punches", json={})
        assert no_place.status_code == 201, no_place.text
    digest = hashlib.sha256(f"{WORDS['text_zh']}\n{WORDS['text_en']}".encode()).hexdigest()
    assert await rows(tenant) == [(True, digest, "api"), (False, digest, "api")]
    assert len(await tenant.audit("core.consent.give")) == 1
    assert len(await tenant.audit("core.consent.withdraw")) == 1
    assert await tenant.audit("core.consent.refuse") == []


async def test_other_words_ask_everybody_anew(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    async with tenant.client("admin") as admin, tenant.client("employee") as own, tenant.client("hr") as hr:
        await admin.put(f"/api/privacy/purposes/{NAME}", json=WORDS)
        await own.post(f"/api/privacy/mine/consents/{NAME}", json={"given": True, "version": 1})
        same = await admin.put(f"/api/privacy/purposes/{NAME}", json=WORDS)
        assert (same.status_code, same.json()["code"]) == (409, "consent.unchanged")
        other = await admin.put(
            f"/api/privacy/purposes/{NAME}", json={**WORDS, "text_zh": "位置保存两年，可随时撤回。"}
        )
        assert other.json()["version"] == 2
        assert await states(own) == {NAME: ("open", 2)}
        assert (await punched(own)).status_code == 403
        renshi.advance(minutes=1)
        people = (await hr.get(f"/api/privacy/purposes/{NAME}/people")).json()["items"]
        assert {p["state"] for p in people} == {"open", "outdated"}
        listed = (await admin.get("/api/privacy/purposes")).json()["items"]
        counted = next(p for p in listed if p["name"] == NAME)
        assert (counted["people"], counted["given"], counted["open"]) == (3, 0, 3)
        await own.post(f"/api/privacy/mine/consents/{NAME}", json={"given": True, "version": 2})
        assert await states(own) == {NAME: ("given", 2)}
        assert (await admin.delete(f"/api/privacy/purposes/{NAME}")).status_code == 204
        assert await states(own) == {}
        assert (await punched(own)).status_code == 201


async def test_paper_consents_and_purposes_of_a_company(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    person = tenant.employee_person
    async with tenant.client("admin") as admin, tenant.client("employee") as own, tenant.client("hr") as hr:
        body = {**WORDS, "code": "photo_wall", "separate": False}
        assert (await hr.post("/api/privacy/purposes", json=body)).status_code == 403
        assert (await admin.post("/api/privacy/purposes", json=body)).json()["name"] == "company.photo_wall"
        unknown = await admin.put("/api/privacy/purposes/nobody.asks", json=WORDS)
        assert unknown.status_code == 404
        path = f"/api/people/{person.id}/consents/company.photo_wall"
        paper = {"given": True, "version": 1, "note": "2026-11-20 签署的纸质同意书"}
        assert (await own.post(path, json=paper)).status_code == 403
        assert (await admin.post(path, json=paper)).status_code == 200
        assert await states(own) == {"company.photo_wall": ("given", 1)}
        # The person takes it back themselves.
        taken = await own.post(
            "/api/privacy/mine/consents/company.photo_wall", json={"given": False, "version": 1}
        )
        assert taken.status_code == 200
        assert [r[2] for r in await rows(tenant)] == ["paper", "api"]
    with pytest.raises(Exception, match="permission denied"):
        async with tenant.context():
            await execute("UPDATE core_consent SET given = true")


async def test_consents_are_in_the_copy_of_ones_data(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    async with tenant.client("admin") as admin, tenant.client("employee") as own:
        await admin.put(f"/api/privacy/purposes/{NAME}", json=WORDS)
        await own.post(f"/api/privacy/mine/consents/{NAME}", json={"given": False, "version": 1})
    (record,) = (
        o.record for o in renshi.platform.registry.personal_data if "core_consent" in o.record.tables
    )
    async with tenant.context() as ctx:
        said = await record.export(ctx, tenant.employee_person.id)
    assert [c["given"] for c in said["core_consent"]] == [False]
