"""A pushed message or event as a frozen record."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from renshi_wechat.protocol.errors import BadCallback, Refusal

MAX_BODY_BYTES = 64 * 1024
_MAX_DEPTH = 12
# Containers that the platform itself fills with several equal elements.
_REPEATABLE = frozenset({"item", "List", "PicList", "Articles"})
_OPENID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ACCOUNT = re.compile(r"[A-Za-z0-9_@.-]{1,64}")
_DIGITS = re.compile(r"[0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class Inbound:
    """One push.

    ``kind`` is MsgType in lower case; ``event`` the event in lower case, "" for messages. ``key`` is
    unique per push and equal for the platform's repeats: MsgId, or FromUserName + CreateTime + Event.
    ``scene`` is the EventKey without its ``qrscene_`` prefix. ``fields`` holds the simple elements.
    """

    kind: str
    openid: str
    account: str
    created: int
    key: str
    event: str = ""
    scene: str = ""
    text: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def opens_window(self) -> bool:
        """Whether this push lets the account write to the user (客服消息): a message, a menu click
        of type click, a subscription or a scan. A VIEW click does not."""
        return self.kind != "event" or self.event in {"subscribe", "scan", "click"}

    @property
    def is_message(self) -> bool:
        return self.kind != "event"


class _Reader:
    """Collects the simple children of ``<xml>``; refuses what a lenient parser would turn into lists,
    entities or deep recursion."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self._seen: list[set[str]] = []
        self._text: list[str] = []
        self._leaf = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        depth = len(self._seen)
        if depth >= _MAX_DEPTH or attributes or (depth == 0 and name != "xml"):
            raise BadCallback(Refusal.FORMAT)
        if depth:
            if name in self._seen[-1] and (depth == 1 or name not in _REPEATABLE):
                raise BadCallback(Refusal.FORMAT)
            self._seen[-1].add(name)
        self._seen.append(set())
        self._text.clear()
        self._leaf = True

    def end(self, name: str) -> None:
        self._seen.pop()
        if len(self._seen) == 1 and self._leaf:
            self.fields[name] = "".join(self._text)
        self._leaf = False

    def text(self, data: str) -> None:
        self._text.append(data)

    def refuse(self, *_: object) -> None:
        raise BadCallback(Refusal.FORMAT)


def parse_document(xml: str) -> dict[str, str]:
    """The simple elements of one strict ``<xml>`` document; raises :class:`BadCallback`."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.ProcessingInstructionHandler = reader.refuse
    try:
        parser.Parse(xml.encode("utf-8"), True)
    except (expat.ExpatError, UnicodeEncodeError):
        raise BadCallback(Refusal.FORMAT) from None
    return reader.fields


def parse_inbound(xml: str) -> Inbound:
    """Read a decrypted push. Unknown kinds and events come through; bad ones raise :class:`BadCallback`."""
    fields = parse_document(xml)
    openid, account = fields.get("FromUserName", ""), fields.get("ToUserName", "")
    created, msg_id = fields.get("CreateTime", ""), fields.get("MsgId") or fields.get("MsgID", "")
    if not _OPENID.fullmatch(openid) or not _ACCOUNT.fullmatch(account) or not _DIGITS.fullmatch(created):
        raise BadCallback(Refusal.FORMAT)
    if not fields.get("MsgType") or (msg_id and not _DIGITS.fullmatch(msg_id)):
        raise BadCallback(Refusal.FORMAT)
    kind = fields["MsgType"].lower()
    if kind == "event":
        event = fields.get("Event", "").lower()
        if not event:
            raise BadCallback(Refusal.FORMAT)
        # MsgID in TEMPLATESENDJOBFINISH names the *sent* message, so it is not the key of the push.
        key = f"{openid}:{created}:{event}"
    elif msg_id:
        event, key = "", msg_id
    else:
        raise BadCallback(Refusal.FORMAT)
    return Inbound(
        kind=kind,
        openid=openid,
        account=account,
        created=int(created),
        key=key,
        event=event,
        scene=fields.get("EventKey", "").removeprefix("qrscene_"),
        text=fields.get("Content", "") if kind == "text" else "",
        fields=fields,
    )
