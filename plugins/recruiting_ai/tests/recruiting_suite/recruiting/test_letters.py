"""Letters leave by the company's mail account: once, with their fate in the log, and again when a person says so."""

from __future__ import annotations

import asyncio
import email
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_recruiting_ai.talk import delivery

from renshi_sdk import new_id
from renshi_sdk.contracts import RequestAction
from renshi_sdk.contributions import Fate
from renshi_sdk.db import execute
from renshi_sdk.testing import Harness

from ..platform.company import RecruitingCompany

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADDRESS = "https://hr.example.com/public/x/recruiting_ai"


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RENSHI_RECRUITING_MAIL_URL", raising=False)


class Post:
    """A mail server on loopback: what it took, and what it answers to a recipient."""

    def __init__(self) -> None:
        self.port = 0
        self.taken: list[EmailMessage] = []
        self.recipient = "250 ok"
        self.answers = True

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            word = line.strip().upper()
            if word == b"DATA":
                writer.write(b"354 go\r\n")
                raw = await reader.readuntil(b"\r\n.\r\n")
                self.taken.append(email.message_from_bytes(raw, policy=policy.default))  # type: ignore[arg-type]
                if not self.answers:
                    break
                writer.write(b"250 kept\r\n")
            elif word == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                said = self.recipient if word.startswith(b"RCPT") else "250 ok"
                writer.write(f"{said}\r\n".encode())
        writer.close()


@asynccontextmanager
async def _post() -> AsyncIterator[Post]:
    post = Post()
    server = await asyncio.start_server(post.serve, "127.0.0.1", 0)
    post.port = server.sockets[0].getsockname()[1]
    async with server:
        yield post


async def _mailing(renshi: Harness, post: Post) -> RecruitingCompany:
    """A company that recruits and has a mail account."""
    firm = await RecruitingCompany.new(renshi)
    await firm.tenant.enable("mail")
    account = {
        "host": "127.0.0.1",
        "port": post.port,
        "security": "none",
        "from_address": "hr@example.com",
        "from_name": "人事部",
    }
    async with firm.tenant.client("admin") as admin:
        assert (await admin.put("/api/plugins/mail/account", json=account)).status_code == 200
    async with firm.tenant.context("recruiting_ai") as ctx:
        await ctx.plugins.save_settings(RecruitingSettings(careers_address=ADDRESS))
    return firm


async def _applied(firm: RecruitingCompany, **more: Any) -> str:
    await firm.apply(await firm.open_job(), **more)
    return str((await firm.only_application())["id"])


async def _log(firm: RecruitingCompany, application: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await firm.hr(f"/applications/{application}/messages")).json()["items"]
    return found


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


async def test_an_invitation_leaves_by_the_companys_mail_account(renshi: Harness) -> None:
    async with _post() as post:
        firm = await _mailing(renshi, post)
        application = await _applied(firm)
        seen = await firm.hr(f"/applications/{application}/messages/preview", {"template": "invitation"})
        assert seen.json()["ways"] == ["mail"]
        assert seen.json()["subject"] == "“生产主管”面试邀请"
        assert "（链接仅发送给候选人）" in seen.json()["body"]
        assert await _log(firm, application) == []
        wrote = await firm.hr(f"/applications/{application}/messages", {"template": "invitation"})
        assert wrote.json()["state"] == "queued"
        await renshi.settle()
    (mail,) = post.taken
    assert (str(mail["to"]), str(mail["from"])) == (
        "赵候选 <zhao@example.com>",
        "测试制造有限公司 <hr@example.com>",
    )
    token = _text(mail).split(f"{ADDRESS}/assets/candidate.html#me=")[1].split()[0]
    assert (await firm.me(token)).json()["stage"] == "applied"
    (row,) = await _log(firm, application)
    assert (row["state"], row["channel"], row["sent_to"], row["may_again"]) == (
        "sent",
        "mail",
        "zhao@example.com",
        False,
    )
    assert (await firm.hr(f"/messages/{row['id']}/again", {})).status_code == 409
    assert len(await _log(firm, application)) == 1


