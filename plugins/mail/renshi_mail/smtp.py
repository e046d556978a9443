"""Talking SMTP: one connection a mail, and what each kind of trouble means."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import aiosmtplib

from renshi_sdk import NeedsAttention, Temporary, Text

SECONDS = 20
_HARD_BOUNCES = (550, 551, 553)
"""No such mailbox, in RFC 5321's words; other refusals of a recipient may pass."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where to send, and as whom."""

    host: str
    port: int
    security: str
    username: str | None
    password: str | None
    authority: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """The server won't take the mail for this recipient; ``hard``: there is no such mailbox."""

    code: int
    reason: str
    hard: bool


class Lost(Temporary):
    """The connection broke after the mail was handed over and before the server's answer: it may have gone out."""


class _Client(aiosmtplib.SMTP):
    """Knows how far a mail got."""

    handed_over = taken = False

    async def data(self, message: str | bytes, /, **options: Any) -> aiosmtplib.SMTPResponse:
        self.handed_over = True
        response = await super().data(message, **options)
        self.taken = True
        return response


async def send(server: Server, mail: EmailMessage, *, sender: str, recipient: str) -> Refused | None:
    """Send one mail; the answer says that the recipient was refused.

    Raises:
        Temporary: no connection, or the server asks to come again. NeedsAttention: the account or the
            certificate is refused, which somebody has to put right. Lost: nobody knows whether it has gone out.
    """
    client = _Client(
        hostname=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        tls_context=_context(server) if server.security != "none" else None,
        timeout=SECONDS,
    )
    try:
        async with client:
            await client.send_message(mail, sender=sender, recipients=[recipient])
    except aiosmtplib.SMTPAuthenticationError as error:
        if 400 <= error.code < 500:
            raise Temporary(
                Text("邮件服务器暂时拒绝登录", "the mail server refuses the login for now")
            ) from error
        raise NeedsAttention(
            Text(
                "邮件账号或密码被服务器拒绝，请在邮件设置中更新",
                "the mail server refuses the account; update it",
            ),
            code="mail.login",
        ) from error
    except aiosmtplib.SMTPRecipientsRefused as error:
        first = error.recipients[0]
        return _refusal(first.code, first.message)
    except aiosmtplib.SMTPResponseException as error:
        return _refusal(error.code, error.message)
    except (aiosmtplib.SMTPConnectError, aiosmtplib.SMTPException, OSError) as error:
        if client.taken:
            # Only the goodbye was lost.
            return None
        if client.handed_over:
            raise Lost(
                Text("邮件已交出，但没有收到服务器答复", "the mail was handed over, and the answer was lost")
            ) from error
        if isinstance(error.__cause__, ssl.SSLError) or isinstance(error, ssl.SSLError):
            raise NeedsAttention(
                Text(
                    "邮件服务器的证书不受信任；如使用内部证书，请在设置中填写 CA",
                    "the mail server's certificate isn't trusted; add the company's authority in the settings",
                ),
                code="mail.certificate",
            ) from error
        raise Temporary(Text("连接不上邮件服务器", "the mail server can't be reached")) from error
    return None


def _refusal(code: int, message: str) -> Refused:
    plain = " ".join(str(message).split())[:300]
    if 400 <= code < 500:
        raise Temporary(
            Text(f"邮件服务器要求稍后再试（{code}）", f"the mail server asks to come again ({code})")
        )
    return Refused(code, plain, hard=code in _HARD_BOUNCES)


def _context(server: Server) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cadata=server.authority)
    except ssl.SSLError as error:
        raise NeedsAttention(
            Text("内部 CA 证书无法读取", "the authority's certificate can't be read"), code="mail.authority"
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
