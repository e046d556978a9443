"""Figures of recruiting against rows that were put there."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from renshi_recruiting_ai.analytics import Span, by_stage, channel_quality, time_to_hire

from renshi_sdk.contracts import RequestAction
from renshi_sdk.testing import Harness

from ..platform.company import RecruitingCompany

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_stages_times_and_costs_are_what_happened(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    job = await firm.open_job()
    await firm.apply(job)
    await firm.apply(job, name="钱候选", phone="13900139000", email=None, channel="careers")
    channels = {c["key"]: c["id"] for c in (await firm.hr("/channels")).json()["items"]}
    cost = {
        "channel_id": channels["referral"],
        "from_on": "2026-11-01",
        "until_on": "2026-11-30",
        "amount": "3000.00",
    }
    assert (await firm.hr("/channel-costs", cost)).status_code == 201
    assert (await firm.hr("/channel-costs", cost | {"until_on": "2026-10-01"})).status_code == 422
    ids = {a["name"]: a["id"] for a in (await firm.hr("/applications")).json()["items"]}
    renshi.clock.move_to(renshi.clock.now() + timedelta(days=4))
    await firm.hr(f"/applications/{ids['赵候选']}/decisions", {"decision": "advance", "reason": "当面谈过"})
    form = {
        "application_id": ids["赵候选"],
        "department_id": str(firm.tenant.departments["PROD"]),
        "monthly_salary": "12000",
        "starts_on": "2026-12-20",
    }
    request = await firm.ask("recruiting_ai.offer", form, firm.tenant.manager_person)
    await firm.act(request, RequestAction.APPROVE, firm.tenant.hr_person)
    offer = (await firm.hr("/offers")).json()["items"][0]
    token = (await firm.hr(f"/offers/{offer['id']}/send", {})).json()["token"]
    async with firm.tenant.anonymous() as client:
        await firm.link(client, token, "/offer/accept", {"starts_on": "2026-12-20", "phone_tail": "8000"})
    async with firm.tenant.context("recruiting_ai") as ctx:
        stages = {row["stage"]: row for row in (await by_stage(ctx, Span())).rows}
        jobs = (await time_to_hire(ctx, Span())).rows
        found = {row["channel"]: row for row in (await channel_quality(ctx, Span())).rows}
        half = {
            row["channel"]: row["cost"]
            for row in (await channel_quality(ctx, Span(since="2026-11-01", until="2026-11-15"))).rows  # type: ignore[arg-type]
        }
    assert (stages["新投递"]["reached"], stages["录用"]["reached"], stages["已入职"]["reached"]) == (2, 1, 1)
    assert (stages["录用"]["share"], stages["新投递"]["days"]) == (0.5, 4.0)
    assert [(row["applied"], row["hired"], row["first_days"]) for row in jobs] == [(2, 1, 4.0)]
    mine = found["员工内推"]
    assert (mine["applied"], mine["offered"], mine["hired"], mine["stayed"]) == (1, 1, 1, 1.0)
    assert (mine["cost"], mine["per_hire"]) == (Decimal("3000.00"), Decimal("3000.00"))
    assert (found["招聘官网"]["hired"], found["招聘官网"]["per_hire"]) == (0, None)
    assert half["员工内推"] == Decimal("1500.00")
