"""Guarantee: over every route, a caller gets what is theirs to see, and a refusal changes nothing.

Rows: the routes that the application really serves, those of every installed plugin among them. Columns: nobody, a
colleague, the manager of another team, HR of another company of the group, somebody who has left, the administrator
of another tenant, and whoever holds a candidate's link. What a cell has to say follows from the route's permission
and from the table behind each id in its path; the few exceptions stand below, each with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import pytest_asyncio
from httpx import ASGITransport, AsyncClient

from renshi_core.identity import service as identity
from renshi_core.jobs import run_until_idle
from renshi_core.organization import service as organization
from renshi_core.testing.harness import CoreHarness
from renshi_sdk.contracts import EndEmployment, Hire
from renshi_sdk.contributions import DataScope
from renshi_sdk.web import AUTHENTICATED
from tests.test_tenant_wall import TABLE_OF, Bodies, path_of

if TYPE_CHECKING:
    from tests.conftest import Catalogue, Filled

OPEN: dict[str, str] = {
    "/api/session": "signing in",
    "/api/invitations/accept": "an invitation is its own credential",
    "/api/welcome": "the page on which an invitation is accepted",
    "/api/welcome.js": "its script",
    "/api/console/export": "looks for the session itself, so that a table can be streamed",
    "/health": "load balancers ask it; it names parts and no data",
    "/health/plugins": "answers loopback, or whoever may read plugins",
    "/metrics": "answers loopback, or the holder of the metrics token",
    "/api-docs": "a page without data",
    "/api-docs/{name}": "a page without data",
    "/console-assets/{version}/{name}": "static files",
    "/console": "the console's shell; it asks the API for everything",
    "/console/{rest}": "the console's shell",
    "/": "leads to the console",
    "/schema": "the API's description, for who is signed in",
    "/schema/{path}": "the API's description, for who is signed in",
    "/schema/openapi.json": "the API's description, for who is signed in",
    "/public/{company_code}/recruiting_ai/assets/{name}": "static files of the careers page",
    "/public/{company_code}/recruiting_ai/jobs": "openings that a company shows",
    "/public/{company_code}/recruiting_ai/jobs/{code}": "one of them",
    "/public/{company_code}/recruiting_ai/jobs/{code}/applications": "whoever applies has no account",
    "/public/{company_code}/lifecycle/assets/{name}": "static files of the form for new hires",
    "/public/{company_code}/wechat/callback/{account_id}": "signed by WeChat with the account's token",
}
"""Routes that serve nobody in particular, each with its reason."""
LINKED = (
    "/public/{company_code}/recruiting_ai/me",
    "/public/{company_code}/recruiting_ai/offer",
    "/public/{company_code}/lifecycle/form",
    "/public/{company_code}/lifecycle/exit",
)
"""Routes behind the link of a candidate, a new hire or a leaver: without its token they answer 401, 403 or 404."""
SEEN_BY_COLLEAGUES: dict[str, str] = {
    "/api/employees/options": "colleagues are picked by name: who stands in, who signs, who takes over",
}
"""Routes on which people of one company may see names that aren't within the reach of their rights."""
REFUSED = {401, 403, 404}
# What a question lacks may be told before it is looked whom it is about.
REFUSED_READ = {*REFUSED, 422}
# A body made from the description alone is often refused for what it says, before anybody is looked up.
REFUSED_WRITE = {*REFUSED, 400, 409, 413, 415, 422}
HIDDEN = {"core_audit", "core_audit_head", "core_api_key", "core_idempotency", "core_session"}
PERSON = "employee_id"
PLANTED = re.compile(r"^x[0-9a-f]{8}$")

_made: dict[str, World] = {}
"""The world is made once: every question asked of it has to leave it as it was."""

Bound = Literal["person", "company", "tenant"]


@dataclass(frozen=True)
class Route:
    """One method of one path, as the application serves it."""

    method: str
    path: str
    permission: str | None
    plugin: str | None
    ids: tuple[str, ...]


