"""A proof is asked for where the company says so, holds for its minutes, and can't be guessed; sign-ins are told."""

from __future__ import annotations

import asyncio
from typing import Any

import pyotp
from httpx import ASGITransport, AsyncClient

from renshi_core.identity import users
from renshi_core.testing.harness import PASSWORD, CoreHarness
from renshi_sdk.db import fetch, fetch_value

NUMBER = "11010519491231002X"


async def entered(renshi: CoreHarness, tenant: Any, person: Any, role: str) -> AsyncClient:
    """A browser's session of a person."""
    async with tenant.client(role) as known:
        assert (await known.get("/api/session")).status_code == 200
    login = f"{role}-own"
    async with tenant.context() as ctx:
        (row,) = await fetch(
            "UPDATE core_user SET login = $1 WHERE employee_id = $2 RETURNING id", login, person.id
        )
        await users.set_password(ctx, row["id"], PASSWORD)
    client = AsyncClient(transport=ASGITransport(app=renshi.app), base_url="http://testserver")
    await again(client, tenant, login)
    return client


async def again(client: AsyncClient, tenant: Any, login: str, **more: Any) -> Any:
    answer = await client.post(
        "/api/session",
        json={"tenant": tenant.code, "login": login, "password": PASSWORD, **more},
        headers={"user-agent": "Chromium on a desk"},
    )
    if answer.status_code == 200:
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return answer


def code_now(secret: str, renshi: CoreHarness) -> str:
    return pyotp.TOTP(secret).at(renshi.clock.now())


async def reveal(client: AsyncClient, person: Any) -> Any:
    return await client.post(
        f"/api/employees/{person.id}/reveal", json={"field": "personal.identity", "reason": "核对社保"}
    )


async def test_a_proof_is_asked_for_and_holds_for_its_minutes(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    person = tenant.employee_person
    async with tenant.client("hr") as key, tenant.client("admin") as admin:
        await key.put(f"/api/employees/{person.id}/identity", json={"identity_number": NUMBER})
        hr = await entered(renshi, tenant, tenant.hr_person, "hr")
        assert NUMBER in (await reveal(hr, person)).text, "nobody asks so far"
        assert (await hr.put("/api/privacy/step-up", json={"minutes": 5})).status_code == 403
        assert (await admin.put("/api/privacy/step-up", json={"minutes": 0})).status_code == 422
        assert (await admin.put("/api/privacy/step-up", json={"minutes": 5})).status_code == 200
        refused = await reveal(hr, person)
        assert (refused.status_code, refused.json()["code"]) == (403, "step_up.needed")
        assert NUMBER not in refused.text
        assert len(await tenant.audit("core.employee.reveal")) == 1
        assert (
            await hr.post("/api/employees/find", json={"field": "personal.identity", "value": NUMBER})
        ).json()["code"] == "step_up.needed"
        # A program with a key isn't a desk that somebody left.
        assert (await reveal(key, person)).status_code == 200
        wrong = await hr.post("/api/session/proof", json={"password": "not the password"})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "step_up.wrong")
        assert (await reveal(hr, person)).status_code == 403
        right = await hr.post("/api/session/proof", json={"password": PASSWORD})
        assert (right.status_code, right.json()["proved"], right.json()["minutes"]) == (200, True, 5)
        assert NUMBER in (await reveal(hr, person)).text
        renshi.advance(minutes=4, seconds=59)
        assert (await reveal(hr, person)).status_code == 200
        renshi.advance(seconds=1)
        assert (await reveal(hr, person)).json()["code"] == "step_up.needed"
        assert (await admin.put("/api/privacy/step-up", json={"minutes": None})).status_code == 200
        assert (await reveal(hr, person)).status_code == 200
    await hr.aclose()
    assert len(await tenant.audit("core.step_up.choose")) == 2
    assert len(await tenant.audit("core.session.prove")) == 1


