"""Events between companies of a group reach the plugins of the company that they are about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from renshi_core.organization import service as organization
from renshi_sdk.db import fetch

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_secondment_begins_a_list_in_the_host_and_its_end_calls_it_off(renshi: Any) -> None:
    tenant = await renshi.new_tenant(enable=["lifecycle"])
    host = await tenant.add_company("RETAIL")
    async with tenant.context(company=host) as ctx:
        shop = await organization.create_department(ctx, code="SHOP", name="门店一部")
        await renshi.platform.activation.enable(ctx, "lifecycle")
    admin = tenant.client("admin")
    body = {
        "kind": "secondment", "department_id": str(shop.id), "share": "100", "starts_on": "2026-12-01",
        "last_day": "2027-02-28", "reason": "门店开业支援",
    }  # fmt: skip
    post = await admin.post(f"/api/employees/{tenant.employee_person.id}/posts", json=body)
    assert post.status_code == 201, post.text
    await renshi.settle()

    async def lists() -> list[tuple[str, str, date]]:
        async with tenant.context("lifecycle", company=host) as ctx:
            rows = await fetch(
                "SELECT occasion, state, anchor_on FROM lifecycle_checklist WHERE company_id = $1",
                ctx.company_id,
            )
        return [tuple(r) for r in rows]

    assert await lists() == [("secondment", "open", date(2026, 12, 1))]
    ended = await admin.post(
        f"/api/posts/{post.json()['id']}/end", json={"last_day": "2026-12-10", "reason": "提前返回"}
    )
    assert ended.status_code == 200, ended.text
    await renshi.settle()
    assert await lists() == [("secondment", "cancelled", date(2026, 12, 1))]