@dataclass
class World:
    """A tenant full of rows about one person, and those who shouldn't reach them."""

    tenant: Any
    filled: Filled
    victim: Any
    callers: dict[str, AsyncClient]
    rights: dict[str, set[str]]
    bound: dict[str, Bound]
    person_markers: set[str] = field(default_factory=set)
    own: dict[str, set[str]] = field(default_factory=dict)


def told(found: list[Any]) -> str:
    """All of it, one a line."""
    return "\n".join(dict.fromkeys(str(one) for one in found))


def routes(app: Any) -> Iterator[Route]:
    """Every method of every path but OPTIONS."""
    for route in app.routes:
        for method, (handler, _) in getattr(route, "route_handler_map", {}).items():
            if method in ("OPTIONS", "HEAD"):
                continue
            ids = tuple(p.name for p in route.path_components if not isinstance(p, str) and p.type is UUID)
            opt = handler.opt
            yield Route(method, route.path_format, opt.get("permission"), opt.get("plugin"), ids)


def bound_of(catalogue: Catalogue) -> dict[str, Bound]:
    """Whom the rows of each table belong to: one person, one company, or the whole tenant."""
    found: dict[str, Bound] = {"core_employee": "person", "core_user": "tenant", "core_company": "company"}
    for table, columns in catalogue.columns.items():
        names = {c["name"] for c in columns}
        if table not in found:
            if PERSON in names:
                found[table] = "person"
            elif "company_id" in names:
                found[table] = "company"
    changed = True
    while changed:
        changed = False
        for table, parents in catalogue.references.items():
            owners = {found[p] for n, p in parents.items() if p in found and n.endswith("_id") and p != table}
            if table in found or not owners & {"person", "company"}:
                continue
            # What hangs on a person's row is the person's; a manager or an author named in it doesn't make it theirs.
            narrow = any(p != "core_employee" and found.get(p) == "person" for p in parents.values())
            found[table] = "person" if narrow else "company" if "company" in owners else "tenant"
            changed = True
    return {table: found.get(table, "tenant") for table in catalogue.columns}