async def test_a_letter_is_in_the_language_the_candidate_applied_in(renshi: Harness) -> None:
    async with _post() as post:
        firm = await _mailing(renshi, post)
        application = await _applied(firm, locale="en-US")
        await firm.hr(f"/applications/{application}/messages", {"template": "invitation"})
        await firm.hr(f"/applications/{application}/messages", {"template": "free", "locale": "zh-CN"})
        await renshi.settle()
    assert sorted(mail["subject"] for mail in post.taken) == [
        "Your interview for 生产主管",
        "关于您对“生产主管”的应聘",
    ]


async def test_a_bounce_is_shown_and_sent_again_after_the_address_was_cleared(renshi: Harness) -> None:
    async with _post() as post:
        firm = await _mailing(renshi, post)
        application = await _applied(firm)
        post.recipient = "550 no such mailbox"
        note = {"template": "free", "note": "请补充 {作品集} 与 {name}"}
        await firm.hr(f"/applications/{application}/messages", note)
        await renshi.settle()
        (row,) = await _log(firm, application)
        assert (row["state"], row["problem"]) == ("bounced", "收件地址不存在（退信）：550 no such mailbox")
        # The address is known to be none: nothing more is tried.
        await firm.hr(f"/applications/{application}/messages", note)
        assert [one["state"] for one in await _log(firm, application)] == ["not_sent", "bounced"]
        assert post.taken == []
        post.recipient = "250 ok"
        async with firm.tenant.client("admin") as admin:
            (letter,) = (await admin.get("/api/plugins/mail/letters")).json()["items"]
            await admin.post(f"/api/plugins/mail/letters/{letter['id']}/clear")
        again = await firm.hr(f"/messages/{row['id']}/again", {})
        assert (again.status_code, again.json()["state"]) == (201, "queued")
        await renshi.settle()
    (mail,) = post.taken
    assert "请补充 {作品集} 与 {name}" in _text(mail), "what somebody wrote is not filled in a second time"
    log = await _log(firm, application)
    assert [(one["state"], one["may_again"]) for one in log] == [
        ("sent", False),
        ("not_sent", True),
        ("bounced", False),
    ]


async def test_a_lost_answer_is_shown_and_not_sent_again_by_itself(renshi: Harness) -> None:
    async with _post() as post:
        firm = await _mailing(renshi, post)
        application = await _applied(firm)
        post.answers = False
        await firm.hr(f"/applications/{application}/messages", {"template": "free", "note": "您好"})
        await renshi.settle()
        (row,) = await _log(firm, application)
        assert (row["state"], row["may_again"], len(post.taken)) == ("unsure", True, 1)
        post.answers = True
        await firm.hr(f"/messages/{row['id']}/again", {})
        await renshi.settle()
    assert [one["state"] for one in await _log(firm, application)] == ["sent", "unsure"]
    assert len(post.taken) == 2


async def test_what_a_dead_worker_was_sending_is_not_sent_twice(renshi: Harness) -> None:
    async with _post() as post:
        firm = await _mailing(renshi, post)
        application = await _applied(firm)
        wrote = await firm.hr(f"/applications/{application}/messages", {"template": "free", "note": "您好"})
        # As a worker leaves it that is killed between handing over and writing down.
        async with firm.tenant.context("recruiting_ai"):
            await execute(
                "UPDATE recruiting_ai_message SET state = 'sending' WHERE company_id = $1",
                firm.tenant.company_id,
            )
        await renshi.settle()
    assert post.taken == []
    (row,) = await _log(firm, application)
    assert (row["id"], row["state"], row["may_again"]) == (wrote.json()["id"], "unsure", True)
    assert (await firm.rows("SELECT attachment FROM recruiting_ai_message"))[0]["attachment"] is None


