"""A notice as a mail: plain text and HTML, attachments, and headers that nobody can smuggle anything into."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from uuid import UUID

from renshi_sdk.contributions import Letter, Notice
from renshi_sdk.text import Text

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
OPEN = Text("打开", "Open")
FOOT = Text("此邮件由人事平台自动发送，请勿直接回复。", "Sent by Renshi automatically; please don't reply.")
Attachment = tuple[str, str, bytes]
"""Name, media type, content."""


def one_line(text: str, most: int = 200) -> str:
    """A text fit for a header: one line, no control characters, not too long."""
    plain = _CONTROL.sub(" ", text).strip()
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def message_id(notice_id: UUID, from_address: str) -> str:
    """The id of a notice's mail: the same at each attempt, so that servers and readers notice a second copy."""
    return f"<notice-{notice_id}@{from_address.rsplit('@', 1)[1]}>"


def letter_message_id(letter_id: UUID, from_address: str) -> str:
    """The id of a letter's mail, the same at each attempt."""
    return f"<letter-{letter_id}@{from_address.rsplit('@', 1)[1]}>"


def compose(
    notice: Notice,
    *,
    to_name: str,
    to_address: str,
    from_name: str,
    from_address: str,
    base_url: str | None,
    at: datetime,
    attachments: Sequence[Attachment] = (),
) -> EmailMessage:
    """The mail. Raises ``ValueError`` for an address that isn't one."""
    title = one_line(notice.title.of(notice.locale))
    body = notice.body.of(notice.locale)
    link = _link(notice.link, base_url)
    mail = EmailMessage(policy=SMTP)
    mail["Message-ID"] = message_id(notice.id, from_address)
    mail["Date"] = format_datetime(at)
    mail["Subject"] = title
    mail["From"] = _who(from_name, from_address)
    mail["To"] = _who(to_name, to_address)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Renshi-Kind"] = one_line(notice.kind, 80)
    foot = FOOT.of(notice.locale)
    opening = OPEN.of(notice.locale)
    mail.set_content(f"{body}\n" + (f"\n{opening}: {link}\n" if link else "") + f"\n-- \n{foot}\n")
    mail.add_alternative(_html(title, body, link, opening, foot, notice.locale), subtype="html")
    for name, media_type, content in attachments:
        _attach(mail, name, media_type, content)
    return mail


def compose_letter(letter: Letter, *, from_address: str, at: datetime) -> EmailMessage:
    """A letter as a mail: its words as they are, and its files. Raises ``ValueError`` for an address that isn't one."""
    mail = EmailMessage(policy=SMTP)
    mail["Message-ID"] = letter_message_id(letter.id, from_address)
    mail["Date"] = format_datetime(at)
    mail["Subject"] = one_line(letter.subject)
    mail["From"] = _who(letter.sender, from_address)
    mail["To"] = _who(letter.name, letter.to.mail or "")
    mail.set_content(letter.body)
    opening = OPEN.of(letter.locale)
    html = _html(one_line(letter.subject), letter.body, letter.link, opening, "", letter.locale)
    mail.add_alternative(html, subtype="html")
    for item in letter.files:
        _attach(mail, item.name, item.media_type, item.content)
    return mail


def _attach(mail: EmailMessage, name: str, media_type: str, content: bytes) -> None:
    kind, _, detail = media_type.partition("/")
    if not detail or kind in ("multipart", "message"):
        kind, detail = "application", "octet-stream"
    mail.add_attachment(content, maintype=kind, subtype=detail, filename=one_line(name, 120))


def _who(name: str, address: str) -> Address:
    if _CONTROL.search(address):
        raise ValueError("a mail address holds a control character")
    return Address(display_name=one_line(name, 80), addr_spec=address)


def _link(link: str | None, base_url: str | None) -> str | None:
    if link is None:
        return None
    if link.startswith("https://"):
        return link
    return f"{base_url}{link}" if base_url and link.startswith("/") else None


def _html(title: str, body: str, link: str | None, opening: str, foot: str, locale: str) -> str:
    lines = "<br>".join(escape(line) for line in body.split("\n"))
    button = (
        f'<p style="margin:24px 0"><a href="{escape(link)}" style="background:#1f5eff;color:#fff;'
        f'text-decoration:none;padding:9px 22px;border-radius:4px">{escape(opening)}</a></p>'
        if link
        else ""
    )
    return (
        f'<!doctype html><html lang="{escape(locale)}"><head><meta charset="utf-8"></head>'
        "<body style=\"margin:0;background:#f4f5f7;font-family:-apple-system,'PingFang SC','Microsoft YaHei',"
        'sans-serif;color:#1f2329"><div style="max-width:560px;margin:24px auto;background:#fff;padding:28px 32px;'
        f'border-radius:8px"><h1 style="font-size:18px;margin:0 0 16px">{escape(title)}</h1>'
        f'<div style="font-size:14px;line-height:1.8">{lines}</div>{button}'
        + (f'<p style="font-size:12px;color:#8f959e;margin:28px 0 0">{escape(foot)}</p>' if foot else "")
        + "</div></body></html>"
    )