def client(renshi: CoreHarness, token: str | None, company: UUID | None) -> AsyncClient:
    """A client with a key and a company."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if company is not None:
        headers["X-Renshi-Company"] = str(company)
    return AsyncClient(
        transport=ASGITransport(app=renshi.app),  # type: ignore[arg-type]
        base_url="http://testserver",
        headers=headers,
    )


async def account(
    tenant: Any, role: str, person: Any, scope: DataScope, company: Any = None
) -> tuple[UUID, str]:
    """A user with one role, and a key."""
    async with tenant.context(company=company) as ctx:
        user_id = await identity.create_user(
            ctx, login=f"m-{person.number.lower()}", name=person.name, employee_id=person.id
        )
        await identity.grant_role(ctx, user_id=user_id, role=role, scope=scope)
        return user_id, await identity.create_api_key(ctx, user_id=user_id, name="matrix")


@pytest_asyncio.fixture(loop_scope="session")
async def world(renshi: CoreHarness, catalogue: Catalogue) -> World:
    """One tenant with two companies, every plugin on in both, and one person whom nobody else may read."""
    if "world" in _made:
        return _made["world"]
    await run_until_idle(renshi.platform)
    plugins = [p for p in renshi.platform.registry.plugins if p != "core"]
    stranger = await renshi.new_tenant(enable=plugins)
    tenant = await renshi.new_tenant(enable=plugins)
    sub = await tenant.add_company("SUB")
    async with tenant.context(company=sub) as ctx:
        for plugin in renshi.platform.registry.in_order():
            if plugin.id != "core":
                await renshi.platform.activation.enable(ctx, plugin.id)
        far = await organization.create_department(ctx, code="FAR", name="分公司人事", parent_id=None)
    sales = tenant.departments["SALES"]
    head = await tenant.hire("赵主管", number="MG900", department_id=sales)
    colleague = await tenant.hire("钱同事", number="EM900", department_id=sales, manager_id=head.id)
    gone = await tenant.hire("孙离职", number="EX900", department_id=sales, manager_id=head.id)
    async with tenant.context(company=sub) as ctx:
        await organization.set_department_head(ctx, sales, head.id)
        hr = await ctx.people.hire(
            Hire(
                company_id=sub.id,
                name="周人事",
                number="HR900",
                department_id=far.id,
                starts_on=date(2024, 1, 1),
            )
        )
    made = {
        "colleague": (await account(tenant, "employee", colleague, DataScope.SELF))[1],
        "other manager": (await account(tenant, "manager", head, DataScope.REPORTS))[1],
        "HR of another company": (await account(tenant, "hr", hr, DataScope.COMPANY, sub))[1],
        "ex-employee": (await account(tenant, "employee", gone, DataScope.SELF))[1],
        "stranger": await stranger.token("admin", None),
    }
    async with tenant.context() as ctx:
        await ctx.people.end_employment(
            EndEmployment(employee_id=gone.id, last_day=date(2024, 6, 30), reason="resignation")
        )
    victim = await tenant.hire(
        "冯受访", number="VI900", department_id=tenant.departments["PROD"], manager_id=tenant.manager_person.id,
        phone="13800139999", email="victim@example.com",
    )  # fmt: skip
    await account(tenant, "employee", victim, DataScope.SELF)
    await run_until_idle(renshi.platform)
    filled = await catalogue.fill(tenant, about=victim.id)
    company = {"HR of another company": sub.id, "stranger": stranger.company_id}
    callers = {
        name: client(renshi, token, company.get(name, tenant.company_id)) for name, token in made.items()
    }
    callers["nobody"] = client(renshi, None, tenant.company_id)
    rights = {
        name: set((await caller.get("/api/session")).json().get("permissions", []))
        for name, caller in callers.items()
    }
    built = World(tenant, filled, victim, callers, rights, bound_of(catalogue))
    await mark(built, catalogue)
    _made["world"] = built
    return built


async def mark(world: World, catalogue: Catalogue) -> None:
    """Collect what gives a row of the victim away: ids, the name, and the texts that were planted in the rows."""
    markers = {
        str(world.victim.id),
        world.victim.name,
        world.victim.number,
        "13800139999",
        "victim@example.com",
    }
    for table, bound in world.bound.items():
        if bound != "person" or table in HIDDEN:
            continue
        row = await catalogue.owner.fetchrow(f"SELECT * FROM {table} WHERE id = $1", world.filled.ids[table])
        if row is None:
            continue
        owner = row.get(PERSON, row["id"] if table == "core_employee" else world.victim.id)
        if owner != world.victim.id:
            continue
        markers.add(str(row["id"]))
        markers |= {v for v in row.values() if isinstance(v, str) and PLANTED.match(v)}
    world.person_markers = markers


async def state(world: World, catalogue: Catalogue) -> dict[str, tuple[int, str]]:
    """Every table of the tenant but those that keep account of the asking itself."""
    found = await catalogue.fingerprint(world.tenant)
    return {table: digest for table, digest in found.items() if table not in HIDDEN}


async def ask(world: World, caller: str, route: Route, ids: dict[str, Any], body: Any) -> Any:
    """One request of a caller."""
    path = path_of(route.path, {"company_code": world.tenant.code, **ids})
    return await world.callers[caller].request(
        route.method, path, **({"json": body} if body is not None else {})
    )


async def bodies_of(world: World) -> Bodies:
    """Bodies in which every id is one of the victim's rows."""
    described = await world.callers["colleague"].get("/schema/openapi.json")
    assert described.status_code == 200
    return Bodies(described.json(), world.filled)


def targets(world: World, route: Route) -> dict[str, Any]:
    """The victim's row behind each id of a path."""
    return {name: world.filled.ids[TABLE_OF[name]] for name in route.ids}


