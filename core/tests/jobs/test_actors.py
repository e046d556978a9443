"""Who did something is said in words wherever it is listed."""

from __future__ import annotations

from typing import Any

import pytest

from renshi_core.jobs import actors

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_codes_are_words_and_names_stay_names(renshi: Any) -> None:
    platform = renshi.platform
    said = {
        name: (actors.said(platform, name, "zh-CN"), actors.said(platform, name, "en-US"))
        for name in ("system", "candidate", "core.request_timeouts", "王人事", "nobody.knows")
    }
    title = platform.registry.jobs["core.request_timeouts"].record.title
    assert said == {
        "system": ("系统", "The platform"),
        "candidate": ("候选人", "The candidate"),
        "core.request_timeouts": (f"系统（{title.zh}）", f"The platform ({title.en})"),
        "王人事": ("王人事", "王人事"),
        "nobody.knows": ("nobody.knows", "nobody.knows"),
    }
    for name in platform.registry.subscription_by_name:
        assert actors.said(platform, name, "zh-CN").startswith("系统（")


async def test_lists_of_work_and_of_the_chain_say_it(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.context() as ctx:
        await ctx.jobs.enqueue("core.request_timeouts")
        await ctx.audit.record("core.job.retry", subject="job")
    async with tenant.client("admin") as admin:
        (job,) = [
            j for j in (await admin.get("/api/jobs")).json()["items"] if j["name"] == "core.request_timeouts"
        ]
        assert (job["actor_name"], job["actor"]) == ("system", "系统")
        rows = (await admin.get("/api/audit", params={"q": "core.job.retry"})).json()["items"]
    assert [(r["actor"], r["what"]) for r in rows] == [("系统", "重试后台任务")]
