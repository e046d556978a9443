"""Rules of signing in that a group sets, and that each of them acts."""

from __future__ import annotations

import json
from typing import Any

import pyotp
import pytest
from httpx import ASGITransport, AsyncClient

from renshi_core.identity import users
from renshi_core.testing.harness import PASSWORD, CoreHarness
from renshi_sdk.db import fetch, fetch_value

RULES = {"password_length": 12, "session_minutes": 720, "two_factor_roles": [], "networks": []}
SHORT, LONG = "Quartz7-mellow", "Quartz7-mellow-orchard"


def _browser(renshi: CoreHarness, address: str = "127.0.0.1") -> AsyncClient:
    transport = ASGITransport(app=renshi.app, client=(address, 40_000))  # type: ignore[arg-type]
    return AsyncClient(transport=transport, base_url="http://testserver")


async def _sign_in(client: AsyncClient, tenant: Any, login: str = "admin", password: str = PASSWORD) -> Any:
    answer = await client.post(
        "/api/session", json={"tenant": tenant.code, "login": login, "password": password}
    )
    if answer.status_code == 200:
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return answer


async def _set(tenant: Any, **changes: Any) -> Any:
    async with tenant.client("admin") as admin:
        return await admin.put("/api/security", json=RULES | changes)


async def test_a_group_begins_with_the_platforms_own_rules(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("admin") as admin:
        assert (await admin.get("/api/security")).json() == RULES | {"without_codes": 0}
        roles = [r["value"] for r in (await admin.get("/api/security/roles")).json()["options"]]
    assert roles == sorted(roles)
    assert {"admin", "hr", "payroll"} <= set(roles)
    async with tenant.client("hr") as hr:
        assert (await hr.get("/api/security")).status_code == 403
        assert (await hr.put("/api/security", json=RULES | {"password_length": 20})).status_code == 403


async def test_new_passwords_are_as_long_as_the_group_says(renshi: CoreHarness) -> None:
    tenant, other = await renshi.new_tenant(), await renshi.new_tenant()
    assert (await _set(tenant, password_length=16)).status_code == 200
    async with _browser(renshi) as client:
        await _sign_in(client, tenant)
        short = await client.post("/api/password", json={"current": PASSWORD, "new": SHORT})
        assert short.json()["fields"] == {"new": "密码至少 16 位"}
        assert (
            await client.post("/api/password", json={"current": PASSWORD, "new": LONG})
        ).status_code == 204
    async with _browser(renshi) as client:
        await _sign_in(client, other)
        taken = await client.post("/api/password", json={"current": PASSWORD, "new": SHORT})
        assert taken.status_code == 204


async def test_sessions_end_after_the_groups_time_without_use(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with _browser(renshi) as client:
        await _sign_in(client, tenant)
        assert (await _set(tenant, session_minutes=30)).status_code == 200
        renshi.advance(minutes=20)
        assert (await client.get("/api/session")).status_code == 200
        renshi.advance(minutes=25)  # used in between: the half hour began anew
        assert (await client.get("/api/session")).status_code == 200
        renshi.advance(minutes=31)
        assert (await client.get("/api/session")).status_code == 401
        await _sign_in(client, tenant)
        renshi.advance(minutes=31)
        assert (await client.get("/api/session")).status_code == 401


async def test_signing_in_from_elsewhere_is_refused_with_the_right_password_too(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with _browser(renshi, "203.0.113.9") as office:
        await _sign_in(office, tenant)
        out = await office.put("/api/security", json=RULES | {"networks": ["198.51.100.0/24"]})
        assert out.json()["fields"] == {"networks": "您当前的地址 203.0.113.9 不在其中，保存后自己将无法登录"}
        for wrong in ("office", "0.0.0.0/0"):
            assert (await office.put("/api/security", json=RULES | {"networks": [wrong]})).status_code == 422
        kept = await office.put("/api/security", json=RULES | {"networks": ["203.0.113.7/24"]})
        assert kept.json()["networks"] == ["203.0.113.0/24"]
    async with _browser(renshi, "198.51.100.4") as elsewhere:
        refused = await _sign_in(elsewhere, tenant)
        assert (refused.status_code, refused.json()["code"]) == (403, "sign_in.network")
        wrong = await _sign_in(elsewhere, tenant, password="not the password at all")
        assert (wrong.status_code, wrong.json()["code"]) == (401, "sign_in.wrong")
    async with _browser(renshi, "203.0.113.77") as office:
        assert (await _sign_in(office, tenant)).status_code == 200
    async with tenant.context():
        assert await fetch_value("SELECT count(*) FROM core_session WHERE address = '198.51.100.4'") == 0


async def test_who_needs_codes_can_do_nothing_before_they_are_on(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.context() as ctx:
        (hr,) = await fetch(
            "UPDATE core_user SET login = 'wang' WHERE employee_id = $1 RETURNING id", tenant.hr_person.id
        )
        await users.set_password(ctx, hr["id"], PASSWORD)
    # Whoever has no codes can't ask for them of a role that is theirs.
    async with _browser(renshi) as admin:
        await _sign_in(admin, tenant)
        own = await admin.put("/api/security", json=RULES | {"two_factor_roles": ["admin"]})
        assert own.json()["code"] == "security.own_codes"
        unknown = await admin.put("/api/security", json=RULES | {"two_factor_roles": ["nobody"]})
        assert unknown.json()["fields"] == {"two_factor_roles": "没有角色“nobody”"}
        assert (
            await admin.put("/api/security", json=RULES | {"two_factor_roles": ["hr"]})
        ).status_code == 200
        assert (await admin.get("/api/security")).json()["without_codes"] == 1
    async with _browser(renshi) as client:
        await _sign_in(client, tenant, "wang")
        assert (await client.get("/api/session")).json()["must_enrol"] is True
        refused = await client.get("/api/employees")
        assert (refused.status_code, refused.json()["code"]) == (403, "totp.enrol")
        assert (await client.get("/api/console/menu")).status_code == 200
        secret = (await client.post("/api/totp")).json()["secret"]
        code = pyotp.TOTP(secret).at(renshi.clock.now())
        assert (await client.post("/api/totp/confirm", json={"code": code})).status_code == 204
        assert (await client.get("/api/employees")).status_code == 200
        assert (await client.get("/api/session")).json()["must_enrol"] is False
    async with tenant.client("hr") as key:  # a key has no second factor; it was made by somebody who had
        assert (await key.get("/api/employees")).status_code == 200
    (kept,) = await tenant.audit("core.security.change")
    assert json.loads(kept["record"])["detail"] == {"two_factor_roles": {"from": [], "to": ["hr"]}}


@pytest.mark.parametrize(("field", "value"), [("password_length", 11), ("session_minutes", 5)])
async def test_a_rule_weaker_than_the_platforms_is_refused(
    renshi: CoreHarness, field: str, value: int
) -> None:
    tenant = await renshi.new_tenant()
    assert (await _set(tenant, **{field: value})).status_code == 422
    async with tenant.client("admin") as admin:
        assert (await admin.get("/api/security")).json() == RULES | {"without_codes": 0}