def test_every_route_says_whom_it_serves(renshi: CoreHarness) -> None:
    known = set(renshi.platform.registry.permissions) | {AUTHENTICATED, "public"}
    said = []
    for route in routes(renshi.app):
        where = f"{route.method} {route.path}"
        if route.permission not in known and route.path not in OPEN:
            said.append(
                f"{where}: its permission {route.permission!r} is declared nowhere; see renshi_permissions"
            )
        if route.permission == "public" and route.path not in OPEN and not route.path.startswith(LINKED):
            said.append(
                f"{where} serves anybody: give the reason in OPEN, or add it to LINKED if a token guards it"
            )
        said += [
            f"{where}: say in TABLE_OF (tests/test_tenant_wall.py) which table {name!r} is a row of"
            for name in route.ids
            if name not in TABLE_OF
        ]
    assert not said, told(said)
    served = {route.path for route in routes(renshi.app)}
    assert sorted({*OPEN, *SEEN_BY_COLLEAGUES} - served) == [], "exempt without need"


async def test_without_a_valid_credential_nothing_opens(
    renshi: CoreHarness, catalogue: Catalogue, world: World
) -> None:
    bodies = await bodies_of(world)
    before = await state(world, catalogue)
    wrong, asked = [], 0
    for route in routes(renshi.app):
        if route.permission in (None, "public"):
            continue
        for caller in ("nobody", "ex-employee"):
            answer = await ask(
                world, caller, route, targets(world, route), bodies.of(route.method, route.path)
            )
            asked += 1
            if answer.status_code != 401:
                wrong.append((caller, route.method, route.path, answer.status_code))
    assert not wrong, told(wrong)
    assert asked > 800
    assert await state(world, catalogue) == before


async def test_without_the_right_every_route_refuses(
    renshi: CoreHarness, catalogue: Catalogue, world: World
) -> None:
    bodies = await bodies_of(world)
    before = await state(world, catalogue)
    wrong, asked = [], 0
    for route in routes(renshi.app):
        if route.permission in (None, "public", AUTHENTICATED):
            continue
        for caller in ("colleague", "other manager", "HR of another company"):
            if route.permission in world.rights[caller]:
                continue
            answer = await ask(
                world, caller, route, targets(world, route), bodies.of(route.method, route.path)
            )
            asked += 1
            if answer.status_code not in (403, 404):
                wrong.append((caller, route.method, route.path, answer.status_code, answer.text[:80]))
    assert not wrong, told(wrong)
    assert asked > 600
    assert await state(world, catalogue) == before


async def test_a_right_reaches_no_further_than_its_scope(
    renshi: CoreHarness, catalogue: Catalogue, world: World
) -> None:
    """Ids of the victim's rows, asked for by who holds the right over others."""
    bodies = await bodies_of(world)
    before = await state(world, catalogue)
    wrong, asked = [], 0
    for route in routes(renshi.app):
        if not route.ids or route.permission in (None, "public"):
            continue
        bounds = {world.bound[TABLE_OF[name]] for name in route.ids}
        for caller in ("colleague", "other manager", "HR of another company", "stranger"):
            if route.permission != AUTHENTICATED and route.permission not in world.rights[caller]:
                continue
            # What belongs to the company is open to its own people; to those of another one it isn't.
            near = caller in ("colleague", "other manager")
            if "person" not in bounds and (near or "company" not in bounds) and caller != "stranger":
                continue
            for body in {id(b): b for b in (None, bodies.of(route.method, route.path))}.values():
                answer = await ask(world, caller, route, targets(world, route), body)
                asked += 1
                if route.method == "GET":
                    nothing = answer.status_code == 200 and answer.json().get("items") == []
                    fits = answer.status_code in REFUSED_READ or nothing
                else:
                    fits = answer.status_code in REFUSED_WRITE
                if not fits:
                    wrong.append((caller, route.method, route.path, answer.status_code, answer.text[:120]))
    assert not wrong, told(wrong)
    assert asked > 200
    assert await state(world, catalogue) == before


