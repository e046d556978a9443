"""Guarantee: every read of what a sensitive right opens leaves a row in the audit chain.

The routes are those that the application serves: every GET whose permission is declared ``sensitive`` is asked by
somebody who holds all rights, with ids of rows that are there, and has to write a row when it answers. A new route
that doesn't fails here by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from httpx import ASGITransport, AsyncClient

from renshi_core.identity import service as identity
from renshi_core.jobs import run_until_idle
from renshi_core.testing.harness import CoreHarness
from renshi_sdk import new_id
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import execute, fetch_value
from tests.test_tenant_wall import TABLE_OF, path_of

QUESTIONS: dict[str, dict[str, Any]] = {"/api/audit/export": {"first": 1, "last": 2}}
"""Query parameters that a route needs to answer."""
READS = {
    "/api/employees/{employee_id}/reveal": {"field": "personal.identity", "reason": "核对社保"},
    "/api/employees/find": {"field": "personal.identity", "value": "11010519491231002X"},
    "/api/people/{employee_id}/personal-data/copy": {},
}
"""Reads that aren't a GET, because the reading itself is a fact."""


def sensitive(renshi: CoreHarness) -> Iterator[tuple[str, str]]:
    """Path and right of every GET under a sensitive right."""
    declared = {name: owned.record for name, owned in renshi.platform.registry.permissions.items()}
    for route in renshi.app.routes:
        for method, (handler, _) in getattr(route, "route_handler_map", {}).items():
            permission = handler.opt.get("permission")
            if method == "GET" and permission in declared and declared[permission].sensitive:
                yield route.path_format, permission


async def all_rights(renshi: CoreHarness, tenant: Any) -> AsyncClient:
    """Somebody who holds every right over the whole group."""
    role, person = new_id(), await tenant.hire("全权", number="AL900")
    async with tenant.context() as ctx:
        await execute(
            "INSERT INTO core_role (id, company_id, code, title_zh, title_en, reach) VALUES ($1, $2, 'all', '全部',"
            " 'All', 'tenant')",
            role,
            tenant.company_id,
        )
        for permission in renshi.platform.registry.permissions:
            await execute(
                "INSERT INTO core_role_permission (id, role_id, permission, scope) VALUES ($1, $2, $3, 'tenant')",
                new_id(),
                role,
                permission,
            )
        user = await identity.create_user(ctx, login="all", name="全权", employee_id=person.id)
        await identity.grant_role(ctx, user_id=user, role="all", scope=DataScope.TENANT)
        # Which fields of a file are seen hangs on the role's code.
        await identity.grant_role(ctx, user_id=user, role="hr", scope=DataScope.COMPANY)
        token = await identity.create_api_key(ctx, user_id=user, name="audit")
    return AsyncClient(
        transport=ASGITransport(app=renshi.app),  # type: ignore[arg-type]
        base_url="http://testserver",
        headers={"Authorization": f"Bearer {token}", "X-Renshi-Company": str(tenant.company_id)},
    )


async def rows(tenant: Any) -> int:
    async with tenant.context():
        found: int = await fetch_value("SELECT coalesce(max(seq), 0) FROM core_audit")
        return found


async def test_every_read_of_sensitive_data_is_audited(renshi: CoreHarness, catalogue: Any) -> None:
    tenant = await renshi.new_tenant(enable=[p for p in renshi.platform.registry.plugins if p != "core"])
    await run_until_idle(renshi.platform)
    async with tenant.client("hr") as hr:
        number = {"identity_number": "11010519491231002X"}
        assert (
            await hr.put(f"/api/employees/{tenant.employee_person.id}/identity", json=number)
        ).status_code == 200
    filled = await catalogue.fill(tenant, about=tenant.employee_person.id)
    caller = await all_rights(renshi, tenant)
    silent, unanswered, asked = [], {}, 0
    ids: dict[str, UUID | str] = {
        name: filled.ids[table] for name, table in TABLE_OF.items() if table in filled.ids
    }
    ids["employee_id"] = tenant.employee_person.id
    for path, permission in sensitive(renshi):
        before = await rows(tenant)
        answer = await caller.get(
            path_of(path, {"company_code": tenant.code, **ids}), params=QUESTIONS.get(path, {})
        )
        if answer.status_code != 200:
            unanswered[path] = f"{answer.status_code} {answer.text[:160]}"
            continue
        asked += 1
        if await rows(tenant) == before:
            silent.append(f"{path} ({permission})")
    for path, body in READS.items():
        before = await rows(tenant)
        answer = await caller.post(path_of(path, ids), json=body)
        assert answer.status_code in (200, 201), f"{path}: {answer.text}"
        if await rows(tenant) == before:
            silent.append(f"POST {path}")
    await caller.aclose()
    assert silent == [], "reads that nobody would ever know of"
    # Rows that were planted have no files and no words that open; what can't be answered for them isn't asked.
    assert asked > len(unanswered), unanswered
    assert asked > 60


async def test_a_handler_that_forgets_leaves_a_row_and_one_that_does_not_leaves_no_second(
    renshi: CoreHarness,
) -> None:
    tenant = await renshi.new_tenant(enable=["payroll"])
    person = tenant.employee_person
    async with (
        tenant.client("hr") as hr,
        tenant.client("finance") as finance,
        tenant.client("employee") as own,
    ):
        number = {"identity_number": "11010519491231002X"}
        assert (await hr.put(f"/api/employees/{person.id}/identity", json=number)).status_code == 200
        assert (await finance.get("/api/plugins/payroll/revenue")).status_code == 200
        assert (await own.get("/api/plugins/payroll/revenue")).status_code == 403
        assert (await hr.get(f"/api/employees/{person.id}/identity")).status_code == 200
    (seen,) = await tenant.audit("payroll.cost.seen")
    assert json.loads(seen["detail"]) == {
        "permission": "payroll.cost.read", "route": "/api/plugins/payroll/revenue",
    }  # fmt: skip
    assert len(await tenant.audit("core.employee.read_identity")) == 1
    assert await tenant.audit("core.employee.seen") == []
