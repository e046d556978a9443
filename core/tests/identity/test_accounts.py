"""Accounts, roles, keys and invitations: who may change what of whom, and what it changes."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from renshi_core.console.schema_forms import model_controls
from renshi_core.db import unit_of_work
from renshi_core.identity import service as identity
from renshi_core.identity.principal import grants_in
from renshi_core.identity.roles import role_holders, seed_roles
from renshi_core.identity.schemas import AcceptInvitation, ChangePassword, PasswordOnly, SignIn
from renshi_core.testing.harness import PASSWORD, CoreHarness
from renshi_core.testing.tenant import CoreTestTenant
from renshi_sdk.contributions import DataScope, Permission, SuggestedRole
from renshi_sdk.db import fetch, fetch_row, fetch_value
from renshi_sdk.errors import Conflict, Invalid
from renshi_sdk.text import Text

MANAGEMENT = (
    ("GET", "/api/users"),
    ("GET", "/api/users/{user}"),
    ("GET", "/api/users/{user}/grants"),
    ("POST", "/api/users"),
    ("PATCH", "/api/users/{user}"),
    ("POST", "/api/users/{user}/disable"),
    ("POST", "/api/users/{user}/enable"),
    ("POST", "/api/users/{user}/invitation"),
    ("POST", "/api/users/{user}/totp/reset"),
    ("POST", "/api/users/{user}/grants"),
    ("DELETE", "/api/users/{user}/grants/{any}"),
    ("GET", "/api/permissions"),
    ("GET", "/api/permissions/options"),
    ("GET", "/api/roles"),
    ("GET", "/api/roles/options"),
    ("GET", "/api/roles/{role}"),
    ("GET", "/api/roles/{role}/permissions"),
    ("POST", "/api/roles"),
    ("PATCH", "/api/roles/{role}"),
    ("PUT", "/api/roles/{role}/permissions"),
    ("POST", "/api/roles/{role}/permissions"),
    ("PUT", "/api/roles/{role}/permissions/core.user.read"),
    ("DELETE", "/api/roles/{role}/permissions/core.user.read"),
    ("DELETE", "/api/roles/{role}"),
    ("GET", "/api/api-keys"),
    ("POST", "/api/api-keys"),
    ("DELETE", "/api/api-keys/{any}"),
)


def problem(answer: Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


async def snapshot(tenant: CoreTestTenant) -> dict[str, Any]:
    tables = (
        "core_user",
        "core_role",
        "core_role_permission",
        "core_role_grant",
        "core_api_key",
        "core_invitation",
    )
    async with unit_of_work(tenant.id):
        return {
            table: [
                {k: v for k, v in dict(row).items() if k != "last_used_at"}
                for row in await fetch(f"SELECT * FROM {table} ORDER BY id")
            ]
            for table in tables
        }


async def role_id(tenant: CoreTestTenant, code: str) -> UUID:
    async with unit_of_work(tenant.id):
        found: UUID = await fetch_value(
            "SELECT id FROM core_role WHERE code = $1 AND company_id = $2", code, tenant.company_id
        )
    return found


async def new_user(
    tenant: CoreTestTenant, login: str, *, role: str | None = None, company: Any = None
) -> UUID:
    async with tenant.context(company=company) as ctx:
        user_id = await identity.create_user(ctx, login=login, name=login)
        if role is not None:
            await identity.grant_role(ctx, user_id=user_id, role=role, scope=DataScope.COMPANY)
    return user_id


async def key_client(
    tenant: CoreTestTenant, user_id: UUID, company: Any = None, **options: Any
) -> AsyncClient:
    async with tenant.context(company=company) as ctx:
        key = await identity.create_api_key(ctx, user_id=user_id, name="test", **options)
    client = tenant.anonymous()
    client.headers["Authorization"] = f"Bearer {key}"
    return client


async def test_nobody_but_administrators_reaches_accounts_and_nothing_happens(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    for role in ("employee", "manager", "hr", "payroll", "recruiter", "finance"):
        await tenant.token(role, None)
    user, role = await new_user(tenant, "victim", role="hr"), await role_id(tenant, "hr")
    before = await snapshot(tenant)
    for who in ("employee", "manager", "hr", "payroll", "recruiter", "finance", None):
        async with tenant.client(who) if who else tenant.anonymous() as client:
            for method, path in MANAGEMENT:
                url = path.format(user=user, role=role, any=uuid4())
                answer = await client.request(method, url, json={} if method != "GET" else None)
                assert problem(answer) == ((403, "forbidden") if who else (401, "credentials_missing")), (
                    who,
                    url,
                )
    assert await snapshot(tenant) == before


async def test_another_group_looks_as_if_it_did_not_exist(renshi: CoreHarness) -> None:
    mine, theirs = await renshi.new_tenant(), await renshi.new_tenant()
    user, role = await new_user(theirs, "target", role="hr"), await role_id(theirs, "hr")
    async with unit_of_work(theirs.id):
        grant = await fetch_value("SELECT id FROM core_role_grant WHERE user_id = $1", user)
    before = await snapshot(theirs)
    calls: list[tuple[str, str, dict[str, Any] | None]] = [
        ("GET", f"/api/users/{user}", None),
        ("PATCH", f"/api/users/{user}", {"name": "改名"}),
        ("POST", f"/api/users/{user}/disable", None),
        ("POST", f"/api/users/{user}/invitation", None),
        ("POST", f"/api/users/{user}/grants", {"role": "admin", "scope": "tenant"}),
        ("DELETE", f"/api/users/{user}/grants/{grant}", None),
        ("GET", f"/api/roles/{role}", None),
        ("PUT", f"/api/roles/{role}/permissions", {"permissions": []}),
        ("DELETE", f"/api/roles/{role}", None),
    ]
    async with mine.client("admin") as admin:
        for method, url, body in calls:
            answer = await admin.request(method, url, json=body)
            assert (answer.status_code, answer.json()["status"]) == (404, 404), url
        listed = (await admin.get("/api/users", params={"q": "target"})).json()
        assert listed["items"] == []
        for header in (str(theirs.company_id), theirs.code):
            crossing = await admin.get("/api/users", headers={"X-Renshi-Company": header})
            assert problem(crossing) == (404, "company.unknown")
    assert await snapshot(theirs) == before


async def test_a_key_of_one_group_opens_nothing_with_the_name_of_another(renshi: CoreHarness) -> None:
    mine, theirs = await renshi.new_tenant(), await renshi.new_tenant()
    own, other = await mine.token("admin", None), await theirs.token("admin", None)
    swapped = "_".join([*other.split("_")[:2], own.split("_")[2]])
    async with mine.anonymous() as client:
        answer = await client.get("/api/users", headers={"Authorization": f"Bearer {swapped}"})
        assert problem(answer) == (401, "signed_out")


async def test_an_account_is_opened_invited_and_used(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("admin") as admin, tenant.anonymous() as newcomer:
        made = await admin.post(
            "/api/users",
            json={"login": "Xiao.Wang", "name": "小王", "email": "wang@example.com", "role": "hr"},
        )
        assert made.status_code == 201
        user = made.json()
        assert (user["login"], user["has_password"]) == ("xiao.wang", False)
        assert [(g["role"], g["scope"]) for g in user["grants"]] == [("hr", "company")]
        link = (await admin.post(f"/api/users/{user['id']}/invitation")).json()
        assert link["link"] == f"/api/welcome#{link['token']}"
        body = {"token": link["token"], "password": PASSWORD}
        weak = await newcomer.post("/api/invitations/accept", json=body | {"password": "short"})
        assert problem(weak) == (422, "password.weak")
        assert (await newcomer.post("/api/invitations/accept", json=body)).status_code == 204
        assert problem(await newcomer.post("/api/invitations/accept", json=body)) == (404, "invitation.gone")
        signed_in = await newcomer.post(
            "/api/session", json={"tenant": tenant.code, "login": "xiao.wang", "password": PASSWORD}
        )
        assert signed_in.status_code == 200
        assert (await newcomer.get("/api/employees")).status_code == 200
    actions = [json.loads(r["record"])["actor_name"] for r in await tenant.audit("core.user.password")]
    assert actions == ["小王"]


async def test_emptied_inputs_of_a_form_count_as_left_out(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    blank = {"login": "blank", "name": "空", "email": "", "employee_id": "", "role": ""}
    async with tenant.client("admin") as admin:
        made = await admin.post("/api/users", json=blank)
        assert made.status_code == 201
        assert (made.json()["email"], made.json()["employee_id"], made.json()["grants"]) == (None, None, [])
        assert (await admin.post("/api/api-keys", json={"name": "x", "expires_at": ""})).status_code == 201


async def test_secrets_are_drawn_as_secrets() -> None:
    for model in (SignIn, ChangePassword, PasswordOnly, AcceptInvitation):
        for made in model_controls(model, "zh-CN"):
            secret = made["name"] in ("password", "current", "new")
            assert (made["type"] == "input-password") is secret, (model, made)


async def test_invitations_run_out_and_a_new_one_ends_the_old(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    user = await new_user(tenant, "late", role="hr")
    async with tenant.client("admin") as admin, tenant.anonymous() as anybody:
        tokens = [(await admin.post(f"/api/users/{user}/invitation")).json()["token"] for _ in range(3)]

        async def accept(token: str) -> Response:
            return await anybody.post("/api/invitations/accept", json={"token": token, "password": PASSWORD})

        assert problem(await accept(tokens[0])) == (404, "invitation.gone")
        renshi.advance(hours=72)
        assert problem(await accept(tokens[2])) == (404, "invitation.gone")
        fresh = (await admin.post(f"/api/users/{user}/invitation")).json()["token"]
        await admin.post(f"/api/users/{user}/disable")
        assert problem(await accept(fresh)) == (404, "invitation.gone")
        assert problem(await admin.post(f"/api/users/{user}/invitation")) == (409, "user.disabled")
    async with unit_of_work(tenant.id):
        assert await fetch_value("SELECT password_hash FROM core_user WHERE id = $1", user) is None


async def test_nobody_gives_themselves_a_role_or_closes_their_own_account(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("admin") as admin:
        me = (await admin.get("/api/session")).json()["user"]["id"]
        (grant,) = (await admin.get(f"/api/users/{me}")).json()["grants"]
        before = await snapshot(tenant)
        refused = [
            await admin.post(f"/api/users/{me}/grants", json={"role": "payroll", "scope": "company"}),
            await admin.delete(f"/api/users/{me}/grants/{grant['id']}"),
            await admin.post(f"/api/users/{me}/disable"),
            await admin.patch(f"/api/users/{me}", json={"employee_id": str(tenant.hr_person.id)}),
        ]
        assert [problem(answer) for answer in refused] == [
            (403, "role.self"),
            (403, "role.self"),
            (403, "user.self"),
            (403, "user.self"),
        ]
    assert await snapshot(tenant) == before


async def test_an_administrator_of_a_company_stays_inside_it(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    other = await tenant.add_company("ZWEI")
    async with tenant.context(company=other) as ctx:
        registry = renshi.platform.registry
        await seed_roles(ctx, [o.record for o in registry.permissions.values() if o.plugin == "core"])
    local = await new_user(tenant, "local-admin", role="admin")
    elsewhere = await new_user(tenant, "elsewhere", role="hr", company=other)
    both = await new_user(tenant, "both", role="hr")
    async with tenant.context(company=other) as ctx:
        await identity.grant_role(ctx, user_id=both, role="hr", scope=DataScope.COMPANY)
    own = await new_user(tenant, "own", role="hr")
    async with await key_client(tenant, local) as client:
        logins = {
            i["login"] for i in (await client.get("/api/users", params={"limit": "100"})).json()["items"]
        }
        assert {"local-admin", "own", "both"} <= logins
        assert not {"elsewhere", "admin"} & logins
        before = await snapshot(tenant)
        assert problem(await client.get(f"/api/users/{elsewhere}")) == (404, "not_found")
        assert problem(await client.post(f"/api/users/{elsewhere}/disable")) == (404, "not_found")
        assert problem(await client.post(f"/api/users/{both}/disable")) == (403, "user.beyond")
        assert problem(await client.post(f"/api/users/{both}/invitation")) == (403, "user.beyond")
        assert problem(await client.post(f"/api/users/{tenant.admin_user}/invitation")) == (404, "not_found")
        wide = await client.post(f"/api/users/{own}/grants", json={"role": "admin", "scope": "tenant"})
        assert problem(wide) == (403, "role.beyond")
        shape = await client.put(
            f"/api/roles/{await role_id(tenant, 'admin')}/permissions", json={"permissions": []}
        )
        assert problem(shape) == (403, "role.self")
        assert await snapshot(tenant) == before
        assert (await client.post(f"/api/users/{own}/disable")).status_code == 204


@pytest.mark.parametrize(
    "login", ["", "a", "has space", "中文", "x" * 65, "-dash", "semi;colon", "new\nline"]
)
async def test_what_is_no_login(renshi: CoreHarness, login: str) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("admin") as admin:
        answer = await admin.post("/api/users", json={"login": login, "name": "某人"})
        assert answer.status_code == 422
        assert list(answer.json()["fields"]) == ["login"]


async def test_logins_and_owners_are_unique_in_the_group(renshi: CoreHarness) -> None:
    tenant, other = await renshi.new_tenant(), await renshi.new_tenant()
    async with tenant.client("admin") as admin, other.client("admin") as stranger:
        first = await admin.post("/api/users", json={"login": "same", "name": "甲"})
        assert first.status_code == 201
        again = await admin.post("/api/users", json={"login": " SAME ", "name": "乙"})
        assert problem(again) == (409, "user.login_taken")
        assert (await stranger.post("/api/users", json={"login": "same", "name": "丙"})).status_code == 201
        owned = await admin.post(
            "/api/users", json={"login": "second", "name": "王人事", "employee_id": str(tenant.hr_person.id)}
        )
        assert problem(owned) == (409, "user.employee_taken")
        foreign = await admin.post(
            "/api/users", json={"login": "third", "name": "外人", "employee_id": str(other.hr_person.id)}
        )
        assert foreign.status_code == 404


@pytest.mark.parametrize(
    "extra",
    [{"password_hash": "x"}, {"disabled_at": None}, {"tenant_id": "x"}, {"is_admin": True}, {"grants": []}],
)
async def test_fields_that_are_not_offered_are_refused(renshi: CoreHarness, extra: dict[str, Any]) -> None:
    tenant = await renshi.new_tenant()
    user = await new_user(tenant, "target")
    before = await snapshot(tenant)
    async with tenant.client("admin") as admin:
        for answer in (
            await admin.post("/api/users", json={"login": "mass", "name": "赋值", **extra}),
            await admin.patch(f"/api/users/{user}", json={"name": "赋值", **extra}),
        ):
            assert answer.status_code == 422
            assert list(answer.json()["fields"]) == list(extra)
    after = await snapshot(tenant)
    assert after["core_user"][: len(before["core_user"])] == before["core_user"]


async def test_a_company_shapes_its_own_roles(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("admin") as admin:
        made = await admin.post(
            "/api/roles",
            json={"code": "auditor", "title_zh": "内审", "title_en": "Auditor", "reach": "company"},
        )
        role = made.json()
        assert (made.status_code, role["suggested"], role["permissions"]) == (201, False, [])
        taken = await admin.post(
            "/api/roles", json={"code": "auditor", "title_zh": "内审", "title_en": "Auditor"}
        )
        assert problem(taken) == (409, "role.taken")
        wanted = {"permissions": [{"permission": "core.audit.read", "scope": "company"}]}
        given = await admin.put(f"/api/roles/{role['id']}/permissions", json=wanted)
        assert [(p["permission"], p["scope"]) for p in given.json()["permissions"]] == [
            ("core.audit.read", "company")
        ]
        unknown = {"permissions": [{"permission": "core.no.such", "scope": "company"}]}
        refused = await admin.put(f"/api/roles/{role['id']}/permissions", json=unknown)
        assert (refused.status_code, list(refused.json()["fields"])) == (422, ["permissions"])
        user = await new_user(tenant, "auditor1", role="auditor")
        async with await key_client(tenant, user) as auditor:
            assert (await auditor.get("/api/audit")).status_code == 200
            assert problem(await auditor.get("/api/users")) == (403, "forbidden")
        assert problem(await admin.delete(f"/api/roles/{role['id']}")) == (409, "role.held")
        (grant,) = (await admin.get(f"/api/users/{user}")).json()["grants"]
        await admin.delete(f"/api/users/{user}/grants/{grant['id']}")
        assert (await admin.delete(f"/api/roles/{role['id']}")).status_code == 204
        suggested = await role_id(tenant, "hr")
        assert problem(await admin.delete(f"/api/roles/{suggested}")) == (409, "role.suggested")


async def test_what_a_company_took_away_stays_away_when_roles_are_seeded_again(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    permission = Permission(
        "core.test.look",
        Text("看", "Look"),
        (
            (SuggestedRole.HR, DataScope.SELF),
            (SuggestedRole.HR, DataScope.COMPANY),
            (SuggestedRole.ADMIN, DataScope.COMPANY),
        ),
    )
    async with tenant.context() as ctx:
        await seed_roles(ctx, [permission])
        rows = await fetch(
            "SELECT r.code, p.scope FROM core_role_permission p JOIN core_role r ON r.id = p.role_id"
            " WHERE p.permission = 'core.test.look' ORDER BY r.code"
        )
        assert [tuple(r.values()) for r in rows] == [("admin", "company"), ("hr", "company")]
    async with tenant.client("admin") as admin:
        gone = await admin.delete(f"/api/roles/{await role_id(tenant, 'hr')}/permissions/core.test.look")
        assert gone.status_code == 204
    async with tenant.context() as ctx:
        await seed_roles(ctx, [permission])
        rows = await fetch(
            "SELECT r.code FROM core_role_permission p JOIN core_role r ON r.id = p.role_id"
            " WHERE p.permission = 'core.test.look'"
        )
        assert [r["code"] for r in rows] == ["admin"]


async def test_a_grant_for_the_group_is_each_companys_role_of_that_code(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    other = await tenant.add_company("ZWEI")
    special = Permission(
        "core.test.only_there", Text("仅", "Only"), ((SuggestedRole.ADMIN, DataScope.COMPANY),)
    )
    async with tenant.context(company=other) as ctx:
        await seed_roles(ctx, [special])
    async with tenant.context():
        here = await grants_in(tenant.admin_user, tenant.company_id)
        there = await grants_in(tenant.admin_user, other.id)
    assert not here.allows("core.test.only_there")
    assert there.allows("core.test.only_there")
    assert here.reach("core.user.manage") is DataScope.TENANT


async def test_keys_carry_some_roles_or_all_and_end(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    user = await new_user(tenant, "robot", role="hr")
    async with tenant.context() as ctx:
        await identity.grant_role(ctx, user_id=user, role="admin", scope=DataScope.COMPANY)
        with pytest.raises(Invalid):
            await identity.create_api_key(ctx, user_id=user, name="x", roles=["payroll"])
        with pytest.raises(Invalid):
            await identity.create_api_key(ctx, user_id=user, name="x", expires_at=ctx.now())
    async with await key_client(tenant, user) as whole, await key_client(tenant, user, roles=["hr"]) as part:
        assert (await whole.get("/api/users")).status_code == 200
        assert (await part.get("/api/employees")).status_code == 200
        assert problem(await part.get("/api/users")) == (403, "forbidden")
        keys = (await whole.get("/api/api-keys", params={"user_id": str(user)})).json()["items"]
        limited = next(k for k in keys if k["roles"] == ["hr"])
        assert (await whole.delete(f"/api/api-keys/{limited['id']}")).status_code == 204
        assert problem(await part.get("/api/employees")) == (401, "signed_out")
    async with await key_client(tenant, user, expires_at=renshi.clock.now().replace(hour=2)) as short:
        assert (await short.get("/api/users")).status_code == 200
        renshi.advance(hours=1)
        assert problem(await short.get("/api/users")) == (401, "signed_out")


async def test_what_concerns_ones_own_sign_in_is_not_for_keys(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("admin") as admin:
        for method, url, body in (
            ("POST", "/api/password", {"current": PASSWORD, "new": "a quite different passphrase"}),
            ("POST", "/api/totp", None),
            ("POST", "/api/totp/confirm", {"code": "123456"}),
            ("POST", "/api/totp/off", {"password": PASSWORD}),
            ("DELETE", "/api/session", None),
            ("POST", "/api/session/company", {"company_id": str(tenant.company_id)}),
        ):
            assert problem(await admin.request(method, url, json=body)) == (403, "session.needed"), url


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer rk_x_y",
        "Basic YTpi",
        "Bearer " + "a" * 5000,
        "rk_aaa",
        "Bearer rs_a_b",
        "\x7f",
    ],
)
async def test_broken_credentials_are_refused_whatever_they_are(renshi: CoreHarness, header: str) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.anonymous() as client:
        answer = await client.get("/api/session", headers={"Authorization": header})
    assert answer.status_code == 401


async def test_a_header_beats_the_cookie_and_never_falls_back_to_it(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.anonymous() as client:
        await client.post(
            "/api/session", json={"tenant": tenant.code, "login": "admin", "password": PASSWORD}
        )
        assert (await client.get("/api/session")).status_code == 200
        assert (
            await client.get("/api/session", headers={"Authorization": "Bearer wrong"})
        ).status_code == 401


async def test_role_holders_are_those_whose_reach_covers_the_employee(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    hr, manager, employee = tenant.hr_person.id, tenant.manager_person.id, tenant.employee_person.id
    seller = (await tenant.hire("销售", department_id=tenant.departments["SALES"])).id
    async with tenant.context() as ctx:
        assert await role_holders(ctx, "hr", employee) == [hr]
        assert await role_holders(ctx, "manager", employee) == [manager]
        assert await role_holders(ctx, "manager", seller) == []
        assert await role_holders(ctx, "employee", employee) == [employee]
        user = await fetch_row("SELECT id FROM core_user WHERE employee_id = $1", seller)
        assert user is None
        seller_user = await identity.create_user(ctx, login="seller", name="销售", employee_id=seller)
        await identity.grant_role(
            ctx,
            user_id=seller_user,
            role="payroll",
            scope=DataScope.DEPARTMENT,
            department_id=tenant.departments["PROD"],
        )
        assert await role_holders(ctx, "payroll", employee) == [seller]
        assert await role_holders(ctx, "payroll", hr) == []
        await identity.disable_user(ctx, seller_user)
        assert await role_holders(ctx, "payroll", employee) == []


async def test_founding_a_group_twice_or_with_bad_codes_founds_nothing(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    company = {
        "code": "A",
        "name": "甲",
        "industry": "it",
        "city": "北京",
        "public_code": f"p{uuid4().hex[:8]}",
    }
    common = {"name": "甲集团", "admin_login": "root", "admin_name": "管理员", "admin_password": PASSWORD}
    with pytest.raises(Conflict):
        await identity.create_tenant(renshi.platform, code=tenant.code, company=company, **common)
    for code in ("AB", "x", "has space", "-abc", "abc-"):
        with pytest.raises(Invalid):
            await identity.create_tenant(renshi.platform, code=code, company=company, **common)
    with pytest.raises(Invalid):
        await identity.create_tenant(
            renshi.platform,
            code=f"n{uuid4().hex[:8]}",
            company=company,
            **(common | {"admin_password": "short"}),
        )
    made = await identity.create_tenant(
        renshi.platform, code=f"n{uuid4().hex[:8]}", company=company, **common
    )
    async with unit_of_work(made[0]):
        assert await fetch_value("SELECT count(*) FROM core_role") == len(SuggestedRole)


async def test_a_persons_account_is_exported_and_erased(renshi: CoreHarness) -> None:
    from renshi_core.identity.personal_data import PERSONAL_DATA

    tenant = await renshi.new_tenant()
    person = tenant.employee_person.id
    async with tenant.context() as ctx:
        exported = await PERSONAL_DATA.export(ctx, person)
        assert set(exported) == set(PERSONAL_DATA.tables)
        assert exported["core_user"][0]["name"] == "张员工"
        assert [g["role"] for g in exported["core_role_grant"]] == ["employee"]
        json.dumps(exported)
        erased = await PERSONAL_DATA.erase(ctx, person)
        assert erased.erased == {
            "core_api_key": 1,
            "core_invitation": 0,
            "core_role_grant": 1,
            "core_user": 1,
        }
        left = await fetch("SELECT login, name, email, password_hash FROM core_user WHERE name = '已删除'")
        assert len(left) == 1
        assert left[0]["login"].startswith("erased-")
        assert await PERSONAL_DATA.export(ctx, person) == {}
    async with tenant.client("employee") as client:
        assert (await client.get("/api/session")).status_code == 401
