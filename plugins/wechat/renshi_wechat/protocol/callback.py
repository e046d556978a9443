"""One account's callback: what comes in is proven before it is read, what goes out is sealed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from renshi_wechat.protocol.cipher import Envelope, decode_aes_key
from renshi_wechat.protocol.errors import BadCallback, BadConfiguration, Refusal
from renshi_wechat.protocol.inbound import MAX_BODY_BYTES, Inbound, parse_document, parse_inbound
from renshi_wechat.protocol.reply import text_reply
from renshi_wechat.protocol.signature import check_fresh, check_token, sign, verify


@dataclass(frozen=True, slots=True)
class CallbackSecrets:
    """``encoding_aes_key`` is ``None`` for the plain mode, which only WeChat's test accounts need."""

    appid: str
    token: str = field(repr=False)
    encoding_aes_key: str | None = field(repr=False, default=None)


class Callback:
    """Reads pushes and seals replies for one account.

    Raises :class:`BadConfiguration` when made with a token or key that cannot protect anything. All
    reading methods raise :class:`BadCallback` and nothing else.
    """

    def __init__(self, account: CallbackSecrets) -> None:
        if not account.appid:
            raise BadConfiguration("缺少 AppID")
        self._token = check_token(account.token)
        self._envelope = (
            Envelope(decode_aes_key(account.encoding_aes_key), account.appid)
            if account.encoding_aes_key is not None
            else None
        )

    def check_address(self, query: Mapping[str, str], *, now: datetime) -> str:
        """Answer the console's address check: the ``echostr`` to send back as plain text."""
        timestamp, nonce = self._stamp(query)
        verify(query.get("signature", ""), self._token, timestamp, nonce)
        check_fresh(timestamp, now=now)
        echo = query.get("echostr", "")
        if not echo or len(echo) > 256:
            raise BadCallback(Refusal.PARAMETERS)
        return echo

    def open(self, query: Mapping[str, str], body: bytes, *, now: datetime) -> Inbound:
        """Prove, decrypt and read one push."""
        if len(body) > MAX_BODY_BYTES:
            raise BadCallback(Refusal.TOO_LARGE)
        timestamp, nonce = self._stamp(query)
        if self._envelope is None or "signature" in query:
            verify(query.get("signature", ""), self._token, timestamp, nonce)
        try:
            xml = body.decode("utf-8")
        except UnicodeDecodeError:
            raise BadCallback(Refusal.FORMAT) from None
        if self._envelope is not None:
            xml = self._unseal(self._envelope, query, xml, timestamp, nonce)
        check_fresh(timestamp, now=now)
        return parse_inbound(xml)

    def seal(self, to: Inbound, text: str, *, now: datetime) -> str:
        """The response body for a text reply; "" when there is nothing to say."""
        if not text:
            return ""
        xml = text_reply(to, text, created=int(now.timestamp()))
        if self._envelope is None:
            return xml
        encrypted = self._envelope.encrypt(xml)
        timestamp, nonce = str(int(now.timestamp())), secrets.token_hex(8)
        signature = sign(self._token, timestamp, nonce, encrypted)
        return (
            f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{signature}]]></MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        )

    def _stamp(self, query: Mapping[str, str]) -> tuple[str, str]:
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not timestamp or not nonce or len(timestamp) > 32 or len(nonce) > 128:
            raise BadCallback(Refusal.PARAMETERS)
        return timestamp, nonce

    def _unseal(
        self, envelope: Envelope, query: Mapping[str, str], xml: str, timestamp: str, nonce: str
    ) -> str:
        encrypted = parse_document(xml).get("Encrypt", "")
        if not encrypted:
            # Compatible mode sends plain and cipher side by side; with a key set, plain proves nothing.
            raise BadCallback(Refusal.PLAIN)
        verify(query.get("msg_signature", ""), self._token, timestamp, nonce, encrypted)
        return envelope.decrypt(encrypted)
