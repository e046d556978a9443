"""Signing in, staying signed in, and being signed out, over HTTP."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from http.cookies import SimpleCookie
from typing import Any
from uuid import UUID

import httpx
import pyotp
from httpx import AsyncClient, Response

from renshi_core.db import unit_of_work
from renshi_core.identity import service as identity
from renshi_core.identity.tokens import Token
from renshi_core.testing.harness import PASSWORD, CoreHarness
from renshi_core.testing.tenant import CoreTestTenant
from renshi_sdk.contracts import EndEmployment
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import fetch, fetch_value

OTHER_PASSWORD = "a quite different passphrase"


async def sign_in(client: AsyncClient, tenant: CoreTestTenant, login: str = "admin", **more: Any) -> Response:
    body = {"tenant": tenant.code, "login": login, "password": PASSWORD} | more
    answer = await client.post("/api/session", json=body)
    if answer.status_code == 200:
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return answer


async def account(tenant: CoreTestTenant, login: str = "worker", *, role: str = "hr", **facts: Any) -> UUID:
    async with tenant.context() as ctx:
        user_id = await identity.create_user(ctx, login=login, name="工人", password=PASSWORD, **facts)
        await identity.grant_role(ctx, user_id=user_id, role=role, scope=DataScope.COMPANY)
    return user_id


def problem(answer: Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


def from_elsewhere(client: AsyncClient, address: str) -> AsyncClient:
    """The test client's own address is that of a trusted proxy."""
    client.headers["X-Forwarded-For"] = address
    return client


