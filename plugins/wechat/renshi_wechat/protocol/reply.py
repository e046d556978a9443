"""Passive replies (被动回复)."""

from __future__ import annotations

import re

from wechatpy.replies import TextReply

from renshi_wechat.protocol.inbound import Inbound

MAX_REPLY_BYTES = 2048
_ELLIPSIS = "…"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def cut_utf8(text: str, limit: int = MAX_REPLY_BYTES) -> str:
    """``text`` in at most ``limit`` bytes of UTF-8, ended with "…" where something was cut off."""
    data = text.encode("utf-8")
    if len(data) <= limit:
        return text
    room = limit - len(_ELLIPSIS.encode())
    return data[: max(room, 0)].decode("utf-8", "ignore") + _ELLIPSIS


def safe_text(text: str, limit: int = MAX_REPLY_BYTES) -> str:
    """Text that cannot leave its CDATA section, holds no link of somebody else's, and is legal XML.

    Cut to ``limit`` bytes. WeChat draws ``<a href>`` in a text as a link, so a "<" in what an employee wrote
    could lead their manager anywhere; it becomes "＜". ``]]>`` becomes ``]]＞`` with a full-width sign:
    splitting the section is standard XML, but how the platform's own parser takes a split one is not
    published, and this form survives any parser.
    """
    return cut_utf8(_NOT_XML.sub("", text).replace("<", "＜").replace("]]>", "]]＞"), limit)


def text_reply(to: Inbound, text: str, *, created: int) -> str:
    """The XML of a text reply to ``to``; ``created`` is a Unix time in seconds."""
    reply = TextReply(source=to.account, target=to.openid, time=created, content=safe_text(text))
    return str(reply.render())
