"""Dead letters over HTTP: found, looked into, and let go again; by administrators of the company alone."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import ASGITransport, AsyncClient

from renshi_core.events import endpoints, service
from renshi_core.events.records import PERSONAL_DATA
from renshi_core.web.app import create_app
from renshi_sdk.db import execute, fetch_value
from renshi_sdk.events import EmployeeRegularised

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def client(renshi: Any, tenant: Any, role: str) -> AsyncClient:
    app = create_app(renshi.platform, handlers=endpoints.HANDLERS, routers=())
    return AsyncClient(
        transport=ASGITransport(app=app),  # type: ignore[arg-type]
        base_url="http://testserver",
        headers={
            "Authorization": f"Bearer {await tenant.token(role, None)}",
            "X-Renshi-Company": str(tenant.company_id),
        },
    )


async def dead_letter(renshi: Any, tenant: Any, *, error: str = "对方系统无响应") -> UUID:
    """A delivery that failed for good, as the dispatcher leaves it."""
    async with tenant.context() as ctx:
        event_id = await ctx.events.publish(
            EmployeeRegularised(
                company_id=tenant.company_id, employee_id=tenant.employee_person.id, effective_on=ctx.today()
            )
        )
        delivery_id = uuid4()
        await execute("UPDATE core_event SET fanned_out_at = $2 WHERE id = $1", event_id, ctx.now())
        await execute(
            "INSERT INTO core_delivery (id, company_id, event_id, subscription, plugin, state, attempts, failures,"
            " error, finished_at) VALUES ($1, $2, $3, 'training.follow', 'core', 'failed', 8, 8, $4, $5)",
            delivery_id,
            tenant.company_id,
            event_id,
            error,
            ctx.now(),
        )
    return delivery_id


async def state(tenant: Any, delivery_id: UUID) -> str:
    async with tenant.context():
        found: str = await fetch_value("SELECT state FROM core_delivery WHERE id = $1", delivery_id)
    return found


async def test_an_administrator_finds_inspects_and_retries(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    one, two = await dead_letter(renshi, tenant), await dead_letter(renshi, tenant, error="格式不符")
    async with await client(renshi, tenant, "admin") as admin:
        listed = (await admin.get("/api/deliveries", params={"page": 1})).json()
        assert {(i["id"], i["event"], i["state"]) for i in listed["items"]} == {
            (str(d), "EmployeeRegularised", "failed") for d in (one, two)
        }
        found = (await admin.get("/api/deliveries", params={"q": "格式"})).json()["items"]
        assert [i["id"] for i in found] == [str(two)]
        seen = (await admin.get(f"/api/deliveries/{one}")).json()
        assert seen["payload"]["employee_id"] == str(tenant.employee_person.id)
        assert (seen["error"], seen["failures"]) == ("对方系统无响应", 8)
        assert (await admin.post(f"/api/deliveries/{one}/retry")).json() == {"retried": 1}
        assert await state(tenant, one) == "pending"
        assert (await admin.post(f"/api/deliveries/{one}/retry")).status_code == 409
        assert (await admin.post("/api/deliveries/retry", json={"subscription": "other.one"})).json() == {
            "retried": 0
        }
        assert (await admin.post("/api/deliveries/retry", json={})).json() == {"retried": 1}
        assert await state(tenant, two) == "pending"
    assert [json.loads(a["detail"])["count"] for a in await tenant.audit("core.delivery.retry")] == [1, 1]
    assert len(await tenant.audit("core.delivery.inspect")) == 1
    async with tenant.context():
        await execute("DELETE FROM core_delivery WHERE id = ANY($1)", [one, two])


@pytest.mark.parametrize("role", ["employee", "manager", "hr"])
async def test_others_may_not(renshi: Any, role: str) -> None:
    tenant = await renshi.new_tenant()
    dead = await dead_letter(renshi, tenant)
    async with await client(renshi, tenant, role) as someone:
        for method, path in (
            ("GET", ""),
            ("GET", f"/{dead}"),
            ("POST", f"/{dead}/retry"),
        ):
            assert (await someone.request(method, f"/api/deliveries{path}")).status_code == 403
        assert (await someone.post("/api/deliveries/retry", json={})).status_code == 403
    assert await state(tenant, dead) == "failed"


async def test_another_tenants_letter_is_not_found(renshi: Any) -> None:
    mine, theirs = await renshi.new_tenant(), await renshi.new_tenant()
    dead = await dead_letter(renshi, mine)
    async with await client(renshi, theirs, "admin") as stranger:
        assert (await stranger.get(f"/api/deliveries/{dead}")).status_code == 404
        assert (await stranger.post(f"/api/deliveries/{dead}/retry")).status_code == 404
        assert (await stranger.post("/api/deliveries/retry", json={"ids": [str(dead)]})).json() == {
            "retried": 0
        }
    assert await state(mine, dead) == "failed"


async def test_a_persons_events_are_exported_and_erased_once_delivered(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    await dead_letter(renshi, tenant)
    async with tenant.context() as ctx:
        exported = await PERSONAL_DATA.export(ctx, tenant.employee_person.id)
        assert "EmployeeRegularised" in {e["name"] for e in exported["core_event"]}
        erased = await PERSONAL_DATA.erase(ctx, tenant.employee_person.id)
        assert erased.erased == {"core_event": len(exported["core_event"])}
        assert (await PERSONAL_DATA.export(ctx, tenant.employee_person.id)) == {"core_event": []}


async def test_purging_keeps_what_is_recent(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    renshi.advance(days=91)
    async with tenant.context() as ctx:
        gone = (await service.purge(ctx))["events"]
        assert gone > 0, "the events of setting up the tenant"
        assert (await service.purge(ctx))["events"] == 0
