"""Mail against a real SMTP server on loopback."""

from __future__ import annotations

import email
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from renshi_mail.compose import compose, one_line

from renshi_sdk import Text, new_id
from renshi_sdk.contributions import Notice
from renshi_sdk.db import execute, fetch

PASSWORD = "sesame-öffne-dich"


class Box:
    """A mail server: what it took, and what it answers."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.logins: list[str] = []
        self.recipient = ""
        self.data = ""
        self.login = True

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.recipient:
            return self.recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data:
            return self.data
        self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 taken"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, auth: Any) -> AuthResult:
        self.logins.append(auth.login.decode())
        right = self.login and auth.password == PASSWORD.encode()
        return AuthResult(success=right, handled=right)


@contextmanager
def serving(box: Box, **more: Any) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def account(port: int, **more: Any) -> dict[str, Any]:
    return {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "from_address": "hr@example.com",
        "from_name": "人事部",
        "base_url": "https://hr.example.com",
    } | more


async def ready(renshi: Any, port: int, **more: Any) -> Any:
    tenant = await renshi.new_tenant(enable=["mail"])
    async with tenant.context() as ctx:
        await execute(
            "UPDATE core_employee SET email = 'zhang@example.com' WHERE id = $1", tenant.employee_person.id
        )
        del ctx
    async with tenant.client("admin") as admin:
        answer = await admin.put("/api/plugins/mail/account", json=account(port, **more))
        assert answer.status_code == 200, answer.text
    return tenant


async def tell(tenant: Any, title: str = "工资条已发布", **more: Any) -> None:
    async with tenant.context() as ctx:
        await ctx.notices.send(
            tenant.employee_person.id,
            kind="test.note",
            title=Text(title, "Your pay slip"),
            body=Text("11 月 <b>工资</b>\n请查看", "November"),
            **{"link": "/console/core/inbox"} | more,
        )
    await tenant.harness.settle()


async def states(tenant: Any) -> list[tuple[str, str]]:
    async with tenant.context():
        rows = await fetch("SELECT state, reason FROM mail_message ORDER BY at, id")
        return [(r["state"], r["reason"]) for r in rows]


async def test_a_notice_is_mailed_once_as_text_and_html(renshi: Any) -> None:
    box = Box()
    with serving(box) as port:
        tenant = await ready(renshi, port)
        await tell(tenant)
        await renshi.settle()
    (mail,) = box.mails
    assert (mail["subject"], str(mail["from"]), str(mail["to"])) == (
        "工资条已发布",
        "人事部 <hr@example.com>",
        "张员工 <zhang@example.com>",
    )
    (notice,) = [n for n in await tenant.notices(tenant.employee_person) if n.kind == "test.note"]
    assert mail["message-id"] == f"<notice-{notice.id}@example.com>"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None and html is not None  # noqa: PT018
    assert "11 月 <b>工资</b>\n请查看" in text.get_content().replace("\r\n", "\n")
    assert "https://hr.example.com/console/core/inbox" in text.get_content()
    assert "11 月 &lt;b&gt;工资&lt;/b&gt;<br>请查看" in html.get_content()
    assert await states(tenant) == [("sent", "")]
    # Another attempt at what has gone out.
    from renshi_mail import service

    with serving(box) as _:
        async with tenant.context("mail") as ctx:
            assert (await service.deliver(ctx, notice)).state == "sent"
    assert len(box.mails) == 1


async def test_the_language_and_the_attachments_go_along(renshi: Any) -> None:
    box = Box()
    with serving(box) as port:
        tenant = await ready(renshi, port)
        async with tenant.client("employee") as me:
            await me.put("/api/notices/choices", json={"locale": "en-US"})
        async with tenant.context() as ctx:
            stored = await ctx.files.put("十一月.csv", "工号,实发".encode(), media_type="text/csv")
        await tell(tenant, attachments=[stored.id])
    (mail,) = box.mails
    assert mail["subject"] == "Your pay slip"
    (attached,) = list(mail.iter_attachments())
    assert (attached.get_filename(), attached.get_content_type()) == ("十一月.csv", "text/csv")
    assert attached.get_payload(decode=True) == "工号,实发".encode()


async def test_an_address_that_does_not_exist_is_set_aside_until_cleared(renshi: Any) -> None:
    box = Box()
    box.recipient = "550 no such user"
    with serving(box) as port:
        tenant = await ready(renshi, port)
        await tell(tenant)
        box.recipient = ""
        await tell(tenant)
        assert (box.mails, await states(tenant)) == ([], [("bounced", "550 no such user")])
        async with tenant.client("admin") as admin:
            (line,) = (await admin.get("/api/plugins/mail/messages")).json()["items"]
            assert (line["employee_name"], line["state"]) == ("张员工", "bounced")
            path = f"/api/plugins/mail/messages/{line['id']}/clear"
            assert (await admin.post(path)).status_code == 200
            assert (await admin.post(path)).status_code == 404
        await tell(tenant)
    assert len(box.mails) == 1


@pytest.mark.parametrize(("code", "what"), [("554 spam", "failed"), ("552 too big", "failed")])
async def test_a_refused_mail_is_written_down_and_the_inbox_has_it(renshi: Any, code: str, what: str) -> None:
    box = Box()
    box.data = code
    with serving(box) as port:
        tenant = await ready(renshi, port)
        await tell(tenant)
    assert await states(tenant) == [(what, code)]
    async with tenant.context():
        (row,) = await fetch(
            "SELECT d.state FROM core_notice_delivery d JOIN core_notice n ON n.id = d.notice_id"
            " WHERE n.kind = 'test.note'"
        )
    assert row["state"] == "inbox"


async def test_a_server_that_asks_to_come_again_or_is_away_is_tried_again(renshi: Any) -> None:
    box = Box()
    box.data = "451 later"
    with serving(box) as port:
        tenant = await ready(renshi, port)
        await tell(tenant)
        assert (box.mails, await states(tenant)) == ([], [])
        box.data = ""
        renshi.advance(hours=1)
        await renshi.settle()
        assert len(box.mails) == 1
    await tell(tenant, "服务器不在")
    for _ in range(4):
        renshi.advance(hours=1)
        await renshi.settle()
    async with tenant.context():
        rows = await fetch("SELECT tried FROM core_notice_delivery WHERE state = 'inbox'")
    assert ["连接不上邮件服务器" in r["tried"] or "can't be reached" in r["tried"] for r in rows].count(
        True
    ) == 1


async def test_the_password_is_sealed_sent_and_never_shown(renshi: Any) -> None:
    box = Box()
    with serving(box, authenticator=box.authenticate, auth_require_tls=False, auth_required=True) as port:
        tenant = await ready(renshi, port, username="hr", password=PASSWORD)
        await tell(tenant)
        assert (box.logins, len(box.mails)) == (["hr"], 1)
        async with tenant.client("admin") as admin, tenant.client("hr") as hr:
            shown = await admin.get("/api/plugins/mail/account")
            assert shown.json()["has_password"] is True
            assert PASSWORD not in shown.text
            assert (await hr.get("/api/plugins/mail/account")).status_code == 403
            await admin.put("/api/plugins/mail/account", json=account(port, username="hr"))
            assert (await admin.get("/api/plugins/mail/account")).json()["has_password"] is True
            await admin.put("/api/plugins/mail/account", json=account(port, username="other"))
            assert (await admin.get("/api/plugins/mail/account")).json()["has_password"] is False
        async with tenant.context():
            (row,) = await fetch("SELECT * FROM mail_account")
            assert PASSWORD.encode() not in bytes(str(dict(row)), "utf-8")
    audit = await tenant.audit("mail.account.change")
    assert len(audit) == 3
    assert PASSWORD not in str(audit)


async def test_a_refused_login_is_passed_by_and_said(renshi: Any) -> None:
    box = Box()
    box.login = False
    with serving(box, authenticator=box.authenticate, auth_require_tls=False, auth_required=True) as port:
        tenant = await ready(renshi, port, username="hr", password=PASSWORD)
        await tell(tenant)
    assert box.mails == []
    async with tenant.context():
        (row,) = await fetch("SELECT tried, state FROM core_notice_delivery ORDER BY created_at DESC LIMIT 1")
    assert row["state"] == "inbox"
    assert '"outcome": "refused"' in row["tried"]


def certificate(folder: Path) -> tuple[Path, Path, str]:
    """A certificate of the company's own for 127.0.0.1, its key, and the authority as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    import ipaddress

    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    crt, private = folder / "mail.crt", folder / "mail.key"
    crt.write_bytes(pem)
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return crt, private, pem.decode()


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_the_certificate_is_checked_and_an_own_authority_is_enough(
    renshi: Any, tmp_path: Path, security: str
) -> None:
    crt, key, authority = certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(crt, key)
    box = Box()
    more = (
        {"tls_context": context, "require_starttls": True}
        if security == "starttls"
        else {"ssl_context": context}
    )
    with serving(box, **more) as port:
        tenant = await ready(renshi, port, security=security)
        await tell(tenant)
        assert box.mails == []
        async with tenant.client("admin") as admin:
            await admin.put(
                "/api/plugins/mail/account", json=account(port, security=security, authority=authority)
            )
        await tell(tenant)
        assert len(box.mails) == 1


