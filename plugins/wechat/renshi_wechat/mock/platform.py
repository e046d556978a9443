"""WeChat's servers as a callback sees them.

Signs and encrypts with its own few lines on ``cryptography`` and ``xml.etree``, not with the plugin's
protocol package, so that a mistake there cannot hide on both ends.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import secrets
import struct
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_REPEATS = 3
_WAIT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What the callback answered. ``text`` is the decrypted Content, "" for an empty answer;
    ``tries`` how often the platform had to send."""

    status: int
    body: str
    text: str = ""
    xml: str = ""
    tries: int = 1


class Platform:
    """Pushes to one callback ``url`` as the account ``appid`` would.

    ``aes_key`` is the 43-character EncodingAESKey; without one the plain mode is played.
    """

    def __init__(
        self,
        url: str,
        *,
        appid: str,
        token: str,
        aes_key: str | None,
        original_id: str = "gh_0123456789ab",
        clock: Callable[[], float] = time.time,
        wait_seconds: float = _WAIT_SECONDS,
    ) -> None:
        self.url = url
        self.appid, self.token, self.original_id = appid, token, original_id
        self._key = base64.b64decode(aes_key + "=") if aes_key else None
        self._clock = clock
        self._wait = wait_seconds
        self._ids = itertools.count(23_000_000_000_000_000 + secrets.randbelow(10**12) * 1000)

    # What a user does

    def check_address(self, echo: str = "5877127834598") -> Reply:
        """The console's "提交" of the server settings."""
        stamp = self._stamp()
        query = stamp | {"signature": self._sign(stamp["timestamp"], stamp["nonce"]), "echostr": echo}
        return self._exchange(query, None)

    def text(self, openid: str, content: str, **extra: str) -> Reply:
        return self.push(openid, {"MsgType": "text", "Content": content, "MsgId": self.next_id()} | extra)

    def event(self, openid: str, event: str, **extra: str) -> Reply:
        """``event`` as WeChat spells it: subscribe, unsubscribe, CLICK, SCAN, VIEW …"""
        return self.push(openid, {"MsgType": "event", "Event": event} | extra)

    def template_finished(self, openid: str, msgid: int, status: str) -> Reply:
        return self.event(openid, "TEMPLATESENDJOBFINISH", MsgID=str(msgid), Status=status)

    def push(self, openid: str, fields: dict[str, str]) -> Reply:
        """Send as WeChat does: up to three times, five seconds each, until an answer comes."""
        xml = self.document(openid, fields)
        reply = Reply(0, "")
        for attempt in range(1, _REPEATS + 1):
            reply = self.deliver(xml)
            if reply.status == 200:
                return Reply(reply.status, reply.body, reply.text, reply.xml, attempt)
            if 400 <= reply.status < 500:
                return reply
        return Reply(reply.status, reply.body, tries=_REPEATS)

    def parallel(self, openid: str, fields: dict[str, str], times: int = 3) -> list[Reply]:
        """The same push ``times`` times at once."""
        xml = self.document(openid, fields)
        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(lambda _: self.deliver(xml), range(times)))

    # How it is put on the wire

    def next_id(self) -> str:
        return str(next(self._ids))

    def document(self, openid: str, fields: dict[str, str]) -> str:
        root = ElementTree.Element("xml")
        stamped = {
            "ToUserName": self.original_id,
            "FromUserName": openid,
            "CreateTime": str(int(self._clock())),
        }
        for name, value in (stamped | fields).items():
            ElementTree.SubElement(root, name).text = value
        return ElementTree.tostring(root, encoding="unicode")

    def deliver(self, xml: str) -> Reply:
        """One signed (and encrypted) POST."""
        query, body = self.envelope(xml)
        return self._exchange(query, body)

    def envelope(self, xml: str) -> tuple[dict[str, str], bytes]:
        """Query and body for one push; change a part of either to play an attacker."""
        query = self._stamp()
        query["signature"] = self._sign(query["timestamp"], query["nonce"])
        if self._key is None:
            return query, xml.encode()
        encrypted = self.encrypt(xml)
        query["encrypt_type"] = "aes"
        query["msg_signature"] = self._sign(query["timestamp"], query["nonce"], encrypted)
        receiver = f"<ToUserName><![CDATA[{self.original_id}]]></ToUserName>"
        return query, f"<xml>{receiver}<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()

    def send_raw(self, query: dict[str, str], body: bytes | None) -> Reply:
        return self._exchange(query, body)

    def encrypt(self, xml: str, *, appid: str | None = None) -> str:
        raw = xml.encode()
        plain = secrets.token_bytes(16) + struct.pack(">I", len(raw)) + raw + (appid or self.appid).encode()
        pad = 32 - len(plain) % 32
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()).decode()

    def _decrypt(self, encrypted: str) -> str:
        decryptor = self._cipher().decryptor()
        plain = decryptor.update(base64.b64decode(encrypted)) + decryptor.finalize()
        (length,) = struct.unpack(">I", plain[16:20])
        return plain[20 : 20 + length].decode()

    def _cipher(self) -> Cipher[modes.CBC]:
        if self._key is None:
            raise ValueError("this platform plays the plain mode: it has no AES key")
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))

    def _stamp(self) -> dict[str, str]:
        return {"timestamp": str(int(self._clock())), "nonce": str(secrets.randbelow(10**10))}

    def _sign(self, *parts: str) -> str:
        joined = "".join(sorted((self.token, *parts)))
        return hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()

    def _exchange(self, query: dict[str, str], body: bytes | None) -> Reply:
        url = f"{self.url}?{urlencode(query)}"
        headers = {"Content-Type": "text/xml"} if body is not None else {}
        request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - the caller's own URL
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=self._wait) as response:
                status, answer = response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return Reply(error.code, error.read().decode("utf-8", "replace"))
        except OSError:
            return Reply(0, "")
        if body is None or answer in ("", "success"):
            return Reply(status, answer)
        return self.read(status, answer)

    def read(self, status: int, answer: str) -> Reply:
        """Check and decrypt a passive reply as the platform would; raises ``ValueError`` if it is wrong."""
        xml = answer
        if self._key is not None:
            outer = _children(answer)
            expected = self._sign(outer["TimeStamp"], outer["Nonce"], outer["Encrypt"])
            if outer["MsgSignature"] != expected:
                raise ValueError("the reply's signature is wrong")
            xml = self._decrypt(outer["Encrypt"])
        fields = _children(xml)
        if fields["FromUserName"] != self.original_id:
            raise ValueError("the reply is not from this account")
        return Reply(status, answer, fields.get("Content", ""), xml)


def _children(xml: str) -> dict[str, Any]:
    root = ElementTree.fromstring(xml)  # noqa: S314 - from the server under test
    names = [child.tag for child in root]
    if len(names) != len(set(names)):
        raise ValueError("the reply holds an element twice")
    return {child.tag: child.text or "" for child in root}
