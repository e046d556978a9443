"""The operator's own mail server (RENSHI_RECRUITING_MAIL_URL), for letters that no carrier takes.

`smtps://user:password@mail.example.com:465` (TLS from the start), `smtp+starttls://…:587`, or `smtp://…:25` for a
relay on the same machine. It is the operator's, not a company's: a company that could name a host could make the
platform knock on doors inside its network.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr
from typing import Any
from urllib.parse import unquote, urlsplit

from renshi_sdk import NeedsAttention, Temporary, Text
from renshi_sdk.contributions import Fate

VARIABLE = "RENSHI_RECRUITING_MAIL_URL"
SECONDS = 20
OWN = "server"
_NO_MAILBOX = (550, 551, 553)
_SCHEMES = {"smtps": 465, "smtp+starttls": 587, "smtp": 25}


@dataclass(frozen=True, slots=True)
class Server:
    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None
    sender: str


def server() -> Server | None:
    """The mail server, or None where none is set.

    Raises:
        NeedsAttention: the address can't be read.
    """
    address = os.environ.get(VARIABLE, "").strip()
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise NeedsAttention(
            Text(
                f"{VARIABLE} 应形如 smtps://用户:密码@主机:465",
                f"{VARIABLE} must read smtps://user:password@host:465",
            ),
            code="recruiting_ai.mail_address",
        )
    user = unquote(parts.username) if parts.username else None
    sender = os.environ.get("RENSHI_RECRUITING_MAIL_FROM", "").strip() or user or f"noreply@{parts.hostname}"
    return Server(
        parts.scheme,
        parts.hostname,
        parts.port or _SCHEMES[parts.scheme],
        user,
        unquote(parts.password) if parts.password else None,
        sender,
    )


def compose(
    to: Server, *, company: str, address: str, subject: str, body: str, key: str, calendar: str | None
) -> EmailMessage:
    """One letter. Headers are made by the library, which refuses line breaks in them."""
    message = EmailMessage()
    message["From"] = formataddr((company, to.sender))
    message["To"] = address
    message["Subject"] = " ".join(subject.split())
    # The same message sent again keeps its id, so that a mailbox can tell.
    message["Message-ID"] = f"<letter-{key}@{to.sender.rpartition('@')[2]}>"
    message.set_content(body)
    if calendar is not None:
        message.add_attachment(
            calendar.encode(), maintype="text", subtype="calendar", filename="interview.ics"
        )
    return message


class _Known:
    """Knows whether the letter was handed over."""

    handed_over = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.handed_over = True
        answer: tuple[int, bytes] = super().data(msg)  # type: ignore[misc]
        return answer


class _Plain(_Known, smtplib.SMTP):
    pass


class _Tls(_Known, smtplib.SMTP_SSL):
    pass


def send(to: Server, message: EmailMessage) -> Fate:
    """Hand a letter over; blocks.

    Raises:
        NeedsAttention: the server refuses the password. Temporary: nothing has gone out, and it may work later.
    """
    connection: _Plain | _Tls | None = None
    try:
        if to.scheme == "smtps":
            connection = _Tls(to.host, to.port, timeout=SECONDS, context=ssl.create_default_context())
        else:
            connection = _Plain(to.host, to.port, timeout=SECONDS)
        if to.scheme == "smtp+starttls":
            connection.starttls(context=ssl.create_default_context())
        if to.user and to.password:
            connection.login(to.user, to.password)
        connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        ((code, _),) = error.recipients.values()
        return _refused(code)
    except smtplib.SMTPAuthenticationError as error:
        raise NeedsAttention(
            Text("邮件服务器拒绝登录", "the mail server refuses the account"),
            code="recruiting_ai.mail_refused",
        ) from error
    except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
        return _refused(error.smtp_code)
    except (OSError, smtplib.SMTPException) as error:
        if connection is not None and connection.handed_over:
            return Fate("unsure", type(error).__name__, OWN)
        raise Temporary(
            Text("邮件服务器暂时不可用", f"the mail server can't be reached: {type(error).__name__}")
        ) from error
    finally:
        if connection is not None:
            connection.close()
    return Fate("sent", carrier=OWN)


def _refused(code: int) -> Fate:
    if 400 <= code < 500:
        raise Temporary(
            Text(f"邮件服务器要求稍后再试（{code}）", f"the mail server asks to come again ({code})")
        )
    return Fate("bounced" if code in _NO_MAILBOX else "refused", str(code), OWN)