async def test_the_account_is_checked_and_tried(renshi: Any) -> None:
    box = Box()
    with serving(box) as port:
        tenant = await ready(renshi, port)
        async with tenant.client("admin") as admin:
            path = "/api/plugins/mail/account"
            for wrong in (
                {"host": "mail.example.com"},
                {"host": "evil host"},
                {"from_address": "x\r\nBcc: all@example.com"},
                {"from_address": "nobody"},
                {"base_url": "javascript:alert(1)"},
                {"port": 0},
            ):
                answer = await admin.put(path, json=account(port) | wrong)
                assert answer.status_code == 422, wrong
            assert (await admin.post(f"{path}/test")).json()["code"] == "mail.no_address"
        from renshi_mail import service

        from renshi_sdk.context import Actor

        async with tenant.context("mail") as ctx:
            person = tenant.employee_person
            me = ctx.acting_as(Actor(kind="user", name=person.name, employee_id=person.id))
            assert await service.test(me) == {"sent_to": "zhang@example.com"}
        assert [m["subject"] for m in box.mails] == ["邮件设置测试"]
        async with tenant.client("admin") as admin:
            assert (await admin.get(path)).json()["tested_at"] is not None
            assert (await admin.delete(path)).status_code == 204
        await tell(tenant)
        assert len(box.mails) == 1


notices = st.builds(
    Notice,
    id=st.builds(new_id),
    employee_id=st.builds(new_id),
    kind=st.text(min_size=1, max_size=40),
    title=st.builds(Text, st.text(min_size=1).filter(str.strip), st.just("x")),
    body=st.builds(Text, st.text(min_size=1).filter(str.strip), st.just("x")),
)


@given(notices, st.text(max_size=60))
def test_nothing_people_write_makes_a_header(notice: Notice, name: str) -> None:
    mail = compose(
        notice,
        to_name=name,
        to_address="zhang@example.com",
        from_name=name,
        from_address="hr@example.com",
        base_url=None,
        at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    raw = mail.as_bytes()
    head = email.message_from_bytes(raw.split(b"\r\n\r\n", 1)[0] + b"\r\n\r\n")
    assert sorted(k.lower() for k in head) == [
        "auto-submitted",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "subject",
        "to",
        "x-renshi-kind",
    ]


def test_a_subject_is_one_line() -> None:
    assert one_line("工资条\r\nBcc: all@example.com\x00") == "工资条 Bcc: all@example.com"
    assert one_line("长" * 300) == "长" * 199 + "…"