async def test_lists_show_rows_in_scope_alone(renshi: CoreHarness, world: World) -> None:
    leaks, answered = [], 0
    for route in routes(renshi.app):
        if route.method != "GET" or route.ids or not route.path.startswith("/api/"):
            continue
        for caller in ("colleague", "other manager", "HR of another company", "stranger"):
            params: list[dict[str, str]] = [{}]
            if "{" not in route.path:
                params += [{"q": world.victim.name}, {"employee_id": str(world.victim.id)}]
            for asked in params:
                path = path_of(route.path, {"company_code": world.tenant.code})
                answer = await world.callers[caller].get(path, params=asked)
                if answer.status_code >= 500:
                    leaks.append((caller, route.path, "500", answer.text[:120]))
                near = caller in ("colleague", "other manager")
                if answer.status_code != 200 or (near and route.path in SEEN_BY_COLLEAGUES):
                    continue
                answered += 1
                said = answer.text.replace(asked.get("q", "\0"), "").replace(
                    asked.get("employee_id", "\0"), ""
                )
                leaks += [(caller, route.path, m) for m in sorted(world.person_markers) if m in said]
    assert not leaks, told(leaks)
    assert answered > 250


async def test_the_same_questions_find_the_person_for_who_may_ask(renshi: CoreHarness, world: World) -> None:
    """Without this the tests above could pass by asking wrongly."""
    found = {"manager": set(), "hr": set()}
    for role, paths in found.items():
        async with world.tenant.client(role) as rightful:
            for route in routes(renshi.app):
                if route.method != "GET" or not route.path.startswith("/api/"):
                    continue
                path = path_of(route.path, {"company_code": world.tenant.code, **targets(world, route)})
                answer = await rightful.get(path)
                if answer.status_code == 200 and any(m in answer.text for m in world.person_markers):
                    paths.add(route.path)
    assert len(found["hr"]) >= 30, sorted(found["hr"])
    assert 8 <= len(found["manager"]) < len(found["hr"]), sorted(found["manager"])


async def test_naming_somebody_in_a_body_does_not_reach_them(
    renshi: CoreHarness, catalogue: Catalogue, world: World
) -> None:
    """Writes without an id in the path, every id in their bodies the victim's."""
    bodies = await bodies_of(world)
    mine = [
        t
        for t, columns in catalogue.columns.items()
        if t not in HIDDEN and PERSON in {c["name"] for c in columns}
    ]

    async def rows() -> dict[str, str]:
        return {
            table: await catalogue.owner.fetchval(
                f"SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {table} t"
                f" WHERE {PERSON} = $1",
                world.victim.id,
            )
            for table in mine
        }

    before = await rows()
    faults = []
    for route in routes(renshi.app):
        if route.ids or route.method == "GET" or not route.path.startswith("/api/"):
            continue
        if route.permission in (None, "public") or route.path == "/api/session":
            continue
        for caller in ("colleague", "other manager", "HR of another company"):
            answer = await ask(world, caller, route, {}, bodies.of(route.method, route.path))
            if answer.status_code >= 500:
                faults.append((caller, route.method, route.path, answer.text[:120]))
    assert not faults, told(faults)
    assert await rows() == before


async def test_a_candidates_page_without_its_link_is_closed(
    renshi: CoreHarness, catalogue: Catalogue, world: World
) -> None:
    bodies = await bodies_of(world)
    before = await state(world, catalogue)
    ids = {str(world.filled.ids[t]) for t in ("recruiting_ai_candidate", "recruiting_ai_application")}
    wrong = []
    for route in routes(renshi.app):
        if not route.path.startswith("/public/"):
            continue
        linked = route.path.startswith(LINKED)
        if not linked and route.method != "GET":
            continue
        # An id is no token, and neither is a token of nobody.
        for token in (None, "rl_" + "a" * 43, str(world.filled.ids["recruiting_ai_application"])):
            path = path_of(route.path, {"company_code": world.tenant.code, **targets(world, route)})
            answer = await world.callers["nobody"].request(
                route.method,
                path,
                json=bodies.of(route.method, route.path) or {},
                headers={"Authorization": f"Bearer {token}"} if token else {},
                params={"token": token} if token else {},
            )
            refused = answer.status_code in (REFUSED_READ if route.method == "GET" else REFUSED_WRITE)
            if linked and not refused:
                wrong.append((route.method, route.path, answer.status_code, answer.text[:100]))
            if any(i in answer.text for i in ids - {token}):
                wrong.append((route.method, route.path, "names a candidate"))
    assert not wrong, told(wrong)
    assert await state(world, catalogue) == before