async def test_five_wrong_proofs_end_the_session(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    hr = await entered(renshi, tenant, tenant.hr_person, "hr")
    for _ in range(5):
        answer = await hr.post("/api/session/proof", json={"password": "guess after guess"})
        assert answer.status_code == 422
        await asyncio.sleep(0.2)
    assert (await hr.get("/api/session")).status_code == 401
    assert (await hr.post("/api/session/proof", json={"password": PASSWORD})).status_code == 401
    rows = await tenant.audit("core.session.refuse_proof")
    assert len(rows) == 5
    await hr.aclose()


async def test_an_account_with_codes_proves_by_code_and_each_code_once(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    hr = await entered(renshi, tenant, tenant.hr_person, "hr")
    secret = (await hr.post("/api/totp")).json()["secret"]
    assert (await hr.post("/api/totp/confirm", json={"code": code_now(secret, renshi)})).status_code == 204
    assert (await hr.get("/api/session/proof")).json()["by"] == "code"
    assert (await hr.post("/api/session/proof", json={"password": PASSWORD})).status_code == 422
    used = await hr.post("/api/session/proof", json={"code": code_now(secret, renshi)})
    assert used.status_code == 422, "the code was used when codes were switched on"
    renshi.advance(seconds=30)
    code = code_now(secret, renshi)
    assert (await hr.post("/api/session/proof", json={"code": code})).status_code == 200
    assert (await hr.post("/api/session/proof", json={"code": code})).status_code == 422
    assert (await again(hr, tenant, "hr-own", totp=code)).json()["code"] == "totp_wrong"
    await hr.aclose()


async def test_sign_ins_are_told_to_their_owner_and_to_administrators(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    hr = await entered(renshi, tenant, tenant.hr_person, "hr")
    other = AsyncClient(transport=ASGITransport(app=renshi.app), base_url="http://testserver")
    refused = await other.post(
        "/api/session", json={"tenant": tenant.code, "login": "hr-own", "password": "wrong one 12"}
    )
    assert refused.status_code == 401
    await asyncio.sleep(0.3)
    assert (await again(other, tenant, "hr-own")).status_code == 200
    seen = (await hr.get("/api/sign-ins")).json()["items"]
    assert [s["event"] for s in seen] == ["begin", "refuse", "begin"]
    assert seen[0]["agent"] == "Chromium on a desk"
    assert {s["address"] for s in seen} == {"127.0.0.1"}
    async with tenant.client("admin") as admin, tenant.client("employee") as own:
        async with tenant.context():
            user = await fetch_value("SELECT id FROM core_user WHERE login = 'hr-own'")
        path = f"/api/users/{user}"
        assert [s["event"] for s in (await admin.get(f"{path}/sign-ins")).json()["items"]] == [
            "begin",
            "refuse",
            "begin",
        ]
        assert (await own.get(f"{path}/sign-ins")).status_code == 403
        assert (await own.get("/api/sign-ins")).json()["items"] == []
        open_now = (await admin.get(f"{path}/sessions")).json()["items"]
        assert len(open_now) == 2
        assert (await own.delete(f"{path}/sessions/{open_now[0]['id']}")).status_code == 403
        for session in open_now:
            assert (await admin.delete(f"{path}/sessions/{session['id']}")).status_code == 204
        assert (await admin.delete(f"{path}/sessions/{open_now[0]['id']}")).status_code == 404
        assert (await hr.get("/api/session")).status_code == 401
        assert (await other.get("/api/session")).status_code == 401
    await hr.aclose()
    await other.aclose()


async def test_a_session_left_open_is_no_place_to_guess_the_password(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    hr = await entered(renshi, tenant, tenant.hr_person, "hr")
    for _ in range(5):
        guess = {"current": "guess after guess", "new": "another long password 7"}
        answer = await hr.post("/api/password", json=guess)
        assert (answer.status_code, answer.json()["code"]) == (422, "password.wrong")
        await asyncio.sleep(0.2)
    assert (await hr.get("/api/session")).status_code == 401
    await hr.aclose()


async def test_a_wrong_code_after_the_right_password_is_told_to_its_owner(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    hr = await entered(renshi, tenant, tenant.hr_person, "hr")
    secret = (await hr.post("/api/totp")).json()["secret"]
    await hr.post("/api/totp/confirm", json={"code": code_now(secret, renshi)})
    other = AsyncClient(transport=ASGITransport(app=renshi.app), base_url="http://testserver")
    for code in ("000000", "１２３４５６"):
        refused = await again(other, tenant, "hr-own", totp=code)
        assert (refused.status_code, refused.json()["code"]) == (401, "totp_wrong")
    await asyncio.sleep(0.3)
    assert [s["event"] for s in (await hr.get("/api/sign-ins")).json()["items"]] == [
        "refuse",
        "refuse",
        "begin",
    ]
    await hr.aclose()
    await other.aclose()


async def test_the_proof_is_set_beside_signing_in_and_the_privacy_centre_leads_there(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("admin") as admin:
        security = (
            await admin.get("/api/console/page", params={"path": "/console/core/settings/security"})
        ).text
        privacy = (await admin.get("/api/console/page", params={"path": "/console/core/privacy"})).text
    assert security.count("/api/privacy/step-up") == 2
    assert "/api/privacy/step-up" not in privacy
    assert "/console/core/settings/security" in privacy