async def test_a_letter_that_waits_for_the_morning_goes_by_itself(
    renshi: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with _post() as post:
        firm = await _mailing(renshi, post)
        application = await _applied(firm)
        until = renshi.clock.now().replace(hour=23, minute=0)
        carry = delivery._carry

        async def at_night(ctx: Any, row: Any) -> Fate:
            return Fate("later", until=until) if ctx.now() < until else await carry(ctx, row)

        monkeypatch.setattr(delivery, "_carry", at_night)
        await firm.hr(f"/applications/{application}/messages", {"template": "free", "note": "您好"})
        await renshi.settle()
        await renshi.run_schedule("recruiting_ai.send_waiting", firm.tenant)
        (row,) = await _log(firm, application)
        assert (row["state"], post.taken) == ("queued", [])
        renshi.clock.move_to(until)
        await renshi.run_schedule("recruiting_ai.send_waiting", firm.tenant)
    assert [one["state"] for one in await _log(firm, application)] == ["sent"]
    assert len(post.taken) == 1


async def test_an_offer_is_sent_with_a_link_that_works(renshi: Harness) -> None:
    async with _post() as post:
        firm = await _mailing(renshi, post)
        application = await _applied(firm)
        await firm.hr(
            f"/applications/{application}/decisions", {"decision": "advance", "reason": "当面谈过，可以录用"}
        )
        form = {
            "application_id": application,
            "department_id": str(firm.tenant.departments["PROD"]),
            "monthly_salary": "12000",
            "starts_on": "2026-12-20",
        }
        request = await firm.ask("recruiting_ai.offer", form, firm.tenant.manager_person)
        (offer,) = (await firm.hr("/offers")).json()["items"]
        early = await firm.hr(f"/offers/{offer['id']}/mail", {})
        assert early.status_code == 409
        await firm.act(request, RequestAction.APPROVE, firm.tenant.hr_person)
        assert (await firm.hr(f"/offers/{offer['id']}/mail", {})).json()["state"] == "queued"
        await renshi.settle()
    (mail,) = [one for one in post.taken if "录用通知" in one["subject"]]
    token = _text(mail).split("#offer=")[1].split()[0]
    async with firm.tenant.anonymous() as client:
        assert (await firm.link(client, token, "/offer")).json()["state"] == "sent"
    # Nothing of the link is kept.
    kept = await firm.rows("SELECT body, attachment FROM recruiting_ai_message")
    assert all(token not in row["body"] and row["attachment"] is None for row in kept)


async def test_an_offer_that_cant_be_sent_keeps_its_link(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    async with firm.tenant.context("recruiting_ai") as ctx:
        await ctx.plugins.save_settings(RecruitingSettings(careers_address=ADDRESS))
    application = await _applied(firm)
    await firm.hr(
        f"/applications/{application}/decisions", {"decision": "advance", "reason": "当面谈过，可以录用"}
    )
    form = {
        "application_id": application,
        "department_id": str(firm.tenant.departments["PROD"]),
        "monthly_salary": "12000",
        "starts_on": "2026-12-20",
    }
    request = await firm.ask("recruiting_ai.offer", form, firm.tenant.manager_person)
    await firm.act(request, RequestAction.APPROVE, firm.tenant.hr_person)
    (offer,) = (await firm.hr("/offers")).json()["items"]
    token = (await firm.hr(f"/offers/{offer['id']}/send", {})).json()["token"]
    refused = await firm.hr(f"/offers/{offer['id']}/mail", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "recruiting_ai.no_way")
    async with firm.tenant.anonymous() as client:
        assert (await firm.link(client, token, "/offer")).status_code == 200
    assert await firm.rows("SELECT FROM recruiting_ai_message") == []


async def test_another_companys_letter_is_not_found(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    assert (await firm.hr(f"/messages/{new_id()}/again", {})).status_code == 404