async def test_who_signs_in_sees_who_they_are_and_what_they_may(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.anonymous() as client:
        answer = await sign_in(client, tenant)
        assert answer.status_code == 200
        me = (await client.get("/api/session")).json()
    assert me["user"]["login"] == "admin"
    assert me["user"]["name"] == "系统管理员"
    assert [c["code"] for c in me["companies"]] == ["MAIN"]
    assert me["company"] == me["companies"][0]
    assert "core.user.manage" in me["permissions"]
    (row,) = await tenant.audit("core.session.begin")
    assert json.loads(row["detail"]) == {"address": "127.0.0.1", "agent": f"python-httpx/{httpx.__version__}"}


async def test_cookies_carry_their_flags(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.anonymous() as client:
        answer = await sign_in(client, tenant)
    cookies = {}
    for header in answer.headers.get_list("set-cookie"):
        cookies |= SimpleCookie(header)
    session, csrf = cookies["renshi_session"], cookies["renshi_csrf"]
    assert (session["httponly"], session["samesite"], session["path"]) == (True, "lax", "/")
    assert (csrf["httponly"], csrf["samesite"], csrf["path"]) == ("", "lax", "/")
    assert Token.read("rs", session.value) is not None


async def test_unknown_group_unknown_account_closed_account_and_wrong_password_answer_alike(
    renshi: CoreHarness,
) -> None:
    tenant = await renshi.new_tenant()
    closed = await account(tenant, "closed")
    async with tenant.context() as ctx:
        await identity.disable_user(ctx, closed)
    answers = []
    for number, body in enumerate(
        (
            {"tenant": "no-such-group", "login": "admin", "password": PASSWORD},
            {"tenant": tenant.code, "login": "nobody", "password": PASSWORD},
            {"tenant": tenant.code, "login": "closed", "password": PASSWORD},
            {"tenant": tenant.code, "login": "admin", "password": "wrong"},
        )
    ):
        async with from_elsewhere(tenant.anonymous(), f"198.51.100.{number}") as client:
            answer = await client.post("/api/session", json=body)
        assert problem(answer) == (401, "sign_in.wrong")
        assert "set-cookie" not in answer.headers
        answers.append({k: v for k, v in answer.json().items() if k != "request_id"})
    assert answers == [answers[0]] * 4
    async with unit_of_work(tenant.id):
        assert await fetch_value("SELECT count(*) FROM core_session") == 0


async def test_a_refused_sign_in_at_an_account_is_in_the_audit_chain(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with from_elsewhere(tenant.anonymous(), "198.51.100.77") as client:
        await sign_in(client, tenant, password="wrong")
    for _ in range(100):
        if rows := await tenant.audit("core.session.refuse"):
            break
        await asyncio.sleep(0.05)
    assert [(r["subject_id"], json.loads(r["detail"])) for r in rows] == [
        (tenant.admin_user, {"address": "198.51.100.77"})
    ]


async def test_a_session_that_was_planted_before_is_not_taken_over(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    planted = Token.make("rs", tenant.id).text
    async with tenant.anonymous() as client:
        client.cookies.set("renshi_session", planted)
        await sign_in(client, tenant)
        assert {c.value for c in client.cookies.jar if c.name == "renshi_session"} - {planted}
    async with tenant.anonymous() as attacker:
        attacker.cookies.set("renshi_session", planted)
        assert problem(await attacker.get("/api/session")) == (401, "signed_out")


async def test_a_form_on_a_foreign_page_can_not_sign_anybody_in(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    body = json.dumps({"tenant": tenant.code, "login": "admin", "password": PASSWORD})
    async with tenant.anonymous() as client:
        for kind in (
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "",
        ):
            answer = await client.post("/api/session", content=body, headers={"Content-Type": kind})
            assert (answer.status_code, "set-cookie" in answer.headers) == (415, False)
    async with unit_of_work(tenant.id):
        assert await fetch_value("SELECT count(*) FROM core_session") == 0


async def test_changes_need_the_header_and_reads_do_not(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.anonymous() as client:
        await sign_in(client, tenant)
        token = client.headers.pop("X-CSRF-Token")
        assert (await client.get("/api/users")).status_code == 200
        body = {"login": "forged", "name": "伪造"}
        for wrong in (None, "", token[:-1], token + "0", "0" * 40):
            headers = {} if wrong is None else {"X-CSRF-Token": wrong}
            assert problem(await client.post("/api/users", json=body, headers=headers)) == (403, "csrf")
        answer = await client.post("/api/users", json=body, headers={"X-CSRF-Token": token})
        assert answer.status_code == 201
    async with unit_of_work(tenant.id):
        assert await fetch_value("SELECT count(*) FROM core_user WHERE login = 'forged'") == 1


async def test_the_header_of_another_session_does_not_fit(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    await account(tenant)
    async with tenant.anonymous() as mine, tenant.anonymous() as theirs:
        await sign_in(mine, tenant)
        await sign_in(theirs, tenant, "worker")
        mine.headers["X-CSRF-Token"] = theirs.headers["X-CSRF-Token"]
        assert problem(await mine.post("/api/totp")) == (403, "csrf")


async def test_a_session_slides_and_ends_twelve_hours_after_its_last_use(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.anonymous() as client:
        await sign_in(client, tenant)
        for _ in range(3):
            renshi.advance(hours=11, minutes=59)
            assert (await client.get("/api/session")).status_code == 200
        renshi.advance(hours=12)
        assert problem(await client.get("/api/session")) == (401, "signed_out")


async def test_signing_out_ends_the_session_for_good(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.anonymous() as client, tenant.anonymous() as thief:
        await sign_in(client, tenant)
        thief.cookies.update(client.cookies)
        assert (await client.delete("/api/session")).status_code == 204
        assert "renshi_session" not in client.cookies
        assert problem(await thief.get("/api/session")) == (401, "signed_out")


async def test_a_new_password_ends_every_other_session(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.anonymous() as here, tenant.anonymous() as elsewhere:
        await sign_in(here, tenant)
        await sign_in(elsewhere, tenant)
        wrong = await here.post("/api/password", json={"current": "no", "new": OTHER_PASSWORD})
        assert problem(wrong) == (422, "password.wrong")
        assert wrong.json()["fields"] == {"current": "当前密码不正确"}
        weak = await here.post("/api/password", json={"current": PASSWORD, "new": "short"})
        assert weak.json()["fields"] == {"new": "密码至少 12 位"}
        assert (await elsewhere.get("/api/session")).status_code == 200
        done = await here.post("/api/password", json={"current": PASSWORD, "new": OTHER_PASSWORD})
        assert done.status_code == 204
        assert (await here.get("/api/session")).status_code == 200
        assert problem(await elsewhere.get("/api/session")) == (401, "signed_out")
        assert problem(await sign_in(elsewhere, tenant)) == (401, "sign_in.wrong")
        assert (await sign_in(elsewhere, tenant, password=OTHER_PASSWORD)).status_code == 200


async def test_a_closed_account_is_out_at_once_with_its_keys(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    user_id = await account(tenant)
    async with tenant.context() as ctx:
        key = await identity.create_api_key(ctx, user_id=user_id, name="程序")
    async with tenant.anonymous() as client, tenant.client("admin") as admin, tenant.anonymous() as program:
        await sign_in(client, tenant, "worker")
        program.headers["Authorization"] = f"Bearer {key}"
        assert (await program.get("/api/session")).status_code == 200
        assert (await admin.post(f"/api/users/{user_id}/disable")).status_code == 204
        assert problem(await client.get("/api/session")) == (401, "signed_out")
        assert problem(await program.get("/api/session")) == (401, "signed_out")
        assert (await admin.post(f"/api/users/{user_id}/enable")).status_code == 204
        assert problem(await client.get("/api/session")) == (401, "signed_out")
        assert problem(await program.get("/api/session")) == (401, "signed_out")


async def test_losing_a_role_signs_out_and_takes_the_right(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    user_id = await account(tenant)
    async with tenant.anonymous() as client, tenant.client("admin") as admin:
        await sign_in(client, tenant, "worker")
        assert (await client.get("/api/employees")).status_code == 200
        (grant,) = (await admin.get(f"/api/users/{user_id}")).json()["grants"]
        assert (await admin.delete(f"/api/users/{user_id}/grants/{grant['id']}")).status_code == 204
        assert problem(await client.get("/api/employees")) == (401, "signed_out")
        assert problem(await sign_in(client, tenant, "worker")) == (403, "company.none")


async def test_a_right_taken_from_a_role_is_gone_at_the_next_request(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr, tenant.client("admin") as admin:
        assert (await hr.get("/api/employees")).status_code == 200
        role = next(r for r in (await admin.get("/api/roles")).json()["items"] if r["code"] == "hr")
        gone = await admin.delete(f"/api/roles/{role['id']}/permissions/core.employee.read")
        assert gone.status_code == 204
        assert problem(await hr.get("/api/employees")) == (403, "forbidden")
        back = await admin.post(
            f"/api/roles/{role['id']}/permissions",
            json={"permission": "core.employee.read", "scope": "company"},
        )
        assert back.status_code == 201
        assert (await hr.get("/api/employees")).status_code == 200


async def test_an_account_ends_with_the_employment_of_its_owner(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    person = await tenant.hire("将离职")
    await account(tenant, employee_id=person.id)
    async with tenant.anonymous() as client:
        await sign_in(client, tenant, "worker")
        async with tenant.context() as ctx:
            await ctx.people.end_employment(
                EndEmployment(employee_id=person.id, last_day=date(2026, 11, 20), reason="个人原因")
            )
        assert problem(await client.get("/api/session")) == (401, "signed_out")
        assert problem(await sign_in(client, tenant, "worker")) == (401, "sign_in.wrong")


async def test_guessing_at_one_account_is_braked_and_lets_go_after_a_quarter_of_an_hour(
    renshi: CoreHarness,
) -> None:
    tenant = await renshi.new_tenant()
    async with from_elsewhere(tenant.anonymous(), "203.0.113.9") as guesser:
        for _ in range(10):
            assert problem(await sign_in(guesser, tenant, password="wrong")) == (401, "sign_in.wrong")
        braked = await sign_in(guesser, tenant)
        assert problem(braked) == (429, "too_many_attempts")
        assert braked.headers["retry-after"] == str(15 * 60)
        assert braked.json()["detail"] == "尝试次数过多，请在 15 分钟后再试"
        async with from_elsewhere(tenant.anonymous(), "203.0.113.10") as owner:
            assert (await sign_in(owner, tenant)).status_code == 200
        renshi.advance(minutes=15)
        assert (await sign_in(guesser, tenant)).status_code == 200


async def test_guesses_in_parallel_do_not_slip_through(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with from_elsewhere(tenant.anonymous(), "203.0.113.77") as guesser:
        answers = await asyncio.gather(*(sign_in(guesser, tenant, password=f"wrong {n}") for n in range(16)))
    assert sorted(a.status_code for a in answers) == [401] * 10 + [429] * 6


async def test_an_address_a_caller_made_up_does_not_count(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.anonymous() as guesser:
        for number in range(10):
            # The proxy adds what it sees at the end; what stands before it is the caller's own word.
            guesser.headers["X-Forwarded-For"] = f"10.1.2.{number}, 203.0.113.50"
            assert (await sign_in(guesser, tenant, password="wrong")).status_code == 401
        guesser.headers["X-Forwarded-For"] = "10.9.9.9, 203.0.113.50"
        assert problem(await sign_in(guesser, tenant, password="wrong")) == (429, "too_many_attempts")


async def with_codes(renshi: CoreHarness, tenant: CoreTestTenant, client: AsyncClient) -> pyotp.TOTP:
    await sign_in(client, tenant)
    secret = (await client.post("/api/totp")).json()["secret"]
    generator = pyotp.TOTP(secret)
    wrong = await client.post("/api/totp/confirm", json={"code": "000000"})
    assert wrong.status_code == 422
    done = await client.post("/api/totp/confirm", json={"code": generator.at(renshi.clock.now())})
    assert done.status_code == 204
    return generator


async def test_with_one_time_codes_a_password_alone_is_not_enough(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with from_elsewhere(tenant.anonymous(), "203.0.113.120") as client:
        codes = await with_codes(renshi, tenant, client)
        assert problem(await sign_in(client, tenant)) == (401, "totp_required")
        assert problem(await sign_in(client, tenant, password="wrong")) == (401, "sign_in.wrong")
        assert problem(await sign_in(client, tenant, totp="000000")) == (401, "totp_wrong")
        # The code that switched them on is used up.
        used = codes.at(renshi.clock.now())
        assert problem(await sign_in(client, tenant, totp=used)) == (401, "totp_wrong")
        renshi.advance(seconds=30)
        fresh = codes.at(renshi.clock.now())
        assert (await sign_in(client, tenant, totp=fresh)).status_code == 200
        assert problem(await sign_in(client, tenant, totp=fresh)) == (401, "totp_wrong")


async def test_one_code_at_the_same_moment_signs_in_once(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with from_elsewhere(tenant.anonymous(), "203.0.113.121") as client:
        codes = await with_codes(renshi, tenant, client)
        renshi.advance(seconds=30)
        fresh = codes.at(renshi.clock.now())
        answers = await asyncio.gather(*(sign_in(client, tenant, totp=fresh) for _ in range(4)))
    assert sorted(a.status_code for a in answers) == [200, 401, 401, 401]


async def test_codes_are_switched_off_with_the_password_or_by_an_administrator(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with from_elsewhere(tenant.anonymous(), "203.0.113.122") as client:
        await with_codes(renshi, tenant, client)
        assert problem(await client.post("/api/totp")) == (409, "totp.on")
        assert problem(await client.post("/api/totp/off", json={"password": "wrong"})) == (
            422,
            "password.wrong",
        )
        assert problem(await sign_in(client, tenant)) == (401, "totp_required")
        assert (await client.post("/api/totp/off", json={"password": PASSWORD})).status_code == 204
        assert (await sign_in(client, tenant)).status_code == 200
        await with_codes(renshi, tenant, client)
        async with tenant.client("admin") as admin:
            assert (await admin.post(f"/api/users/{tenant.admin_user}/totp/reset")).status_code == 204
        assert (await sign_in(client, tenant)).status_code == 200
    async with unit_of_work(tenant.id):
        assert await fetch_value("SELECT totp_sealed FROM core_user WHERE id = $1", tenant.admin_user) is None


async def test_the_secret_of_the_codes_is_sealed_in_the_database(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with from_elsewhere(tenant.anonymous(), "203.0.113.123") as client:
        codes = await with_codes(renshi, tenant, client)
    async with unit_of_work(tenant.id):
        sealed = await fetch_value("SELECT totp_sealed FROM core_user WHERE id = $1", tenant.admin_user)
    assert codes.secret.encode() not in sealed


async def test_own_sessions_are_listed_and_ended_one_by_one(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.anonymous() as here, tenant.anonymous() as phone:
        await sign_in(here, tenant)
        phone.headers["User-Agent"] = "phone/1"
        await sign_in(phone, tenant)
        items = (await here.get("/api/sessions")).json()["items"]
        assert {i["agent"]: i["current"] for i in items} == {
            here.headers["User-Agent"]: True,
            "phone/1": False,
        }
        (other,) = [i["id"] for i in items if not i["current"]]
        assert (await here.delete(f"/api/sessions/{other}")).status_code == 204
        assert problem(await phone.get("/api/session")) == (401, "signed_out")
        assert (await here.get("/api/session")).status_code == 200


async def test_one_signs_out_everywhere_but_here(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    await account(tenant)
    async with tenant.anonymous() as here, tenant.anonymous() as phone, tenant.anonymous() as colleague:
        await sign_in(phone, tenant)
        await sign_in(colleague, tenant, "worker")
        phone.headers["User-Agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1) MicroMessenger/8.0"
        await sign_in(phone, tenant)
        await sign_in(here, tenant)
        items = (await here.get("/api/sessions")).json()["items"]
        assert sorted(i["device"] for i in items) == ["python-httpx", "python-httpx", "微信 · iPhone"]
        ended = await here.post("/api/sessions/end-others")
        assert (ended.status_code, ended.json()) == (200, {"ended": 2, "message": "已退出其他 2 处登录"})
        assert problem(await phone.get("/api/session")) == (401, "signed_out")
        assert [i["current"] for i in (await here.get("/api/sessions")).json()["items"]] == [True]
        assert (await colleague.get("/api/session")).status_code == 200
        assert (await here.post("/api/sessions/end-others")).json()["ended"] == 0
    rows = await tenant.audit("core.session.end")
    assert len(rows) == 2


async def test_nobody_ends_the_session_of_somebody_else(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    await account(tenant)
    async with tenant.anonymous() as mine, tenant.anonymous() as theirs:
        await sign_in(mine, tenant)
        await sign_in(theirs, tenant, "worker")
        (session,) = (await mine.get("/api/sessions")).json()["items"]
        assert problem(await theirs.delete(f"/api/sessions/{session['id']}")) == (404, "not_found")
        assert (await mine.get("/api/session")).status_code == 200


async def test_tokens_and_passwords_are_nowhere_in_the_tables(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.anonymous() as client:
        await sign_in(client, tenant)
        session = client.cookies["renshi_session"]
        key = (await client.post("/api/api-keys", json={"name": "程序"})).json()["token"]
    async with unit_of_work(tenant.id):
        for table in ("core_user", "core_session", "core_api_key", "core_audit"):
            text = "\n".join(str(dict(row)) for row in await fetch(f"SELECT * FROM {table}"))
            for secret in (session, key, PASSWORD):
                assert secret not in text, table


async def test_sessions_that_ran_out_are_swept(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.anonymous() as client:
        await sign_in(client, tenant)
    renshi.advance(hours=13)
    await renshi.run_schedule("core.tidy_accounts", tenant)
    async with unit_of_work(tenant.id):
        assert await fetch_value("SELECT count(*) FROM core_session") == 0


async def test_a_session_keeps_the_company_that_was_chosen(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    other = await tenant.add_company("ZWEI")
    async with tenant.anonymous() as client:
        await sign_in(client, tenant)
        assert (await client.get("/api/session")).json()["company"]["code"] == "MAIN"
        chosen = await client.post("/api/session/company", json={"company_id": str(other.id)})
        assert chosen.status_code == 200
        assert (await client.get("/api/session")).json()["company"]["code"] == "ZWEI"
        here = await client.get("/api/session", headers={"X-Renshi-Company": "MAIN"})
        assert here.json()["company"]["code"] == "MAIN"
        wrong = await client.post("/api/session/company", json={"company_id": str(UUID(int=5))})
        assert problem(wrong) == (404, "company.unknown")
        unknown = await client.get("/api/session", headers={"X-Renshi-Company": "NOPE"})
        assert problem(unknown) == (404, "company.unknown")


async def test_a_company_without_a_role_looks_as_if_there_were_none(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    other = await tenant.add_company("ZWEI")
    async with tenant.client("hr") as hr:
        for wish in (str(other.id), "ZWEI"):
            answer = await hr.get("/api/employees", headers={"X-Renshi-Company": wish})
            assert problem(answer) == (404, "company.unknown")


async def test_the_clock_of_the_last_use_is_not_written_at_every_request(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.anonymous() as client:
        await sign_in(client, tenant)
        began = renshi.clock.now()
        renshi.advance(minutes=4)
        await client.get("/api/session")
        async with unit_of_work(tenant.id):
            assert await fetch_value("SELECT seen_at FROM core_session") == began
        renshi.advance(minutes=1)
        await client.get("/api/session")
        async with unit_of_work(tenant.id):
            assert await fetch_value("SELECT seen_at FROM core_session") == began + timedelta(minutes=5)
