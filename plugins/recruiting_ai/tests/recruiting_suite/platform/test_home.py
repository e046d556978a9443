"""The home page's card and the search, over rows that are there."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from renshi_sdk.db import execute, fetch_value


async def _candidate(tenant: Any, name: str, stage: str) -> None:
    async with tenant.context(plugin="recruiting_ai"):
        job = await fetch_value("SELECT id FROM recruiting_ai_requisition LIMIT 1")
        if job is None:
            profile = await fetch_value("SELECT id FROM recruiting_ai_profile LIMIT 1")
            job = uuid4()
            await execute(
                "INSERT INTO recruiting_ai_requisition (id, company_id, profile_id, department_id, title, headcount,"
                " description, reason, state, public_code)"
                " VALUES ($1, $2, $3, $4, '客服', 1, 'x', 'x', 'open', 'home1')",
                job,
                tenant.company_id,
                profile,
                tenant.departments["SALES"],
            )
        person = uuid4()
        await execute(
            "INSERT INTO recruiting_ai_candidate (id, company_id, name, phone) VALUES ($1, $2, $3, '13900000000')",
            person,
            tenant.company_id,
            name,
        )
        await execute(
            "INSERT INTO recruiting_ai_application (id, company_id, requisition_id, candidate_id, channel, stage,"
            " stage_at, facts, token_hash, token_expires_at)"
            " VALUES ($1, $2, $3, $4, 'careers', $5, now(), '{}', $6, now())",
            uuid4(),
            tenant.company_id,
            job,
            person,
            stage,
            uuid4().bytes,
        )


async def test_the_card_counts_and_the_search_finds_for_recruiters_alone(renshi: Any) -> None:
    tenant = await renshi.new_tenant(enable=["recruiting_ai"])
    other = await renshi.new_tenant(enable=["recruiting_ai"])
    await _candidate(tenant, "钟离候选", "review")
    await _candidate(tenant, "钟离二号", "applied")
    async with tenant.client("recruiter") as client:
        cards = (await client.get("/api/home")).json()["cards"]
        assert [c["name"] for c in cards] == ["recruiting_ai.pipeline"]
        shown = (await client.get("/api/home/cards/recruiting_ai.pipeline")).json()["figures"]
        assert [f["value"] for f in shown] == [1, 1, 0, 1, 0]
        found = (await client.get("/api/search", params={"q": "钟离"})).json()["groups"]
        assert [(g["key"], sorted(i["title"] for i in g["items"])) for g in found] == [
            ("recruiting_ai.candidates", ["钟离二号", "钟离候选"])
        ]
    async with tenant.client("employee") as client:
        assert (await client.get("/api/home")).json()["cards"] == []
        assert (await client.get("/api/home/cards/recruiting_ai.pipeline")).status_code == 404
        assert (await client.get("/api/search", params={"q": "钟离"})).json()["groups"] == []
    async with other.client("recruiter") as client:
        assert (await client.get("/api/search", params={"q": "钟离"})).json()["groups"] == []
        assert (await client.get("/api/home/cards/recruiting_ai.pipeline")).json()["figures"] == []
    await tenant.disable("recruiting_ai")
    async with tenant.client("recruiter") as client:
        assert (await client.get("/api/home/cards/recruiting_ai.pipeline")).status_code == 404
        assert (await client.get("/api/search", params={"q": "钟离"})).json()["groups"] == []
