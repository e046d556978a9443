"""Jobs over HTTP: for whoever started them and for those who look after background work."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from renshi_sdk.db import execute, fetch_row

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def start(tenant: Any) -> Any:
    async with tenant.context() as ctx:
        return await ctx.jobs.enqueue("core.purge_notices")


async def own(tenant: Any, job_id: Any, person: Any) -> None:
    async with tenant.context():
        user = await fetch_row("SELECT id FROM core_user WHERE employee_id = $1", person.id)
        await execute("UPDATE core_job SET actor_id = $2 WHERE id = $1", job_id, user["id"])


async def test_a_job_is_listed_and_watched_to_its_end(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    job_id = await start(tenant)
    async with tenant.client("hr") as hr:
        listed = (await hr.get("/api/jobs", params={"state": "queued"})).json()
        assert [(i["id"], i["title"], i["state"]) for i in listed["items"]] == [
            (str(job_id), "清理过期的通知", "queued")
        ]
        await renshi.settle()
        seen = (await hr.get(f"/api/jobs/{job_id}")).json()
        assert (seen["state"], seen["result"], seen["attempts"]) == ("succeeded", {"notices": 0}, 1)
        assert "actor_id" not in seen
        assert (await hr.get(f"/api/jobs/{uuid4()}")).status_code == 404
        assert (await hr.get("/api/jobs", params={"q": "nothing-like-this"})).json()["items"] == []


async def test_who_started_it_may_watch_and_cancel_and_others_may_not(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    job_id = await start(tenant)
    async with tenant.client("employee") as employee, tenant.client("manager") as manager:
        assert (await employee.get("/api/jobs")).status_code == 403
        assert (await employee.get(f"/api/jobs/{job_id}")).status_code == 404
        assert (await employee.post(f"/api/jobs/{job_id}/cancel")).status_code == 404
        await own(tenant, job_id, tenant.employee_person)
        assert (await employee.get(f"/api/jobs/{job_id}")).status_code == 200
        assert (await manager.get(f"/api/jobs/{job_id}")).status_code == 404
        assert (await manager.post(f"/api/jobs/{job_id}/cancel")).status_code == 404
        answer = await employee.post(f"/api/jobs/{job_id}/cancel")
        assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert len(await tenant.audit("core.job.cancel")) == 1


async def test_an_administrator_runs_a_cancelled_job_again(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    job_id = await start(tenant)
    async with tenant.client("admin") as admin, tenant.client("hr") as hr:
        assert (await admin.post(f"/api/jobs/{job_id}/retry")).status_code == 409
        assert (await admin.post(f"/api/jobs/{job_id}/cancel")).status_code == 200
        assert (await hr.post(f"/api/jobs/{job_id}/retry")).status_code == 403
        answer = await admin.post(f"/api/jobs/{job_id}/retry")
        assert (answer.status_code, answer.json()["state"]) == (200, "queued")
        await renshi.settle()
        assert (await admin.get(f"/api/jobs/{job_id}")).json()["state"] == "succeeded"


async def test_another_tenant_or_company_finds_nothing(renshi: Any) -> None:
    mine, theirs = await renshi.new_tenant(), await renshi.new_tenant()
    job_id = await start(mine)
    sister = await mine.add_company("EAST")
    async with theirs.client("admin") as stranger:
        for method, path in (("GET", ""), ("POST", "/cancel"), ("POST", "/retry")):
            assert (await stranger.request(method, f"/api/jobs/{job_id}{path}")).status_code == 404
    async with mine.client("admin") as admin:
        headers = {"X-Renshi-Company": str(sister.id)}
        assert (await admin.get(f"/api/jobs/{job_id}", headers=headers)).status_code == 404
