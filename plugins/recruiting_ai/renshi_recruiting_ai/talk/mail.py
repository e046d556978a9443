"""Sending mail over the operator's server, named by RENSHI_RECRUITING_MAIL_URL.

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
from email.utils import formataddr, make_msgid
from urllib.parse import unquote, urlsplit

from renshi_sdk import NeedsAttention, Temporary, Text

VARIABLE = "RENSHI_RECRUITING_MAIL_URL"
SECONDS = 20
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
    message["Message-ID"] = make_msgid(idstring=key, domain=to.sender.rpartition("@")[2])
    message.set_content(body)
    if calendar is not None:
        message.add_attachment(
            calendar.encode(), maintype="text", subtype="calendar", filename="interview.ics"
        )
    return message


def send(to: Server, message: EmailMessage) -> None:
    """Hand a letter over; blocks.

    Raises:
        NeedsAttention: the server refuses the letter or the password for good. Temporary: it may work later.
    """
    try:
        if to.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                to.host, to.port, timeout=SECONDS, context=ssl.create_default_context()
            )
        else:
            connection = smtplib.SMTP(to.host, to.port, timeout=SECONDS)
        with connection:
            if to.scheme == "smtp+starttls":
                connection.starttls(context=ssl.create_default_context())
            if to.user and to.password:
                connection.login(to.user, to.password)
            connection.send_message(message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPAuthenticationError) as error:
        raise NeedsAttention(
            Text("邮件服务器拒收该邮件", f"the mail server refused the letter: {type(error).__name__}"),
            code="recruiting_ai.mail_refused",
        ) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Temporary(
            Text("邮件服务器暂时不可用", f"the mail server can't be reached: {type(error).__name__}")
        ) from error
