"""Letters that leave by themselves: a reminder once, and the answer to an appeal."""

from __future__ import annotations

import email
from datetime import timedelta

import pytest
from renshi_recruiting_ai.settings import RecruitingSettings

from renshi_sdk.testing import Harness

from ..platform.company import RecruitingCompany
from .test_pipeline import _mailbox, _stages

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_whoever_has_not_finished_is_reminded_once_with_a_fresh_link(
    renshi: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RENSHI_RECRUITING_MAIL_URL", raising=False)
    firm = await RecruitingCompany.new(renshi)
    job = await firm.open_job()
    await firm.apply(job)
    async with firm.tenant.context("recruiting_ai") as ctx:
        await ctx.plugins.save_settings(
            RecruitingSettings(careers_address="https://hr.example.com/public/x/recruiting_ai")
        )
    application = await firm.only_application()
    stages = await _stages(firm, job)
    async with _mailbox() as (port, kept):
        monkeypatch.setenv("RENSHI_RECRUITING_MAIL_URL", f"smtp://127.0.0.1:{port}")
        await firm.hr(f"/applications/{application['id']}/move", {"stage_id": stages["ai_interview"]})
        await renshi.run_schedule("recruiting_ai.retain", firm.tenant)
        assert len(kept) == 1, "the link has days to go"
        renshi.clock.move_to(renshi.clock.now() + timedelta(days=12))
        for _ in range(2):
            await renshi.run_schedule("recruiting_ai.retain", firm.tenant)
        assert len(kept) == 2
        letter = email.message_from_bytes(kept[1])
        body = letter.get_payload(decode=True).decode()  # type: ignore[union-attr]
        token = body.split("#me=")[1].split()[0]
        assert (await firm.me(token)).json()["stage"] == "applied"
        log = (await firm.hr(f"/applications/{application['id']}/messages")).json()["items"]
        assert [(one["template"], one["state"]) for one in log] == [
            ("reminder", "sent"),
            ("invitation", "sent"),
        ]
        assert token not in log[0]["body"]
        # The fresh link has its days, and somebody who was reminded is not reminded again.
        renshi.clock.move_to(renshi.clock.now() + timedelta(days=12))
        await renshi.run_schedule("recruiting_ai.retain", firm.tenant)
        assert len(kept) == 2


async def test_an_answered_appeal_is_a_letter_in_the_file(
    renshi: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RENSHI_RECRUITING_MAIL_URL", raising=False)
    firm = await RecruitingCompany.new(renshi)
    token = await firm.apply(await firm.open_job())
    await firm.me(token, "/appeal", {"words": "请复核我的第二个例子"})
    (appeal,) = (await firm.hr("/appeals")).json()["items"]
    form = {"answer": "复核后请您参加部门面试", "outcome": "upheld"}
    assert (await firm.hr(f"/appeals/{appeal['id']}/answer", form)).status_code == 200
    application = await firm.only_application()
    (log,) = (await firm.hr(f"/applications/{application['id']}/messages")).json()["items"]
    assert (log["template"], log["subject"], log["state"]) == (
        "appeal_answered",
        "关于您对“生产主管”应聘的申诉",
        "not_sent",
    )
    assert "复核后请您参加部门面试" in log["body"]
    shown = (await firm.me(token)).json()["messages"]
    assert [one["subject"] for one in shown] == [log["subject"]]
