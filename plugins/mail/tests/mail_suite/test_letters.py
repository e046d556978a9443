"""Letters to people outside, against a real SMTP server on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from renshi_sdk import NeedsAttention, Temporary, new_id
from renshi_sdk.contributions import Fate, Letter, LetterFile, Outsider
from renshi_sdk.db import fetch

from .test_mail import Box, account, serving

CARD = LetterFile("interview.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


def letter(**more: Any) -> Letter:
    return Letter(
        **{
            "id": new_id(),
            "to": Outsider(key="recruiting_ai.application:1", mail="zhao@example.com"),
            "name": "赵候选",
            "sender": "测试制造有限公司",
            "subject": "面试邀请\r\nBcc: everybody@example.com",
            "body": "您好 <b>\nhttps://hr.example.com/x#me=abc\n",
            "link": "https://hr.example.com/x#me=abc",
        }
        | more
    )


async def ready(renshi: Any, port: int) -> Any:
    tenant = await renshi.new_tenant(enable=["mail"])
    async with tenant.client("admin") as admin:
        answer = await admin.put("/api/plugins/mail/account", json=account(port))
        assert answer.status_code == 200, answer.text
    return tenant


async def send(tenant: Any, one: Letter) -> Fate:
    async with tenant.context() as ctx:
        fate: Fate = await ctx.letters.send(one)
        return fate


async def rows(tenant: Any) -> list[dict[str, Any]]:
    async with tenant.context():
        return [dict(r) for r in await fetch("SELECT * FROM mail_letter ORDER BY at, id")]


async def test_a_letter_goes_out_once_and_leaves_no_address_behind(renshi: Any) -> None:
    box = Box()
    with serving(box) as port:
        tenant = await ready(renshi, port)
        one = letter(files=(CARD,))
        async with tenant.context() as ctx:
            assert [c.name for c in await ctx.letters.carriers(one.to)] == ["mail"]
            assert await ctx.letters.carriers(Outsider(key="recruiting_ai.application:2")) == []
        assert await send(tenant, one) == Fate("sent", carrier="mail")
        assert await send(tenant, one) == Fate("sent", carrier="mail")
    (mail,) = box.mails
    assert mail["subject"] == "面试邀请 Bcc: everybody@example.com"
    assert mail["bcc"] is None
    assert (str(mail["from"]), str(mail["to"])) == (
        "测试制造有限公司 <hr@example.com>",
        "赵候选 <zhao@example.com>",
    )
    assert mail["message-id"] == f"<letter-{one.id}@example.com>"
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("interview.ics", "text/calendar")
    html = mail.get_body(("html",))
    assert html is not None
    assert "您好 &lt;b&gt;<br>" in html.get_content()
    (row,) = await rows(tenant)
    assert (row["state"], row["plugin"], len(row["address_index"])) == ("sent", "recruiting_ai", 16)
    assert "zhao@" not in str(row)


async def test_an_address_that_bounced_is_left_alone_until_somebody_clears_it(renshi: Any) -> None:
    box = Box()
    box.recipient = "550 <zhao@example.com> no such mailbox"
    with serving(box) as port:
        tenant = await ready(renshi, port)
        assert await send(tenant, letter()) == Fate("bounced", "550 <…> no such mailbox", "mail")
        box.recipient = ""
        assert (await send(tenant, letter())).state == "unreachable"
        other = Outsider(key="recruiting_ai.application:2", mail="qian@example.com")
        assert (await send(tenant, letter(to=other))).state == "sent"
        assert len(box.mails) == 1
        async with tenant.client("admin") as admin:
            items = (await admin.get("/api/plugins/mail/letters")).json()["items"]
            (bounce,) = [item for item in items if item["state"] == "bounced"]
            assert "address_index" not in bounce
            assert (await admin.post(f"/api/plugins/mail/letters/{bounce['id']}/clear")).status_code == 200
            assert (await admin.post(f"/api/plugins/mail/letters/{bounce['id']}/clear")).status_code == 404
        assert (await send(tenant, letter())).state == "sent"
    assert len(box.mails) == 2
    assert all("zhao@" not in str(row) for row in await rows(tenant))


async def test_a_server_that_is_busy_or_gone_has_taken_nothing(renshi: Any) -> None:
    box = Box()
    with serving(box) as port:
        tenant = await ready(renshi, port)
        box.data = "451 come again"
        with pytest.raises(Temporary):
            await send(tenant, letter())
    with pytest.raises(Temporary):
        await send(tenant, letter())
    assert await rows(tenant) == []


async def test_a_refused_password_is_for_a_person(renshi: Any) -> None:
    box = Box()
    box.login = False
    with serving(box, authenticator=box.authenticate, auth_require_tls=False) as port:
        tenant = await renshi.new_tenant(enable=["mail"])
        async with tenant.client("admin") as admin:
            body = account(port, username="hr", password="wrong")
            assert (await admin.put("/api/plugins/mail/account", json=body)).status_code == 200
        with pytest.raises(NeedsAttention):
            await send(tenant, letter())
    assert await rows(tenant) == []


@asynccontextmanager
async def _hangs_up(*, before_the_answer: bool) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server that takes a mail whole and closes the line: before its answer, or before the goodbye."""
    taken: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            if line.strip().upper() == b"DATA":
                writer.write(b"354 go\r\n")
                taken.append(await reader.readuntil(b"\r\n.\r\n"))
                if not before_the_answer:
                    writer.write(b"250 taken\r\n")
                    await writer.drain()
                break
            writer.write(b"250 ok\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], taken


async def test_a_lost_answer_is_not_known_and_not_sent_again(renshi: Any) -> None:
    async with _hangs_up(before_the_answer=True) as (port, taken):
        tenant = await ready(renshi, port)
        one = letter()
        fate = await send(tenant, one)
        assert (fate.state, fate.carrier) == ("unsure", "mail")
        assert (await send(tenant, one)).state == "unsure"
    assert len(taken) == 1
    assert [row["state"] for row in await rows(tenant)] == ["unsure"]


async def test_a_lost_goodbye_is_sent(renshi: Any) -> None:
    async with _hangs_up(before_the_answer=False) as (port, taken):
        tenant = await ready(renshi, port)
        assert (await send(tenant, letter())).state == "sent"
    assert len(taken) == 1
